// Owns how a file's bytes are read: as they come for what a source has just pointed at, and for walks so that the shop keeps
// its pages: what the page cache did not hold before goes out of it again. Opens and closes nothing.
import { type ReadAt, readAt } from '@sekisho/shared/content.ts'
import { CachedReader, dropFromCache } from '@sekisho/shared/kernel.ts'

/** One file's. */
export interface Reading {
  readonly readAt: ReadAt
  /** The file was read as far as it will be; its descriptor is still open. */
  end(descriptor: number): void
}

/** What was written a moment ago is in the cache anyway. */
export const plainReading: Reading = { readAt, end: () => {} }

/**
 * Makes readings for walks. The first read of a file asks the cache alone: what is there costs no call more than a plain
 * read. When it is not there, all of the file counts as cold; where nobody can tell, it counts too, and stays.
 * @param onCold told of bytes that came from the disk, as they come
 */
export function politeReadings(buffer: Buffer, onCold: (bytes: number) => void): () => Reading {
  const cached = new CachedReader(buffer)
  return () => new PoliteReading(cached, onCold)
}

class PoliteReading implements Reading {
  readonly #cached: CachedReader
  readonly #onCold: (bytes: number) => void
  #pages: 'unasked' | 'cached' | 'not-cached' | 'unknown' = 'unasked'

  constructor(cached: CachedReader, onCold: (bytes: number) => void) {
    this.#cached = cached
    this.#onCold = onCold
  }

  readonly readAt: ReadAt = (descriptor, buffer, length, position) => {
    if (this.#pages === 'unasked') {
      const got = this.#cached.read(descriptor, length, position)
      this.#pages = typeof got === 'number' ? 'cached' : got
      if (typeof got === 'number') return got
    }
    const got = readAt(descriptor, buffer, length, position)
    if (this.#pages !== 'cached') this.#onCold(got)
    // Not what is being read ahead: dropped, it would be read twice. A large file thus takes no more than a window.
    if (this.#pages === 'not-cached' && position > 0) dropFromCache(descriptor, position + got)
    return got
  }

  end(descriptor: number): void {
    if (this.#pages === 'not-cached') dropFromCache(descriptor)
  }
}
