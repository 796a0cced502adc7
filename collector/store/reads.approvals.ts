// Owns the listing of approvals, with how each stands.
import type { ApprovalRow, ApprovalState } from '@sekisho/shared/api.approvals.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { ApprovalReads } from '../handover.approvals.ts'
import type { Connection } from './connection.ts'
import { type LimitColumns, limitsOf } from './ledger.patterns.ts'
import { notedFindings } from './noted.ts'

interface CommonColumns {
  readonly id: number
  readonly site: string
  readonly site_id: number
  readonly reason: string
  readonly asked_by: string
  readonly asked_at: number
  readonly second: number
  readonly confirmed_by: string | null
  readonly confirmed_at: number | null
  readonly ended_at: number | null
  readonly withdrawn_by: string | null
  readonly withdrawn_at: number | null
  readonly withdrawn_reason: string | null
}

interface ContentColumns {
  readonly pattern: null
  readonly path: PathText
  readonly type: 'file' | 'symlink'
  readonly sha256: Uint8Array
}

interface PatternColumns extends LimitColumns {
  readonly pattern: string
  readonly until_at: number
}

type Columns = CommonColumns & (ContentColumns | PatternColumns)

const selected = `SELECT a.id, s.name AS site, s.id AS site_id, a.path, a.type, a.sha256, a.pattern, a.classes, a.extensions,
  a.largest, a.until_at, a.ended_at, a.reason, a.asked_by, a.asked_at, a.second, a.confirmed_by, a.confirmed_at,
  a.withdrawn_by, a.withdrawn_at, a.withdrawn_reason FROM approval a JOIN site s ON s.id = a.site`
const most = 10_000

export function listApprovals(
  connection: Connection,
  { customer, filter }: Parameters<ApprovalReads['approvals']>[0],
): ApprovalRow[] {
  const rows = connection.all<Columns>(
    `${selected} WHERE s.customer = ?1 AND (?2 IS NULL OR s.name = ?2)
     AND (?3 IS NULL OR ?3 = CASE WHEN a.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN a.ended_at IS NOT NULL THEN 'ended'
       WHEN a.second = 1 AND a.confirmed_at IS NULL THEN 'waiting' ELSE 'in-force' END)
     ORDER BY a.id DESC LIMIT ${most}`,
    customer,
    filter.site ?? null,
    filter.state ?? null,
  )
  return rows.map(row => rowOf(connection, row))
}

export function approvalById(connection: Connection, customer: number, id: number): ApprovalRow | null {
  const row = connection.one<Columns>(`${selected} WHERE s.customer = ? AND a.id = ?`, customer, id)
  return row === undefined ? null : rowOf(connection, row)
}

/** The condition by which a row of inventory or finding is one that an approval by pattern covers. */
export function ofPattern(table: string, id: string): string {
  return `instr(${table}.reasons, 'approved-pattern') > 0 AND json_extract(${table}.permit, '$.ref') = ${id}
    AND json_extract(${table}.permit, '$.kind') = 'pattern'`
}

function rowOf(connection: Connection, row: Columns): ApprovalRow {
  const state = stateOf(row)
  if (row.pattern === null) {
    const { path, type, sha256 } = row
    return { kind: 'content', ...commonOf(row, state), path, type, sha256: Buffer.from(sha256).toString('hex') }
  }
  const { classes, extensions, largest } = limitsOf(row)
  return {
    ...{ kind: 'pattern', ...commonOf(row, state), pattern: row.pattern },
    ...{ classes: [...classes], extensions: [...extensions], largest },
    until: safeTime(row.until_at),
    covers: state === 'in-force' ? countCovered(connection, row.site_id, row.id) : 0,
  }
}

function commonOf({ id, site, reason, ...row }: Columns, state: ApprovalState) {
  return {
    ...{ id, site, reason, state },
    askedBy: row.asked_by,
    askedAt: safeTime(row.asked_at),
    second: row.second === 1,
    confirmed: row.confirmed_at === null ? null : { at: safeTime(row.confirmed_at), by: row.confirmed_by ?? '' },
    withdrawn:
      row.withdrawn_at === null
        ? null
        : { at: safeTime(row.withdrawn_at), by: row.withdrawn_by ?? '', reason: row.withdrawn_reason ?? '' },
  }
}

function stateOf({ withdrawn_at, ended_at, second, confirmed_at }: Columns): ApprovalState {
  if (withdrawn_at !== null) return 'withdrawn'
  if (ended_at !== null) return 'ended'
  return second === 1 && confirmed_at === null ? 'waiting' : 'in-force'
}

/** By the roots of its site alone: what other patterns cover is not looked at. */
function countCovered(connection: Connection, site: number, id: number): number {
  return (
    connection.one<{ count: number }>(
      `SELECT count(*) AS count FROM ${notedFindings} WHERE r.site = ?1 AND ${ofPattern('w', '?2')}`,
      site,
      String(id),
    )?.count ?? 0
  )
}
