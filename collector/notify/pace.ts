// Owns how many messages a channel is sent in a minute, and how much of that is kept for what is critical. A process that
// starts knows of none that another sent. Which wait, and what is told as one, is the notifier's.
const minuteMs = 60_000

export class Pace {
  readonly #most: number
  /** Kept for critical ones: a flood of lesser ones must not make them wait. Of less than four nothing can be kept. */
  readonly #kept: number
  /** When the messages of the last minute went out, the first first: as many as there may be, at most. */
  readonly #sent: number[] = []

  /** @param most messages in a minute */
  constructor(most: number) {
    this.#most = most
    this.#kept = Math.floor(most / 4)
  }

  /**
   * How many may go out now. Of any minute, not of a bucket that fills again meanwhile, by which nearly twice as many may pass.
   * @param at of the monotonic clock, in milliseconds
   */
  room(at: number, isCritical: boolean): number {
    while (at - (this.#sent[0] ?? at) >= minuteMs) this.#sent.shift()
    return Math.max(0, this.#most - (isCritical ? 0 : this.#kept) - this.#sent.length)
  }

  /** One goes out, whether it will be taken or not. */
  take(at: number): void {
    this.#sent.push(at)
    if (this.#sent.length > this.#most) this.#sent.shift()
  }
}
