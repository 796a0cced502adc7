// Owns the last step of publishing: an envelope from its file to the collector. The connection and its token are the
// client's; whether the release is believed is the collector's.
import { readFileSync, statSync } from 'node:fs'
import type { ReleaseRow } from '@sekisho/shared/api.releases.ts'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import { EnvelopeSchema } from '@sekisho/shared/proof.ts'
import { maxStatementBytes, parsePrefix } from '@sekisho/shared/release.ts'

/** A statement of the largest size in base64, which has four characters for three bytes, and what stands around it. */
const maxEnvelopeBytes = Math.ceil(maxStatementBytes / 3) * 4 + 4096

/** What publishing needs of a client of the collector's API. */
export interface ReleaseClient {
  publish(
    envelope: Uint8Array<ArrayBuffer> | string,
    wish: {
      readonly site?: string | undefined
      readonly prefix?: string | undefined
      readonly overlapMinutes?: number | undefined
      readonly expiresAt?: string | undefined
    },
  ): Promise<ReleaseRow>
}

export interface Target {
  /** Null: the only site there is. */
  readonly site: string | null
  /** Where in the site the release's paths begin, in canonical text; empty for the top. */
  readonly prefix: string
  /** How long the release before stays valid; the collector's own idea unless told. */
  readonly overlapMinutes?: number | undefined
  /** When it permits nothing any more, ISO 8601. */
  readonly expiresAt?: string | undefined
}

/** @throws Failure release-refused naming the file, for what cannot be read or is no envelope */
export function readEnvelope(file: string): string {
  try {
    const { size } = statSync(file)
    if (size > maxEnvelopeBytes) throw new Failure('release-refused', 'it is too large for a release', { place: file })
    const text = readFileSync(file, 'utf8')
    if (!EnvelopeSchema.safeParse(JSON.parse(text)).success) throw new SyntaxError('no DSSE envelope')
    return text
  } catch (error) {
    if (error instanceof Failure) throw error
    const errno = errnoOf(error)
    const message = errno === undefined ? 'it is not a signed release' : `it cannot be read (${errno})`
    throw new Failure('release-refused', message, { place: file, cause: error })
  }
}

/** Sends an envelope; the collector makes it current for the site, or holds it. @throws Failure */
export async function sendRelease(
  client: ReleaseClient,
  envelope: Uint8Array<ArrayBuffer> | string,
  { site, prefix, overlapMinutes, expiresAt }: Target,
): Promise<ReleaseRow> {
  const place = { site: site ?? undefined, prefix: parsePrefix(prefix) }
  return await client.publish(envelope, { ...place, overlapMinutes, expiresAt })
}
