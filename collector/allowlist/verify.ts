// Owns whether the bytes that somebody sends are a release: envelope, signature by a trusted key, statement, entries. Pure,
// and heavy for large releases, so it runs in worker.ts. Whether the release may be published is allowlist.ts's.
import { createHash } from 'node:crypto'
import { type PathText, pathBytes } from '@sekisho/shared/path.ts'
import { type KeyId, signerOf } from '@sekisho/shared/proof.ts'
import { adoptionPredicate, type ReleaseEntry, weakPredicate } from '@sekisho/shared/release.ts'
import { readStatement, type SignedPayload, signedPayload } from '@sekisho/shared/signed-release.ts'
import { freeBuffer } from './memory.ts'
import { otherComponent, refuse } from './refusals.ts'

/** What a verified release says of itself, without its entries. */
export interface Verified {
  readonly component: string
  readonly version: string
  readonly kind: 'release' | 'adoption'
  /** Its files were compared with MD5 sums alone. */
  readonly weak: boolean
  readonly signer: KeyId
  /** sha256 over kind, weakness and entries, lower-case hex: two statements of the same files have the same one. */
  readonly digest: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly adoption: { readonly by: string; readonly reason: string } | null
  readonly files: number
}

/** Keys that are trusted for some components only, and which. */
export type NarrowKeys = ReadonlyMap<KeyId, readonly string[]>
/** Keys that may sign weak releases besides, and of which components. */
export type WeakKeys = ReadonlyMap<KeyId, readonly string[]>

/**
 * @param trusted every key that may sign releases; those that `narrow` names, of those components only, and weak ones as `weakly` says
 * @param onOpened called once, when the bytes are not needed any more
 * @throws Failure release-refused, whose place names the entry where one is at fault
 */
export function verifyRelease(
  bytes: Uint8Array,
  trusted: ReadonlySet<KeyId>,
  narrow: NarrowKeys = new Map(),
  weakly: WeakKeys = new Map(),
  onOpened: () => void = () => {},
): { readonly release: Verified; readonly entries: readonly ReleaseEntry[] } {
  const opened = signedPayload(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const first = firstSigner(opened, trusted)
  onOpened()
  const { head, entries } = readStatement(opened.unsigned.payload)
  const { component, version, createdAt, adoption } = head.predicate
  const weak = head.predicateType === weakPredicate
  const may = (key: KeyId) =>
    (narrow.get(key)?.includes(component) ?? true) || (weak && (weakly.get(key)?.includes(component) ?? false))
  const signer = signerFor(component, opened, first, [...trusted].filter(may))
  freeBuffer(opened.unsigned.signed)
  const kind = head.predicateType === adoptionPredicate ? 'adoption' : 'release'
  if ((kind === 'adoption') !== (adoption !== undefined)) {
    throw refuse('signed.adoption', { place: 'predicate.adoption' })
  }
  return {
    release: {
      component,
      version,
      kind,
      weak,
      signer,
      digest: digestOf(weak ? 'weak release' : kind, entries),
      createdAt: Date.parse(createdAt),
      adoption: adoption ?? null,
      files: entries.length,
    },
    entries,
  }
}

/** The key that is trusted for the component; of several signatures not only the first may count. */
function signerFor(
  component: string,
  { unsigned, signatures }: SignedPayload,
  first: KeyId,
  may: readonly KeyId[],
): KeyId {
  if (may.includes(first)) return first
  const other = signerOf(unsigned, signatures, new Set(may))
  if (other !== null) return other
  throw otherComponent(first, component)
}

function firstSigner({ unsigned, signatures }: SignedPayload, trusted: ReadonlySet<KeyId>): KeyId {
  const signer = signerOf(unsigned, signatures, trusted)
  if (signer !== null) return signer
  const signers = signatures.map(({ keyid }) => keyid)
  if (signers.some(claimed => trusted.has(claimed))) throw refuse('signed.forged')
  const [unknown = ''] = signers
  throw refuse('signed.untrusted', { params: { key: JSON.stringify(unknown.slice(0, 64)) } })
}

/** In the order of the paths' bytes, which is that of their characters where each stands for one byte. */
function digestOf(kind: string, entries: readonly ReleaseEntry[]): string {
  const keyed = entries.map(entry => ({ key: byteText(entry.path), entry }))
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1))
  const hash = createHash('sha256').update(`${kind}\n`)
  // A canonical path holds no control character, so a newline ends it without doubt.
  for (const { entry } of keyed) hash.update(`${entry.path}\n${entry.sha256} ${entry.type}\n`)
  return hash.digest('hex')
}

/** The path's bytes, one character each. */
function byteText(path: PathText): string {
  return isPlain.test(path) ? path : Buffer.from(pathBytes(path)).toString('latin1')
}

/** Nothing is encoded in it. */
const isPlain = /^[ -$&-~]*$/
