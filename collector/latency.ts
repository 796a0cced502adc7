// Owns how long batches take from receipt to commit: counts in fixed classes, since the start. Pure.
import type { Latency } from './handover.metrics.ts'

/** From a commit alone to the patience of an agent; each about twice the one before. */
const classesMs = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000] as const

export class Latencies {
  readonly #counts = classesMs.map(() => 0)
  #count = 0
  #sumMs = 0

  took(ms: number): void {
    this.#count++
    this.#sumMs += ms
    const at = classesMs.findIndex(upto => ms <= upto)
    if (at !== -1) this.#counts[at] = (this.#counts[at] ?? 0) + 1
  }

  /** Each class holds those below it too, as Prometheus counts. */
  report(): Latency {
    let batches = 0
    const buckets = classesMs.map((uptoMs, at) => {
      batches += this.#counts[at] ?? 0
      return { uptoMs, batches }
    })
    return { buckets, count: this.#count, sumMs: this.#sumMs }
  }
}
