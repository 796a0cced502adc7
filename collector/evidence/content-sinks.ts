// Owns where an export's contents go: each into a file of its own, or all into one archive under a password. Opens nothing.
import { createHash } from 'node:crypto'
import { contentFileName } from '@sekisho/shared/api.contents.ts'
import type { ArchiveEntry, Seal } from '../handover.archive.ts'
import type { ExportFolder } from './export-folder.ts'

/** All of an export's contents, where they lie under a password. */
const archiveName = 'contents.zip'

export interface ContentSource {
  readonly sha256: string
  /** Whether it must have that sha256. */
  readonly whole: boolean
  /** Its parts in their order, as often as it is asked for. */
  open(): AsyncIterable<Uint8Array>
  /** That it leaves stands in the audit trail when this returns. */
  note(): void
}

export interface ContentPlaceIn {
  /** In the folder, or in the archive. */
  readonly file: string
  readonly archive: string | null
  /** Of the bytes that are there: of a first part, not its content's. */
  readonly digest: string
}

export interface ContentSink {
  /** How often each content is read. */
  readonly passes: number
  /** Null, and nothing is left of it, where it is not what its sha256 says. @throws what the source throws */
  put(source: ContentSource): Promise<ContentPlaceIn | null>
  end(): Promise<void>
}

export function fileSink(folder: ExportFolder): ContentSink {
  return {
    passes: 1,
    put: async source => {
      const file = `contents/${contentFileName(source.sha256)}`
      const written = await folder.addStream(file, leaving(source), digest => isRight(source, digest))
      return written === null ? null : { file, archive: null, digest: written.sha256 }
    },
    end: async () => {},
  }
}

/** Each is read twice: an archive has no way back once it has begun with one that turns out to be damaged. */
export function archiveSink(folder: ExportFolder, seal: Seal, password: string, at: number): ContentSink {
  const entries: ArchiveEntry[] = []
  return {
    passes: 2,
    put: async source => {
      const hash = createHash('sha256')
      for await (const piece of source.open()) hash.update(piece)
      const digest = hash.digest('hex')
      if (!isRight(source, digest)) return null
      const file = contentFileName(source.sha256)
      entries.push({ name: file, pieces: () => leaving(source) })
      return { file, archive: archiveName, digest }
    },
    end: async () => {
      if (entries.length > 0) await folder.addStream(archiveName, seal(entries, password, at))
    },
  }
}

function isRight({ whole, sha256 }: ContentSource, digest: string): boolean {
  return !whole || digest === sha256
}

/** The look is written down before the first byte leaves, and only where there is one. */
async function* leaving(source: ContentSource): AsyncGenerator<Uint8Array, void, undefined> {
  let isNoted = false
  for await (const piece of source.open()) {
    if (!isNoted) source.note()
    isNoted = true
    yield piece
  }
}
