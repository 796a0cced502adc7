// Owns what a packed source may unpack to: a bomb is refused after so much work, wherever it hides. Pure.
import type { MessageKey } from '@sekisho/shared/messages.ts'
import type { Gather } from './gather.ts'

/** Below this nothing is a bomb: it is hashed in a fraction of a second. */
const harmlessBytes = 256 * 1024 ** 2
/** Source text comes to 5 to 20; a gigabyte of zeros to 1,000 in gzip and more in xz and zstd. */
const maxRatio = 200
/** Half an hour of hashing. */
const maxBytes = 512 * 1024 ** 3
/** Folders count too: there are fewer of them than files in anything real. */
const maxHeaders = 4_000_000

/** Counts what comes out of an archive of `packedBytes`. */
export class Ceilings {
  readonly #gather: Gather
  readonly #packedBytes: number
  #bytes = 0
  #headers = 0

  constructor(gather: Gather, packedBytes: number) {
    this.#gather = gather
    this.#packedBytes = packedBytes
  }

  /** @throws Failure release-refused */
  unpacked(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes <= harmlessBytes) return
    if (this.#bytes > maxBytes) throw this.#bomb('source.bomb-bytes', maxBytes / 1024 ** 3)
    if (this.#bytes > this.#packedBytes * maxRatio) throw this.#bomb('source.bomb-ratio', maxRatio)
  }

  /** One file, folder or link of the archive. @throws Failure release-refused */
  header(): void {
    if (++this.#headers > maxHeaders) throw this.#bomb('source.bomb-entries', maxHeaders)
  }

  #bomb(what: MessageKey, most: number) {
    return this.#gather.refusal(say => say('source.bomb', { what: say(what, { most }) }))
  }
}
