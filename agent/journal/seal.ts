// Owns the next batch: which records go into it, and its content. Runs inside the caller's transaction.
import { sealBatch } from '@sekisho/shared/seal.ts'
import type { Batch } from '@sekisho/shared/wire.ts'
import type { SealedBatch } from '../handover.ts'
import { openGap } from './declare.ts'
import type { WaitingRecord } from './outbox.ts'
import type { Parts } from './parts.ts'
import { readRecord, withRoot } from './records.ts'
import { type LaneNumber, lanes } from './schema.ts'

// Typed by the schema, so that another version does not compile; the module of schemas stays out of this thread.
const version: Batch['version'] = 1

/** Of the envelope without roots and records, generously. */
const envelopeBytes = 1024
/** Of one record's index of its root, generously. */
const indexBytes = 16

export interface SealLimit {
  readonly records: number
  /** Of one batch; a single record may exceed it. */
  readonly bytes: number
  /** Of one record: above it no frame could carry it. */
  readonly recordBytes: number
}

interface Picked {
  readonly retry: readonly WaitingRecord[]
  readonly fast: readonly WaitingRecord[]
  readonly bulk: readonly WaitingRecord[]
}

/** Null when no record waits. */
export function sealNext(parts: Parts, limit: SealLimit): SealedBatch | null {
  dropOversized(parts, limit)
  const picked = pick(parts, limit)
  const records = [...picked.retry, ...picked.fast, ...picked.bulk]
  if (records.length === 0) return null
  const at = parts.clock.now()
  const { bytes, digest } = sealBatch(contentOf(parts, records, at), parts.settings.key)
  parts.outbox.removeFirst(lanes.retry, picked.retry)
  parts.outbox.removeFirst(lanes.fast, picked.fast)
  parts.outbox.removeFirst(lanes.bulk, picked.bulk)
  return parts.batches.append({
    digest,
    fast: picked.fast.length,
    retried: picked.retry.length === 0 ? 0 : 1,
    at,
    bytes,
  })
}

/** What was refused in company goes alone, and first: it is older than all that waits. */
function pick(parts: Parts, limit: SealLimit): Picked {
  const alone = parts.outbox.first(lanes.retry)
  if (alone !== undefined) return { retry: [alone], fast: [], bulk: [] }
  const room = { records: limit.records, bytes: limit.bytes - envelopeBytes, roots: new Set<number>(), any: false }
  const take = (lane: LaneNumber): WaitingRecord[] => {
    const taken: WaitingRecord[] = []
    for (const record of parts.outbox.inOrder(lane)) {
      const bytes = costOf(parts, record, room.roots)
      if (taken.length === room.records || (bytes > room.bytes && room.any)) break
      if (record.root !== null) room.roots.add(record.root)
      room.bytes -= bytes
      room.any = true
      taken.push(record)
    }
    room.records -= taken.length
    return taken
  }
  const fast = take(lanes.fast)
  // Nothing of the bulk lane goes before the fast one is empty: a census's end would overtake entries that were too large.
  const bulk = fast.length === parts.outbox.waiting(lanes.fast) ? take(lanes.bulk) : []
  return { retry: [], fast, bulk }
}

function costOf(parts: Parts, { root, body }: WaitingRecord, roots: ReadonlySet<number>): number {
  const rootBytes = root === null || roots.has(root) ? 0 : Buffer.byteLength(JSON.stringify(parts.roots.pathOf(root)))
  return Buffer.byteLength(body) + indexBytes + rootBytes
}

/**
 * A path can be made longer than any frame, and a record that no frame carries would stop all that come after it.
 * It stays aside, shown by path, with a gap.
 */
function dropOversized(parts: Parts, limit: SealLimit): void {
  for (const lane of Object.values(lanes)) {
    for (let record = parts.outbox.first(lane); record !== undefined; record = parts.outbox.first(lane)) {
      if (costOf(parts, record, new Set()) <= limit.recordBytes) break
      parts.outbox.removeFirst(lane, [record])
      const { path } = readRecord(JSON.parse(record.body))
      const { root, at, body } = record
      parts.aside.put({ root, path, code: 'frame-too-large', at, body })
      openGap(parts, { root, cause: 'batch-refused', from: at })
    }
  }
}

function contentOf(parts: Parts, records: readonly WaitingRecord[], at: number): string {
  const indexes = new Map<number, number>()
  const indexOf = (root: number | null): number | null => {
    if (root === null) return null
    const known = indexes.get(root)
    if (known !== undefined) return known
    indexes.set(root, indexes.size)
    return indexes.size - 1
  }
  const texts = records.map(({ root, body }) => withRoot(body, indexOf(root)))
  const { head, epoch } = parts.batches
  const envelope = JSON.stringify({
    version,
    agent: parts.settings.key.id,
    epoch,
    boot: parts.boot,
    sequence: (head?.sequence ?? 0) + 1,
    previous: head?.digest ?? null,
    sealedAt: at,
    roots: [...indexes.keys()].map(id => parts.roots.pathOf(id)),
  })
  return `${envelope.slice(0, -1)},"records":[${texts.join(',')}]}`
}
