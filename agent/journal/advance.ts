// Owns what one observation does: whether its baseline row is put, removed or left, and which records it makes.
// Pure; writes nothing.
import { isStampOfInode, type Observation } from '@sekisho/shared/observation.ts'
import { canaryName, isCanary } from '../handover.canary.ts'
import {
  jsonOf,
  type Packed,
  type PackedObserved,
  packObservation,
  unpackObservation,
  unpackObserved,
} from '../handover.packed.ts'
import type { Compare, Comparison, FoundFile, Observed, PackedText } from '../handover.ts'
import { type BaselineRow, folderState } from './baseline-rows.ts'
import { foundFiles } from './found.ts'
import { findingRecord, keptEntry } from './records.ts'
import type { RootRow } from './roots.ts'
import { type FolderState, folders } from './schema.ts'

export interface Advance {
  readonly row: 'left' | 'put' | 'removed'
  /** For the row that is put. */
  readonly packed: Packed | null
  readonly folder: FolderState
  /** As the outbox keeps them, in this order. */
  readonly records: readonly string[]
  readonly findings: number
  /** See `Committed`. */
  readonly found: readonly FoundFile[]
  /** What lies below the path must be walked. */
  readonly subtree: boolean
}

const nothing: Advance = {
  row: 'left',
  packed: null,
  folder: folders.none,
  records: [],
  findings: 0,
  found: [],
  subtree: false,
}

/** What an observation is held against, besides the row. */
export interface Standing {
  readonly root: RootRow
  readonly compare: Compare
  /** See `Compare`. */
  readonly replacedAt: number | null
}

export function advance(
  row: BaselineRow | undefined,
  observed: PackedObserved,
  { root, compare, replacedAt }: Standing,
): Advance {
  if (row !== undefined && isOtherRoot(row, observed)) return nothing
  const named = row === undefined ? root.phase === 'censused' : row.census === root.census
  if (row === undefined && !named && observed.packed.stamp !== '') return firstNamed(observed)
  if (named && row !== undefined && isRowAgain(row, observed)) return nothing

  const before: Observation | null = row === undefined ? null : unpackObservation(row)
  const comparison = compare(before, observed, replacedAt)
  const gone = observed.after.state === 'absent'
  const subtree = subtreeMoved(before, observed)
  if (comparison.outcome === 'same' && (row === undefined ? gone : named)) return { ...nothing, subtree }

  const asFinding = comparison.outcome === 'finding' && (named || cannotBeInferred(comparison))
  const entry = named ? isEntry(comparison, row === undefined || gone) : !(row === undefined && gone)
  const records: string[] = []
  if (entry) records.push(keptEntry(observed.path, observed.packed))
  if (asFinding) records.push(findingRecord(comparison.kind, observed, before, jsonOf(observed.packed)))
  return {
    row: !gone ? 'put' : row === undefined ? 'left' : 'removed',
    packed: gone ? null : observed.packed,
    folder: folderState(observed.after),
    records,
    findings: asFinding ? 1 : 0,
    found: asFinding ? foundFiles(comparison.kind, before, observed) : [],
    subtree,
  }
}

/**
 * Which folder the root is, and whether there is one, a walk says, which tells an empty place from one in which all was deleted.
 * Events of whoever prepares that place, such as a new release, come before.
 */
function isOtherRoot(row: BaselineRow, observed: PackedObserved): boolean {
  if (observed.path !== '' || observed.noticed === 'walk') return false
  // Of a root that could not be read it is not known which folder it is: it is looked through as soon as it can be.
  if (row.stamp === '') return false
  const { after } = observed
  return after.state === 'absent' || (after.state === 'present' && !isStampOfInode(row.stamp, after.inode))
}

/**
 * A census names a path that is present and was not known: an entry, whatever compare would say. So it goes with nearly
 * every path of a first walk, and nothing of these is parsed.
 */
function firstNamed({ path, packed, noticed, saw }: PackedObserved): Advance {
  const folder = packed.stamp.startsWith('directory:') ? folders.readable : folders.none
  const subtree = noticed !== 'walk' && folder === folders.readable && !wasMade(saw)
  return { row: 'put', packed, folder, records: [keptEntry(path, packed)], findings: 0, found: [], subtree }
}

/** Read again and found as it was, but for the time: `compare` could say nothing but `same`. */
function isRowAgain(row: Packed, { packed, saw, glimpses = [] }: PackedObserved): boolean {
  if (saw.length > 0 || glimpses.length > 0 || packed.stamp === '' || row.stamp !== packed.stamp) return false
  return afterTime(row.rest) === afterTime(packed.rest)
}

/** The columns begin with when it was observed. */
function afterTime(rest: string): string {
  return rest.slice(rest.indexOf(','))
}

/** Directories that come and go make no finding, and the collector's inventory follows them all the same. */
function isEntry(comparison: Comparison, cameOrWent: boolean): boolean {
  return comparison.outcome === 'refreshed' && (cameOrWent || comparison.judgeAgain)
}

/**
 * What no census of this epoch named yet is told as an entry, which the collector compares with its inventory. These two
 * kinds it cannot find that way: nothing decisive differs between the two ends.
 */
function cannotBeInferred(comparison: Comparison): boolean {
  return comparison.outcome === 'finding' && (comparison.kind === 'rewritten' || comparison.kind === 'transient')
}

/** A walk has been below what it found; only for what is gone must somebody look below. */
function subtreeMoved(before: Observation | null, observed: Observed): boolean {
  const { after, noticed, saw } = observed
  const was = before === null ? folders.none : folderState(before)
  const is = folderState(after)
  if (noticed === 'walk') return was !== folders.none && is === folders.none
  if (was === folders.none && wasMade(saw)) return false
  if (was !== is) return true
  // Another directory of the same name: one was moved away and one moved in. One that was deleted and made anew often gets
  // the old one's inode, and what was in the old one has no place any more by which its events could be told. What came into
  // one that was moved away and back was told of the place where it was then.
  const wasAway = saw.some(what => what === 'created' || what === 'removed' || what === 'moved')
  return is === folders.readable && (wasAway || inodeOf(before) !== inodeOf(after))
}

/**
 * Of a directory whose making a source saw, it sees all that comes into it as well. One that was moved came with content, and
 * where one was removed as well, what was observed in it may have come into the journal without it.
 */
function wasMade(saw: Observed['saw']): boolean {
  return saw.includes('created') && !saw.includes('moved') && !saw.includes('removed')
}

function inodeOf(seen: Observation | null): number | undefined {
  return seen?.state === 'present' ? seen.inode : undefined
}

/** Text by text: taken apart all at once, what a first walk commits outlived V8's young generation. */
export function* observedIn(packed: readonly PackedText[], hasCanaries: boolean): Generator<PackedObserved> {
  for (const text of packed)
    for (const observed of unpackObserved(text)) yield hasCanaries ? withoutCanary(observed) : observed
}

/** The agent's own file in a root counts for nothing: as long as it is and was what it should be, nothing is there. */
function withoutCanary(one: PackedObserved): PackedObserved {
  // Of all others nothing is parsed: `after` is, once it is looked at.
  if (one.path !== canaryName) return one
  const { root, path, noticed, actor, lane, after, glimpses = [] } = one
  if (!isCanary(path, after) || glimpses.some(({ size }) => size > 0)) return one
  const gone: Observation = { state: 'absent', at: after.at }
  return { root, path, noticed, actor, lane, saw: [], after: gone, packed: packObservation(gone) }
}
