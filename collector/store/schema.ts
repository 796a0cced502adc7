// Owns the order of migrations and refuses what another version wrote, where that cannot be read. The tables themselves stand in migrations/.
import { readdirSync, readFileSync } from 'node:fs'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { Connection } from './connection.ts'

const folder = new URL('./migrations/', import.meta.url)

/** The newest version that this program knows. */
function newestSchema(): number {
  return migrations().length
}

export function schemaOf(connection: Connection): number {
  return connection.one<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
}

function migrations(): string[] {
  return readdirSync(folder)
    .filter(name => /^\d{3}-.*\.sql$/.test(name))
    .sort()
}

/**
 * Brings the database to the newest schema, each migration in a transaction of its own. Says the version reached.
 * @throws Failure schema-newer
 */
export function migrate(connection: Connection, place: string): number {
  const files = migrations()
  const found = schemaOf(connection)
  refuseNewer(found, place)
  files.slice(found).forEach((name, index) => {
    connection.transaction('BEGIN IMMEDIATE', () => {
      connection.exec(readFileSync(new URL(name, folder), 'utf8'))
      connection.exec(`PRAGMA user_version=${found + index + 1}`)
    })
  })
  return files.length
}

/**
 * For whoever reads all of a database, and may not change it. What every schema has needs no such care.
 * @throws Failure schema-older, schema-newer
 */
export function refuseOther(found: number, place: string): void {
  refuseNewer(found, place)
  const newest = newestSchema()
  if (found === newest) return
  throw new ToldFailure('schema-older', reason('state.older', { found, known: newest }), { place })
}

/** @throws Failure schema-newer */
export function refuseNewer(found: number, place: string): void {
  const newest = newestSchema()
  if (found <= newest) return
  throw new ToldFailure('schema-newer', reason('state.newer', { found, known: newest }), { place })
}
