// Owns reading the baseline directory by directory, over a read-only connection in the walker's thread. Writes nothing.
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import type { BaselineOrder, BaselineReader, BaselineStamp, KnownInodes, PlaceOfInode } from '../handover.ts'

export interface BaselineOptions {
  /** The journal's database; `openJournal` has made it. */
  readonly file: string
}

export function openBaseline(options: BaselineOptions): BaselineReader & BaselineOrder & KnownInodes {
  return new Reader(options.file)
}

type Columns = readonly [name: PathText, stamp: string]

/** Before the stamp of a row that the newest census has not named. */
const unnamed = '-'

class Reader implements BaselineReader, BaselineOrder, KnownInodes {
  readonly #database: DatabaseSync
  readonly #root: StatementSync
  readonly #after: StatementSync
  readonly #child: StatementSync
  readonly #count: StatementSync
  readonly #folders: StatementSync
  readonly #all: StatementSync
  readonly #at: StatementSync
  readonly #inodes: StatementSync
  readonly #rootIds = new Map<PathText, number>()

  constructor(file: string) {
    this.#database = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
    const rows = (text: string) => {
      const statement = this.#database.prepare(text)
      statement.setReturnArrays(true)
      return statement
    }
    const named = 'census = (SELECT census FROM roots WHERE id = ?1)'
    const stamp = `iif(${named}, stamp, '${unnamed}' || stamp) AS stamp`
    const columns = `SELECT name, ${stamp} FROM baseline WHERE root = ?1 AND directory = ?2`
    this.#root = rows('SELECT id FROM roots WHERE path = ?')
    // As one text: a row of its own costs twice as much for each. Neither a name nor a stamp holds a slash. The root's own row
    // lies at ('', ''), which `> ''` leaves out.
    this.#after = rows(
      `SELECT group_concat(name || '/' || stamp, '/')
       FROM (${columns} AND name > ?3 ORDER BY name LIMIT ${limit('?4')})`,
    )
    this.#child = rows(`${columns} AND name = ?3`)
    this.#count = rows(`SELECT count(*) FROM baseline WHERE root = ? AND directory = ? AND name > ''`)
    const next = (after: string) =>
      `SELECT (SELECT directory FROM baseline WHERE root = ?1 AND directory > ${after} ORDER BY directory LIMIT 1)`
    this.#folders = rows(
      `WITH RECURSIVE found(directory) AS (
         ${next('?2')} UNION ALL ${next('found.directory')} FROM found WHERE found.directory IS NOT NULL LIMIT ${limit('?3')})
       SELECT directory FROM found WHERE directory IS NOT NULL`,
    )
    this.#all = rows('SELECT count(*) FROM baseline WHERE root = ?')
    this.#at = rows(
      `SELECT directory FROM baseline WHERE root = ?1 ORDER BY directory, name LIMIT 1 OFFSET ${limit('?2')}`,
    )
    // A stamp ends in its inode.
    const inode = `substr(stamp, length(rtrim(stamp, '0123456789')) + 1)`
    this.#inodes = rows(
      `SELECT roots.path, directory, name, ${inode} FROM baseline JOIN roots ON roots.id = root
       WHERE stamp LIKE 'file:%' AND phase <> 'dropped' AND ${inode} IN (SELECT value FROM json_each(?))`,
    )
  }

  children(root: PathText, directory: PathText, limit: number): readonly BaselineStamp[] | null {
    const found = this.childrenAfter(root, directory, '' as PathText, limit + 1)
    return found.length > limit ? null : found
  }

  child(root: PathText, directory: PathText, name: PathText): BaselineStamp | null {
    const row = this.#child.get(this.#idOf(root), directory, name) as Columns | undefined
    return row === undefined ? null : stampFrom(row)
  }

  countChildren(root: PathText, directory: PathText): number {
    const row = this.#count.get(this.#idOf(root), directory) as readonly [number] | undefined
    return row?.[0] ?? 0
  }

  childrenAfter(root: PathText, directory: PathText, after: PathText, limit: number): readonly BaselineStamp[] {
    const row = this.#after.get(this.#idOf(root), directory, after, limit) as readonly [string | null] | undefined
    const fields = row?.[0]?.split('/') ?? []
    const found: BaselineStamp[] = []
    for (let at = 0; at < fields.length; at += 2)
      found.push(stampFrom([(fields[at] ?? '') as PathText, fields[at + 1] ?? '']))
    return found
  }

  /** One seek a folder: its rows are stepped over, not read. */
  foldersAfter(root: PathText, after: PathText, limit: number): readonly PathText[] {
    const rows = this.#folders.all(this.#idOf(root), after, limit) as unknown as (readonly [PathText])[]
    return rows.map(([directory]) => directory)
  }

  foldersAt(root: PathText, shares: readonly number[]): readonly PathText[] {
    const id = this.#idOf(root)
    const [all = 0] = (this.#all.get(id) ?? []) as unknown as readonly number[]
    return shares.flatMap(share => {
      const row = this.#at.get(id, Math.min(Math.floor(all * share), all - 1)) as readonly [PathText] | undefined
      return row ?? []
    })
  }

  withInodes(inodes: readonly number[]): readonly PlaceOfInode[] {
    const rows = this.#inodes.all(JSON.stringify(inodes.map(String))) as unknown as (readonly [
      root: PathText,
      directory: PathText,
      name: PathText,
      inode: string,
    ])[]
    return rows.map(([root, directory, name, inode]) => ({
      root,
      path: joinPath(directory, name),
      inode: Number(inode),
    }))
  }

  close(): void {
    this.#database.close()
  }

  /** Numbers are never given anew, so what was found once stays true; 0 is no root's. */
  #idOf(root: PathText): number {
    const known = this.#rootIds.get(root)
    if (known !== undefined) return known
    const row = this.#root.get(root) as readonly [number] | undefined
    if (row === undefined) return 0
    this.#rootIds.set(root, row[0])
    return row[0]
  }
}

/**
 * Never a parameter alone: its value would be part of the plan, and SQLite compiles the statement anew each time that one is
 * bound (sqlite3ExprIsInteger of expr.c), at twice the cost of reading a folder's rows.
 */
function limit(parameter: string): string {
  return `${parameter} + 0`
}

function stampFrom([name, stamp]: Columns): BaselineStamp {
  return stamp.startsWith(unnamed)
    ? { name, stamp: stamp.slice(unnamed.length), named: false }
    : { name, stamp, named: true }
}
