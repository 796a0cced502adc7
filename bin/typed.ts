// Owns ages and dates as people type them becoming times, and times as people read them. What paths become is shared/path.ts's. Pure.
import { isoTime } from '@sekisho/shared/clock.ts'
import { parseDuration } from '@sekisho/shared/duration.ts'

export { typedPath } from '@sekisho/shared/path.ts'

/** `2h` ago, a date (UTC midnight), or a time with its zone, as ISO 8601; null when it is none of these. */
export function typedTime(text: string, now: number): string | null {
  const ageMs = parseDuration(text)
  if (ageMs !== null) return isoTime(now - ageMs)
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : isoTime(at)
}

/** Local date and time to the second, for people. */
export function shownTime(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE')
}

/** Local time of day to the millisecond, for lines that appear as things happen. */
export function shownClock(iso: string): string {
  const at = new Date(iso)
  return `${at.toLocaleTimeString('sv-SE')}.${String(at.getMilliseconds()).padStart(3, '0')}`
}
