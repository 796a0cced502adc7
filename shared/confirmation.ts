// Owns the shape of a signed confirmation of a held release: an in-toto Statement v1 that names the release and the difference
// that was looked at. Signing is proof.ts's; whose signature counts is the collector's.
import { z } from 'zod'
import { isoTime } from './clock.ts'
import { type Envelope, type KeyPair, signEnvelope } from './proof.ts'
import { statementType } from './release.ts'

/** Of its own, so that no signed release passes for a confirmation and no confirmation for a release. */
const confirmationPredicate = 'https://sekisho.example/confirmation/v1'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const ConfirmationSchema = z.object({
  _type: z.literal(statementType),
  /** The release by the digest of its kind and files. */
  subject: z.tuple([z.object({ name: z.string(), digest: z.object({ sha256: Sha256 }) })]),
  predicateType: z.literal(confirmationPredicate),
  predicate: z.object({
    component: z.string(),
    version: z.string(),
    /** Digest of the difference that was looked at. */
    difference: Sha256,
    /** UTC, ISO 8601 with milliseconds. */
    confirmedAt: z.iso.datetime(),
  }),
})
type Confirmation = z.infer<typeof ConfirmationSchema>

export interface Confirmed {
  readonly component: string
  readonly version: string
  /** The release's, as the collector lists it. */
  readonly digest: string
  readonly difference: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** The DSSE envelope by which the holder of a key in the role `approve` confirms exactly that difference. */
export function signConfirmation({ component, version, digest, difference, now }: Confirmed, key: KeyPair): Envelope {
  const statement: Confirmation = {
    _type: statementType,
    subject: [{ name: `${component} ${version}`, digest: { sha256: digest } }],
    predicateType: confirmationPredicate,
    predicate: { component, version, difference, confirmedAt: isoTime(now) },
  }
  return signEnvelope(Buffer.from(JSON.stringify(statement)), key)
}
