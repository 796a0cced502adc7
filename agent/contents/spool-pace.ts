// Owns how fast contents are read or written: a burst, and then so many bytes a second, of which a part is kept for what is
// gone. Knows no content.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Rank } from './sealed.ts'
import type { SpoolLimits } from './spool-limits.ts'

type PaceLimits = Pick<SpoolLimits, 'burstBytes' | 'bytesPerSecond' | 'bytesOfFile' | 'reservedShare'>

export class Pace {
  readonly #limits: PaceLimits
  readonly #clock: Clock
  #left: number
  #at: number

  constructor(limits: PaceLimits, clock: Clock) {
    this.#limits = limits
    this.#clock = clock
    this.#left = limits.burstBytes
    this.#at = clock.monotonic()
  }

  /** How long until one of that size may be written; 0: now. One larger than all that may be left waits for all of that. */
  waitMs({ size, rank }: { readonly size: number; readonly rank: Rank }): number {
    const { burstBytes, bytesPerSecond, bytesOfFile, reservedShare } = this.#limits
    this.#refill()
    const reserved = rank === 1 ? 0 : burstBytes * reservedShare
    const needed = Math.min(reserved + size + bytesOfFile, burstBytes)
    return this.#left >= needed ? 0 : Math.ceil(((needed - this.#left) / bytesPerSecond) * 1000)
  }

  spend(size: number): void {
    this.#left -= size + this.#limits.bytesOfFile
  }

  #refill(): void {
    const { burstBytes, bytesPerSecond } = this.#limits
    const now = this.#clock.monotonic()
    this.#left = Math.min(burstBytes, this.#left + ((now - this.#at) / 1000) * bytesPerSecond)
    this.#at = now
  }
}
