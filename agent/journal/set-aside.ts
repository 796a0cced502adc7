// Owns what follows a batch that the collector refused for good: its tombstone, its records once more and alone, and what
// stays aside. Runs inside the caller's transaction.

import type { PathText } from '@sekisho/shared/path.ts'
import { signatureBytes } from '@sekisho/shared/seal.ts'
import { type Packed, packObservation, unpackObservation } from '../handover.packed.ts'
import type { BatchRow } from './batches.ts'
import { closeGap, isHeldOpen, openGap } from './declare.ts'
import type { Parts } from './parts.ts'
import { absentAt, entryRecord, isTombstone, type ReadRecord, readRecord, tombstoneRecord } from './records.ts'
import { type LaneNumber, lanes } from './schema.ts'

export interface BatchRecord extends ReadRecord {
  readonly lane: LaneNumber
}

/** The records of a sealed batch with their roots' numbers, in order. */
export function recordsOf(parts: Parts, batch: BatchRow): readonly BatchRecord[] {
  const content: { roots: PathText[]; records: { readonly [field: string]: unknown }[] } = JSON.parse(
    Buffer.from(batch.bytes).toString('utf8', signatureBytes),
  )
  const ids = content.roots.map(path => parts.roots.known(path).id)
  return content.records.map((record, index) => {
    const read = readRecord(record)
    const lane = batch.retried === 1 ? lanes.retry : index < batch.fast ? lanes.fast : lanes.bulk
    return { ...read, root: read.root === null ? null : (ids[read.root] ?? null), lane }
  })
}

/** Nothing happens for a batch that is not held: it was acknowledged, or set aside before. */
export function setAside(parts: Parts, refused: { readonly sequence: number; readonly code: string }): void {
  const batch = parts.batches.find(refused.sequence)
  if (batch === undefined) return
  const records = recordsOf(parts, batch)
  const { at } = batch
  parts.batches.remove(batch.sequence)
  // A tombstone that is refused itself gets none: one for each would go on for ever.
  if (records.every(({ body }) => isTombstone(body))) {
    stayAside(parts, records, refused.code, at)
    return
  }
  const tombstone = tombstoneRecord(batch.sequence, batch.digest, refused.code)
  parts.outbox.putFirst(lanes.retry, [{ root: null, at, body: tombstone }])
  if (batch.retried === 1) {
    stayAside(parts, records, refused.code, at)
    return
  }
  for (const root of new Set(records.map(record => record.root))) {
    openGap(parts, { root, cause: 'batch-refused', from: at })
  }
  for (const { root, body } of records) parts.outbox.put(lanes.retry, { root, at, body })
  tellWhereItStands(parts, records)
}

/** Closes the gaps of refused batches once every record of them has arrived. */
export function closeRefusals(parts: Parts): void {
  const at = parts.clock.now()
  for (const gap of parts.gaps.open) {
    if (gap.cause === 'batch-refused' && !isHeldOpen(parts, gap)) closeGap(parts, gap, at, null)
  }
}

function stayAside(parts: Parts, records: readonly BatchRecord[], code: string, at: number): void {
  for (const { root, path, body } of records) parts.aside.put({ root, path, code, at, body })
}

/**
 * Later batches may be at the collector already, so that a retried record can arrive after a newer one of its path.
 * Where the path has moved on, its newest observation follows as an entry.
 */
function tellWhereItStands(parts: Parts, records: readonly BatchRecord[]): void {
  const newest = new Map(
    records.flatMap(record => (record.path === null ? [] : [[`${record.root} ${record.path}`, record] as const])),
  )
  for (const { root, path, after, lane } of newest.values()) {
    if (root === null || path === null || after === null) continue
    const at = parts.clock.now()
    const row = parts.rows.find(root, path)
    if (row === undefined ? after.state === 'absent' : isSame(row, packObservation(after))) continue
    const now = row === undefined ? absentAt(at) : JSON.stringify(unpackObservation(row))
    parts.outbox.put(lane, { root, at, body: entryRecord(path, now) })
  }
}

function isSame(a: Packed, b: Packed): boolean {
  return a.stamp === b.stamp && a.rest === b.rest
}
