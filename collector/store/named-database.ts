// Owns the opening of a database that somebody named: whether it can be read, and is a collector's. What is read there is the
// asker's.
import { accessSync, constants } from 'node:fs'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { type Connection, isNoDatabase, openReadConnection } from './connection.ts'

/**
 * For reading alone.
 * @throws Failure name-unknown when there is none
 */
export function openNamedDatabase(file: string): Connection {
  try {
    accessSync(file, constants.R_OK)
  } catch (error) {
    const why = reason('state.no-database', { errno: errnoOf(error) ?? '?' })
    throw new ToldFailure('name-unknown', why, { cause: error, place: file })
  }
  try {
    const connection = openReadConnection(file)
    const tables = `SELECT count(*) AS count FROM sqlite_master WHERE type = 'table' AND name IN ('evidence', 'host')`
    // Every schema has these two.
    if (connection.one<{ count: number }>(tables)?.count === 2) return connection
    connection.close()
  } catch (error) {
    if (!isNoDatabase(error)) throw error
  }
  throw new ToldFailure('name-unknown', reason('state.other-database'), { place: file })
}
