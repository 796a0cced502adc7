// Owns the one rule of how often something may happen: a bucket that refills evenly and holds a burst.
import type { Clock } from '@sekisho/shared/clock.ts'

export class Rate {
  readonly #perSecond: number
  readonly #burst: number
  readonly #clock: Clock
  #left: number
  #at: number

  constructor(perSecond: number, burst: number, clock: Clock) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#clock = clock
    this.#left = burst
    this.#at = clock.monotonic()
  }

  /** Counts one, or what it costs, and says whether it was within the rate. */
  allows(cost = 1): boolean {
    const now = this.#clock.monotonic()
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#at) / 1000) * this.#perSecond)
    this.#at = now
    if (this.#left < cost) return false
    this.#left -= cost
    return true
  }
}
