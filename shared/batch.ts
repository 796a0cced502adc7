// Owns opening a sealed batch: whether its bytes are well formed and genuine, not whether they fit a chain. The same bytes
// whatever carries them; seal.ts makes them.
import { verify } from 'node:crypto'
import { type KeyId, publicKeyOf } from './proof.ts'
import { contentDigest, contentOf, signatureBytes, signedBytes } from './seal.ts'
import { type Batch, BatchSchema } from './wire.ts'

export type Opened =
  | { readonly outcome: 'genuine'; readonly batch: Batch; readonly digest: string }
  | {
      readonly outcome: 'malformed' | 'forged'
      readonly digest: string
      readonly detail: string
      readonly claimed: Claimed | null
    }

/** What a refused batch says of its place; it proves nothing, and serves to answer the agent. */
export interface Claimed {
  readonly epoch: string
  readonly sequence: number
}

/** Checks signature, then schema. Never throws on hostile bytes. */
export function openBatch(bytes: Uint8Array, signer: KeyId): Opened {
  const body = contentOf(bytes)
  const digest = contentDigest(body)
  const json = parseJson(body)
  const claimed = claimOf(json)
  if (!genuine(bytes, body, signer))
    return { outcome: 'forged', digest, claimed, detail: 'the signature is not of this agent' }
  const parsed = BatchSchema.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return {
      outcome: 'malformed',
      digest,
      claimed,
      detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not JSON'}`,
    }
  }
  const batch = parsed.data
  if (batch.agent !== signer) return { outcome: 'forged', digest, claimed, detail: 'it names another agent' }
  const outside = batch.records.findIndex(
    record => 'root' in record && record.root !== null && record.root >= batch.roots.length,
  )
  if (outside !== -1) return { outcome: 'malformed', digest, claimed, detail: `records.${outside}.root: no such root` }
  return { outcome: 'genuine', batch, digest }
}

function genuine(bytes: Uint8Array, body: Buffer, signer: KeyId): boolean {
  if (bytes.byteLength <= signatureBytes) return false
  return verify(null, signedBytes(body), publicKeyOf(signer), bytes.subarray(0, signatureBytes))
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    // Hostile or cut bytes: the schema refuses undefined with its own words.
    return undefined
  }
}

function claimOf(json: unknown): Claimed | null {
  if (typeof json !== 'object' || json === null || !('epoch' in json) || !('sequence' in json)) return null
  const { epoch, sequence } = json
  return typeof epoch === 'string' && typeof sequence === 'number' ? { epoch, sequence } : null
}
