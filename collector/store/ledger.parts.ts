// Owns what grouping asks of the files of an incident by what they are, and by the part of the shop that they lie in. Each
// is asked at every finding of a deployment, so that none but those that say so looks at all files.
import type { PathText } from '@sekisho/shared/path.ts'
import type { ChangedFile, IncidentLedger, PartOfShop } from '../handover.incidents.ts'
import type { Connection } from './connection.ts'

const changed = `sort IN ('change', 'gone', 'found')`

export function partVerbs(connection: Connection) {
  return {
    plantedFiles: id =>
      connection
        .all<{ id: number }>(`SELECT id FROM incident_file WHERE incident = ? AND sort = 'planted' ORDER BY id`, id)
        .map(row => row.id),

    gravePaths: ids =>
      connection
        .all<{ root: number; profile: string; path: PathText }>(
          `SELECT DISTINCT f.root, r.profile, f.path FROM incident_file f JOIN root r ON r.id = f.root
           WHERE f.incident IN (SELECT value FROM json_each(?)) AND f.severity = 'critical' AND f.sort IN ('change', 'found')`,
          JSON.stringify(ids),
        )
        .map(row => ({ ...row })),

    changedPaths: (id, root, part, limit) =>
      connection
        .all<{ path: PathText }>(
          `SELECT DISTINCT path FROM incident_file WHERE incident = ? AND root = ? AND ${within} LIMIT ?`,
          id,
          root,
          ...rangeOf(part),
          limit,
        )
        .map(({ path }) => path),

    changedFiles: (id, root, part) =>
      connection
        .all<ChangedFile>(
          `SELECT id, path, sort, severity FROM incident_file WHERE incident = ? AND root = ? AND ${within} ORDER BY id`,
          id,
          root,
          ...rangeOf(part),
        )
        .map(row => ({ ...row })),
  } satisfies Partial<IncidentLedger>
}

/** A range of the index that a file's uniqueness has. */
const within = `path >= ? AND path < ? AND (? OR instr(substr(path, ?), '/') = 0) AND ${changed}`

function rangeOf({ folder, isWhole }: PartOfShop): [string, string, number, number] {
  // Of all signs the next one after a slash is 0.
  const end = folder === '' ? '\u{10ffff}' : `${folder.slice(0, -1)}0`
  return [folder, end, isWhole ? 1 : 0, [...folder].length + 1]
}
