// The laws of reading a database that another version wrote: evidence of every schema that there ever was can be checked, and
// copied; what needs all tables refuses by name, and never in SQL.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { expect, test } from 'vitest'
import { openEvidenceCheck } from '../../../collector/pipeline.evidence.ts'
import { openWriteConnection } from '../../../collector/store/connection.ts'
import { copyDatabase, lookAtDatabase } from '../../../collector/store/copy.ts'
import { ExportHouse } from '../../support/export-house.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runSekisho } from '../../support/shell.ts'

const folder = new URL('../../../collector/store/migrations/', import.meta.url)
const migrations = readdirSync(folder).sort()

/** As a version that knew only the first migrations left it, with one batch. */
function databaseOf(schema: number): string {
  const file = join(temporaryFolder(), 'store.db')
  const connection = openWriteConnection(file, null)
  connection.exec('PRAGMA synchronous=OFF')
  for (const name of migrations.slice(0, schema)) connection.exec(readFileSync(new URL(name, folder), 'utf8'))
  connection.exec(`PRAGMA user_version=${schema};
    INSERT INTO host (id, customer, name, key, enrolled_at, epoch, sequence, digest) VALUES (1, 1, 'web1', 'a', 0, 'e', 1, 'd');
    INSERT INTO evidence (host, epoch, sequence, digest, state, received_at, bytes) VALUES (1, 'e', 1, 'd', 'accepted', 0, x'00')`)
  connection.close()
  return file
}

test('evidence of every schema can be looked at, checked and copied', async () => {
  for (let schema = 1; schema <= migrations.length; schema++) {
    const file = databaseOf(schema)
    const check = openEvidenceCheck(file, () => 0)
    // The batch is none that an agent signed: that it is told shows that it was read.
    expect([...check.breaks([], () => {})].map(({ host, sequence }) => `${host} ${sequence}`)).toContain('web1 1')
    check.close()
    const copy = join(temporaryFolder(), 'copy.db')
    await copyDatabase(file, copy, () => {})
    expect(lookAtDatabase(copy)).toMatchObject({ schema, hosts: 1, batches: 1, heads: [{ host: 'web1' }] })
  }
})

/** The state of a collector that ended, as a program with this number of migrations left it. */
async function stateOf(schema: number) {
  const house = await new ExportHouse().open()
  await house.send(house.deed('a.php'))
  const incident = await house.incident(1)
  await house.store.store.stop()
  const database = new DatabaseSync(join(house.state, 'collector', 'store.db'))
  database.exec(`PRAGMA user_version=${schema}`)
  if (schema < migrations.length) database.exec('DROP TABLE incident_glimpse')
  database.close()
  return { incident, environment: { SEKISHO_STATE: house.state } }
}

test('an export of an older schema says what is the matter, where, and how to mend it', async () => {
  const { incident, environment } = await stateOf(migrations.length - 1)
  const out = join(temporaryFolder(), 'incident')
  const { code, err } = await runSekisho(['evidence', 'export', `${incident}`, '--out', out], environment)
  expect(code).toBe(exitCodes.usage)
  expect(err).toContain('store.db: its schema is version')
  expect(err).toContain('start the collector of this version on that state folder once')
  expect(readdirSync(join(out, '..'))).toEqual([])
})

test('what a newer version wrote is refused by name', async () => {
  const { incident, environment } = await stateOf(migrations.length + 1)
  const out = join(temporaryFolder(), 'incident')
  for (const words of [['verify'], ['heads'], ['export', `${incident}`, '--out', out]]) {
    const { code, err } = await runSekisho(['evidence', ...words], environment)
    expect([code, err]).toEqual([exitCodes.usage, expect.stringContaining('A newer Sekisho wrote it')])
  }
})

test('what is no database of a collector is called so', async () => {
  const text = join(temporaryFolder(), 'notes.txt')
  writeFileSync(text, 'no database at all, but long enough for a header of one to be looked for. '.repeat(20))
  const other = join(temporaryFolder(), 'other.db')
  const database = new DatabaseSync(other)
  database.exec('CREATE TABLE host (id INTEGER)')
  database.close()
  for (const file of [text, other]) {
    const { code, err } = await runSekisho(['evidence', 'verify', '--database', file])
    expect([code, err]).toEqual([exitCodes.refused, expect.stringMatching(`${file}: .*it is no collector.s database`)])
  }
})
