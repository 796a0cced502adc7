// Owns the statements that write the baseline: the last observation of every path. The walker reads it by baseline.ts.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { Observation } from '@sekisho/shared/observation.ts'
import { folderOf, joinPath, nameOf, type PathText } from '@sekisho/shared/path.ts'
import type { Packed } from '../handover.packed.ts'
import { all, one } from './database.ts'
import { type FolderState, folders, type LaneNumber } from './schema.ts'

export interface BaselineRow extends Packed {
  readonly census: number
  readonly lane: LaneNumber
}

export interface UnnamedRow {
  readonly path: PathText
  readonly lane: LaneNumber
}

interface RowOfCensus {
  readonly directory: PathText
  readonly name: PathText
  readonly lane: LaneNumber
  readonly named: 0 | 1
}

/** A folder of which nothing was known when something in it was sought, and what was put there since. */
interface NewFolder {
  readonly root: number
  readonly directory: PathText
  readonly names: Set<PathText>
}

/** In more than so many the database is asked again: a folder may hold millions. */
const mostNames = 10_000

const row = '(?, ?, ?, ?, ?, ?, ?, ?)'
const columns = 8
/** Rows of one statement: each statement that is run costs as much as its row. */
const rowsOfPut = [16, 4, 1] as const
const mostRows = rowsOfPut[0]

export class BaselineRows {
  readonly #find: StatementSync
  readonly #folder: StatementSync
  readonly #anyIn: StatementSync
  readonly #puts: readonly { readonly rows: number; readonly statement: StatementSync }[]
  readonly #remove: StatementSync
  readonly #unnamed: StatementSync
  readonly #removeRoot: StatementSync
  /** Nobody else writes rows. */
  #newFolder: NewFolder | null = null
  /** Columns of rows that were put and are not written yet, and the directories, of whichever root, that they lie in. */
  #unwritten: SQLInputValue[] = []
  readonly #unwrittenIn = new Set<PathText>()

  constructor(database: DatabaseSync) {
    const where = 'WHERE root = ? AND directory = ? AND name = ?'
    this.#find = database.prepare(`SELECT stamp, census, lane, rest FROM baseline ${where}`)
    this.#folder = database.prepare(`SELECT folder FROM baseline ${where}`)
    this.#anyIn = database.prepare(`SELECT 1 FROM baseline WHERE root = ? AND directory = ? AND name > '' LIMIT 1`)
    this.#puts = rowsOfPut.map(rows => {
      const values = Array(rows).fill(row).join(', ')
      return { rows, statement: database.prepare(`INSERT OR REPLACE INTO baseline VALUES ${values}`) }
    })
    this.#remove = database.prepare(`DELETE FROM baseline ${where}`)
    // Both in one pass: it reads all rows of the root.
    this.#unnamed = database.prepare(
      `SELECT directory, name, lane, census = ?2 AS named FROM baseline
       WHERE root = ?1 AND (census <> ?2 OR folder >= ${folders.unreadable})`,
    )
    this.#removeRoot = database.prepare('DELETE FROM baseline WHERE root = ?')
  }

  /** A first walk asks for all that lies in a folder of which no row is there: for most of it that is known already. */
  find(root: number, path: PathText): BaselineRow | undefined {
    const directory = folderOf(path)
    const name = nameOf(path)
    const known = this.#newIn(root, directory)
    // The root itself is in no folder, and has no name.
    if (known !== null && name !== '' && !known.names.has(name)) return undefined
    this.#writeOf(directory)
    const row = one<BaselineRow>(this.#find, root, directory, name)
    if (row === undefined && known === null && name !== '' && !this.hasRowsIn(root, directory))
      this.#newFolder = { root, directory, names: new Set() }
    return row
  }

  /** Undefined when there is no row. */
  folderState(root: number, path: PathText): FolderState | undefined {
    this.#writeOf(folderOf(path))
    return one<{ folder: FolderState }>(this.#folder, root, folderOf(path), nameOf(path))?.folder
  }

  /** Whether anything lies directly in it. */
  hasRowsIn(root: number, directory: PathText): boolean {
    this.#writeOf(directory)
    return one(this.#anyIn, root, directory) !== undefined
  }

  /** Written together with others: before anything here is asked that it would tell of, and by `write` at the latest. */
  put(root: number, path: PathText, folder: FolderState, { stamp, census, lane, rest }: BaselineRow): void {
    const directory = folderOf(path)
    const name = nameOf(path)
    this.#unwritten.push(root, directory, name, stamp, folder, census, lane, rest)
    this.#unwrittenIn.add(directory)
    if (this.#unwritten.length === mostRows * columns) this.write()
    const names = this.#newIn(root, directory)?.names
    if (names !== undefined && names.add(name).size > mostNames) this.#newFolder = null
  }

  /** All that was put, before the transaction ends. */
  write(): void {
    const values = this.#unwritten
    let from = 0
    for (const { rows, statement } of this.#puts)
      for (; from + rows * columns <= values.length; from += rows * columns)
        statement.run(...values.slice(from, from + rows * columns))
    this.#forgetUnwritten()
  }

  remove(root: number, path: PathText): void {
    this.#writeOf(folderOf(path))
    this.#remove.run(root, folderOf(path), nameOf(path))
  }

  /** A row that a failed transaction removed lies there again, in a folder that was found empty since. */
  snapshot(): () => void {
    return () => {
      this.#newFolder = null
      this.#forgetUnwritten()
    }
  }

  #writeOf(directory: PathText): void {
    if (this.#unwrittenIn.has(directory)) this.write()
  }

  #forgetUnwritten(): void {
    this.#unwritten = []
    this.#unwrittenIn.clear()
  }

  #newIn(root: number, directory: PathText): NewFolder | null {
    const last = this.#newFolder
    return last !== null && last.directory === directory && last.root === root ? last : null
  }

  removeRoot(root: number): void {
    this.write()
    this.#removeRoot.run(root)
  }

  /** Rows that a census did not name, without those below a directory that it found unreadable: nothing is inferred there. */
  unnamed(root: number, census: number): readonly UnnamedRow[] {
    this.write()
    const rows = all<RowOfCensus>(this.#unnamed, root, census).map(({ directory, name, lane, named }) => {
      return { path: joinPath(directory, name), lane, named }
    })
    const unreadable = new Set(rows.flatMap(({ path, named }) => (named === 1 ? [path] : [])))
    const unnamed = rows.filter(({ path, named }) => named === 0 && !liesBelow(path, unreadable))
    return unnamed.map(({ path, lane }) => ({ path, lane }))
  }
}

export function folderState(seen: Observation): FolderState {
  if (seen.state === 'absent') return folders.none
  if (seen.state === 'unreadable') {
    if (seen.stat === null) return folders.unknown
    return seen.stat.type === 'directory' ? folders.unreadable : folders.none
  }
  return seen.type === 'directory' ? folders.readable : folders.none
}

function liesBelow(path: PathText, directories: ReadonlySet<PathText>): boolean {
  if (directories.size === 0) return false
  for (let at = path; at !== ''; ) {
    at = folderOf(at)
    if (directories.has(at)) return true
  }
  return false
}
