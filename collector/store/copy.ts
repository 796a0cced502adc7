// Owns copies of the collector's database: taken while it is written to, all of one moment, and without what must not lie
// in a copy; and what can be told of one. Where copies are kept, and who may have them, is backup's.
import { rmSync } from 'node:fs'
import { makePrivate, syncPath } from '@sekisho/shared/durable-file.ts'
import type { DatabaseFacts, Restoring } from '../handover.backup.ts'
import type { ChainHead } from '../handover.evidence.ts'
import { audit } from './audit.ts'
import { type Connection, openReadConnection, openScratchConnection, openWriteConnection } from './connection.ts'
import { refuseNewer, schemaOf } from './schema.ts'

/**
 * Copies the database of a collector that may be running; on disk when it resolves, readable by its owner alone.
 * @param told pages so far, and of how many
 * @throws SQLite's errors, and those of the file system
 */
export async function copyDatabase(
  source: string,
  target: string,
  told: (done: number, total: number) => void,
): Promise<void> {
  const raw = `${target}.raw`
  try {
    makePrivate(raw)
    await copyMoment(source, raw, told)
    makePrivate(target)
    writeWithoutSecrets(raw, target)
    syncPath(target)
  } finally {
    rmSync(raw, { force: true })
  }
}

async function copyMoment(source: string, raw: string, told: (done: number, total: number) => void): Promise<void> {
  const connection = openReadConnection(source)
  try {
    connection.run('BEGIN')
    // Only a read begins what all of the copy is of.
    schemaOf(connection)
    await connection.copyTo(raw, told)
    connection.run('COMMIT')
  } finally {
    connection.close()
  }
}

/**
 * What opens a door by itself, or would open again one that was shut since: invitations of hosts, sessions, sign-in links, and
 * the token of the machine that this database lies on. Written anew, since pages keep the remains of what was deleted.
 */
function writeWithoutSecrets(raw: string, target: string): void {
  const connection = openScratchConnection(raw)
  try {
    connection.run('DELETE FROM enrolment WHERE used_at IS NULL')
    connection.run(`UPDATE enrolment SET secret = ''`)
    connection.run(`DELETE FROM token WHERE kind = 'session' OR name = 'local'`)
    connection.run('DELETE FROM link')
    connection.run('VACUUM INTO ?', target)
  } finally {
    connection.close()
  }
}

/**
 * Looks at all of a database that nobody writes to.
 * @throws Failure schema-newer, SQLite's errors, and an Error that says which page or row is damaged
 */
export function lookAtDatabase(file: string): DatabaseFacts {
  const connection = openReadConnection(file)
  try {
    const schema = schemaOf(connection)
    refuseNewer(schema, file)
    const check = connection.one<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check
    if (check !== 'ok') throw new Error(check ?? 'it cannot be checked')
    return {
      schema,
      hosts: countOf(connection, 'SELECT count(*) AS count FROM host WHERE revoked_at IS NULL'),
      findings: countOf(connection, 'SELECT count(*) AS count FROM finding'),
      batches: countOf(connection, `SELECT count(*) AS count FROM evidence WHERE state = 'accepted'`),
      heads: headsIn(connection),
    }
  } finally {
    connection.close()
  }
}

function countOf(connection: Connection, sql: string): number {
  return connection.one<{ count: number }>(sql)?.count ?? 0
}

function headsIn(connection: Connection): readonly ChainHead[] {
  return connection.all<ChainHead>(
    `SELECT coalesce(c.name, '') AS customer, coalesce(h.name, 'host ' || e.host) AS host, e.epoch, e.sequence, e.digest
     FROM (SELECT host, epoch, max(sequence) AS sequence FROM evidence WHERE state = 'accepted' GROUP BY host, epoch) last
     JOIN evidence e ON e.host = last.host AND e.epoch = last.epoch AND e.sequence = last.sequence AND e.state = 'accepted'
     LEFT JOIN host h ON h.id = e.host LEFT JOIN customer c ON c.id = h.customer
     ORDER BY customer, host, e.host, e.epoch`,
  )
}

/** Leaves in the audit trail that what follows goes on from a copy. On disk when it returns. */
export function noteRestored(file: string, { at, madeAt, collector }: Restoring): void {
  const connection = openWriteConnection(file, null)
  try {
    const detail = { madeAt: new Date(madeAt).toISOString(), collector }
    audit({ connection }, { customer: null, at, who: 'local', from: 'local', what: 'store.restored', detail })
  } finally {
    connection.close()
  }
}
