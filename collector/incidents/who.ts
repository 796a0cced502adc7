// Owns when two actors count as one: by the program that the whole chain hangs from, with user, service and container.
// Pids are no part of it: of one pool each request has another. Pure.
import { type ActorParent, baseName, type KnownActor } from '@sekisho/shared/actor.ts'

/** What starts everything on a machine, or in a container, says nothing of who did it. */
const inits: ReadonlySet<string> = new Set([
  'systemd',
  'init',
  'tini',
  'dumb-init',
  's6-svscan',
  'runit',
  'openrc-init',
])

/**
 * One text for all actors of one chain: `php-fpm` itself, and the shell that it started, hang from the same program. Who
 * signed in is part of it, so that two people who come by ssh are two.
 */
export function whoOf(actor: KnownActor): string {
  const chain = [actor, ...actor.parents].filter(({ pid }) => pid !== 1).map(programOf)
  const stem = chain.findLast(name => !inits.has(name)) ?? programOf(actor)
  const { user, loginUser, unit, container } = actor
  return JSON.stringify([stem, user, loginUser ?? null, unit === null ? null : serviceOf(unit), container ?? null])
}

/** Without its version or its number: `php-fpm8.2` and `php-fpm` are one program. */
function programOf({ executable, name, pid }: ActorParent): string {
  const known = executable === null ? (name ?? '').replace(/:.*$/s, '') : baseName(executable)
  return known === '' ? `pid ${pid}` : known.replace(/[\d.]+$/, '')
}

/** Each sign-in has a scope of its own. */
function serviceOf(unit: string): string {
  return /^session-.*\.scope$/.test(unit) ? 'session.scope' : unit
}
