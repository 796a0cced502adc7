// Owns which incidents go: those that a person closed, long ago, and of which nothing stands there unauthorised, or allowed by
// a pattern for a time only. Their rows go first, as they are few; then, in pieces, the files and links that nobody has any more.
import type { Pruned } from '../handover.keeping.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { dropGlimpses } from './glimpses.ts'

const pieceIncidents = 20
const pieceRows = 500

export function pruneIncidents(connection: Connection, before: number, cursor: string | null): Pruned {
  const rows = connection.all<{ id: number; goes: number }>(
    `SELECT i.id, (i.merged_into IS NOT NULL AND NOT EXISTS (SELECT 1 FROM incident t WHERE t.id = i.merged_into))
       OR (i.merged_into IS NULL AND i.state = 'closed' AND i.changed_at < ?1
       AND NOT EXISTS (SELECT 1 FROM incident o WHERE o.beside = i.id AND o.merged_into IS NULL)
       AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.state = 'waiting' AND d.incident = i.id)
       AND NOT EXISTS (SELECT 1 FROM incident_file f JOIN inventory v ON v.root = f.root AND v.path = f.path
         JOIN incident_finding m ON m.finding = v.finding AND m.file = f.id
         WHERE f.incident = i.id AND (v.verdict = 'unauthorised' OR instr(v.reasons, 'approved-pattern') > 0))) AS goes
     FROM incident i WHERE i.id > ?2 AND i.id < (SELECT max(id) FROM incident) ORDER BY i.id LIMIT ${pieceIncidents}`,
    before,
    Number(cursor ?? 0),
  )
  const going = rows.filter(({ goes }) => goes === 1)
  for (const { id } of going) connection.run('DELETE FROM incident WHERE id = ?', id)
  const last = rows.at(-1)
  return { taken: going.length, next: last === undefined ? null : String(last.id) }
}

/** Whoever closed an incident has decided on its findings: with it, their flags are closed. */
export function pruneIncidentFiles(desk: Desk, cursor: string | null): Pruned {
  const { connection } = desk
  const files = connection.all<{ id: number; orphan: number }>(
    `SELECT f.id, i.id IS NULL AS orphan FROM incident_file f LEFT JOIN incident i ON i.id = f.incident
     WHERE f.id > ? ORDER BY f.id LIMIT ${pieceRows}`,
    Number(cursor ?? 0),
  )
  let room = pieceRows
  let reached = cursor
  for (const { id, orphan } of files) {
    if (orphan === 1) {
      room -= closeFlags(desk, id, room)
      if (room <= 0) return { taken: 0, next: reached ?? '0' }
      connection.run('DELETE FROM incident_file WHERE id = ?', id)
    }
    reached = String(id)
  }
  return { taken: 0, next: files.length === 0 ? null : reached }
}

/** At most so many of its findings; says how many. */
function closeFlags(desk: Desk, file: number, most: number): number {
  const { connection } = desk
  const members = connection.all<{ finding: number }>(
    'DELETE FROM incident_finding WHERE finding IN (SELECT finding FROM incident_finding WHERE file = ? LIMIT ?) RETURNING finding',
    file,
    most,
  )
  for (const { finding } of members) {
    dropGlimpses(connection, finding)
    const closed = connection.one<{ root: number }>(
      'UPDATE said SET open = 0 WHERE finding = ? AND open = 1 RETURNING root',
      finding,
    )
    if (closed !== undefined) desk.count(closed.root, 'open', -1)
  }
  return members.length
}

export function pruneLinks(connection: Connection, cursor: string | null): Pruned {
  const [key, from] = cursor === null ? ['', -Number.MAX_VALUE] : (JSON.parse(cursor) as [string, number])
  const rows = connection.all<{ key: string; from_at: number; orphan: number }>(
    `SELECT l.key, l.from_at, i.id IS NULL AS orphan FROM incident_link l LEFT JOIN incident i ON i.id = l.incident
     WHERE (l.key, l.from_at) > (?, ?) ORDER BY l.key, l.from_at LIMIT ${pieceRows}`,
    key,
    from,
  )
  for (const row of rows)
    if (row.orphan === 1)
      connection.run('DELETE FROM incident_link WHERE key = ? AND from_at = ?', row.key, row.from_at)
  const last = rows.at(-1)
  return { taken: 0, next: last === undefined ? null : JSON.stringify([last.key, last.from_at]) }
}
