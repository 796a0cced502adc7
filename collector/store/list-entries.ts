// Owns the look for one name in a list of a release, and for the lists of a folder. How far each is read ahead is
// read-ahead.ts's.
import type { PathText } from '@sekisho/shared/path.ts'
import type { PathPermit } from '../handover.ts'
import type { Connection } from './connection.ts'
import { ReadAhead } from './read-ahead.ts'

export type Entry = Pick<PathPermit, 'type' | 'sha256'>

type EntryRow = readonly [name: PathText, type: Entry['type'], sha256: string]

/** Lists of one folder by release. */
export type Lists = ReadonlyMap<number, readonly number[]>

const mostNamesAhead = 256
/** With 256 names of 200 bytes each 25 MB at most. */
const listsKept = 500
/** A folder may have a list or more in each of a hundred releases. */
const mostFoldersAhead = 64
const noLists: Lists = new Map()

export class ListEntries {
  readonly #connection: Connection
  readonly #entries = new Map<number, ReadAhead<EntryRow>>()
  #folders: ReadAhead<readonly [PathText, Lists]>

  constructor(connection: Connection) {
    this.#connection = connection
    this.#folders = this.#openFolders()
  }

  forget(): void {
    this.#entries.clear()
    this.#folders = this.#openFolders()
  }

  find(list: number, name: PathText): Entry | null {
    let entries = this.#entries.get(list)
    if (entries === undefined) {
      if (this.#entries.size >= listsKept) this.#entries.clear()
      entries = new ReadAhead((from, ahead) => this.#entriesOf(list, from, ahead), mostNamesAhead)
      this.#entries.set(list, entries)
    }
    const row = entries.find(name)
    return row === null ? null : { type: row[1], sha256: row[2] }
  }

  /** Of all releases. */
  listsOf(folder: PathText): Lists {
    return this.#folders.find(folder)?.[1] ?? noLists
  }

  #entriesOf(list: number, from: PathText, ahead: number): readonly EntryRow[] {
    // A parameter alone behind LIMIT is part of the plan: SQLite compiles the statement anew each time that one is bound.
    return this.#connection.rows<EntryRow>(
      'SELECT name, type, lower(hex(sha256)) FROM list_entry WHERE list = ? AND name >= ? ORDER BY name LIMIT ? + 0',
      list,
      from,
      ahead,
    )
  }

  #openFolders(): ReadAhead<readonly [PathText, Lists]> {
    return new ReadAhead((from, ahead) => this.#foldersFrom(from, ahead), mostFoldersAhead)
  }

  #foldersFrom(from: PathText, ahead: number): readonly (readonly [PathText, Lists])[] {
    const rows = this.#connection.rows<[folder: PathText, release: number | null, list: number]>(
      `SELECT f.path, l.release, l.list FROM (SELECT id, path FROM folder WHERE path >= ? ORDER BY path LIMIT ? + 0) f
       LEFT JOIN release_list l ON l.folder = f.id ORDER BY f.path`,
      from,
      ahead,
    )
    const folders = new Map<PathText, Map<number, number[]>>()
    for (const [folder, release, list] of rows) {
      const lists = folders.get(folder) ?? new Map<number, number[]>()
      folders.set(folder, lists)
      if (release === null) continue
      const own = lists.get(release)
      if (own === undefined) lists.set(release, [list])
      else own.push(list)
    }
    return [...folders]
  }
}
