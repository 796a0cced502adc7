// Owns in what two releases differ. Lists that both have are not looked into, so that a small change of a large release
// costs little.
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
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

/** Lists that one has in a folder and the other has not there. */
const listsOfOne = `SELECT l.list, f.path FROM release_list l JOIN folder f ON f.id = l.folder
  WHERE l.release = ?1 AND NOT EXISTS
    (SELECT 1 FROM release_list o WHERE o.release = ?2 AND o.folder = l.folder AND o.list = l.list) LIMIT ?3`

/** Of one folder, that are read at once: some 500 entries each, 2,000 at most. */
const listsOfFolder = 50

interface PlacedList {
  readonly list: number
  /** Of the folder. */
  readonly path: PathText
}

/**
 * Paths, below the component's top, that the two do not name alike, in no order; null where they are, or may be, more than
 * `limit`. A release that shares nothing with the other has up to a million, and none of them is looked at then, nor in a folder of
 * tens of thousands that changed throughout.
 */
export function differingPaths(
  connection: Connection,
  before: number | null,
  after: number | null,
  limit: number,
): readonly PathText[] | null {
  const was = connection.all<PlacedList>(listsOfOne, before, after, limit + 1)
  const is = connection.all<PlacedList>(listsOfOne, after, before, limit + 1)
  // Each has a name that the other has not alike, or was cut elsewhere for one (allowlist's `listsOf`).
  if (was.length > limit || is.length > limit) return null
  const [wasIn, isIn] = [byFolder(was), byFolder(is)]
  if ([...wasIn.values(), ...isIn.values()].some(lists => lists.length > listsOfFolder)) return null
  const paths: PathText[] = []
  for (const folder of new Set([...wasIn.keys(), ...isIn.keys()])) {
    const names = differingNames(entriesOf(connection, wasIn.get(folder)), entriesOf(connection, isIn.get(folder)))
    if (paths.length + names.length > limit) return null
    for (const name of names) paths.push(joinPath(folder, name))
  }
  return paths
}

function byFolder(lists: readonly PlacedList[]): ReadonlyMap<PathText, readonly PlacedList[]> {
  return Map.groupBy(lists, ({ path }) => path)
}

/** By name, what stands there. A large folder has several lists. */
function entriesOf(connection: Connection, lists: readonly PlacedList[] = []): ReadonlyMap<PathText, string> {
  const entries = lists.flatMap(({ list }) =>
    connection.all<{ name: PathText; entry: string }>(
      `SELECT name, type || ' ' || hex(sha256) AS entry FROM list_entry WHERE list = ?`,
      list,
    ),
  )
  return new Map(entries.map(({ name, entry }) => [name, entry]))
}

function differingNames(was: ReadonlyMap<PathText, string>, is: ReadonlyMap<PathText, string>): readonly PathText[] {
  const gone = [...was.keys()].filter(name => !is.has(name))
  return [...gone, ...[...is].filter(([name, entry]) => was.get(name) !== entry).map(([name]) => name)]
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
