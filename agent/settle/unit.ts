// Owns one path's stay in settle and its states. Knows no clock and no queue.
//   quieting  in: a touch that may be followed by others     out: quiet or due → ready
//   ready     in: quiet, due or settled; set apart by a job  out: taken → reading
//   reading   in: taken in a job                             out: done; set apart → ready
import type { Actor } from '@sekisho/shared/actor.ts'
import type { Digest } from '@sekisho/shared/observation.ts'
import { folderOf, nameOf, type PathText } from '@sekisho/shared/path.ts'
import type { Lane } from '@sekisho/shared/profile.ts'
import type { FingerprintItem, Touch } from '../handover.ts'

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
  algorithm: Digest['algorithm']
  noticed: FingerprintItem['noticed']
  saw: FingerprintItem['saw']
  witnesses: FingerprintItem['witnesses']
  settled: boolean
  lastAt: number
  /** Too large to be read along with others. */
  apart: boolean
  /** The touches that came while it was being read. */
  again: Unit | null
}

/** The design's number; the newest are kept, because among the last of them is the actor. */
const maxWitnesses = 8

export function unitOf(
  key: string,
  touch: Touch,
  lane: Lane,
  algorithm: Digest['algorithm'],
  now: number,
  born: number,
): Unit {
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
    algorithm,
    noticed,
    saw,
    witnesses: withWitnesses([], touch),
    settled,
    lastAt: now,
    apart: false,
    again: null,
  }
}

export function merge(unit: Unit, touch: Touch, algorithm: Digest['algorithm'], now: number): void {
  unit.lastAt = now
  unit.algorithm = algorithm
  unit.settled = touch.settled
  // A watcher is the better witness of when: a walk only happened to pass as well.
  if (touch.noticed === 'watch') unit.noticed = 'watch'
  const newSaw = touch.saw.filter(saw => !unit.saw.includes(saw))
  if (newSaw.length > 0) unit.saw = [...unit.saw, ...newSaw]
  unit.witnesses = withWitnesses(unit.witnesses, touch)
}

/**
 * A walk only found what others did, but a source that saw a change and not by whom leaves nobody before it as the last one.
 * Who comes twice in a row comes once, so that the places are for different ones.
 */
function withWitnesses(known: Unit['witnesses'], { noticed, saw, witnesses }: Touch): Unit['witnesses'] {
  const seen = witnesses.length === 0 && noticed === 'watch' ? (['unknown'] as const) : witnesses
  if (seen.length === 0) return known
  const all = [...known]
  for (const actor of seen) {
    // Of nobody, it is not known what else he did.
    const wrote = saw.some(what => what !== 'attributes') || (actor === 'unknown' && saw.length === 0)
    const last = all.at(-1)
    if (last !== undefined && isSame(last.actor, actor)) all[all.length - 1] = { actor, wrote: last.wrote || wrote }
    else all.push({ actor, wrote })
  }
  return all.slice(-maxWitnesses)
}

function isSame(one: Actor, other: Actor): boolean {
  if (one === 'unknown' || other === 'unknown') return one === other
  const { pid, startedAt, executable } = one
  return pid === other.pid && startedAt === other.startedAt && executable === other.executable
}

export function enterQuieting(unit: Unit): void {
  assertFrom(unit, 'new')
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
