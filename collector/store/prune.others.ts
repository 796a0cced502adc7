// Owns which captured contents, deliveries and lines of the audit trail go, and what of them stays because others need it.
import type { Pruned } from '../handover.keeping.ts'
import type { Connection } from './connection.ts'
import { filesWith } from './glimpses.ts'

/** Of at most 20 MB each. */
const pieceContents = 2
const pieceRows = 500

/** Not while a finding that showed it is open, rests on an approval by pattern alone, or is in an incident. */
export function pruneContents(connection: Connection, before: number, cursor: string | null): Pruned {
  const rows = connection.all<{ id: number; captured: number }>(
    `SELECT c.id, iif(c.released = 1, 0, c.bytes) AS captured FROM content c WHERE c.id > ? AND c.place <> 0 AND c.state <> 'wanted' AND c.done_at < ?
     AND NOT EXISTS (SELECT 1 FROM content_place p JOIN finding f ON f.id = p.finding
       LEFT JOIN incident_finding m ON m.finding = f.id WHERE p.content = c.id
       AND (f.open = 1 OR instr(f.reasons, 'approved-pattern') > 0 OR m.finding IS NOT NULL))
     AND NOT EXISTS (SELECT 1 FROM incident_file i JOIN incident o ON o.id = i.incident
       WHERE i.id IN ${filesWith('c.sha256')} AND o.customer = c.customer) ORDER BY c.id LIMIT ${pieceContents}`,
    Number(cursor ?? 0),
    before,
  )
  for (const { id, captured } of rows) {
    connection.run('DELETE FROM content_part WHERE content = ?', id)
    connection.run('DELETE FROM content_place WHERE content = ?', id)
    connection.run('DELETE FROM content WHERE id = ?', id)
    connection.run('UPDATE content_cursor SET bytes = bytes - ?', captured)
  }
  const last = rows.at(-1)
  return { taken: rows.length, next: last === undefined ? null : String(last.id) }
}

/** By alarm: one that was planned, with all its deliveries done. The newest day of each channel's digest stays. */
export function pruneDeliveries(connection: Connection, before: number, cursor: string | null): Pruned {
  const rows = connection.all<{ id: number; goes: number }>(
    `SELECT a.id, a.id <= (SELECT alarm FROM alarm_cursor) AND NOT EXISTS (SELECT 1 FROM delivery d
       WHERE d.alarm = a.id AND (d.state = 'waiting' OR d.done_at >= ?1))
       AND NOT EXISTS (SELECT 1 FROM digest g WHERE g.alarm = a.id
         AND g.day = (SELECT max(day) FROM digest n WHERE n.channel = g.channel)) AS goes
     FROM alarm a WHERE a.id > ?2 AND a.made_at < ?1 ORDER BY a.id LIMIT ${pieceRows}`,
    before,
    Number(cursor ?? 0),
  )
  let taken = 0
  for (const { id, goes } of rows) {
    if (goes !== 1) continue
    taken += connection.run('DELETE FROM delivery WHERE alarm = ?', id).changes
    connection.run('DELETE FROM digest WHERE alarm = ?', id)
    connection.run('DELETE FROM alarm WHERE id = ?', id)
  }
  const last = rows.at(-1)
  return { taken, next: last === undefined ? null : String(last.id) }
}

/** SQL: that a look `a` is at a content that an incident shows, at its finding, or at what else stood at a path of it. */
const isOfIncident = `(
  EXISTS (SELECT 1 FROM incident_finding WHERE finding = json_extract(a.detail, '$.finding'))
  OR EXISTS (SELECT 1 FROM incident_file f JOIN incident i ON i.id = f.incident AND i.customer = a.customer
    WHERE f.id IN ${filesWith("json_extract(a.detail, '$.sha256')")})
  OR EXISTS (SELECT 1 FROM content c JOIN content_place p ON p.content = c.id
    JOIN incident_file f INDEXED BY incident_file_path ON f.root = p.root AND f.path = p.path
    WHERE c.customer = a.customer AND c.sha256 = json_extract(a.detail, '$.sha256')))`

/**
 * All but what something that is kept rests on: the keys that a host has had, without which its evidence could not be
 * checked; what was pruned, and put back from a copy; and what was done with an incident that is there, and with its contents.
 */
export function pruneAudit(connection: Connection, before: number, cursor: string | null): Pruned {
  const rows = connection.all<{ id: number; at: number; goes: number }>(
    `SELECT a.id, a.at, a.at < ?1 AND a.id < (SELECT max(id) FROM audit)
       AND a.what NOT IN ('host.enrol', 'keeping.run', 'keeping.terms', 'store.restored')
       AND NOT EXISTS (SELECT 1 FROM incident i
         WHERE i.id IN (json_extract(a.detail, '$.incident'), json_extract(a.detail, '$.exportOf')))
       AND NOT (a.what IN ('content.download', 'content.difference') AND ${isOfIncident}) AS goes
     FROM audit a WHERE a.id > ?2 ORDER BY a.id LIMIT ${pieceRows}`,
    before,
    Number(cursor ?? 0),
  )
  const going = rows.filter(({ goes }) => goes === 1)
  for (const { id } of going) connection.run('DELETE FROM audit WHERE id = ?', id)
  const last = rows.at(-1)
  const isThrough = last === undefined || rows.every(({ at }) => at >= before)
  return { taken: going.length, next: isThrough ? null : String(last.id) }
}
