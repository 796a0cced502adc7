// Owns when waiting things are due: slots of a few milliseconds and one timer, so that 50,000 touches need no timer each.
// Knows nothing of what waits.
import type { Clock, Timer } from '@sekisho/shared/clock.ts'

/** Due times are met to this: a tenth of the quiet time, which nobody notices. */
const slotMs = 5

export class DueWheel<T> {
  readonly #clock: Clock
  readonly #due: (item: T) => void
  readonly #slots = new Map<number, T[]>()
  #timer: Timer | null = null
  #timerSlot = Number.POSITIVE_INFINITY
  #stopped = false

  constructor(clock: Clock, due: (item: T) => void) {
    this.#clock = clock
    this.#due = due
  }

  /** Tells `due` of the item at or a slot after that time of the monotonic clock. */
  put(item: T, dueAt: number): void {
    const slot = Math.ceil(dueAt / slotMs)
    const items = this.#slots.get(slot)
    if (items) items.push(item)
    else {
      this.#slots.set(slot, [item])
      this.#schedule()
    }
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
    this.#slots.clear()
  }

  #schedule(): void {
    // Nothing waits longer than half a second, so there are few slots.
    const next = Math.min(...this.#slots.keys())
    if (this.#stopped || next >= this.#timerSlot) return
    this.#timer?.cancel()
    this.#timerSlot = next
    this.#timer = this.#clock.after(Math.max(next * slotMs - this.#clock.monotonic(), 0), () => this.#fire())
  }

  #fire(): void {
    this.#timer = null
    this.#timerSlot = Number.POSITIVE_INFINITY
    const now = Math.floor(this.#clock.monotonic() / slotMs)
    // A timer may come a fraction early: then its slot is simply not reached yet, and the next one is scheduled for it.
    for (const slot of [...this.#slots.keys()].sort((a, b) => a - b)) {
      if (slot > now) break
      const items = this.#slots.get(slot) ?? []
      this.#slots.delete(slot)
      for (const item of items) this.#due(item)
    }
    if (this.#slots.size > 0) this.#schedule()
  }
}
