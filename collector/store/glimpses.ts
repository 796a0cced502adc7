// Owns in which files of incidents a content was seen: standing there, or for a moment between two observations. A file's own
// row says the first; the second stands by finding, as one path may show many in a short time.
import type { FindingFact } from '../handover.incidents.ts'
import type { Connection } from './connection.ts'

/** SQL: the numbers of these files, for an expression that gives a sha256. */
export function filesWith(sha256: string): string {
  return `(SELECT id FROM incident_file WHERE digest = ${sha256} AND digest <> ''
    UNION ALL SELECT m.file FROM incident_glimpse g INDEXED BY incident_glimpse_digest
      JOIN incident_finding m ON m.finding = g.finding WHERE g.digest = ${sha256})`
}

type Place = Pick<FindingFact, 'root' | 'path'>

/** Whether one of these contents was not seen yet at that path in the incident, neither standing nor for a moment. */
export function showsUnseen(
  connection: Connection,
  incident: number,
  { root, path }: Place,
  digests: readonly string[],
): boolean {
  return digests.some(digest => !seenBy.some(sql => connection.one(sql, incident, root, path, digest) !== undefined))
}

const seenBy = [
  'SELECT 1 FROM incident_file WHERE incident = ? AND root = ? AND path = ? AND digest = ?',
  // The newest first: there may be any number of another incident, which would be passed over each time.
  `SELECT 1 FROM incident_glimpse g INDEXED BY incident_glimpse_digest
   CROSS JOIN incident_finding m ON m.finding = g.finding CROSS JOIN incident_file f ON f.id = m.file
   WHERE f.incident = ? AND g.root = ? AND g.path = ? AND g.digest = ? ORDER BY g.finding DESC LIMIT 1`,
]

export function keepGlimpses(connection: Connection, { id, root, path, glimpsed }: FindingFact): void {
  for (const digest of glimpsed)
    connection.run(
      'INSERT INTO incident_glimpse (finding, digest, root, path) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      id,
      digest,
      root,
      path,
    )
}

/** When the finding is in no incident any more. */
export function dropGlimpses(connection: Connection, finding: number): void {
  connection.run('DELETE FROM incident_glimpse WHERE finding = ?', finding)
}
