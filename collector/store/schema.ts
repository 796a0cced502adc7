// Owns the order of migrations and refuses what a newer version wrote. The tables themselves stand in migrations/.
import { readdirSync, readFileSync } from 'node:fs'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Connection } from './connection.ts'

const folder = new URL('./migrations/', import.meta.url)

/**
 * Brings the database to the newest schema, each migration in a transaction of its own. Says the version reached.
 * @throws Failure schema-newer
 */
export function migrate(connection: Connection, place: string): number {
  const files = readdirSync(folder)
    .filter(name => /^\d{3}-.*\.sql$/.test(name))
    .sort()
  const found = connection.one<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
  if (found > files.length) {
    const message = `its schema is version ${found}, and this program knows versions up to ${files.length}`
    throw new Failure('schema-newer', message, { place })
  }
  files.slice(found).forEach((name, index) => {
    connection.transaction('BEGIN IMMEDIATE', () => {
      connection.exec(readFileSync(new URL(name, folder), 'utf8'))
      connection.exec(`PRAGMA user_version=${found + index + 1}`)
    })
  })
  return files.length
}
