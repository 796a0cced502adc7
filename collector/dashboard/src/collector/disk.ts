// Owns what is drawn of the collector's disk: how the bar is shared out, and the line by which it fills. Pure.
import type { DiskReport } from '@sekisho/shared/api.disk.ts'

/** Shares of the bar, together at most 1. */
export interface Fill {
  /** Bytes that are taken, and those together with what is left. */
  readonly used: number
  readonly total: number
  /** Taken by contents of files, and by all else. */
  readonly contents: number
  readonly records: number
  /** Whole per cent; never 100 while something is left. */
  readonly percent: number
}

/** What is free inside the database is used before more is taken, so it counts as left. */
export function fillOf({ files, reusable, contents, left }: DiskReport): Fill {
  const used = Math.max(files - reusable, 0)
  const total = used + Math.max(left, 0)
  const share = (bytes: number) => (total === 0 ? 0 : Math.min(Math.max(bytes, 0), used) / total)
  const ofContents = share(contents)
  return {
    used,
    total,
    contents: ofContents,
    records: share(used) - ofContents,
    percent: total === 0 ? 100 : Math.min(Math.round((used / total) * 100), left > 0 ? 99 : 100),
  }
}

/** Which of the two ends first says how much there is. */
export function limitOf({ budget, files, free }: DiskReport): 'budget' | 'system' | 'both' {
  if (budget === null) return 'system'
  return budget - files <= free ? 'budget' : 'both'
}

/** How far ahead a reader may look, in days. */
const horizons = [14, 30, 60, 90, 180, 365, 730, 1_096, 1_826] as const
const furthest = 3_652

export interface Forecast {
  /** Days from the left end to the right. */
  readonly days: number
  /** The line's ends, from 0 to 1: across in time, up in fullness. */
  readonly from: readonly [x: number, y: number]
  readonly to: readonly [x: number, y: number]
}

/** The shortest stretch on which the day when it is full can be seen; a year where there is none. */
export function forecastOf({ daysLeft, ...disk }: DiskReport): Forecast {
  const { used, total } = fillOf({ daysLeft, ...disk })
  const now = total === 0 ? 1 : used / total
  if (daysLeft === null) return { days: 365, from: [0, now], to: [1, now] }
  const days = horizons.find(some => some >= daysLeft * 1.2) ?? furthest
  return { days, from: [0, now], to: [Math.min(daysLeft / days, 1), 1] }
}

/** How much of its term the oldest has lasted, in whole per cent; what is older is due, and no more than that. */
export function lasted(from: string, days: number, nowMs: number): number {
  const passed = (nowMs - Date.parse(from)) / 86_400_000 / days
  return Math.round(Math.min(Math.max(passed, 0), 1) * 100)
}

/** Julian years, as the usual term of 2557 days has it; null where the term is none. */
export function wholeYears(days: number): number | null {
  const years = Math.round(days / 365.25)
  return years > 0 && Math.abs(days - years * 365.25) < 1 ? years : null
}
