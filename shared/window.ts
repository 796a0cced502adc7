// Owns when a deployment window covers what somebody did: the actors that it names, how they are written, and why it does
// not cover a deed. Pure; uses no node: module. What no window ever covers is the judge's.
import type { Actor, KnownActor } from './actor.ts'
import type { Noticed } from './finding.ts'
import type { Observation } from './observation.ts'
import { isWebServer } from './web-server.ts'

/** What a window may ask of an actor: effective user, path of the running program, systemd unit. */
export const actorFields = ['user', 'exe', 'unit'] as const
type ActorField = (typeof actorFields)[number]

/** All that is named must hold; at least one is. */
export type ActorMatch = { readonly [field in ActorField]?: string | undefined }

/** Times in milliseconds since 1970. */
export interface WindowRule {
  readonly from: number
  readonly until: number
  /** One of them must have done it. Null: whoever it was. */
  readonly actors: readonly ActorMatch[] | null
}

/** What was done at a path, as far as a window asks. */
export interface Deed {
  readonly actor: Actor
  /** By the host's clock; null: nobody knows when. */
  readonly at: number | null
  /** When the collector heard of it, by its own. */
  readonly heardAt: number
}

export const deedRefusals = [
  'time-unknown',
  'before',
  'after',
  'actor-unknown',
  'web-server',
  'web-user-unknown',
  'other-actor',
] as const
export type DeedRefusal = (typeof deedRefusals)[number]

/**
 * Clocks differ a little, and a deed is told by when it was observed: a thousand files that came at once are hashed one after
 * another.
 */
const leewayMs = 60_000

/** Why a window does not cover a deed; null where it does. */
export function whyOutside({ from, until, actors }: WindowRule, { actor, at, heardAt }: Deed): DeedRefusal | null {
  if (at === null) return 'time-unknown'
  // However wrong the host's clock is, nothing is heard of before it is done.
  if (heardAt < from || at < from - leewayMs) return 'before'
  if (Math.min(at, heardAt) > until + leewayMs) return 'after'
  if (actors === null) return null
  if (actor === 'unknown') return 'actor-unknown'
  if (isWebServer(actor) || actor.webUser === true) return 'web-server'
  // An agent that did not look may have been told of a page's doing.
  if (actor.webUser === undefined) return 'web-user-unknown'
  return actors.some(match => isActor(match, actor)) ? null : 'other-actor'
}

/** A finding, as far as it tells of a deed. */
export interface Done {
  readonly actor: Actor
  readonly noticed: Noticed
  readonly at: number
  readonly receivedAt: number
  readonly after: Observation
}

/**
 * What a source saw was done when it was observed. What a walk or a census found was done when the inode last changed: ctime,
 * which no program sets. Of what they found gone, or could not read, nobody knows.
 */
export function deedOf({ actor, noticed, at, receivedAt, after }: Done): Deed {
  const changed = after.state === 'present' ? after.ctimeMs : null
  return { actor, at: noticed === 'watch' ? at : changed, heardAt: receivedAt }
}

function isActor({ user, exe, unit }: ActorMatch, actor: KnownActor): boolean {
  return (
    (user === undefined || actor.user === user) &&
    (exe === undefined || actor.executable === exe) &&
    (unit === undefined || actor.unit === unit)
  )
}

/** `user=deploy,exe=/usr/bin/rsync`; null where it is not of that form. What the values may be is the API's to say. */
export function parseActorMatch(text: string): ActorMatch | null {
  const found: Partial<Record<ActorField, string>> = {}
  // A value may hold commas: the next field's name ends it.
  for (const part of text.split(/,(?=(?:user|exe|unit)=)/)) {
    const [, field, value] = /^(user|exe|unit)=(.+)$/s.exec(part) ?? []
    if (field === undefined || value === undefined || found[field as ActorField] !== undefined) return null
    found[field as ActorField] = value
  }
  return found
}

/** As `parseActorMatch` takes it. */
export function actorMatchText(match: ActorMatch): string {
  return actorFields.flatMap(field => (match[field] === undefined ? [] : [`${field}=${match[field]}`])).join(',')
}
