// Owns how the list that was asked for and the live news become one list, newest first. Pure.
import type { FindingRow } from '@sekisho/shared/api.ts'
import type { View } from '../app/view.ts'

export interface Merged {
  readonly rows: readonly FindingRow[]
  /** News that the reader has not been shown, because they would push aside what is being read. */
  readonly waiting: number
}

/** Enough to find the newest id, whichever of its times the collector sorts by. */
const newestAmong = 200

export function newestId(rows: readonly FindingRow[]): number {
  let newest = 0
  for (const { id } of rows.slice(0, newestAmong)) newest = Math.max(newest, id)
  return newest
}

/** `pin`: the newest id that may be shown, null for all. */
export function mergeNews(
  listed: readonly FindingRow[],
  news: readonly FindingRow[],
  view: View,
  pin: number | null,
): Merged {
  const newest = newestId(listed)
  const fresh = news.filter(row => row.id > newest && fits(row, view))
  const shown = pin === null ? fresh : fresh.filter(row => row.id <= pin)
  return { rows: shown.length === 0 ? listed : [...shown, ...listed], waiting: fresh.length - shown.length }
}

/** Whether the collector would have listed it for this view. */
export function fits(row: FindingRow, view: View): boolean {
  return (
    (view.host === '' || row.host === view.host) &&
    (view.site === '' || row.site === view.site) &&
    (view.severity === '' || row.severity === view.severity) &&
    (view.verdict === 'all' || row.verdict === view.verdict) &&
    (view.open === 'all' || row.open === (view.open === 'true')) &&
    (view.path === '' || row.path === view.path || (view.path.endsWith('/') && row.path.startsWith(view.path)))
  )
}
