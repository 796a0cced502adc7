// Owns what follows for incidents when a content of theirs turns out to hold card numbers: nothing is worse, so each is critical,
// open, and told of once more. In the transaction that makes it known.
import type { IncidentState } from '@sekisho/shared/incident.ts'
import type { Severity } from '@sekisho/shared/verdict.ts'
import { raiseAlarm } from './alarms.ts'
import { auditBy } from './audit.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { filesWith } from './glimpses.ts'
import { worsenFile } from './incidents.ts'

/**
 * A content lies in few paths; an attacker can have it in as many as there are. One file makes its incident critical: of
 * more than these the others of an incident keep their own severity.
 */
const maxFiles = 1000

interface Holder {
  readonly id: number
  readonly customer: number
  readonly state: IncidentState
  readonly outcome: string | null
  readonly severity: Severity
}

/** Once for each content, when it becomes known: what comes to it later is critical from the first. */
export function tellOfCards(desk: Desk, content: number, at: number): void {
  // Those that a permit settled are over. What a host was found with is taken apart, and told of, by grouping.
  const holders = desk.connection.all<Holder>(
    `SELECT DISTINCT i.id, i.customer, i.state, i.outcome, i.severity ${filesOf} AND f.sort <> 'census' ORDER BY i.id`,
    content,
  )
  worsenFiles(desk, content, holders.length + maxFiles)
  for (const holder of holders) tellOne(desk, holder, at)
}

const filesOf = `FROM content c JOIN incident_file f ON f.id IN ${filesWith('c.sha256')}
  JOIN incident i ON i.id = f.incident AND i.customer = c.customer WHERE c.id = ? AND f.open > 0`

/** Of each incident one file before the second of any. */
function worsenFiles(desk: Desk, content: number, limit: number): void {
  const { connection } = desk
  const files = connection.all<{ id: number; sort: string; finding: number }>(
    `SELECT f.id, f.sort, f.first_finding AS finding,
     row_number() OVER (PARTITION BY f.incident, f.sort = 'census' ORDER BY f.first_finding) AS turn ${filesOf}
     ORDER BY turn, f.sort = 'census', f.incident LIMIT ?`,
    content,
    limit,
  )
  for (const { id, sort, finding } of files) {
    if (sort !== 'census') worsenFile(desk, finding, 'critical')
    else connection.run('INSERT INTO revision (finding) SELECT finding FROM incident_finding WHERE file = ?', id)
  }
}

/** Whoever closed it did not know, nor whoever acknowledged or contained what was less bad. */
function tellOne(desk: Desk, { id, customer, state, outcome, severity }: Holder, at: number): void {
  const { connection } = desk
  const reopens = state === 'closed' || (state !== 'open' && severity !== 'critical')
  if (!reopens && isTold(connection, id)) return
  if (reopens) {
    connection.run(`UPDATE incident SET state = 'open', outcome = NULL, changed_at = ? WHERE id = ?`, at, id)
    const by = { customer, who: 'capture', from: 'local', at }
    auditBy(desk, by, 'incident.reopen', { incident: id, cards: true, was: state, outcome })
  }
  raiseAlarm(desk, id, 'cards', at)
  desk.changed(customer, 'incidents-changed')
}

/** `id` has no affinity: compared with a column as it is, no index of the audit trail would be searched, and all of it read. */
const openedAt = (id: string) => `coalesce(
  (SELECT max(at) FROM audit WHERE json_extract(detail, '$.incident') = ${id} AND what = 'incident.reopen'), 0)`

/**
 * SQL: whether people were told since it was last opened: one that gets a dump with each purchase is told of once. What was merged
 * with it since then, and was not closed, counts by what was told of that; its row stands as it was when it was merged.
 */
export const toldOfCards = `WITH RECURSIVE part (id, opened_at) AS (SELECT ?1, ${openedAt('?1')}
    UNION SELECT i.id, ${openedAt('+i.id')} FROM part p JOIN incident i ON i.merged_into = p.id
    WHERE i.state <> 'closed' AND i.changed_at >= p.opened_at)
  SELECT 1 FROM part p JOIN alarm a INDEXED BY alarm_cards ON a.incident = p.id AND a.cause = 'cards'
    AND a.made_at >= p.opened_at LIMIT 1`

function isTold(connection: Connection, id: number): boolean {
  return connection.one(toldOfCards, id) !== undefined
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
