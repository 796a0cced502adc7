// Owns the records that wait to be sealed: three lanes, each first in, first out. Knows no batches.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { all, one } from './database.ts'
import { recordKept } from './records.ts'
import { type LaneNumber, lanes } from './schema.ts'

export interface WaitingRecord {
  readonly id: number
  /** Number of its root; null for what concerns all, or none. */
  readonly root: number | null
  readonly at: number
  /** See records.ts. */
  readonly body: string
  /** Bytes as which it is kept. */
  readonly bytes: number
}

/** Its body may be shorter than the record: see `keptEntry`. */
type Draft = Omit<WaitingRecord, 'id' | 'bytes'>

interface Counters {
  readonly waiting: [retry: number, fast: number, bulk: number]
  lowest: number
  highest: number
  /** Of all bodies, in UTF-8. */
  bytes: number
}

const row = '(?, ?, ?, ?, ?)'
/** Rows of one statement, where many records come: each statement that is run costs as much as its row. */
const rowsOfInsert = 16

export class Outbox {
  readonly #insert: StatementSync
  readonly #insertMany: StatementSync
  readonly #inOrder: StatementSync
  readonly #remove: StatementSync
  readonly #oldest: StatementSync
  readonly #removeTombstones: StatementSync
  readonly #clear: StatementSync
  readonly #byLane: StatementSync
  #counters: Counters

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare(`INSERT INTO outbox VALUES ${row}`)
    this.#insertMany = database.prepare(`INSERT INTO outbox VALUES ${Array(rowsOfInsert).fill(row).join(', ')}`)
    this.#inOrder = database.prepare(
      'SELECT id, root, at, body, octet_length(body) AS bytes FROM outbox WHERE lane = ? ORDER BY id',
    )
    this.#remove = database.prepare('DELETE FROM outbox WHERE lane = ? AND id <= ?')
    this.#oldest = database.prepare('SELECT at FROM outbox WHERE lane = ? ORDER BY id LIMIT 1')
    this.#removeTombstones = database.prepare(
      `DELETE FROM outbox WHERE lane = ${lanes.retry} AND body LIKE '{"record":"tombstone"%'`,
    )
    this.#clear = database.prepare('DELETE FROM outbox')
    this.#byLane = database.prepare(
      `SELECT lane, count(*) AS n, min(id) AS lowest, max(id) AS highest, sum(octet_length(body)) AS bytes
       FROM outbox GROUP BY lane`,
    )
    this.#counters = this.#counted()
  }

  get bytes(): number {
    return this.#counters.bytes
  }

  waiting(lane: LaneNumber): number {
    return this.#counters.waiting[lane]
  }

  /** Answers with its number: in each lane, what was put later has a higher one. */
  put(lane: LaneNumber, record: Draft): number {
    const id = ++this.#counters.highest
    this.#insertAt(lane, id, record)
    return id
  }

  /** As `put`, one after the other. */
  putAll(records: readonly (Draft & { readonly lane: LaneNumber })[]): void {
    let from = 0
    for (; from + rowsOfInsert <= records.length; from += rowsOfInsert) {
      const rows = records.slice(from, from + rowsOfInsert)
      const values = rows.flatMap(({ lane, root, at, body }) => [lane, ++this.#counters.highest, root, at, body])
      this.#insertMany.run(...values)
      for (const { lane, body } of rows) this.#count(lane, body)
    }
    for (const record of records.slice(from)) this.put(record.lane, record)
  }

  /** Before everything that waits in the lane, in the order given. */
  putFirst(lane: LaneNumber, records: readonly Draft[]): void {
    for (const record of records.toReversed()) this.#insertAt(lane, --this.#counters.lowest, record)
  }

  /** One by one, since a single record may be large. Nothing of the lane is changed while somebody still asks. */
  *inOrder(lane: LaneNumber): Generator<WaitingRecord> {
    if (this.waiting(lane) === 0) return
    for (const row of this.#inOrder.iterate(lane) as unknown as Iterable<WaitingRecord>)
      yield { ...row, body: recordKept(row.body) }
  }

  first(lane: LaneNumber): WaitingRecord | undefined {
    for (const record of this.inOrder(lane)) return record
    return undefined
  }

  /** Removes `records`, which are the first of the lane. */
  removeFirst(lane: LaneNumber, records: readonly WaitingRecord[]): void {
    const last = records.at(-1)
    if (last === undefined) return
    this.#remove.run(lane, last.id)
    this.#counters.waiting[lane] -= records.length
    this.#counters.bytes -= records.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** They name batches of an epoch that is over. */
  removeTombstones(): void {
    this.#removeTombstones.run()
    this.#counters = this.#counted()
  }

  clear(): void {
    this.#clear.run()
    this.#counters = this.#counted()
  }

  /** When the oldest of all was put in; null when none waits. */
  oldestAt(): number | null {
    const times = Object.values(lanes).flatMap(lane =>
      this.waiting(lane) === 0 ? [] : (one<{ at: number }>(this.#oldest, lane)?.at ?? []),
    )
    return times.length === 0 ? null : Math.min(...times)
  }

  /** Takes back what a failed transaction counted. */
  snapshot(): () => void {
    const { waiting, ...rest } = this.#counters
    const kept: Counters = { waiting: [...waiting], ...rest }
    return () => {
      this.#counters = kept
    }
  }

  #insertAt(lane: LaneNumber, id: number, { root, at, body }: Draft): void {
    this.#insert.run(lane, id, root, at, body)
    this.#count(lane, body)
  }

  #count(lane: LaneNumber, body: string): void {
    this.#counters.waiting[lane]++
    this.#counters.bytes += Buffer.byteLength(body)
  }

  #counted(): Counters {
    const counters: Counters = { waiting: [0, 0, 0], lowest: 0, highest: 0, bytes: 0 }
    const rows = all<{ lane: LaneNumber; n: number; lowest: number; highest: number; bytes: number }>(this.#byLane)
    for (const { lane, n, lowest, highest, bytes } of rows) {
      counters.waiting[lane] = n
      counters.lowest = Math.min(counters.lowest, lowest)
      counters.highest = Math.max(counters.highest, highest)
      counters.bytes += bytes
    }
    return counters
  }
}
