// Owns how fast walks may read from the disk: what was read runs up a debt of time, and who reads for a walk rests it off.
// Pure but for the clock; knows no file.
import type { Clock } from '@sekisho/shared/clock.ts'
import { pause } from '@sekisho/shared/clock.ts'

/** What may be saved up while nothing was read, so that short reads need no rest. */
const savedMs = 100
/** A walk has no more names under way than are read in this time, as far as can be known beforehand. */
const aheadMs = 1000
/** Names before anything is known of their sizes: 64 KiB each, the longest that is read at once, make 16 MiB. */
const firstNames = 256
const fewestNames = 16
/** The newest message counts a quarter: sizes change from folder to folder. */
const weightOfNewest = 0.25

export class Pace {
  readonly #bytesPerMs: number
  readonly #clock: Clock
  #freeAt: number
  #bytesOfName: number | null = null

  /** @param bytesPerSecond 0 for no limit */
  constructor(bytesPerSecond: number, clock: Clock) {
    this.#bytesPerMs = bytesPerSecond / 1000
    this.#clock = clock
    this.#freeAt = clock.monotonic()
  }

  /** So many bytes came from the disk. */
  spend(bytes: number): void {
    if (this.#bytesPerMs === 0) return
    this.#freeAt = Math.max(this.#freeAt, this.#clock.monotonic() - savedMs) + bytes / this.#bytesPerMs
  }

  /** For so many names so many bytes came from the disk: from both the next ones are guessed. */
  learn(names: number, bytes: number): void {
    const newest = bytes / Math.max(names, 1)
    const before = this.#bytesOfName
    this.#bytesOfName = before === null ? newest : before + (newest - before) * weightOfNewest
  }

  /** Resolves when more may be read. */
  async rest(): Promise<void> {
    for (let left = this.#left(); left > 0; left = this.#left()) await pause(this.#clock, left)
  }

  /** How many names a walk may have under way. */
  names(most: number): number {
    if (this.#bytesPerMs === 0) return most
    if (this.#bytesOfName === null) return Math.min(firstNames, most)
    const fitting = (this.#bytesPerMs * aheadMs) / Math.max(this.#bytesOfName, 1)
    return Math.max(fewestNames, Math.min(Math.floor(fitting), most))
  }

  #left(): number {
    return this.#bytesPerMs === 0 ? 0 : this.#freeAt - this.#clock.monotonic()
  }
}
