// Owns the watch over the collector's disk: what the state takes is measured every quarter of an hour, kept with how it stands,
// and told to people when it gets worse or is over.
import type { DiskReport } from '@sekisho/shared/api.disk.ts'
import { type Clock, isoTime, type Timer } from '@sekisho/shared/clock.ts'
import { describeError } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { DiskReads, DiskWrites } from '../handover.disk.ts'
import { alarmOf, type DiskLimits, daysLeftOf, leftOf, stateOf } from './forecast.ts'

const dayMs = 86_400_000
const lookMs = 15 * 60_000
/** Samples of the forecast; older ones are dropped: at most some 1,400. */
const historyMs = 14 * dayMs

/** Bytes of the state's files, and bytes free on their file system. */
export interface Measured {
  readonly files: number
  readonly free: number
}

export interface DiskOptions {
  readonly measure: () => Measured
  readonly reads: DiskReads
  readonly writes: DiskWrites
  readonly limits: DiskLimits
  readonly clock: Clock
  readonly log: Log
}

/**
 * measuring  before the first look → fine, soon, low
 * fine, soon, low  as in the report; see forecast.ts
 */
export class DiskWatch {
  readonly #options: DiskOptions
  readonly #timer: Timer
  #report: DiskReport | null = null
  #looking: Promise<void>

  constructor(options: DiskOptions) {
    this.#options = options
    this.#looking = this.#look()
    this.#timer = options.clock.every(lookMs, () => {
      this.#looking = this.#looking.then(() => this.#look())
    })
  }

  report(): RoomReport {
    const phase = this.#report?.state ?? 'measuring'
    const sinceMs = this.#report === null ? 0 : this.#options.clock.now() - Date.parse(this.#report.since)
    return { phase, sinceMs, depth: 0, oldestAgeMs: 0 }
  }

  /** Resolves when the look that is under way is done. */
  looked(): Promise<void> {
    return this.#looking
  }

  async stop(): Promise<void> {
    this.#timer.cancel()
    await this.#looking
  }

  async #look(): Promise<void> {
    const { log } = this.#options
    try {
      await this.#measure()
    } catch (error) {
      // A full disk cannot keep a sample; the store says so itself. The next look tries again.
      log.warn('the disk could not be measured', { error: describeError(error) })
    }
  }

  async #measure(): Promise<void> {
    const { measure, reads, writes, limits, clock, log } = this.#options
    const at = clock.now()
    const known = await reads.diskFacts({ since: at - historyMs })
    const sample = { at, reusable: known.reusable, ...measure() }
    const { budget } = limits
    const left = leftOf(sample, budget)
    const daysLeft = daysLeftOf([...known.samples, sample], budget)
    const before = known.report?.state ?? 'fine'
    const state = stateOf(before, left, daysLeft, limits)
    const since = known.report?.state === state ? known.report.since : isoTime(at)
    const { files, reusable, free } = sample
    const { contents } = known
    const report = { state, since, at: isoTime(at), files, reusable, contents, free, budget, left, daysLeft }
    // A channel that is told of the critical alone is told of its end as well.
    const isLowSince = state === 'low' || known.wasLow
    const alarm = alarmOf(before, state, isLowSince)
    if (alarm?.cause === 'disk') log.warn('the disk is filling', { state, left, daysLeft })
    const wasLow = isLowSince && state !== 'fine'
    await writes.keepDisk({ sample, report, wasLow, dropBefore: at - historyMs, alarm })
    this.#report = report
  }
}
