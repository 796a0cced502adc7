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

    changedPaths: (id, root, part, limit) => pathsAfter(connection, ofChanged, { id, root, part, limit }),
    againPaths: (id, root, part, limit) => pathsAfter(connection, ofAgain, { id, root, part, limit }),

    pathsChangedAgain: ids =>
      connection
        .all<{ root: number; profile: string; path: PathText }>(
          `SELECT f.root, r.profile, f.path FROM incident_file f JOIN root r ON r.id = f.root
           WHERE f.incident IN (SELECT value FROM json_each(?)) AND ${changed} GROUP BY f.root, f.path
           HAVING max(f.again) = 1 OR count(DISTINCT nullif(f.digest, '')) > 1`,
          JSON.stringify(ids),
        )
        .map(row => ({ ...row })),

    // Of several contents at least one row says so: what is passed over here has this content, or none.
    isAgainPath: (id, root, path, digest) =>
      connection.one(
        `SELECT 1 FROM incident_file INDEXED BY incident_file_changed WHERE ${ofRoot} AND path = ?3 AND ${changed}
         AND (again = 1 OR (?4 IS NOT NULL AND digest NOT IN ('', ?4)))`,
        id,
        root,
        path,
        digest,
      ) !== undefined,

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

interface Searched {
  readonly deep: string
  readonly shallow: string
  readonly which: string
}

const ofChanged: Searched = { deep: 'incident_file_changed', shallow: 'incident_file_shallow', which: changed }
const ofAgain: Searched = {
  deep: 'incident_file_again',
  shallow: 'incident_file_again_shallow',
  which: `${changed} AND again = 1`,
}

interface Within {
  readonly id: number
  readonly root: number
  readonly part: PartOfShop
  readonly limit: number
}

/** From each path of the part to the next one after it, past all its contents. */
function pathsAfter(connection: Connection, searched: Searched, { id, root, part, limit }: Within): PathText[] {
  return connection
    .all<{ path: PathText }>(
      `WITH RECURSIVE met (path) AS (SELECT ?3 UNION ALL
         SELECT (SELECT path FROM ${filesAfter(searched, part, 'met.path')} ORDER BY path LIMIT 1) FROM met
         WHERE met.path IS NOT NULL LIMIT ?4 + 0)
       SELECT path FROM met WHERE path > ?3`,
      id,
      root,
      part.folder,
      limit + 1,
    )
    .map(({ path }) => path)
}

/** SQL: such files of the part in the folder ?3 whose paths come after that one. */
function filesAfter({ deep, shallow, which }: Searched, { isWhole }: PartOfShop, path: string): string {
  // Of all signs the next one after a slash is 0.
  return isWhole
    ? `incident_file INDEXED BY ${deep} WHERE ${ofRoot} AND ${which} AND path > ${path} AND path < rtrim(?3, '/') || '0'`
    : `incident_file INDEXED BY ${shallow} WHERE ${ofRoot} AND ${which} AND ${isShallow}
       AND rtrim(path, replace(path, '/', '')) = ?3 AND path > ${path}`
}
