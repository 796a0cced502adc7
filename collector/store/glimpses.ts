// Owns in which files of incidents a content was seen: standing there, or for a moment between two observations. A file's own
// row says the first; the second stands by finding, as one path may show many in a short time.
import type { Connection } from './connection.ts'

/** SQL: the numbers of these files, for an expression that gives a sha256. */
export function filesWith(sha256: string): string {
  return `(SELECT id FROM incident_file WHERE digest = ${sha256} AND digest <> ''
    UNION ALL SELECT m.file FROM incident_glimpse g INDEXED BY incident_glimpse_digest
      JOIN incident_finding m ON m.finding = g.finding WHERE g.digest = ${sha256})`
}

/** Whether one of these contents was not seen yet at that path in the incident, neither standing nor for a moment. */
export function showsUnseen(
  connection: Connection,
  { incident, root, path }: { readonly incident: number; readonly root: number; readonly path: string },
  digests: readonly string[],
): boolean {
  return digests.some(
    digest =>
      connection.one(
        `SELECT 1 FROM incident_file WHERE id IN ${filesWith('?1')} AND incident = ?2 AND root = ?3 AND path = ?4`,
        digest,
        incident,
        root,
        path,
      ) === undefined,
  )
}

export function keepGlimpses(connection: Connection, finding: number, digests: readonly string[]): void {
  for (const digest of digests)
    connection.run(
      'INSERT INTO incident_glimpse (finding, digest) VALUES (?, ?) ON CONFLICT DO NOTHING',
      finding,
      digest,
    )
}

/** When the finding is in no incident any more. */
export function dropGlimpses(connection: Connection, finding: number): void {
  connection.run('DELETE FROM incident_glimpse WHERE finding = ?', finding)
}
