// Owns the last step of publishing: an envelope from its file to the collector. The connection and its token are the
// client's; whether the release is believed is the collector's.
import { readFileSync, statSync } from 'node:fs'
import type { ReleaseRow } from '@sekisho/shared/api.ts'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import { EnvelopeSchema } from '@sekisho/shared/proof.ts'
import { maxStatementBytes, parsePrefix } from '@sekisho/shared/release.ts'

/** A statement of the largest size in base64, which has four characters for three bytes, and what stands around it. */
const maxEnvelopeBytes = Math.ceil(maxStatementBytes / 3) * 4 + 4096

/** What publishing needs of a client of the collector's API. */
export interface ReleaseClient {
  publish(
    envelope: Uint8Array<ArrayBuffer> | string,
    place: { readonly site?: string | undefined; readonly prefix?: string | undefined },
  ): Promise<ReleaseRow>
}

export interface Target {
  /** Null: the only site there is. */
  readonly site: string | null
  /** Where in the site the release's paths begin, in canonical text; empty for the top. */
  readonly prefix: string
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

/** Sends an envelope; the collector makes it current for the site. @throws Failure */
export async function sendRelease(
  client: ReleaseClient,
  envelope: Uint8Array<ArrayBuffer> | string,
  { site, prefix }: Target,
): Promise<ReleaseRow> {
  return await client.publish(envelope, { site: site ?? undefined, prefix: parsePrefix(prefix) })
}
