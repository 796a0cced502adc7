// The laws of `sekisho evidence export`: it makes a whole folder or none, over nothing that is there, beside a collector that
// runs; what it cannot read it counts, and ends with a code of its own.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import { broken, check, ExportHouse } from '../../support/export-house.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runSekisho } from '../../support/shell.ts'

async function opened() {
  const house = await new ExportHouse().open()
  await house.send(house.deed('a.php'))
  return { house, incident: await house.incident(1), out: join(temporaryFolder(), 'incident') }
}

const run = (house: ExportHouse, incident: number, out: string, ...words: string[]) =>
  runSekisho(['evidence', 'export', `${incident}`, '--out', out, ...words], { SEKISHO_STATE: house.state })

describe('sekisho evidence export', () => {
  test('writes a whole folder while the collector takes batches, and says how it is checked', async () => {
    const { house, incident, out } = await opened()
    const more = Array.from({ length: 20 }, (_, at) => house.send(house.deed(`later${at}.php`)))
    const { code, out: told } = await run(house, incident, out)
    await Promise.all(more)
    expect(code).toBe(exitCodes.ok)
    expect(told).toContain(`node verify.mjs ${house.key.id}`)
    const checked = check(out, house.key.id)
    expect(broken(checked)).toEqual([])
    expect(checked.code).toBe(0)
  })

  test('says in JSON what it wrote, by whom and with which key', async () => {
    const { house, incident, out } = await opened()
    const { out: told } = await run(house, incident, out, '--json')
    expect(JSON.parse(told)).toMatchObject({ folder: out, incident, collector: house.key.id, findings: 1, batches: 1 })
  })

  test('refuses a folder that is there and an incident that is not, and leaves nothing', async () => {
    const { house, incident, out } = await opened()
    const unknown = await run(house, incident + 1, out)
    expect(unknown.code).toBe(exitCodes.refused)
    expect(unknown.err).toContain(`there is no incident ${incident + 1}`)
    expect(readdirSync(dirname(out))).toEqual([])
    mkdirSync(out)
    writeFileSync(join(out, 'mine'), '')
    const taken = await run(house, incident, out)
    expect(taken.code).toBe(exitCodes.refused)
    expect(taken.err).toContain(out)
    expect(readdirSync(dirname(out))).toEqual(['incident'])
    expect(readdirSync(out)).toEqual(['mine'])
  })

  test('goes on around a batch that can no longer be read, and the verifier names it', async () => {
    const { house, incident, out } = await opened()
    const database = new DatabaseSync(house.store.file, { timeout: 5_000 })
    database.exec('UPDATE evidence SET bytes = substr(bytes, 1, 20)')
    database.close()
    const { code, out: told } = await run(house, incident, out)
    expect(code).toBe(exitCodes.broken)
    expect(told).toContain('any more: 1 batch.')
    expect(broken(check(out))[0]).toMatch(/^web1, epoch \S+, batch 1: it is missing/)
  })
})
