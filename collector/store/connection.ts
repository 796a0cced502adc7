// Owns one SQLite connection: how it is opened, its prepared statements, and what its errors mean. Knows no table.
import { backup, type DatabaseSync, DatabaseSync as Sqlite, type StatementSync } from 'node:sqlite'
import { makePrivate } from '@sekisho/shared/durable-file.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import { FaultError } from './faults.ts'

export type Value = null | number | string | Uint8Array

// Primary result codes, https://www.sqlite.org/rescode.html
const sqliteFull = 13
const sqliteConstraint = 19
const sqliteNotADatabase = 26
/** 16 MiB between two looks at how far it came. */
const pagesOfStep = 4_096

/** Statements are prepared once each and kept; `sql` must therefore come from a small fixed set. */
export class Connection {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  /** Those whose rows are lists of values. */
  readonly #listing = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  one<T>(sql: string, ...values: Value[]): T | undefined {
    return this.#statement(sql).get(...values) as unknown as T | undefined
  }

  all<T>(sql: string, ...values: Value[]): T[] {
    return this.#statement(sql).all(...values) as unknown as T[]
  }

  /** As `all`, each row the list of its values: half the cost where rows come by the thousand. */
  rows<T extends readonly unknown[]>(sql: string, ...values: Value[]): T[] {
    return this.#statement(sql, this.#listing).all(...values) as unknown as T[]
  }

  each<T>(sql: string, ...values: Value[]): IterableIterator<T> {
    return this.#statement(sql).iterate(...values) as unknown as IterableIterator<T>
  }

  run(sql: string, ...values: Value[]): { readonly changes: number; readonly id: number } {
    const { changes, lastInsertRowid } = this.#statement(sql).run(...values)
    return { changes: Number(changes), id: Number(lastInsertRowid) }
  }

  exec(sql: string): void {
    this.#database.exec(sql)
  }

  get isTransaction(): boolean {
    return this.#database.isTransaction
  }

  /** `work` in one transaction: committed when it returns, undone when it throws. */
  transaction<T>(begin: 'BEGIN' | 'BEGIN IMMEDIATE', work: () => T, beforeCommit: () => void = () => {}): T {
    this.run(begin)
    try {
      const result = work()
      beforeCommit()
      this.run('COMMIT')
      return result
    } catch (error) {
      // A full disk makes SQLite roll back by itself; a second ROLLBACK would hide the reason.
      if (this.isTransaction) this.run('ROLLBACK')
      throw error
    }
  }

  /**
   * Copies all of it into a file, page by page and off this thread. Within a transaction all pages are of its moment,
   * whoever writes meanwhile. @param told pages so far, and of how many
   */
  async copyTo(path: string, told: (done: number, total: number) => void): Promise<void> {
    const progress = ({ totalPages, remainingPages }: { totalPages: number; remainingPages: number }) =>
      told(totalPages - remainingPages, totalPages)
    await backup(this.#database, path, { rate: pagesOfStep, progress })
  }

  close(): void {
    this.#statements.clear()
    this.#listing.clear()
    this.#database.close()
  }

  #statement(sql: string, kept = this.#statements): StatementSync {
    const known = kept.get(sql)
    if (known !== undefined) return known
    const made = this.#database.prepare(sql)
    if (kept === this.#listing) made.setReturnArrays(true)
    kept.set(sql, made)
    return made
  }
}

/** The one connection that writes. Commits are on the disk before they return. */
export function openWriteConnection(path: string, maxPages: number | null): Connection {
  makePrivate(path)
  const database = new Sqlite(path, { timeout: 5_000 })
  // Findings come at random places of the tables, so a commit writes a page or two for each: larger pages cost more than
  // their fan-out spares. A long WAL lets many commits share the writing of a page back to the database.
  database.exec('PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON')
  database.exec('PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=16000')
  if (maxPages !== null) database.exec(`PRAGMA max_page_count=${maxPages}`)
  return new Connection(database)
}

export function openReadConnection(path: string): Connection {
  const database = new Sqlite(path, { readOnly: true, timeout: 5_000 })
  database.exec('PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY; PRAGMA query_only=ON')
  return new Connection(database)
}

/** Beside a collector that may run on it: how pages and log are kept stays the collector's to say. */
export function openBesideConnection(path: string): Connection {
  const database = new Sqlite(path, { timeout: 5_000 })
  database.exec('PRAGMA synchronous=FULL')
  return new Connection(database)
}

/** A database that nobody else uses, and that is thrown away where the work on it fails: nothing is kept to undo it. */
export function openScratchConnection(path: string): Connection {
  const database = new Sqlite(path)
  database.exec('PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA secure_delete=ON')
  return new Connection(database)
}

/** SQLite's primary result code; undefined for an error that is not SQLite's. */
function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error)) return undefined
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
}

/** Whether the file that was opened is no database at all. */
export function isNoDatabase(error: unknown): boolean {
  return sqliteCode(error) === sqliteNotADatabase
}

/** The store's own trouble, which a later try may not have, as a row of the failure table; null for anything else. */
export function storeFailure(error: unknown): Failure | null {
  if (error instanceof FaultError) return new Failure('store-busy', error.message, { cause: error })
  const code = sqliteCode(error)
  if (code === undefined || code === sqliteConstraint) return null
  const message = error instanceof Error ? error.message : String(error)
  return new Failure(code === sqliteFull ? 'store-full' : 'store-busy', message, { cause: error })
}
