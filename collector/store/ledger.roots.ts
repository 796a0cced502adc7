// Owns the tables of a host's roots as ingest needs them: where they are, which census runs, and what it did not name.
import type { PathText } from '@sekisho/shared/path.ts'
import type { Held, Ledger } from '../handover.ledger.ts'
import type { Desk } from './desk.ts'
import { type HeldColumns, heldColumns, heldOf } from './ledger.inventory.ts'
import { rootPlace, scheduleAgain } from './roots.ts'
import { withholdStaying } from './staying.ts'

type RootVerbs = Pick<
  Ledger,
  | 'root'
  | 'addRoot'
  | 'setLocalProfiles'
  | 'rootPaths'
  | 'beginCensus'
  | 'endCensus'
  | 'voidCensuses'
  | 'unnamed'
  | 'unreadableDirectories'
>

export function rootVerbs(desk: Desk): RootVerbs {
  const { connection } = desk
  const find = (host: number, path: PathText) => rootPlace(desk, 'r.host = ? AND r.path = ?', host, path)
  return {
    root: find,

    addRoot(host, path, profile) {
      const others = connection.all<{ id: number }>('SELECT id FROM root WHERE host = ?', host)
      connection.run('INSERT INTO root (host, path, profile) VALUES (?, ?, ?)', host, path, profile)
      // Links that led out of all roots may now lead into this one.
      for (const { id } of others) scheduleAgain(desk, id)
      desk.hostsChanged(host)
      const made = find(host, path)
      if (made === null) throw new Error(`the root ${path} was not kept`)
      return made
    },

    setLocalProfiles: (host, profiles) => setLocalProfiles(desk, host, profiles),

    rootPaths: host =>
      connection.all<{ path: PathText }>('SELECT path FROM root WHERE host = ?', host).map(row => row.path),

    beginCensus(root, census, at) {
      connection.run(
        'UPDATE root SET census = census + 1, census_id = ?, census_open = 1, census_begun_at = ? WHERE id = ?',
        census,
        at,
        root,
      )
    },

    endCensus(root, at) {
      const row = connection.one<{ host: number }>(
        `UPDATE root SET census_open = 0, census_at = ?,
         first_census_to = coalesce(first_census_to, (SELECT coalesce(max(id), 0) FROM finding_row)) WHERE id = ? RETURNING host`,
        at,
        root,
      )
      connection.run(
        `INSERT OR REPLACE INTO census (root, from_at, to_at)
         SELECT id, census_begun_at, ? FROM root WHERE id = ? AND census_begun_at IS NOT NULL`,
        at,
        root,
      )
      if (row) desk.hostsChanged(row.host)
    },

    voidCensuses(host) {
      connection.run('UPDATE root SET census_open = 0 WHERE host = ?', host)
    },

    unnamed: (root, census, after, limit) =>
      connection
        .all<HeldColumns & { path: PathText }>(
          `SELECT path, ${heldColumns} FROM inventory
           WHERE root = ? AND path > ? AND census <> ? ORDER BY path LIMIT ? + 0`,
          root,
          after,
          census,
          limit,
        )
        .map((row): { path: PathText; held: Held } => ({ path: row.path, held: heldOf(row) })),

    unreadableDirectories: root =>
      connection
        .all<{ path: PathText }>(
          `SELECT path FROM inventory_row WHERE root = ? AND blind IS NOT NULL AND blind = 'unreadable-directory'`,
          root,
        )
        .map(row => row.path),
  }
}

function setLocalProfiles(desk: Desk, host: number, profiles: ReadonlyMap<number, string>): void {
  const set = 'UPDATE root SET profile = ?1 WHERE id = ?2 AND host = ?3 AND site IS NULL AND profile <> ?1'
  const changed = [...profiles].flatMap(([id, profile]) =>
    desk.connection.run(set, profile, id, host).changes > 0 ? [id] : [],
  )
  if (changed.length === 0) return
  withholdStaying(desk, changed)
  for (const id of changed) scheduleAgain(desk, id)
  desk.hostsChanged(host)
}
