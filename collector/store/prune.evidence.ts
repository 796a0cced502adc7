// Owns which signed batches lose their bytes, and the record by which a chain is followed over them: what the first of a
// stretch follows, and the digest of its last. The last batch of each chain stays, what was refused for good stays, and so does
// what an incident lies in, with all between.
import { createHash } from 'node:crypto'
import type { Pruned } from '../handover.keeping.ts'
import type { Connection } from './connection.ts'

const pieceBatches = 200
const pieceIncidents = 50
/** Beyond each sequence. */
const lastOfAll = Number.MAX_SAFE_INTEGER

/** By chain: the batches from the first to the last of each incident. */
export type Reaches = Map<string, (readonly [first: number, last: number])[]>

export function addReaches(connection: Connection, reaches: Reaches, cursor: string | null): Pruned {
  if (cursor === null) reaches.clear()
  const from = Number(cursor ?? 0)
  const to = connection.one<{ id: number | null }>(
    `SELECT max(id) AS id FROM (SELECT id FROM incident WHERE id > ? ORDER BY id LIMIT ${pieceIncidents})`,
    from,
  )?.id
  if (to === null || to === undefined) return { taken: 0, next: null }
  const rows = connection.all<{ host: number; epoch: string; first: number; last: number }>(
    `SELECT e.host, e.epoch, min(e.sequence) AS first, max(e.sequence) AS last
     FROM incident_file i JOIN incident_finding m ON m.file = i.id JOIN finding_row f ON f.id = m.finding
     JOIN evidence e ON e.id = f.evidence WHERE i.incident > ? AND i.incident <= ? GROUP BY i.incident, e.host, e.epoch`,
    from,
    to,
  )
  for (const { host, epoch, first, last } of rows) {
    const key = chainKey(host, epoch)
    reaches.set(key, [...(reaches.get(key) ?? []), [first, last]])
  }
  return { taken: 0, next: String(to) }
}

interface Batch {
  readonly id: number
  readonly host: number
  readonly epoch: string
  readonly sequence: number
  readonly digest: string
  readonly previous: string | null
  readonly received_at: number
  readonly size: number
  readonly stays: number
}

export function pruneEvidence(
  connection: Connection,
  reaches: Reaches,
  before: number,
  cursor: string | null,
  at: number,
): Pruned {
  const place = cursor === null ? [0, '', -1] : (JSON.parse(cursor) as [number, string, number])
  // What stays: the last of its chain, and one with a finding that is open, or that the end of an approval by pattern flags.
  const rows = connection.all<Batch>(
    `SELECT e.id, e.host, e.epoch, e.sequence, e.digest, e.previous, e.received_at, length(e.bytes) AS size,
     NOT EXISTS (SELECT 1 FROM evidence n WHERE n.host = e.host AND n.epoch = e.epoch AND n.state = 'accepted'
       AND n.sequence > e.sequence)
     OR EXISTS (SELECT 1 FROM finding_row p INDEXED BY finding_evidence CROSS JOIN said s ON s.finding = p.id
       WHERE p.evidence = e.id AND (s.open = 1 OR EXISTS (SELECT 1 FROM judgement
       WHERE id = s.judgement AND instr(reasons, 'approved-pattern') > 0))) AS stays
     FROM evidence e INDEXED BY evidence_chain WHERE e.state = 'accepted' AND (e.host, e.epoch, e.sequence) > (?, ?, ?)
     ORDER BY e.host, e.epoch, e.sequence LIMIT ${pieceBatches}`,
    ...place,
  )
  let taken = 0
  for (const batch of rows) {
    const { host, epoch, received_at, size, stays } = batch
    // What follows in its chain is younger still.
    if (received_at >= before) return { taken, next: JSON.stringify([host, epoch, lastOfAll]) }
    if (size === 0 || stays === 1 || isReached(reaches, batch)) continue
    addToStretch(connection, batch, at)
    empty(connection, batch)
    taken++
  }
  const last = rows.at(-1)
  return { taken, next: last === undefined ? null : JSON.stringify([last.host, last.epoch, last.sequence]) }
}

function isReached(reaches: Reaches, { host, epoch, sequence }: Batch): boolean {
  return (reaches.get(chainKey(host, epoch)) ?? []).some(([first, last]) => sequence >= first && sequence <= last)
}

/** Only what follows a stretch lengthens it: a hole stays one. */
function addToStretch(connection: Connection, batch: Batch, at: number): void {
  const { host, epoch, sequence, digest, previous } = batch
  const { changes } = connection.run(
    `UPDATE pruned_stretch SET to_sequence = ?1, digest = ?2, at = ?3
     WHERE host = ?4 AND epoch = ?5 AND to_sequence = ?1 - 1 AND digest = ?6`,
    sequence,
    digest,
    at,
    host,
    epoch,
    previous,
  )
  if (changes > 0) return
  connection.run(
    `INSERT INTO pruned_stretch (host, epoch, from_sequence, to_sequence, previous, digest, at)
     VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6)`,
    host,
    epoch,
    sequence,
    previous,
    digest,
    at,
  )
}

/** Findings that are kept name their place by the row, which then stays without its bytes. */
function empty(connection: Connection, { id }: Batch): void {
  const named = connection.one('SELECT 1 FROM finding_row INDEXED BY finding_evidence WHERE evidence = ? LIMIT 1', id)
  if (named === undefined) connection.run('DELETE FROM evidence WHERE id = ?', id)
  else connection.run(`UPDATE evidence SET bytes = x'' WHERE id = ?`, id)
}

interface Point {
  readonly host: string
  readonly epoch: string
  readonly sequence: number
  readonly digest: string
}

/** Up to where chains were pruned since then: the first of them, and how many more. */
export function pointsSince(
  connection: Connection,
  since: number,
  most: number,
): { readonly points: readonly Point[]; readonly more: number } {
  const count = connection.one<{ count: number }>('SELECT count(*) AS count FROM pruned_stretch WHERE at >= ?', since)
  const points = connection.all<Point>(
    `SELECT coalesce(h.name, 'host ' || s.host) AS host, s.epoch, s.to_sequence AS sequence, s.digest
     FROM pruned_stretch s LEFT JOIN host h ON h.id = s.host WHERE s.at >= ? ORDER BY s.host, s.epoch, sequence LIMIT ?`,
    since,
    most,
  )
  return { points: points.map(point => ({ ...point })), more: Math.max((count?.count ?? 0) - most, 0) }
}

/** sha256 over the record of all stretches, one a line. */
export function stretchesDigest(connection: Connection): string {
  const hash = createHash('sha256')
  const rows = connection.each<{ line: string }>(
    `SELECT json_array(host, epoch, from_sequence, to_sequence, previous, digest) AS line FROM pruned_stretch
     ORDER BY host, epoch, from_sequence`,
  )
  for (const { line } of rows) hash.update(`${line}\n`)
  return hash.digest('hex')
}

function chainKey(host: number, epoch: string): string {
  return `${host} ${epoch}`
}
