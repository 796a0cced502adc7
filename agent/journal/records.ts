// Owns the text of each record: JSON of a wire record without its `root`, which is an index that only the batch knows; and
// the shorter text as which the outbox keeps an entry. Pure.
import type { ClosingWalk, FindingKind, GapCause } from '@sekisho/shared/finding.ts'
import { seenBetween } from '@sekisho/shared/glimpses.ts'
import type { Observation } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Grade } from '@sekisho/shared/wire.ts'
import { jsonOf, type Packed } from '../handover.packed.ts'
import type { Observed, OtherView } from '../handover.ts'

/** `after` is JSON of the observation. */
export function findingRecord(
  kind: FindingKind,
  observed: Pick<Observed, 'path' | 'noticed' | 'actor' | 'after' | 'glimpses'>,
  before: Observation | null,
  after: string,
): string {
  const { path, noticed, actor } = observed
  const between = seenBetween(observed.glimpses ?? [], before, observed.after)
  const tail = between.length === 0 ? '' : `,"between":${JSON.stringify(between)}`
  const head = `{"record":"finding","path":${JSON.stringify(path)},"kind":"${kind}","noticed":"${noticed}"`
  return `${head},"at":${observed.after.at},"before":${JSON.stringify(before)},"after":${after},"actor":${JSON.stringify(actor)}${tail}}`
}

/** The actor is who sees it so. */
export function otherViewRecord({ path, ours, theirs, actor }: OtherView): string {
  const observed = { path, noticed: 'walk', actor, after: theirs } as const
  return findingRecord('other-view', observed, ours, JSON.stringify(theirs))
}

export function entryRecord(path: PathText, after: string): string {
  return `{"record":"entry","path":${JSON.stringify(path)},"after":${after}}`
}

/** Neither path text nor JSON holds it, and JSON of a record begins otherwise. */
const tab = '\t'

/**
 * An entry as the outbox keeps it: a first walk brings one for each file, and this is half of its JSON. What is not in the state
 * `present` has no shorter text.
 */
export function keptEntry(path: PathText, packed: Packed): string {
  return packed.stamp === '' ? entryRecord(path, packed.rest) : `${tab}${path}${tab}${packed.stamp}${tab}${packed.rest}`
}

/** The record of what the outbox keeps. */
export function recordKept(kept: string): string {
  if (!kept.startsWith(tab)) return kept
  const [, path = '', stamp = '', rest = ''] = kept.split(tab)
  return entryRecord(path as PathText, jsonOf({ stamp, rest }))
}

export function absentAt(at: number): string {
  return JSON.stringify({ state: 'absent', at } satisfies Observation)
}

export function censusRecord(record: 'census-begin' | 'census-end', census: string, at: number): string {
  return JSON.stringify({ record, census, at })
}

export function gapRecord(gap: {
  readonly id: string
  readonly cause: GapCause
  readonly from: number
  readonly to: number | null
  /** Null for one that is open, or that no walk closed. */
  readonly walk: ClosingWalk | null
}): string {
  const { id, cause, from, to, walk } = gap
  return JSON.stringify({ record: 'gap', id, cause, from, to, ...(walk === null ? {} : { walk }) })
}

export function spanRecord(span: {
  readonly id: string
  readonly grade: Grade
  readonly source: string
  readonly from: number
  readonly until: number
  readonly ended: boolean
}): string {
  const { id, grade, source, from, until, ended } = span
  return JSON.stringify({ record: 'span', id, grade, source, from, until, ended })
}

export function tombstoneRecord(sequence: number, digest: string, code: string): string {
  return JSON.stringify({ record: 'tombstone', sequence, digest, code: code.slice(0, 200) })
}

export function isTombstone(body: string): boolean {
  return body.startsWith('{"record":"tombstone"')
}

/** Puts the batch's index of the root back; null for what concerns all roots. */
export function withRoot(body: string, root: number | null): string {
  return isTombstone(body) ? body : `${body.slice(0, -1)},"root":${root}}`
}

export interface ReadRecord {
  readonly root: number | null
  readonly path: PathText | null
  /** The observation that it ends with, null for records of no path. */
  readonly after: Observation | null
  readonly body: string
}

/** Takes a record of a batch apart again. */
export function readRecord(record: { readonly [field: string]: unknown }): ReadRecord {
  const { root, ...rest } = record
  return {
    root: typeof root === 'number' ? root : null,
    path: typeof rest.path === 'string' ? (rest.path as PathText) : null,
    after: rest.after === undefined ? null : (rest.after as Observation),
    body: JSON.stringify(rest),
  }
}
