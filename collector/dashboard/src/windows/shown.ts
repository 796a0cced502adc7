// Owns which windows are shown, in which order, and how one lies in time. Pure.
import type { WindowRow } from '@sekisho/shared/api.windows.ts'

/** What ended longer ago is history. */
const latelyMs = 7 * 86_400_000
/** The nearest to now first. */
const order: readonly WindowRow['state'][] = ['open', 'grace', 'planned', 'ended']

export interface SiteWindows {
  readonly site: string
  /** Those that cover changes now. */
  readonly open: number
  readonly rows: readonly WindowRow[]
}

export function isLately({ state, graceUntil }: WindowRow, nowMs: number): boolean {
  return state !== 'ended' || Date.parse(graceUntil) >= nowMs - latelyMs
}

/**
 * Sites with an open window first, then by name; planned ones the soonest first, the others the newest. At most `most` of all,
 * of which the farthest from now stay away.
 */
export function bySite(rows: readonly WindowRow[], most: number): SiteWindows[] {
  return [...Map.groupBy(rows.toSorted(nearerFirst).slice(0, most), ({ site }) => site)]
    .map(([site, own]) => ({ site, open: own.filter(({ state }) => state === 'open').length, rows: own }))
    .toSorted((one, other) => Math.sign(other.open) - Math.sign(one.open) || (one.site < other.site ? -1 : 1))
}

function nearerFirst(one: WindowRow, other: WindowRow): number {
  const planned = one.state === 'planned' ? 1 : -1
  return (
    order.indexOf(one.state) - order.indexOf(other.state) ||
    planned * (Date.parse(one.from) - Date.parse(other.from)) ||
    other.id - one.id
  )
}

/** Parts of a bar of 100 that begins with the window and ends with its grace time. */
export interface Stretch {
  readonly open: number
  /** Where it is now; null before and after. */
  readonly now: number | null
}

export function stretchOf({ from, until, graceUntil }: WindowRow, nowMs: number): Stretch {
  const start = Date.parse(from)
  // A window that was taken back before it began ends before it starts.
  const end = Math.max(Date.parse(graceUntil), start)
  const share = (at: number) => (end === start ? 0 : Math.min(Math.max((100 * (at - start)) / (end - start), 0), 100))
  return { open: share(Date.parse(until)), now: nowMs < start || nowMs >= end ? null : share(nowMs) }
}

/** It was taken back in time. */
export function neverBegan({ from, closed }: WindowRow): boolean {
  return closed !== null && Date.parse(closed.at) <= Date.parse(from)
}
