// Owns what is written in the form of a window becoming what the collector takes, and which field a refusal is about. Pure;
// what the values may be is the collector's to say.
import type { Problem } from '@sekisho/shared/api.ts'
import type { OpenWindow } from '@sekisho/shared/api.windows.ts'
import { typedPath } from '@sekisho/shared/path.ts'
import { type ActorMatch, parseActorMatch } from '@sekisho/shared/window.ts'

export interface Written {
  readonly site: string
  readonly when: 'now' | 'planned'
  /** Minutes, where it begins now. */
  readonly minutes: number
  /** As an input of local date and time has it. */
  readonly from: string
  readonly to: string
  readonly graceMinutes: number
  /** One a line. */
  readonly actors: string
  readonly anyActor: boolean
  readonly reason: string
}

export const fields = ['site', 'minutes', 'from', 'to', 'graceMinutes', 'actors', 'anyActor', 'reason'] as const
export type Field = (typeof fields)[number]

/** What must be mended before anybody is asked. */
export interface Slip {
  readonly field: Field
  readonly what: 'announce.actors-wrong' | 'announce.actors-none' | 'announce.times-wrong'
  /** From 1; of the actors. */
  readonly line: number
}

export type Wished = { readonly wish: OpenWindow } | { readonly slip: Slip }

const minuteMs = 60_000

export function wished(written: Written): Wished {
  const { site, when, graceMinutes, anyActor, reason } = written
  const time = when === 'now' ? { minutes: written.minutes } : plannedTime(written)
  if (!(time.minutes > 0)) return { slip: { field: 'to', what: 'announce.times-wrong', line: 0 } }
  const rest = { ...time, site, graceMinutes, reason }
  if (anyActor) return { wish: { ...rest, anyActor } }
  const found = actorsIn(written.actors)
  return 'slip' in found ? found : { wish: { ...rest, actors: found.actors } }
}

/** Local times, of the zone in which they are read; NaN minutes where one of them is none. */
function plannedTime({ from, to }: Written): { from: string; minutes: number } {
  const [start, end] = [Date.parse(from), Date.parse(to)]
  const minutes = (end - start) / minuteMs
  return { from: Number.isNaN(start) ? '' : new Date(start).toISOString(), minutes }
}

function actorsIn(text: string): { readonly actors: ActorMatch[] } | { readonly slip: Slip } {
  const actors: ActorMatch[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const found = parseActorMatch(line.trim())
    if (found === null) return { slip: { field: 'actors', what: 'announce.actors-wrong', line: index + 1 } }
    actors.push(found.exe === undefined ? found : { ...found, exe: typedPath(found.exe) })
  }
  return actors.length === 0 ? { slip: { field: 'actors', what: 'announce.actors-none', line: 0 } } : { actors }
}

/** The field of the form that the collector names; null where it is about none of them. */
export function fieldOf({ code, place }: Pick<Problem, 'code' | 'place'>, { when, site }: Written): Field | null {
  if (code === 'name-unknown' && place === site) return 'site'
  if (place === 'windows') return 'site'
  const named = place?.replace(/^body\./, '').split('.')[0]
  // Of a planned one nobody writes minutes: they are what lies between.
  if (named === 'minutes' && when === 'planned') return 'to'
  return fields.find(field => field === named) ?? null
}
