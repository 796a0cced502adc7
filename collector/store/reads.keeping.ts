// Owns reading how much of each kind there is, from when, and how much is older than its term. Counts by the order of numbers:
// rows get theirs as they come.
import { type KeepingReport, type KeepKind, keepKinds } from '@sekisho/shared/api.keeping.ts'
import { isoTime } from '@sekisho/shared/clock.ts'
import type { KeepingReads, KeepStage, KeepTerms } from '../handover.keeping.ts'
import type { Connection } from './connection.ts'

const dayMs = 86_400_000
const soonDays = 30
/** Beyond it, more is of no interest, and takes time to count. */
const maxCounted = 100_000

/** The table of each kind, and when a row of it counts from; null where that is open yet. */
const tables: Readonly<Record<KeepKind, { readonly rows: string; readonly at: string }>> = {
  findings: { rows: 'finding_row', at: 'received_at' },
  evidence: { rows: 'evidence', at: 'received_at' },
  incidents: { rows: 'incident', at: 'changed_at' },
  contents: { rows: 'content', at: 'coalesce(done_at, wanted_at)' },
  deliveries: { rows: 'delivery', at: 'coalesce(done_at, next_at)' },
  audit: { rows: 'audit', at: 'at' },
}

interface Columns {
  readonly terms: string
  readonly due_at: number
  readonly started_at: number | null
  readonly stage: KeepStage | null
  readonly last: string | null
}

export function readKeeping(connection: Connection, { now }: Parameters<KeepingReads['keeping']>[0]): KeepingReport {
  const row = connection.one<Columns>('SELECT terms, due_at, started_at, stage, last FROM keeping')
  if (row === undefined) return { kinds: [], nextAt: null, running: null, last: null }
  const terms = JSON.parse(row.terms) as KeepTerms
  const { due_at, started_at, stage, last } = row
  return {
    kinds: keepKinds.map(kind => kindRow(connection, kind, terms[kind], now)),
    nextAt: isoTime(due_at),
    running: started_at === null || stage === null ? null : { since: isoTime(started_at), stage },
    last: last === null ? null : (JSON.parse(last) as KeepingReport['last']),
  }
}

function kindRow(connection: Connection, kind: KeepKind, termMs: number, now: number): KeepingReport['kinds'][number] {
  const { rows, at } = tables[kind]
  const oldest = connection.one<{ at: number }>(`SELECT ${at} AS at FROM ${rows} ORDER BY id LIMIT 1`)
  const count = (condition: string, ...values: number[]) =>
    connection.one<{ count: number }>(
      `SELECT count(*) AS count FROM (SELECT 1 FROM ${rows} WHERE ${condition} LIMIT ${maxCounted})`,
      ...values,
    )?.count ?? 0
  const before = firstSince(connection, kind, now - termMs)
  const later = firstSince(connection, kind, now - termMs + soonDays * dayMs)
  return {
    kind,
    days: termMs / dayMs,
    held: heldOf(connection, kind),
    from: oldest === undefined ? null : isoTime(oldest.at),
    due: count('id < ?', before),
    soon: count('id >= ? AND id < ?', before, later),
  }
}

/** Of evidence the index of the chains alone: its rows are long. */
function heldOf(connection: Connection, kind: KeepKind): number {
  const which = kind === 'evidence' ? ` WHERE state = 'accepted'` : ''
  return connection.one<{ count: number }>(`SELECT count(*) AS count FROM ${tables[kind].rows}${which}`)?.count ?? 0
}

/** The number of the first row from that time on, as far as rows came in the order of their times: found by halving. */
function firstSince(connection: Connection, kind: KeepKind, time: number): number {
  const { rows, at } = tables[kind]
  const ends = connection.one<{ low: number | null; high: number | null }>(
    `SELECT min(id) AS low, max(id) + 1 AS high FROM ${rows}`,
  )
  let [low, high] = [ends?.low ?? 0, ends?.high ?? 0]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const row = connection.one<{ id: number; at: number }>(
      `SELECT id, ${at} AS at FROM ${rows} WHERE id >= ? ORDER BY id LIMIT 1`,
      middle,
    )
    if (row !== undefined && row.at < time) low = row.id + 1
    else high = middle
  }
  return low
}
