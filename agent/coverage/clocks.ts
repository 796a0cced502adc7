// Owns the question whether time went by unseen: the wall clock was set, or the machine slept or was held still. Pure.
import type { GapCause } from '@sekisho/shared/finding.ts'

/** Three clocks at one moment, in milliseconds each. */
export interface Moment {
  /** Since 1970; may be set. */
  readonly now: number
  /** Stands still while the machine sleeps (CLOCK_MONOTONIC). */
  readonly monotonic: number
  /** Since the machine started; goes on while it sleeps (CLOCK_BOOTTIME). */
  readonly uptime: number
}

export interface Jump {
  readonly cause: Extract<GapCause, 'clock-step' | 'suspended'>
  /** From when on something may have been missed, by the earlier of the two times that the wall clock showed. */
  readonly from: number
}

/**
 * Two clocks may drift apart by so much between two looks before it counts. Looks come each five seconds; /proc/uptime has steps
 * of 10 ms and NTP slews by at most 0.5 ms a second, so the rest is room for a look that was interrupted halfway.
 */
const toleranceMs = 5000

/** What happened between two moments; null when the clocks agree. */
export function jumpBetween(before: Moment, after: Moment): Jump | null {
  const from = Math.min(before.now, after.now)
  const passed = after.uptime - before.uptime
  if (passed - (after.monotonic - before.monotonic) > toleranceMs) return { cause: 'suspended', from }
  if (Math.abs(after.now - before.now - passed) > toleranceMs) return { cause: 'clock-step', from }
  return null
}
