// Owns how times are written: the reader's local time for reading, UTC for comparing with logs. Pure.
import type { Language } from './words.ts'

const pad = (value: number, digits = 2) => String(value).padStart(digits, '0')

/** `14:03:22` on the reader's own day, else `11-23 14:03`, else with the year. */
export function shortLocal(iso: string, nowMs: number): string {
  const at = new Date(iso)
  const now = new Date(nowMs)
  const clock = `${pad(at.getHours())}:${pad(at.getMinutes())}`
  const day = `${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
  if (at.getFullYear() !== now.getFullYear()) return `${at.getFullYear()}-${day}`
  return at.toDateString() === now.toDateString() ? `${clock}:${pad(at.getSeconds())}` : `${day} ${clock}`
}

/** `2026-11-23 14:03:22.123`. */
export function fullLocal(iso: string): string {
  const at = new Date(iso)
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
  const clock = `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`
  return `${day} ${clock}.${pad(at.getMilliseconds(), 3)}`
}

/** `2026-11-23 05:03:22.123 UTC`. */
export function fullUtc(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11).replace(/Z$/, '')} UTC`
}

/** The reader's zone at that moment, such as `GMT+9`. */
export function zoneOf(iso: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZoneName: 'shortOffset' }).formatToParts(new Date(iso))
  return parts.find(part => part.type === 'timeZoneName')?.value ?? ''
}

const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** `2 min. ago`; a clock that runs ahead of the reader's counts as now. */
export function ago(iso: string, nowMs: number, language: Language): string {
  const passed = Math.max(nowMs - Date.parse(iso), 0)
  const [unit, size] = steps.find(([, ms]) => passed >= ms) ?? (['second', 1_000] as const)
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  return format.format(-Math.floor(passed / size), unit)
}
