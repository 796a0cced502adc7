// Owns which signing key of the state folder a command uses, and that the collector trusts it where that was asked for.
import { listSigningKeys, makeSigningKey, readSigningKey } from '@sekisho/publisher/main.ts'
import type { Client } from '@sekisho/shared/client.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import type { KeyPair } from '@sekisho/shared/proof.ts'

/** The named key, else the only one. @throws Failure key-unusable saying how to make or choose one */
export function signingKey(state: string, name: string | undefined, say: Say): KeyPair {
  if (name !== undefined) return readSigningKey(state, name)
  const [first, ...others] = listSigningKeys(state)
  if (first === undefined) throw new Failure('key-unusable', say('key.none'))
  if (others.length > 0) {
    const names = [first, ...others].map(key => key.name).join(', ')
    throw new Failure('key-unusable', say('key.several', { names }))
  }
  return readSigningKey(state, first.name)
}

/** The key of this name, made where there is none, and trusted at the collector where it is not yet. */
export async function trustedKey(state: string, name: string, client: Client): Promise<KeyPair> {
  const exists = listSigningKeys(state).some(key => key.name === name)
  const pair = exists ? readSigningKey(state, name) : makeSigningKey(state, name)
  const trusted = await client.keys()
  if (!trusted.some(({ key }) => key === pair.id)) await client.trustKey(pair.id, name)
  return pair
}
