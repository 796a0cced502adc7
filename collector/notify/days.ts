// Owns when daily digests are due: one for each day of the configured time zone, whatever its clocks do, those that were missed
// too. Pure.
import type { DigestDay, DigestSpan } from '../handover.digest.ts'

const dayMs = 86_400_000
/** Days that were missed and still get one each; the first of them tells of all that is older. */
const maxMissed = 7
/** Making one takes longer than all that is done with it, and somebody looks each second. */
const forms = new Map<string, Intl.DateTimeFormat>()

/** The newest day whose digest is due. `clock`: such as `08:00`. */
export function latestDue(clock: string, timeZone: string, now: number): DigestDay {
  const today = wallAt(now, timeZone).slice(0, 10)
  const dueAt = instantOf(today, clock, timeZone)
  if (dueAt <= now) return { day: today, dueAt }
  const day = dayAfter(today, -1)
  return { day, dueAt: instantOf(day, clock, timeZone) }
}

/** What is to be planned up to `latest`. Nobody is told of the time before the first one: its day is only noted. */
export function daysDue(
  clock: string,
  timeZone: string,
  last: DigestDay | null,
  latest: DigestDay,
): readonly (DigestDay & { readonly span: DigestSpan | null })[] {
  if (last === null) return [{ ...latest, span: null }]
  const days: string[] = []
  for (let day = latest.day; day > last.day && days.length < maxMissed; day = dayAfter(day, -1)) days.unshift(day)
  let from = last.dueAt
  return days.map(day => {
    const dueAt = day === latest.day ? latest.dueAt : instantOf(day, clock, timeZone)
    // Of a day whose time was moved there may be less than nothing.
    const span = { day, from: Math.min(from, dueAt - 1), to: dueAt }
    from = dueAt
    return { day, dueAt, span }
  })
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** What the zone's clocks show, as `2026-11-29 08:00:00`. */
function wallAt(at: number, timeZone: string): string {
  const form =
    forms.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  forms.set(timeZone, form)
  return form.format(at)
}

/** A time that clocks skip is taken within the hour beside it; of one that comes twice, one counts. */
function instantOf(day: string, clock: string, timeZone: string): number {
  const wall = Date.parse(`${day}T${clock}:00Z`)
  const offset = (at: number) => Date.parse(`${wallAt(at, timeZone).replace(' ', 'T')}Z`) - at
  return wall - offset(wall - offset(wall))
}
