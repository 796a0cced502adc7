// Owns when a root is walked without being asked to: seldom and lightly where the source would have reported a loss. Pure.
import type { Grade } from '@sekisho/shared/wire.ts'

export interface WalkSchedule {
  /** `auto`: by the grade of the source. */
  readonly every: number | 'auto'
  readonly rehashEveryMs: number
}

/** As a walk sees a root that nothing is known of. */
const cautiousMs = 15 * 60_000
/** Where no loss was declared, a walk only proves once more that there was none. */
const provenMs = 24 * 3_600_000

export interface WalkTimes {
  readonly now: number
  /** Of the source as it now is. */
  readonly grade: Grade
  /** When the last complete walk ended; null before the first. */
  readonly walkedAt: number | null
  /** When the last walk that hashed all was complete. */
  readonly hashedAt: number | null
}

/** How often the root is walked, in milliseconds. */
export function walkPeriod({ every }: WalkSchedule, grade: Grade): number {
  if (every !== 'auto') return every
  return grade === 'proven' ? provenMs : cautiousMs
}

/**
 * The walk that is due, null where none is. `full` hashes everything, `guarded` payment, config and code, `stat` nothing
 * whose stat is as it was: a proven source has told of every write, whatever the stat says.
 */
export function dueWalk(schedule: WalkSchedule, times: WalkTimes): 'full' | 'guarded' | 'stat' | null {
  const { now, grade, walkedAt, hashedAt } = times
  if (now - (hashedAt ?? 0) >= schedule.rehashEveryMs) return 'full'
  if (now - (walkedAt ?? 0) < walkPeriod(schedule, grade)) return null
  return schedule.every === 'auto' && grade === 'proven' ? 'stat' : 'guarded'
}
