// Owns reading a signed release again, away from any collector: whose signature it carries, and what it lists.
import { type KeyId, signerOf } from '@sekisho/shared/proof.ts'
import { type ReleaseEntry, weakPredicate } from '@sekisho/shared/release.ts'
import {
  inFile,
  readStatement,
  type SignedPayload,
  type StatementHead,
  signedPayload,
} from '@sekisho/shared/signed-release.ts'
import { ToldFailure } from '@sekisho/shared/told-failure.ts'

export interface SignedRelease {
  readonly predicate: StatementHead['predicate']
  readonly entries: readonly ReleaseEntry[]
  /** Each file was only compared with a package's MD5 when it was listed. */
  readonly weak: boolean
  /** The given key that signed it; null when no key was given, and nothing is proved. */
  readonly signer: KeyId | null
  /** The keys that it says have signed it. */
  readonly claimed: readonly string[]
}

/**
 * @param bytes the envelope's JSON
 * @param keys the public keys to believe; null to look at the content alone
 * @throws Failure release-refused naming the place, when none of them signed it, or it is no release
 */
export function readRelease(bytes: Buffer, keys: ReadonlySet<KeyId> | null, place: string): SignedRelease {
  const opened = inFile(place, 'signed.none', () => signedPayload(bytes))
  const signer = keys === null ? null : signerAmong(keys, opened, place)
  const { head, entries } = inFile(place, 'signed.no-files', () => readStatement(opened.unsigned.payload))
  const claimed = opened.signatures.map(({ keyid }) => keyid)
  return { predicate: head.predicate, entries, weak: head.predicateType === weakPredicate, signer, claimed }
}

function signerAmong(keys: ReadonlySet<KeyId>, { unsigned, signatures }: SignedPayload, place: string): KeyId {
  const signer = signerOf(unsigned, signatures, keys)
  if (signer !== null) return signer
  const claimed = signatures.map(({ keyid }) => keyid)
  const known = claimed.some(key => keys.has(key))
  const why = known ? 'signed.forged' : 'signed.other-key'
  throw new ToldFailure('release-refused', say => say(why, { keys: claimed.join(', ') }), { place })
}
