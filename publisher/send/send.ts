// Owns the last step of publishing: an envelope from its file to the collector. The connection and its token are the
// client's; whether the release is believed is the collector's.
import { readFileSync, statSync } from 'node:fs'
import type { ReleaseRow } from '@sekisho/shared/api.releases.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import { maxEnvelopeBytes, parsePrefix } from '@sekisho/shared/release.ts'
import { inFile, signedPayload } from '@sekisho/shared/signed-release.ts'
import { ToldFailure } from '@sekisho/shared/told-failure.ts'
import { unreadableFile } from '@sekisho/shared/unreadable-file.ts'

/** What publishing needs of a client of the collector's API. */
export interface ReleaseClient {
  publish(
    envelope: Uint8Array<ArrayBuffer>,
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

/** @throws Failure that names the file: file-unreadable, or release-refused for what is no envelope */
export function readEnvelope(file: string): Buffer<ArrayBuffer> {
  const bytes = readSigned(file)
  inFile(file, 'signed.none', () => signedPayload(bytes))
  return bytes
}

/** Whatever the file holds, unless it is larger than any release. @throws Failure file-unreadable or release-refused, naming the file */
export function readSigned(file: string): Buffer<ArrayBuffer> {
  try {
    const { size } = statSync(file)
    if (size > maxEnvelopeBytes) throw new ToldFailure('release-refused', say => say('signed.large'), { place: file })
    return readFileSync(file)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw unreadableFile(file, error)
  }
}

/** Sends an envelope; the collector makes it current for the site, or holds it. @throws Failure */
export async function sendRelease(
  client: ReleaseClient,
  envelope: Uint8Array<ArrayBuffer>,
  { site, prefix, overlapMinutes, expiresAt }: Target,
): Promise<ReleaseRow> {
  const place = { site: site ?? undefined, prefix: parsePrefix(prefix) }
  return await client.publish(envelope, { ...place, overlapMinutes, expiresAt })
}
