// Owns how the journal's database is opened, checked, migrated and written in transactions. Knows no rows.
import { existsSync, renameSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { makePrivate } from '@sekisho/shared/durable-file.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import { migrations } from './schema.ts'

export interface OpenedDatabase {
  readonly database: DatabaseSync
  /** A file was there that could not be used. */
  readonly damaged: boolean
}

const codes = { ioError: 10, corrupt: 11, full: 13, notADatabase: 26 } as const

/**
 * Opens `file`, or makes it. A damaged one is renamed to `<file>.damaged-<now>` and a new one made.
 * @throws Failure schema-newer
 */
export function openDatabase(file: string, now: number): OpenedDatabase {
  const existed = existsSync(file)
  try {
    const { database, fresh } = prepare(file)
    return { database, damaged: existed && fresh }
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'journal-corrupt') throw error
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, `${file}.damaged-${now}${suffix}`)
    }
    return { database: prepare(file).database, damaged: true }
  }
}

/** `fresh`: it held nothing yet. */
function prepare(file: string): { database: DatabaseSync; fresh: boolean } {
  makePrivate(file)
  const database = new DatabaseSync(file, { timeout: 5000 })
  try {
    const from = versionOf(database)
    if (from > migrations.length) {
      throw new Failure('schema-newer', `schema ${from} > ${migrations.length}`, { place: file })
    }
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000')
    if (from > 0) assertSound(database, file)
    migrations.slice(from).forEach((migration, index) => {
      transact(database, () => database.exec(`${migration}; PRAGMA user_version = ${from + index + 1}`))
    })
    return { database, fresh: from === 0 }
  } catch (error) {
    database.close()
    throw failureOf(error, file)
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version)
}

function assertSound(database: DatabaseSync, file: string): void {
  const found = database.prepare('PRAGMA quick_check(1)').get()?.quick_check
  if (found !== 'ok') throw new Failure('journal-corrupt', String(found), { place: file })
  const tables = database.prepare(`SELECT count(*) AS n FROM sqlite_schema WHERE name = 'meta'`).get()
  if (tables?.n !== 1) throw new Failure('journal-corrupt', 'it holds other tables than a journal', { place: file })
}

/** All of `body` is on disk when this returns, or nothing of it ever. @throws Failure for what SQLite reports */
export function transact<T>(database: DatabaseSync, body: () => T): T {
  try {
    database.exec('BEGIN IMMEDIATE')
    const result = body()
    database.exec('COMMIT')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw failureOf(error)
  }
}

/** SQLite's errors as rows of the failure table; anything else as it is. */
function failureOf(error: unknown, place?: string): unknown {
  if (!(error instanceof Error) || !('errcode' in error)) return error
  const options = { cause: error, ...(place === undefined ? {} : { place }) }
  // The low byte of an extended code is the primary one (sqlite.org/rescode.html).
  switch (Number(error.errcode) & 0xff) {
    case codes.full:
    // A quota that is used up comes as an input/output error of the write.
    case codes.ioError:
      return new Failure('journal-full', error.message, options)
    case codes.corrupt:
    case codes.notADatabase:
      return new Failure('journal-corrupt', error.message, options)
    default:
      return error
  }
}

/** The first row, in the shape that the statement's own columns have. */
export function one<T>(statement: StatementSync, ...values: SQLInputValue[]): T | undefined {
  return statement.get(...values) as T | undefined
}

/** All rows, in the shape that the statement's own columns have. */
export function all<T>(statement: StatementSync, ...values: SQLInputValue[]): T[] {
  return statement.all(...values) as T[]
}
