// Owns in what two releases differ. Lists that both have are not looked into, so that a small change of a large release
// costs little.
import type { PathText } from '@sekisho/shared/path.ts'
import type { DifferenceEntry } from '../handover.releases.ts'
import type { Connection } from './connection.ts'

// A release that is null has no lists, and all of the other is the difference.
const differing = `
  WITH differing (folder, list, side) AS (
    SELECT folder, list, 0 FROM (SELECT folder, list FROM release_list WHERE release = ?1
      EXCEPT SELECT folder, list FROM release_list WHERE release = ?2)
    UNION ALL
    SELECT folder, list, 1 FROM (SELECT folder, list FROM release_list WHERE release = ?2
      EXCEPT SELECT folder, list FROM release_list WHERE release = ?1)
  )`
const pathOf = `iif(f.path = '', e.name, f.path || '/' || e.name)`
const differs = 'HAVING count(*) = 1 OR count(DISTINCT e.type || hex(e.sha256)) > 1'

/** Paths, below the component's top, that the two do not name alike; at most `limit`, in no order. */
export function differingPaths(
  connection: Connection,
  before: number | null,
  after: number | null,
  limit: number,
): readonly PathText[] {
  return connection
    .all<{ path: PathText }>(
      `${differing} SELECT ${pathOf} AS path FROM differing d JOIN list_entry e ON e.list = d.list
       JOIN folder f ON f.id = d.folder GROUP BY d.folder, e.name ${differs} LIMIT ?3`,
      before,
      after,
      limit,
    )
    .map(row => row.path)
}

/** By folder, then by name; those after the path `from`. */
export function listDifference(
  connection: Connection,
  before: number | null,
  after: number | null,
  from: { readonly folder: string; readonly name: string },
  limit: number,
): readonly DifferenceEntry[] {
  const rows = connection.all<{ path: PathText; was: string | null; is: string | null }>(
    `${differing} SELECT ${pathOf} AS path,
       max(CASE WHEN d.side = 0 THEN e.type || ' ' || lower(hex(e.sha256)) END) AS was,
       max(CASE WHEN d.side = 1 THEN e.type || ' ' || lower(hex(e.sha256)) END) AS "is"
     FROM differing d JOIN list_entry e ON e.list = d.list JOIN folder f ON f.id = d.folder
     WHERE (f.path, e.name) > (?3, ?4) GROUP BY f.path, e.name ${differs} ORDER BY f.path, e.name LIMIT ?5`,
    before,
    after,
    from.folder,
    from.name,
    limit,
  )
  return rows.map(({ path, was, is }) => ({ path, before: entryOf(was), after: entryOf(is) }))
}

function entryOf(text: string | null): DifferenceEntry['before'] {
  if (text === null) return null
  const [type, sha256 = ''] = text.split(' ')
  return { type: type === 'symlink' ? 'symlink' : 'file', sha256 }
}
