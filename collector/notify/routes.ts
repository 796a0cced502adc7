// Owns which channel is told of an alarm, and when: by severity, customer, site and time of day. Pure.
import { isWorse } from '@sekisho/shared/verdict.ts'
import type { Alarm } from '../handover.notify.ts'
import type { Route } from './config.ts'

/** What comes within this time of one another is told as one. */
const gatherMs = 1_000
const minuteMs = 60_000
const dayMinutes = 24 * 60

/** When the channel is to be told; null where it is not. `sites`: those of the incident. */
export function plannedAt(route: Route, alarm: Alarm, sites: readonly string[], timeZone: string): number | null {
  if (isWorse(route.least, alarm.severity)) return null
  if (route.customers.length > 0 && !route.customers.includes(alarm.customerName)) return null
  if (route.sites.length > 0 && !route.sites.some(site => sites.includes(site))) return null
  const at = alarm.madeAt + Math.max(route.after, gatherMs)
  return alarm.severity === 'critical' ? at : at + quietLeftMs(route, at, timeZone)
}

/** How long the quiet hours still last, to the minute; 0 outside of them. They may reach over midnight. */
function quietLeftMs({ quiet }: Route, at: number, timeZone: string): number {
  if (quiet === undefined) return 0
  const now = minutesOf(clockIn(at, timeZone))
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)]
  const since = (now - from + dayMinutes) % dayMinutes
  const lasts = (to - from + dayMinutes) % dayMinutes
  return since < lasts ? (lasts - since) * minuteMs : 0
}

function clockIn(at: number, timeZone: string): string {
  const form = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  return new Intl.DateTimeFormat('en-GB', form).format(at)
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}
