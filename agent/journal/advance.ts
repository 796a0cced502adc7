// Owns what one observation does: whether its baseline row is put, removed or left, and which records it makes.
// Pure; writes nothing.
import type { Observation } from '@sekisho/shared/observation.ts'
import type { Compare, Comparison, Observed } from '../handover.ts'
import { type BaselineRow, folderState } from './baseline-rows.ts'
import { type Packed, packObservation, unpackObservation } from './packed.ts'
import { entryRecord, findingRecord } from './records.ts'
import type { RootRow } from './roots.ts'
import { folders } from './schema.ts'

export interface Advance {
  readonly row: 'left' | 'put' | 'removed'
  /** For the row that is put. */
  readonly packed: Packed | null
  /** In this order. */
  readonly records: readonly string[]
  readonly findings: number
  /** What lies below the path must be walked. */
  readonly subtree: boolean
}

const nothing: Advance = { row: 'left', packed: null, records: [], findings: 0, subtree: false }

export function advance(row: BaselineRow | undefined, observed: Observed, root: RootRow, compare: Compare): Advance {
  const before: Observation | null = row === undefined ? null : unpackObservation(row)
  const comparison = compare(before, observed)
  const named = row === undefined ? root.phase === 'censused' : row.census === root.census
  const gone = observed.after.state === 'absent'
  if (comparison.outcome === 'same' && (row === undefined ? gone : named)) return nothing

  const observation = JSON.stringify(observed.after)
  const asFinding = comparison.outcome === 'finding' && (named || cannotBeInferred(comparison))
  const entry = named ? isEntry(comparison, row === undefined || gone) : !(row === undefined && gone)
  const records: string[] = []
  if (entry) records.push(entryRecord(observed.path, observation))
  if (asFinding) records.push(findingRecord(comparison.kind, observed, before, observation))
  return {
    row: !gone ? 'put' : row === undefined ? 'left' : 'removed',
    packed: gone ? null : packObservation(observed.after),
    records,
    findings: asFinding ? 1 : 0,
    subtree: subtreeMoved(before, observed),
  }
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
  const { after, noticed } = observed
  const was = before === null ? folders.none : folderState(before)
  const is = folderState(after)
  if (noticed === 'walk') return was !== folders.none && is === folders.none
  if (was !== is) return true
  // Another directory of the same name: one was moved away and one moved in.
  return is === folders.readable && inodeOf(before) !== inodeOf(after)
}

function inodeOf(seen: Observation | null): number | undefined {
  return seen?.state === 'present' ? seen.inode : undefined
}
