// Owns a clock that stands still until a test moves it.
import type { Clock, Timer } from '@sekisho/shared/clock.ts'

interface Alarm {
  at: number
  readonly everyMs: number | null
  readonly task: () => void
}

export class ManualClock implements Clock {
  #now: number
  #alarms: Alarm[] = []

  constructor(now = 1_000_000) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  monotonic(): number {
    return this.#now
  }

  after(delayMs: number, task: () => void): Timer {
    return this.#set({ at: this.#now + delayMs, everyMs: null, task })
  }

  /** Where it stands when it is made is a whole multiple of every period. */
  inStep(periodMs: number, task: () => void): Timer {
    return this.every(periodMs, task)
  }

  every(periodMs: number, task: () => void): Timer {
    return this.#set({ at: this.#now + periodMs, everyMs: periodMs, task })
  }

  /** Moves on, ringing every alarm at its own time. */
  advance(ms: number): void {
    const until = this.#now + ms
    for (;;) {
      const next = this.#alarms.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#now = Math.max(this.#now, next.at)
      if (next.everyMs === null) this.#alarms = this.#alarms.filter(alarm => alarm !== next)
      else next.at += next.everyMs
      next.task()
    }
    this.#now = until
  }

  #set(alarm: Alarm): Timer {
    this.#alarms.push(alarm)
    return {
      cancel: () => {
        this.#alarms = this.#alarms.filter(other => other !== alarm)
      },
    }
  }
}
