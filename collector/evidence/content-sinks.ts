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
  /** Its parts in their order. */
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
  /** Null, and nothing is left of it, where it is not what its sha256 says. @throws what the source throws */
  put(source: ContentSource): Promise<ContentPlaceIn | null>
  end(): Promise<void>
  /** Nothing more comes, and what was put is not wanted. */
  drop(error: unknown): Promise<void>
}

export function fileSink(folder: ExportFolder): ContentSink {
  return {
    put: async source => {
      const file = `contents/${contentFileName(source.sha256)}`
      const written = await folder.addStream(file, leaving(source), digest => isRight(source, digest))
      return written === null ? null : { file, archive: null, digest: written.sha256 }
    },
    end: async () => {},
    drop: async () => {},
  }
}

/**
 * An archive has no way back once it has begun with an entry: each is read as a whole, at most the 20 MB that are taken of a
 * file, and checked before it goes in. So what is damaged, or goes meanwhile, is left out, and the others are there.
 */
export function archiveSink(folder: ExportFolder, seal: Seal, password: string, at: number): ContentSink {
  const entries = new Entries()
  let written: Promise<unknown> | null = null
  const begin = () => {
    const begun = folder.addStream(archiveName, seal(entries, password, at))
    // Whoever puts the next one in, or ends it, is told.
    begun.catch(() => {})
    return begun
  }
  return {
    put: async source => {
      const hash = createHash('sha256')
      const pieces: Uint8Array[] = []
      for await (const piece of source.open()) {
        hash.update(piece)
        pieces.push(piece)
      }
      const digest = hash.digest('hex')
      if (!isRight(source, digest)) return null
      source.note()
      const file = contentFileName(source.sha256)
      written ??= begin()
      await Promise.race([entries.add({ name: file, pieces: () => pieces }), written])
      return { file, archive: archiveName, digest }
    },
    end: async () => {
      entries.end(null)
      await written
    },
    drop: async error => {
      entries.end(error)
      // Why it is dropped is already known.
      await written?.catch(() => {})
    },
  }
}

/** Entries as they are given: one at a time, each until the archive asks for the next. */
class Entries implements AsyncIterable<ArchiveEntry> {
  #given = Promise.withResolvers<ArchiveEntry | null>()
  #taken = Promise.withResolvers<void>()

  /** Resolves when the archive has all of it. */
  add(entry: ArchiveEntry): Promise<void> {
    this.#given.resolve(entry)
    return this.#taken.promise
  }

  /** @param error why there is no archive; null: that was all */
  end(error: unknown): void {
    // Where no archive has begun nobody waits for it.
    this.#given.promise.catch(() => {})
    if (error === null) this.#given.resolve(null)
    else this.#given.reject(error)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ArchiveEntry, void, undefined> {
    for (let entry = await this.#given.promise; entry !== null; entry = await this.#given.promise) {
      yield entry
      const taken = this.#taken
      this.#given = Promise.withResolvers()
      this.#taken = Promise.withResolvers()
      taken.resolve()
    }
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
