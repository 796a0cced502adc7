// Owns one path's stay in settle and its states. Knows no clock and no queue.
//   quieting  in: a touch that may be followed by others; vanished when it was read     out: quiet or due → ready
//   ready     in: quiet, due or settled; set apart by a job  out: taken → reading
//   reading   in: taken in a job                             out: done; set apart → ready; vanished → quieting
import type { Actor } from '@sekisho/shared/actor.ts'
import type { Glimpse } from '@sekisho/shared/finding.ts'
import { withGlimpse } from '@sekisho/shared/glimpses.ts'
import { folderOf, joinPath, nameOf, type PathText } from '@sekisho/shared/path.ts'
import type { Lane } from '@sekisho/shared/profile.ts'
import type { FingerprintItem, Touch, Wanted, Witness } from '../handover.ts'

export interface Unit {
  readonly key: string
  readonly root: PathText
  /** By these two a path is opened; the root itself is `''` in `''`. */
  readonly directory: PathText
  readonly name: PathText
  /** Serial of its first touch, for barriers. */
  readonly born: number
  readonly firstAt: number
  state: 'new' | 'quieting' | 'ready' | 'reading'
  lane: Lane
  wanted: Wanted
  noticed: FingerprintItem['noticed']
  saw: FingerprintItem['saw']
  witnesses: FingerprintItem['witnesses']
  glimpses: readonly Glimpse[]
  /** It was made and gone at the first look, and has waited for what else is told of it. */
  waited: boolean
  settled: boolean
  lastAt: number
  /** Too large to be read along with others. */
  apart: boolean
  /** The touches that came while it was being read. */
  again: Unit | null
}

/** The design's number; the newest are kept, because among the last of them is the actor. */
const maxWitnesses = 8

export function unitOf(key: string, touch: Touch, lane: Lane, wanted: Wanted, now: number, born: number): Unit {
  const { root, path, noticed, saw, settled } = touch
  return {
    key,
    root,
    directory: folderOf(path),
    name: nameOf(path),
    born,
    firstAt: now,
    state: 'new',
    lane,
    wanted,
    noticed,
    saw,
    witnesses: withWitnesses([], touch),
    glimpses: touch.glimpses ?? [],
    waited: false,
    settled,
    lastAt: now,
    apart: false,
    again: null,
  }
}

/** Neither is ever added to. */
const nobody: Touch['witnesses'] = []
export const nothingSeen: Touch['saw'] = []

/** What a walk says of a name: nobody is known to write, and what is being written shows as changed while it is read. */
export function walkTouch(root: PathText, path: PathText): Touch {
  return { root, path, noticed: 'walk', saw: nothingSeen, settled: true, witnesses: nobody }
}

/** What a walk found, or what is to be read once more: nobody has touched it. */
export function untouched(
  of: Pick<Unit, 'key' | 'root' | 'directory' | 'name' | 'lane' | 'wanted'>,
  now: number,
  born: number,
): Unit {
  const touch = walkTouch(of.root, joinPath(of.directory, of.name))
  return unitOf(of.key, touch, of.lane, of.wanted, now, born)
}

export function merge(unit: Unit, touch: Touch, wanted: Wanted, now: number): void {
  unit.lastAt = now
  unit.wanted = wanted
  unit.settled = touch.settled
  // A watcher is the better witness of when: a walk only happened to pass as well. Of which folder the root is it is none.
  const better = unit.name === '' ? 'walk' : 'watch'
  if (touch.noticed === better) unit.noticed = better
  const newSaw = touch.saw.filter(saw => !unit.saw.includes(saw))
  if (newSaw.length > 0) unit.saw = [...unit.saw, ...newSaw]
  for (const glimpse of touch.glimpses ?? []) unit.glimpses = withGlimpse(unit.glimpses, glimpse)
  unit.witnesses = withWitnesses(unit.witnesses, touch)
}

/** What was touched while it was read belongs to it after all. */
export function join(unit: Unit, later: Unit): void {
  unit.saw = [...new Set([...unit.saw, ...later.saw])]
  unit.witnesses = [...unit.witnesses, ...later.witnesses].slice(-maxWitnesses)
  for (const glimpse of later.glimpses) unit.glimpses = withGlimpse(unit.glimpses, glimpse)
}

/**
 * A walk only found what others did, but a source that saw a change and not by whom leaves nobody before it as the last one.
 * Who comes twice in a row comes once, so that the places are for different ones.
 */
function withWitnesses(known: Unit['witnesses'], touch: Touch): Unit['witnesses'] {
  const { noticed, saw, witnesses, glimpses, late } = touch
  const isBlind = witnesses.length === 0 && noticed === 'watch' && glimpses === undefined
  // Of two in an order that is not known, neither is named as the last.
  const isDoubtful = late === true && known.length > 0
  const seen = isBlind || isDoubtful ? (['unknown'] as const) : witnesses
  if (seen.length === 0) return known
  const all = [...known]
  // A blind source does not see what he did; another one saw that he deleted it, or closed it without a word.
  const silent = isBlind || 'perhaps'
  for (const actor of seen) {
    const wrote = saw.some(what => what !== 'attributes') || (actor === 'unknown' && saw.length === 0 && silent)
    const last = all.at(-1)
    if (last !== undefined && isSame(last.actor, actor)) all[all.length - 1] = { actor, wrote: both(last.wrote, wrote) }
    else all.push({ actor, wrote })
  }
  return all.slice(-maxWitnesses)
}

/** Two who are not known need not be one: at least one of them did more than the last thing. */
function both(one: Witness['wrote'], other: Witness['wrote']): Witness['wrote'] {
  return one === 'perhaps' && other === 'perhaps' ? true : one || other
}

function isSame(one: Actor, other: Actor): boolean {
  if (one === 'unknown' || other === 'unknown') return one === other
  const { pid, startedAt, executable } = one
  return pid === other.pid && startedAt === other.startedAt && executable === other.executable
}

export function enterQuieting(unit: Unit): void {
  assertFrom(unit, 'new', 'reading')
  unit.state = 'quieting'
}

export function enterReady(unit: Unit): void {
  assertFrom(unit, 'new', 'quieting', 'reading')
  unit.state = 'ready'
}

export function enterReading(unit: Unit): void {
  assertFrom(unit, 'ready')
  unit.state = 'reading'
}

function assertFrom(unit: Unit, ...states: readonly Unit['state'][]): void {
  if (!states.includes(unit.state)) throw new Error(`a path in settle cannot leave ${unit.state} here`)
}
