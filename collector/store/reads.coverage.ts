// Owns reading the ledger of coverage: the spans and gaps of one root, and how it stands now. What follows from them is the
// coverage room's.

import type { RootRow } from '@sekisho/shared/api.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Heartbeat } from '@sekisho/shared/wire.ts'
import type { CoverageLedger, CoverageQuestion, LedgerGap, LedgerSpan } from '../handover.coverage.ts'
import type { Connection } from './connection.ts'
import { notWatchedOf } from './not-watched.ts'
import { safeTimeOrNull } from './rows.ts'

/** Of each kind: an agent that restarts each minute makes as many in a day and a half. */
const maxRows = 2_000

type SpanColumns = Omit<LedgerSpan, 'ended'> & { readonly source: string; readonly ended: number }
const spanColumns = 'grade, source, from_at AS "from", until_at AS until, ended'
/** Newest first. */
const spansWithin = 'WHERE root = ? AND from_at < ? AND until_at >= ? ORDER BY from_at DESC'
const gapsWithin = `WHERE host = ? AND (root IS NULL OR root = ?) AND from_at < ? AND (to_at IS NULL OR to_at >= ?)
  ORDER BY from_at DESC`

export function readCoverage(connection: Connection, question: CoverageQuestion): CoverageLedger | null {
  const { customer, host, root, from, to } = question
  const place = connection.one<{ id: number; host: number; path: PathText; heartbeat: string | null }>(
    `SELECT r.id, r.host, r.path, h.heartbeat FROM root r JOIN host h ON h.id = r.host
     WHERE h.customer = ? AND h.name = ? AND r.path = ?`,
    customer,
    host,
    root,
  )
  if (place === undefined) return null
  const spans = connection.all<SpanColumns>(
    `SELECT ${spanColumns} FROM span ${spansWithin} LIMIT ${maxRows}`,
    place.id,
    to,
    from,
  )
  const heartbeat = place.heartbeat === null ? null : (JSON.parse(place.heartbeat) as Heartbeat)
  return {
    spans: spans.map(ledgerSpan),
    gaps: gapsOf(connection, place, from, to),
    newest: newestSpan(connection, place.id),
    completeFrom: completeFrom(connection, place, from, to),
    notWatched: notWatchedOf(connection, [place], heartbeat),
  }
}

/** How a root stands now, by what its agent has signed; the host's silence is told by its state. */
export function coveredOf(connection: Connection, host: number, root: { readonly id: number }): RootRow['covered'] {
  const span = newestSpan(connection, root.id)
  if (span === null) return null
  const { lastTo, open } = connection.one<{ lastTo: number | null; open: number }>(
    `SELECT max(to_at) AS lastTo, coalesce(sum(to_at IS NULL), 0) AS open FROM gap
     WHERE host = ? AND (root IS NULL OR root = ?) AND cause <> 'silence'`,
    host,
    root.id,
  ) ?? { lastTo: null, open: 0 }
  const since = open > 0 ? null : Math.max(span.from, lastTo ?? span.from)
  const { grade, source, ended } = span
  // The walk that closed the last gap looked at everything, also where the next signed piece of the span is still to come.
  const until = ended ? span.until : Math.max(span.until, since ?? span.until)
  return { grade, source, since: safeTimeOrNull(since), until: safeTime(until), ended }
}

function newestSpan(connection: Connection, root: number): (LedgerSpan & { readonly source: string }) | null {
  const row = connection.one<SpanColumns>(
    `SELECT ${spanColumns} FROM span WHERE root = ? ORDER BY from_at DESC LIMIT 1`,
    root,
  )
  return row === undefined ? null : { ...ledgerSpan(row), source: row.source }
}

function gapsOf(
  connection: Connection,
  { id, host, path }: { readonly id: number; readonly host: number; readonly path: PathText },
  from: number,
  to: number,
): LedgerGap[] {
  const rows = connection.all<
    Omit<LedgerGap, 'root' | 'walk'> & {
      readonly root: number | null
      readonly walk_from: number | null
      readonly walk_to: number | null
    }
  >(
    `SELECT id, root, cause, from_at AS "from", to_at AS "to", walk_from, walk_to FROM gap
     ${gapsWithin} LIMIT ${maxRows}`,
    host,
    id,
    to,
    from,
  )
  return rows.map(({ root, walk_from, walk_to, ...gap }) => ({
    ...gap,
    root: root === null ? null : path,
    walk: walk_from === null || walk_to === null ? null : { from: walk_from, to: walk_to },
  }))
}

function ledgerSpan({ grade, from, until, ended }: SpanColumns): LedgerSpan {
  return { grade, from, until, ended: ended === 1 }
}

/** Rows that were left out may reach far: nothing before the end of the one that reaches furthest is sure. */
function completeFrom(
  connection: Connection,
  { id, host }: { readonly id: number; readonly host: number },
  from: number,
  to: number,
): number | null {
  const left = connection.one<{ reach: number | null }>(
    `SELECT max(reach) AS reach FROM (
       SELECT max(until_at) AS reach FROM (SELECT until_at FROM span ${spansWithin} LIMIT -1 OFFSET ${maxRows})
       UNION ALL
       SELECT max(ifnull(to_at, 9e15)) FROM (SELECT to_at FROM gap ${gapsWithin} LIMIT -1 OFFSET ${maxRows}))`,
    id,
    to,
    from,
    host,
    id,
    to,
    from,
  )
  return left?.reach ?? null
}
