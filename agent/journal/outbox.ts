// Owns the records that wait to be sealed: three lanes, each first in, first out. Knows no batches.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { all, one } from './database.ts'
import { recordKept } from './records.ts'
import { type LaneNumber, lanes } from './schema.ts'

export interface WaitingRecord {
  /** Rises with each record of a lane. */
  readonly id: number
  /** Number of its root; null for what concerns all, or none. */
  readonly root: number | null
  readonly at: number
  /** See records.ts. */
  readonly body: string
  /** Bytes as which it is kept, with what parts it from the next one of its row. */
  readonly bytes: number
}

/** Records that came together lie in one row: what a row costs is most of what a record costs. */
interface Row {
  /** Of its last record; those before it have the numbers before. */
  readonly id: number
  readonly root: number | null
  readonly at: number
  /** One a line: neither JSON nor path text holds the end of a line. */
  readonly body: string
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

const newline = '\n'
/** Records of one row: what is left of a row when it was sealed in part is written anew. */
const recordsOfRow = 64
/** Characters from which on a row takes no further record: it is read as a whole. */
const longRow = 64 * 1024

export class Outbox {
  readonly #insert: StatementSync
  readonly #inOrder: StatementSync
  readonly #remove: StatementSync
  readonly #shorten: StatementSync
  readonly #oldest: StatementSync
  readonly #removeTombstones: StatementSync
  readonly #clear: StatementSync
  readonly #byLane: StatementSync
  #counters: Counters

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare('INSERT INTO outbox (lane, id, root, at, body, records) VALUES (?, ?, ?, ?, ?, ?)')
    this.#inOrder = database.prepare('SELECT id, root, at, body FROM outbox WHERE lane = ? ORDER BY id')
    this.#remove = database.prepare('DELETE FROM outbox WHERE lane = ? AND id <= ?')
    this.#shorten = database.prepare('UPDATE outbox SET body = ?, records = ? WHERE lane = ? AND id = ?')
    this.#oldest = database.prepare('SELECT at FROM outbox WHERE lane = ? ORDER BY id LIMIT 1')
    this.#removeTombstones = database.prepare(
      `DELETE FROM outbox WHERE lane = ${lanes.retry} AND body LIKE '{"record":"tombstone"%'`,
    )
    this.#clear = database.prepare('DELETE FROM outbox')
    this.#byLane = database.prepare(
      `SELECT lane, sum(records) AS n, min(id - records + 1) AS lowest, max(id) AS highest, sum(octet_length(body)) AS bytes
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
  put(lane: LaneNumber, { root, at, body }: Draft): number {
    const id = ++this.#counters.highest
    this.#insertRow(lane, { id, root, at, body }, 1)
    return id
  }

  /** As `put`, one after the other. */
  putAll(records: readonly (Draft & { readonly lane: LaneNumber })[]): void {
    for (let from = 0; from < records.length; ) {
      const [first, ...more] = records.slice(from, from + recordsOfRow)
      if (first === undefined) return
      const { lane, root, at } = first
      const bodies = [first.body]
      let length = first.body.length
      for (const next of more) {
        if (next.lane !== lane || next.root !== root || next.at !== at || length >= longRow) break
        bodies.push(next.body)
        length += next.body.length
      }
      this.#counters.highest += bodies.length
      this.#insertRow(lane, { id: this.#counters.highest, root, at, body: bodies.join(newline) }, bodies.length)
      from += bodies.length
    }
  }

  /** Before everything that waits in the lane, in the order given. */
  putFirst(lane: LaneNumber, records: readonly Draft[]): void {
    for (const record of records.toReversed()) this.#insertRow(lane, { id: --this.#counters.lowest, ...record }, 1)
  }

  /** One by one, since a single record may be large. Nothing of the lane is changed while somebody still asks. */
  *inOrder(lane: LaneNumber): Generator<WaitingRecord> {
    if (this.waiting(lane) === 0) return
    for (const row of this.#inOrder.iterate(lane) as unknown as Iterable<Row>) yield* recordsOf(row)
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
    this.#shortenFirst(lane, last.id)
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

  #insertRow(lane: LaneNumber, { id, root, at, body }: Row, records: number): void {
    this.#insert.run(lane, id, root, at, body, records)
    this.#counters.waiting[lane] += records
    this.#counters.bytes += Buffer.byteLength(body)
  }

  /** Takes out of the lane's first row what has that number or a lower one. */
  #shortenFirst(lane: LaneNumber, upTo: number): void {
    const row = one<Row>(this.#inOrder, lane)
    if (row === undefined) return
    const bodies = row.body.split(newline)
    const left = Math.min(row.id - upTo, bodies.length)
    if (left < bodies.length) this.#shorten.run(bodies.slice(-left).join(newline), left, lane, row.id)
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

function* recordsOf({ id, root, at, body: bodies }: Row): Generator<WaitingRecord> {
  const lines = bodies.split(newline)
  for (const [index, line] of lines.entries()) {
    const behind = lines.length - 1 - index
    const bytes = Buffer.byteLength(line) + (behind === 0 ? 0 : newline.length)
    yield { id: id - behind, root, at, body: recordKept(line), bytes }
  }
}
