// Owns how a host is let in for the first time: one-time tokens that run out, and the proof that somebody holds one. The
// secret never travels and is compared in constant time. What is stored, and that a token works once, is store's.
import {
  type EnrolmentToken,
  enrolmentMac,
  formatEnrolmentToken,
  type KeyId,
  sameSecret,
  type Transcript,
} from '@sekisho/shared/proof.ts'
import type { By, EnrolmentClaim, EnrolmentDoors, KnownHost, StoreWrites } from '../handover.ts'

export interface EnrolmentRequest {
  readonly by: By
  readonly lifetimeMs: number
  /** By which the host reaches this collector: the token carries it, and the proof is bound to it. */
  readonly address: string
  readonly collector: KeyId
  /** Fresh random bytes. */
  readonly random: (bytes: number) => Buffer
}

/** Makes a token; it is shown once and works once. */
export async function makeEnrolment(
  doors: Pick<StoreWrites, 'addEnrolment'>,
  request: EnrolmentRequest,
): Promise<{ token: string; expiresAt: number }> {
  const { by, lifetimeMs, address, collector, random } = request
  const parts: EnrolmentToken = {
    address,
    collector,
    id: random(12).toString('hex'),
    // 256 bits: nobody guesses it, so the stored form needs no slow hash, and the mac needs the secret itself.
    secret: random(32).toString('base64url'),
  }
  const expiresAt = by.at + lifetimeMs
  await doors.addEnrolment({ ...by, id: parts.id, secret: parts.secret, expiresAt })
  return { token: formatEnrolmentToken(parts), expiresAt }
}

/** Compared with when no secret is known, so that an unknown id takes as long as a wrong secret. */
const nobodysSecret = Buffer.alloc(32).toString('base64url')

/** Null when the token is unknown, used or too old, or when the claim's mac was not made with its secret. */
export async function redeemEnrolment(
  doors: EnrolmentDoors,
  claim: EnrolmentClaim,
  transcript: Transcript,
  at: number,
): Promise<KnownHost | null> {
  const secret = await doors.enrolmentSecret({ id: claim.id, now: at })
  const fits = sameSecret(enrolmentMac(secret ?? nobodysSecret, transcript), claim.mac)
  if (secret === null || !fits) return null
  const { id, name, from } = claim
  return doors.enrolHost({ id, key: transcript.agent, name, from, at })
}
