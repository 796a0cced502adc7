// Owns the contents of an export: which its findings show, which of them go where nothing takes them for its own, and one line
// for each, also for what is not there, with the reason. Opens nothing itself: that is the vault's.
import type { ContentRow, ContentWhy } from '@sekisho/shared/api.contents.ts'
import type { FindingRow } from '@sekisho/shared/api.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Told } from '@sekisho/shared/thread.ts'
import type { ExportedContent, ExportReader, ExportVault } from '../handover.export.ts'
import type { ContentPlaceIn, ContentSink, ContentSource } from './content-sinks.ts'
import type { ExportFolder } from './export-folder.ts'

/** Of one content; the others are in findings.ndjson. */
const maxPlaces = 100

/**
 * Why a content is not there. Beside those of capture: `waiting` (its host has not been asked yet), `not-taken` (nothing asks
 * for it: `contents.md` says of what), `empty`, `key-missing`, `damaged`, `pruned` (it was kept when the export began, and its
 * time was over before its turn came), `left-out` (whoever exported wanted none).
 */
type Absence = ContentWhy | 'waiting' | 'not-taken' | 'empty' | 'key-missing' | 'damaged' | 'pruned' | 'left-out'

/** Where a finding shows it: what it found, what was there before, or what came and went between. */
interface ContentPlace {
  readonly finding: number
  readonly what: 'found' | 'before' | 'between'
  readonly host: string
  readonly root: string
  readonly path: string
}

interface Shown {
  /** The largest of what findings say: each is its host's word. */
  size: number
  isBefore: boolean
  readonly places: ContentPlace[]
  count: number
}

/** A line of contents.ndjson. */
interface ContentLine {
  readonly sha256: string
  /** Null where it is not there. Below the folder, or in the archive. */
  readonly file: string | null
  readonly archive: string | null
  /** Of the bytes in that file. */
  readonly digest: string | null
  readonly why: Absence | null
  /**
   * Of the file, in bytes: a whole one's own, else the largest that a finding says, and no less than what is here of it. And
   * what is here.
   */
  readonly size: number
  readonly bytes: number
  /** Whether all of it is there, with that sha256; else the first part, which nobody has compared with it. */
  readonly whole: boolean
  readonly from: 'host' | 'release' | null
  /** When it was kept, withheld or given up; where and how it stood there, and who wrote it. */
  readonly doneAt: string | null
  readonly taken: ExportedContent['place']
  readonly cards: ContentRow['cards']
  readonly shownBy: number
  readonly places: readonly ContentPlace[]
}

export interface ContentsReport {
  readonly written: number
  readonly bytes: number
  /** What is not there, by its reason. */
  readonly absent: Partial<Record<Absence, number>>
  /** What is wrong with the key; null where nothing is. */
  readonly trouble: Told | null
  /** Whether they lie in one archive under a password. */
  readonly sealed: boolean
}

/** Contents that findings show, each once. */
export class ShownContents {
  readonly #shown = new Map<string, Shown>()

  take({ id, host, root, path, before, after, between }: FindingRow): void {
    const add = (what: ContentPlace['what'], sha256: string | null, size: number | null) => {
      if (sha256 !== null) this.#add(sha256, size ?? 0, { finding: id, what, host, root, path })
    }
    if (before?.type === 'file') add('before', before.sha256, before.size)
    if (after.type === 'file') add('found', after.sha256, after.size)
    for (const glimpse of between) add('between', glimpse.sha256, glimpse.size)
  }

  get digests(): readonly string[] {
    return [...this.#shown.keys()]
  }

  /** With what the collector has of each at this moment. */
  known(reader: Pick<ExportReader, 'content'>): KnownContents {
    return [...this.#shown].map(([sha256, shown]) => ({ sha256, ...shown, content: reader.content(sha256, shown) }))
  }

  #add(sha256: string, size: number, place: ContentPlace): void {
    const shown = this.#shown.get(sha256) ?? { size, isBefore: false, places: [], count: 0 }
    this.#shown.set(sha256, shown)
    shown.size = Math.max(shown.size, size)
    shown.isBefore ||= place.what === 'before'
    shown.count++
    if (shown.places.length < maxPlaces) shown.places.push(place)
  }
}

type KnownContents = readonly (Shown & { readonly sha256: string; readonly content: ExportedContent | null })[]

/** @param way null: none is wanted. @param told bytes so far, and of how many */
export async function writeContents(
  folder: ExportFolder,
  known: KnownContents,
  way: { readonly vault: ExportVault; readonly sink: ContentSink } | null,
  told: (done: number, total: number) => void,
): Promise<ContentsReport> {
  const kept = known.reduce((sum, { content }) => sum + (content?.kept?.bytes ?? 0), 0)
  const total = way === null ? 0 : kept
  const lines: ContentLine[] = []
  let done = 0
  const come = (bytes: number) => {
    done += bytes
    told(done, total)
  }
  try {
    for (const one of known) lines.push(lineOf(one, await putOne(one, way, come)))
    await way?.sink.end()
  } catch (error) {
    await way?.sink.drop(error)
    throw error
  }
  folder.addLines('contents.ndjson', lines)
  return reportOf(lines, way?.vault.trouble ?? null)
}

type Known = KnownContents[number]

/** Where it lies, or why it lies nowhere. */
type Put = ContentPlaceIn | { readonly why: Absence }

async function putOne(
  { sha256, size, content }: Known,
  way: { readonly vault: ExportVault; readonly sink: ContentSink } | null,
  come: (bytes: number) => void,
): Promise<Put> {
  if (content === null) return { why: size === 0 ? 'empty' : 'not-taken' }
  const { kept, why } = content
  if (kept === null) return { why: why ?? 'waiting' }
  if (way === null) return { why: 'left-out' }
  try {
    return (await way.sink.put(sourceOf(way.vault, { ...kept, sha256 }, come))) ?? { why: whyNot(way.vault, kept) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (error.code === 'content-key-missing') return { why: 'key-missing' }
    if (error.code === 'content-damaged') return { why: whyNot(way.vault, kept) }
    throw error
  }
}

/** What was being read may have gone meanwhile. */
function whyNot(vault: ExportVault, kept: Parameters<ExportVault['isKept']>[0]): Absence {
  return vault.isKept(kept) ? 'damaged' : 'pruned'
}

function sourceOf(
  vault: ExportVault,
  kept: Parameters<ExportVault['open']>[0],
  come: (bytes: number) => void,
): ContentSource {
  const { sha256, whole, bytes } = kept
  return {
    ...{ sha256, whole },
    note: () => vault.note({ sha256, bytes }),
    open: async function* open() {
      for await (const piece of vault.open(kept)) {
        yield piece
        come(piece.length)
      }
    },
  }
}

function lineOf({ sha256, size, places, count, content }: Known, put: Put): ContentLine {
  const kept = 'file' in put ? (content?.kept ?? null) : null
  return {
    sha256,
    file: 'file' in put ? put.file : null,
    archive: 'file' in put ? put.archive : null,
    digest: 'file' in put ? put.digest : null,
    why: 'file' in put ? null : put.why,
    size: kept?.whole ? kept.bytes : Math.max(size, kept?.bytes ?? 0),
    bytes: kept?.bytes ?? 0,
    whole: kept?.whole ?? false,
    from: kept === null ? null : content?.released ? 'release' : 'host',
    doneAt: content?.doneAt ?? null,
    taken: content?.place ?? null,
    cards: content?.cards ?? null,
    shownBy: count,
    places,
  }
}

function reportOf(lines: readonly ContentLine[], trouble: Told | null): ContentsReport {
  const absent: Partial<Record<Absence, number>> = {}
  for (const { why } of lines) if (why !== null) absent[why] = (absent[why] ?? 0) + 1
  return {
    written: lines.filter(({ file }) => file !== null).length,
    bytes: lines.reduce((sum, { bytes }) => sum + bytes, 0),
    absent,
    trouble: (absent['key-missing'] ?? 0) > 0 ? trouble : null,
    sealed: lines.some(({ archive }) => archive !== null),
  }
}
