// Owns the listing of the audit trail. What is written into it is audit.ts's.
import type { AuditRow } from '@sekisho/shared/api.audit.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import type { Page, StoreReads } from '../handover.ts'
import type { Connection } from './connection.ts'
import { formatCursor, parseFindingCursor } from './cursor.ts'

interface Columns extends Omit<AuditRow, 'at' | 'detail'> {
  readonly at: number
  readonly detail: string
}

const usualLimit = 200

/**
 * Lines that are no customer's are of the collector itself and of sign-ins that were refused: they tell what other customers
 * do, so they are for the provider, and for a customer that is the only one. That profiles changed is everybody's matter.
 */
export function listAudit(
  connection: Connection,
  { customer, filter }: Parameters<StoreReads['auditLines']>[0],
): Page<AuditRow> {
  const limit = filter.limit ?? usualLimit
  const rows = connection.all<Columns>(
    `SELECT id, at, who, from_where AS "from", what, detail FROM audit
     WHERE id < ?2 AND (?3 IS NULL OR what = ?3 OR substr(what, 1, length(?3) + 1) = ?3 || '.') AND (?4 IS NULL OR at >= ?4)
     AND (customer = ?1 OR what = 'profiles.changed' OR (customer IS NULL AND (?1 = 0 OR NOT EXISTS (SELECT 1 FROM customer WHERE id NOT IN (0, ?1)))))
     ORDER BY id DESC LIMIT ?5`,
    customer,
    parseFindingCursor(filter.cursor) ?? Number.MAX_SAFE_INTEGER,
    filter.what ?? null,
    filter.since === undefined ? null : Date.parse(filter.since),
    limit + 1,
  )
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(rowOf), next: rows.length > limit && last !== undefined ? formatCursor([last.id]) : null }
}

function rowOf({ at, detail, ...row }: Columns): AuditRow {
  return { ...row, at: safeTime(at), detail: JSON.parse(detail) as AuditRow['detail'] }
}
