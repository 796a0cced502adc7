// Owns the look-up of what releases list in a folder of a site, and whether they have anything below it, where they all lie
// below one prefix; lists that they have in common come once.
import { isBelow, type PathText } from '@sekisho/shared/path.ts'
import type { PlacedReleases } from '../handover.compose.ts'
import type { Connection } from './connection.ts'
import { foldersOf } from './reads.hold.ts'

/**
 * Up to so many releases are asked for one by one: a folder such as `src` stands in the lists of every plugin of every
 * customer. For more it is quicker to read them all.
 */
const askedSingly = 128
/**
 * Rows that are looked through for what lies below folders, before all folders of the releases are read instead. Below one
 * that these releases do not have, those of other customers may have a million.
 */
const lookedThrough = 5_000

export interface ListEntry {
  readonly name: string
  readonly type: 'file' | 'symlink'
  readonly sha256: string
}

interface Listed {
  readonly release: number
  readonly list: number
}

/** `0` comes after `/`. */
const releasesBelow = `SELECT l.release FROM folder f CROSS JOIN release_list l ON l.folder = f.id WHERE f.path = ?1
  UNION ALL SELECT l.release FROM folder f CROSS JOIN release_list l ON l.folder = f.id
  WHERE f.path > ?1 || '/' AND f.path < ?1 || '0'`

export class PlacedLists {
  readonly prefix: PathText
  readonly #connection: Connection
  readonly #releases: ReadonlySet<number>
  /** Null where there are too many to be asked for singly. */
  readonly #asked: string | null
  #looked = 0
  #folders: ReadonlySet<string> | null = null

  constructor(connection: Connection, { prefix, releases }: PlacedReleases) {
    this.#connection = connection
    this.prefix = prefix
    this.#releases = new Set(releases)
    this.#asked = releases.length > askedSingly ? null : JSON.stringify(releases)
  }

  /** Each list with its releases. `folder`: below the site's top. */
  in(folder: PathText): ReadonlyMap<number, readonly number[]> {
    const lists = new Map<number, number[]>()
    if (!isBelow(folder, this.prefix)) return lists
    for (const { release, list } of this.#listed(this.#within(folder))) {
      const having = lists.get(list)
      if (having === undefined) lists.set(list, [release])
      else having.push(release)
    }
    return lists
  }

  /** Whether one of them has something in the folder or below it. `folder`: below the site's top. */
  reach(folder: PathText): boolean {
    if (isBelow(this.prefix, folder)) return true
    if (!isBelow(folder, this.prefix)) return false
    const within = this.#within(folder)
    if (this.#folders === null) {
      // What they have is mostly among the first.
      for (const { release } of this.#connection.each<{ release: number }>(releasesBelow, within)) {
        if (this.#releases.has(release)) return true
        if (++this.#looked > lookedThrough) break
      }
      if (this.#looked <= lookedThrough) return false
    }
    this.#folders ??= new Set([...this.#releases].flatMap(release => [...foldersOf(this.#connection, release)]))
    return this.#folders.has(within)
  }

  entries(list: number): readonly ListEntry[] {
    const sql = 'SELECT name, type, lower(hex(sha256)) AS sha256 FROM list_entry WHERE list = ?'
    return this.#connection.all<ListEntry>(sql, list)
  }

  #within(folder: PathText): string {
    return this.prefix === '' ? folder : folder.slice(this.prefix.length + 1)
  }

  #listed(folder: string): readonly Listed[] {
    const at = this.#connection.one<{ id: number }>('SELECT id FROM folder WHERE path = ?', folder)?.id
    if (at === undefined) return []
    if (this.#asked === null) {
      return this.#connection
        .all<Listed>('SELECT release, list FROM release_list WHERE folder = ?', at)
        .filter(({ release }) => this.#releases.has(release))
    }
    return this.#connection.all<Listed>(
      `SELECT l.release, l.list FROM json_each(?) asked CROSS JOIN release_list l
       ON l.folder = ? AND l.release = asked.value`,
      this.#asked,
      at,
    )
  }
}
