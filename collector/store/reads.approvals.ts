// Owns the listing of approvals, with how each stands.
import type { ApprovalRow, ApprovalState } from '@sekisho/shared/api.approvals.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { ApprovalReads } from '../handover.approvals.ts'
import type { Connection } from './connection.ts'

interface Columns {
  readonly id: number
  readonly site: string
  readonly path: PathText
  readonly type: 'file' | 'symlink'
  readonly sha256: Uint8Array
  readonly reason: string
  readonly asked_by: string
  readonly asked_at: number
  readonly second: number
  readonly confirmed_by: string | null
  readonly confirmed_at: number | null
  readonly withdrawn_by: string | null
  readonly withdrawn_at: number | null
  readonly withdrawn_reason: string | null
}

const selected = `SELECT a.id, s.name AS site, a.path, a.type, a.sha256, a.reason, a.asked_by, a.asked_at, a.second,
  a.confirmed_by, a.confirmed_at, a.withdrawn_by, a.withdrawn_at, a.withdrawn_reason
  FROM approval a JOIN site s ON s.id = a.site`
const most = 10_000

export function listApprovals(
  connection: Connection,
  { customer, filter }: Parameters<ApprovalReads['approvals']>[0],
): ApprovalRow[] {
  const rows = connection.all<Columns>(
    `${selected} WHERE s.customer = ?1 AND (?2 IS NULL OR s.name = ?2)
     AND (?3 IS NULL OR ?3 = CASE WHEN a.withdrawn_at IS NOT NULL THEN 'withdrawn'
       WHEN a.second = 1 AND a.confirmed_at IS NULL THEN 'waiting' ELSE 'in-force' END)
     ORDER BY a.id DESC LIMIT ${most}`,
    customer,
    filter.site ?? null,
    filter.state ?? null,
  )
  return rows.map(rowOf)
}

export function approvalById(connection: Connection, customer: number, id: number): ApprovalRow | null {
  const row = connection.one<Columns>(`${selected} WHERE s.customer = ? AND a.id = ?`, customer, id)
  return row === undefined ? null : rowOf(row)
}

function rowOf(row: Columns): ApprovalRow {
  const { id, site, path, type, reason } = row
  return {
    ...{ id, site, path, type, reason },
    state: stateOf(row),
    sha256: Buffer.from(row.sha256).toString('hex'),
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

function stateOf({ withdrawn_at, second, confirmed_at }: Columns): ApprovalState {
  if (withdrawn_at !== null) return 'withdrawn'
  return second === 1 && confirmed_at === null ? 'waiting' : 'in-force'
}
