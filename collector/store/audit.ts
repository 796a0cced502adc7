// Owns the audit trail's table: who changed or tried what, from where. It is only ever added to.
import type { AuditEvent, By } from '../handover.ts'
import type { Desk } from './desk.ts'

export function audit(desk: Pick<Desk, 'connection'>, { customer, at, who, from, what, detail }: AuditEvent): void {
  desk.connection.run(
    'INSERT INTO audit (customer, at, who, from_where, what, detail) VALUES (?, ?, ?, ?, ?, ?)',
    customer,
    at,
    who,
    from,
    what,
    JSON.stringify(detail),
  )
}

/** A change that somebody asked for, in the transaction that makes it. */
export function auditBy(desk: Desk, by: By, what: string, detail: AuditEvent['detail']): void {
  const { customer, at, who, from } = by
  audit(desk, { customer, at, who, from, what, detail })
}
