// Owns the keeping of contents that come with a release, for differences alone: each is checked against what the release
// lists, is text, holds no card numbers, and is closed with the key before store sees it.
import { createHash } from 'node:crypto'
import { type KeptReleased, maxReleasedBytes, type ReleasedWhy } from '@sekisho/shared/api.contents.ts'
import { CardReader, cardsOfDump } from '@sekisho/shared/cards.ts'
import { contentPartBytes } from '@sekisho/shared/content-limits.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { ContentReads, ContentWrites, EndedPlace, KeptPart } from '../handover.capture.ts'
import type { AuditEvent, By } from '../handover.ts'
import { encodingOf } from './decoding.ts'
import type { ContentKeys } from './keys.ts'

/** Of all releases of all customers: the text of some fifty shops. */
const mostBytes = 512 * 1024 ** 2

interface ReleasedOptions {
  readonly reads: Pick<ContentReads, 'releasedDigests'>
  readonly writes: Pick<ContentWrites, 'keepReleased'>
  readonly audit: (event: AuditEvent) => Promise<void>
  readonly keys: ContentKeys
}

interface ReleasedFile {
  readonly path: PathText
  readonly bytes: Buffer
}

/** @throws Failure content-key-missing */
export async function keepReleased(
  { reads, writes, audit, keys }: ReleasedOptions,
  by: By,
  release: number,
  files: readonly ReleasedFile[],
  limit = mostBytes,
): Promise<KeptReleased> {
  const { customer, who, from, at } = by
  const digests = await reads.releasedDigests({ customer, release, paths: files.map(({ path }) => path) })
  const refused: KeptReleased['refused'] = []
  const good: { readonly path: PathText; readonly sha256: string; readonly parts: readonly KeptPart[] }[] = []
  for (const { path, bytes } of files) {
    const why = whyNot(bytes, digests.get(path))
    const sha256 = digests.get(path) ?? ''
    if (why !== null) refused.push({ path, why })
    else good.push({ path, sha256, parts: closed(keys, customer, sha256, bytes) })
  }
  const outcomes = good.length === 0 ? [] : await writes.keepReleased({ customer, files: good, limit, at })
  for (const [index, { path }] of good.entries())
    if (outcomes[index] !== 'kept') refused.push({ path, why: 'over-budget' })
  const kept = files.length - refused.length
  const detail = { release, kept, refused: refused.length }
  await audit({ customer, at, who, from, what: 'content.release', detail })
  return { kept, refused }
}

/** Entries and lists of a transaction: some milliseconds. */
const endedPage = 500

/** @throws Failure release-in-force */
export async function endReleased(
  { writes, audit }: { readonly writes: Pick<ContentWrites, 'endReleased'>; readonly audit: ReleasedOptions['audit'] },
  { customer, who, from, at }: By,
  release: number,
): Promise<number | null> {
  let going = 0
  let after: EndedPlace | null = null
  do {
    const page: Awaited<ReturnType<ContentWrites['endReleased']>> = await writes.endReleased({
      ...{ customer, release, after, at },
      limit: endedPage,
    })
    if (page === null) return null
    going += page.going
    after = page.last
  } while (after !== null)
  await audit({ customer, at, who, from, what: 'content.release-end', detail: { release, going } })
  return going
}

function whyNot(bytes: Buffer, listed: string | undefined): ReleasedWhy | null {
  if (listed === undefined) return 'not-wanted'
  if (bytes.length > maxReleasedBytes) return 'too-large'
  if (createHash('sha256').update(bytes).digest('hex') !== listed) return 'mismatch'
  if (encodingOf(bytes) === null) return 'binary'
  const cards = new CardReader()
  cards.read(bytes)
  return cards.finish().count < cardsOfDump ? null : 'cards'
}

function closed(keys: ContentKeys, customer: number, sha256: string, bytes: Buffer): KeptPart[] {
  const parts: KeptPart[] = []
  for (let from = 0; from < bytes.length; from += contentPartBytes) {
    const part = bytes.subarray(from, from + contentPartBytes)
    parts.push({ ...keys.close({ customer, sha256, from }, part), from, length: part.length })
  }
  return parts
}
