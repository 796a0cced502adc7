// Owns API secrets: how they are made, what form they have, and that nothing but their sha256 is ever kept. Who may do
// what is api's; keeping the digests is store's.
import { randomBytes } from 'node:crypto'
import { tokenIdOf } from '@sekisho/shared/api.tokens.ts'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { AccessDoors, By, Credential, StoreReads, StoreWrites } from '../handover.ts'

export type MakeBytes = (count: number) => Uint8Array

const tokenPrefix = 'sekisho_'
const localName = 'local'
// 256 bits: guessing is out of reach, so a plain sha256 suffices as the stored form. 32 bytes are 43 base64url digits.
const secretBytes = 32
const secretForm = /^[A-Za-z0-9_-]{43}$/

export function makeSecret(random: MakeBytes = randomBytes): string {
  return Buffer.from(random(secretBytes)).toString('base64url')
}

/**
 * The stored form of a secret; null when it has not even the form of one, so that junk never reaches the store.
 * The look-up that follows is by digest: its time tells of the digest only, from which nobody can work back.
 */
export function digestOf(credential: Credential): string | null {
  const { kind, secret } = credential
  const bare = kind === 'session' ? secret : secret.startsWith(tokenPrefix) ? secret.slice(tokenPrefix.length) : ''
  return secretForm.test(bare) ? sha256Hex(secret) : null
}

type Wish = Parameters<AccessDoors['makeToken']>[1]

/**
 * Makes a token and stores its digest. `lifetimeMs` null: it has no end.
 * @throws Failure request-invalid of the name of the collector's own, by which the audit trail and the copies of backups know that one
 */
export async function makeToken(
  writes: Pick<StoreWrites, 'addToken'>,
  by: By,
  wish: Wish,
  random: MakeBytes = randomBytes,
): ReturnType<AccessDoors['makeToken']> {
  if (wish.name === localName)
    throw new ToldFailure('request-invalid', reason('token.name-local'), { place: localName })
  return addNew(writes, by, wish, random)
}

async function addNew(
  writes: Pick<StoreWrites, 'addToken'>,
  by: By,
  wish: Wish,
  random: MakeBytes,
): ReturnType<AccessDoors['makeToken']> {
  const token = tokenPrefix + makeSecret(random)
  const digest = sha256Hex(token)
  const expiresAt = wish.lifetimeMs === null ? null : by.at + wish.lifetimeMs
  const { name, role, sites = null } = wish
  await writes.addToken({ ...by, digest, name, role, sites, expiresAt })
  return { id: tokenIdOf(digest), token, expiresAt }
}

/** Null for what is no token. */
export function idOf(credential: Credential): string | null {
  const digest = credential.kind === 'token' ? digestOf(credential) : null
  return digest === null ? null : tokenIdOf(digest)
}

/**
 * Ends a token before its time. Without the one of this machine's commands nobody could make another: it stays.
 * @param local that one
 * @throws Failure request-invalid of it, name-unknown
 */
export async function revokeToken(
  writes: Pick<StoreWrites, 'revokeToken'>,
  by: By,
  id: string,
  asker: Credential,
  local: string | null,
): ReturnType<AccessDoors['revokeToken']> {
  if (local !== null && id === idOf({ kind: 'token', secret: local }))
    throw new ToldFailure('request-invalid', reason('token.local'), { place: id })
  return { ...(await writes.revokeToken({ ...by, id })), own: id === idOf(asker) }
}

/**
 * The admin token by which commands on this machine speak with the collector. The one of the last start is kept while
 * it still opens, so that starts do not pile up tokens.
 * @param kept what `local.json` holds from the last start, null when there is none
 */
export async function localToken(
  store: { readonly reads: Pick<StoreReads, 'principal'>; readonly writes: Pick<StoreWrites, 'addToken'> },
  by: By,
  kept: string | null,
  random: MakeBytes = randomBytes,
): Promise<string> {
  const digest = kept === null ? null : digestOf({ kind: 'token', secret: kept })
  if (kept !== null && digest !== null) {
    const principal = await store.reads.principal({ kind: 'token', digest, now: by.at })
    if (principal?.role === 'admin' && principal.customer === by.customer) return kept
  }
  const { token } = await addNew(store.writes, by, { name: localName, role: 'admin', lifetimeMs: null }, random)
  return token
}
