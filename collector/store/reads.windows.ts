// Owns the listing of deployment windows, with how each stands at a time and how much it covers, and why one does not cover
// a path.
import type { ExplanationRow } from '@sekisho/shared/api.ts'
import type { WindowRow, WindowState } from '@sekisho/shared/api.windows.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import type { Actor, Noticed } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Permit } from '@sekisho/shared/verdict.ts'
import { deedOf, whyOutside } from '@sekisho/shared/window.ts'
import type { WindowReads } from '../handover.windows.ts'
import type { Connection } from './connection.ts'
import { permitOf } from './judgements.ts'
import { actorsOf } from './ledger.windows.ts'
import { unpackObservation } from './observations.ts'
import { countCovered } from './window-counts.ts'

interface Columns {
  readonly id: number
  readonly site: string
  readonly site_id: number
  readonly from_at: number
  readonly until_at: number
  readonly grace_ms: number
  readonly actors: string | null
  readonly reason: string
  readonly opened_by: string
  readonly opened_at: number
  readonly closed_by: string | null
  readonly closed_at: number | null
  readonly expected: number
  readonly uncovered: number | null
  readonly state: WindowState
}

// What is over is ended even if nobody has come to it yet.
const selected = `SELECT w.id, s.name AS site, s.id AS site_id, w.from_at, w.until_at, w.grace_ms, w.actors, w.reason, w.opened_by, w.opened_at,
  w.closed_by, w.closed_at, w.expected, w.uncovered, CASE WHEN w.ended_at IS NOT NULL OR w.until_at + w.grace_ms <= ?1 THEN 'ended'
    WHEN w.until_at <= ?1 THEN 'grace' WHEN w.from_at > ?1 THEN 'planned' ELSE 'open' END AS state
  FROM deploy_window w JOIN site s ON s.id = w.site`
const most = 1_000

export function listWindows(
  connection: Connection,
  { customer, filter, now }: Parameters<WindowReads['windows']>[0],
): WindowRow[] {
  const rows = connection.all<Columns>(
    `SELECT * FROM (${selected} WHERE s.customer = ?2 AND (?3 IS NULL OR s.name = ?3)) WHERE ?4 IS NULL OR state = ?4
     ORDER BY state = 'ended', state = 'planned', id DESC LIMIT ${most}`,
    now,
    customer,
    filter.site ?? null,
    filter.state ?? null,
  )
  return rows.map(row => rowOf(connection, row))
}

export function windowById(connection: Connection, customer: number, id: number, now: number): WindowRow | null {
  const row = connection.one<Columns>(`${selected} WHERE s.customer = ?2 AND w.id = ?3`, now, customer, id)
  return row === undefined ? null : rowOf(connection, row)
}

interface ToldFinding {
  readonly noticed: Noticed
  readonly at: number
  readonly receivedAt: number
  readonly actor: string | null
  readonly after: string
  readonly permit: string | null
}

/** Why those that have not ended do not cover what was done at a path, or that they do: null. */
export function explainWindows(
  connection: Connection,
  site: number,
  root: number,
  path: PathText,
): ExplanationRow['windows'] {
  const told = (condition: string) =>
    connection.all<ToldFinding>(
      `SELECT noticed, at, received_at AS receivedAt, actor, after, permit FROM finding
       WHERE root = ? AND path = ? AND ${condition} ORDER BY id DESC LIMIT 1`,
      root,
      path,
    )
  // What was done last, and who brought what it was done to.
  const findings = [...told('true'), ...told(`kind NOT IN ('metadata', 'rewritten')`)]
  const held = connection.one<{ permit: string | null }>(
    'SELECT permit FROM inventory WHERE root = ? AND path = ?',
    root,
    path,
  )
  const refs = [...findings, ...(held ? [held] : [])].map(({ permit }) => permitOf(permit)).filter(isWindow)
  return connection
    .all<Pick<Columns, 'id' | 'from_at' | 'until_at' | 'grace_ms' | 'actors' | 'opened_by'>>(
      'SELECT id, from_at, until_at, grace_ms, actors, opened_by FROM deploy_window WHERE site = ? AND ended_at IS NULL',
      site,
    )
    .map(row => ({
      id: row.id,
      by: row.opened_by,
      from: safeTime(row.from_at),
      until: safeTime(row.until_at),
      graceUntil: safeTime(row.until_at + row.grace_ms),
      why: refs.some(({ ref }) => ref === String(row.id)) ? null : whyNot(row, findings),
    }))
}

function isWindow(permit: Permit | null): permit is Permit {
  return permit?.kind === 'window'
}

function whyNot(
  { from_at: from, until_at: until, actors }: Pick<Columns, 'from_at' | 'until_at' | 'actors'>,
  findings: readonly ToldFinding[],
): ExplanationRow['windows'][number]['why'] {
  const rule = { from, until, actors: actorsOf(actors) }
  for (const { actor, noticed, at, receivedAt, after } of findings) {
    const who: Actor = actor === null ? 'unknown' : (JSON.parse(actor) as Actor)
    const why = whyOutside(rule, deedOf({ actor: who, noticed, at, receivedAt, after: unpackObservation(after) }))
    if (why !== null) return why
  }
  return 'never'
}

function rowOf(connection: Connection, row: Columns): WindowRow {
  const { id, site, state, reason, closed_at, closed_by } = row
  const actors = actorsOf(row.actors)
  return {
    ...{ id, site, state, reason },
    from: safeTime(row.from_at),
    until: safeTime(row.until_at),
    graceUntil: safeTime(row.until_at + row.grace_ms),
    actors: [...(actors ?? [])],
    anyActor: actors === null,
    openedBy: row.opened_by,
    openedAt: safeTime(row.opened_at),
    closed: closed_at === null ? null : { at: safeTime(closed_at), by: closed_by ?? '' },
    covers: state === 'ended' ? 0 : countCovered(connection, row.site_id, id),
    expected: row.expected,
    uncovered: row.uncovered,
  }
}
