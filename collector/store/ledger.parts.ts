// Owns what grouping asks of the files of an incident by what they are, and by the part of the shop that they lie in. Each
// is asked at every finding of a deployment, so that none but those that say so looks at all files, and each that tells of
// paths costs by these and not by the contents that they have.
import type { PathText } from '@sekisho/shared/path.ts'
import type { IncidentLedger, PartOfShop } from '../handover.incidents.ts'
import type { Connection } from './connection.ts'

// As the indexes say it, word for word.
const changed = `sort IN ('change', 'gone', 'found')`
const isShallow = `length(path) - length(replace(path, '/', '')) <= 1`
const ofRoot = 'incident = ?1 AND root = ?2'

const grave = `severity = 'critical' AND sort IN ('change', 'found')`

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
           WHERE f.incident IN (SELECT value FROM json_each(?)) AND ${grave}`,
          JSON.stringify(ids),
        )
        .map(row => ({ ...row })),

    isGravePath: (id, root, path) =>
      connection.one(
        `SELECT 1 FROM incident_file INDEXED BY incident_file_changed WHERE ${ofRoot} AND path = ?3 AND ${changed} AND ${grave}`,
        id,
        root,
        path,
      ) !== undefined,

    // From each path to the next one after it, past all its contents.
    changedPaths: (id, root, part, limit) =>
      connection
        .all<{ path: PathText }>(
          `WITH RECURSIVE met (path) AS (SELECT ?3 UNION ALL
             SELECT (SELECT path FROM ${changedAfter(part, 'met.path')} ORDER BY path LIMIT 1) FROM met
             WHERE met.path IS NOT NULL LIMIT ?4 + 1)
           SELECT path FROM met WHERE path > ?3`,
          id,
          root,
          part.folder,
          limit,
        )
        .map(({ path }) => path),

    changedFiles: (id, root, part) =>
      connection
        .all<{ id: number }>(`SELECT id FROM ${changedAfter(part, '?3')} ORDER BY id`, id, root, part.folder)
        .map(row => row.id),

    changedFilesAt: (id, root, path) =>
      connection
        .all<{ id: number }>(
          `SELECT id FROM incident_file INDEXED BY incident_file_changed WHERE ${ofRoot} AND path = ?3 AND ${changed} ORDER BY id`,
          id,
          root,
          path,
        )
        .map(row => row.id),
  } satisfies Partial<IncidentLedger>
}

/** SQL: the changed files of the part in the folder ?3 whose paths come after that one. */
function changedAfter({ isWhole }: PartOfShop, path: string): string {
  // Of all signs the next one after a slash is 0.
  return isWhole
    ? `incident_file INDEXED BY incident_file_changed WHERE ${ofRoot} AND ${changed} AND path > ${path} AND path < rtrim(?3, '/') || '0'`
    : `incident_file INDEXED BY incident_file_shallow WHERE ${ofRoot} AND ${changed} AND ${isShallow}
       AND rtrim(path, replace(path, '/', '')) = ?3 AND path > ${path}`
}
