// Owns whether a signed envelope confirms a held release: by a key that is trusted to approve its component, and of exactly this
// release. Pure. Whether the difference in it is still the one, and who may bring it, is for whoever asks.
import type { KeyRow } from '@sekisho/shared/api.keys.ts'
import type { ReleaseRow } from '@sekisho/shared/api.releases.ts'
import { ConfirmationSchema } from '@sekisho/shared/confirmation.ts'
import type { MessageKey, MessageParams } from '@sekisho/shared/messages.ts'
import { type Envelope, type KeyId, signerOf, unsignedPayload } from '@sekisho/shared/proof.ts'
import { ToldFailure } from '@sekisho/shared/told-failure.ts'

type Release = Pick<ReleaseRow, 'component' | 'version' | 'digest'>

/** @throws Failure release-refused naming the release */
export function confirmationOf(
  envelope: Envelope,
  release: Release,
  keys: readonly KeyRow[],
): { readonly signer: KeyId; readonly difference: string } {
  const { component, version, digest } = release
  const refuse = (key: MessageKey, params: MessageParams = {}) =>
    new ToldFailure('release-refused', say => say(key, params), { place: `${component} ${version}` })
  const payload = Buffer.from(envelope.payload, 'base64')
  const unsigned = unsignedPayload(payload.length)
  payload.copy(unsigned.payload)
  const signer = signerOf(unsigned, envelope.signatures, approving(keys, component))
  if (signer === null) throw refuse('signed.no-approver', { component })
  const confirmed = ConfirmationSchema.safeParse(jsonOf(payload))
  if (!confirmed.success) throw refuse('signed.no-confirmation')
  const { subject, predicate } = confirmed.data
  if (predicate.component !== component || predicate.version !== version || subject[0].digest.sha256 !== digest) {
    throw refuse('signed.other-release', { component: predicate.component, version: predicate.version })
  }
  return { signer, difference: predicate.difference }
}

/** Store trusts no key to both release and approve one component: so whoever signed the release is none of them. */
function approving(keys: readonly KeyRow[], component: string): ReadonlySet<KeyId> {
  const may = ({ trusts, revoked }: KeyRow) =>
    revoked === null && trusts.some(trust => trust.role === 'approve' && (trust.component ?? component) === component)
  return new Set(keys.filter(may).map(({ key }) => key))
}

function jsonOf(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString())
  } catch {
    // What is no JSON is no confirmation, which is what its reader says.
    return null
  }
}
