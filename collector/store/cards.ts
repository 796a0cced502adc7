// Owns what follows for incidents when a content of theirs turns out to hold card numbers: nothing is worse, so each is critical,
// open, and told of once more. In the transaction that makes it known.
import type { IncidentState } from '@sekisho/shared/incident.ts'
import { raiseAlarm } from './alarms.ts'
import { auditBy } from './audit.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { worsenFile } from './incidents.ts'

/** A content lies in few incidents; an attacker can have it in as many as there are paths. */
const maxFiles = 1000

export function tellOfCards(desk: Desk, content: number, at: number): void {
  const files = desk.connection.all<{ incident: number; first_finding: number }>(
    `SELECT f.incident, f.first_finding FROM content c JOIN incident_file f ON f.digest = c.sha256 AND f.digest <> ''
     JOIN incident i ON i.id = f.incident AND i.customer = c.customer
     WHERE c.id = ? ORDER BY f.incident, f.first_finding LIMIT ?`,
    content,
    maxFiles,
  )
  for (const { first_finding } of files) worsenFile(desk, first_finding, 'critical')
  for (const incident of new Set(files.map(file => file.incident))) tellOne(desk, incident, at)
}

/** Whoever closed it did not know. */
function tellOne(desk: Desk, id: number, at: number): void {
  const { connection } = desk
  const incident = connection.one<{ customer: number; state: IncidentState; outcome: string | null }>(
    'SELECT customer, state, outcome FROM incident WHERE id = ?',
    id,
  )
  if (incident === undefined) return
  const { customer, state, outcome } = incident
  if (state === 'closed') {
    connection.run(`UPDATE incident SET state = 'open', outcome = NULL, changed_at = ? WHERE id = ?`, at, id)
    const by = { customer, who: 'capture', from: 'local', at }
    auditBy(desk, by, 'incident.reopen', { incident: id, cards: true, was: state, outcome })
  }
  raiseAlarm(desk, id, 'cards', at)
  desk.changed(customer, 'incidents-changed')
}

/** Whether a content that was looked at before holds card numbers. */
export function holdsCards(connection: Connection, customer: number, digest: string | null): boolean {
  if (digest === null) return false
  const found = connection.one(
    `SELECT 1 FROM content INDEXED BY content_cards WHERE customer = ? AND sha256 = ? AND why = 'cards'`,
    customer,
    digest,
  )
  return found !== undefined
}
