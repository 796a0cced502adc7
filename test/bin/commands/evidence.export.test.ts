// The laws of `sekisho evidence export`: it makes a whole folder or none, over nothing that is there, beside a collector that
// runs; what it cannot read it counts, and ends with a code of its own.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import { describe, expect, test } from 'vitest'
import { broken, check, ExportHouse, rowsOf } from '../../support/export-house.ts'
import { ExportVaultHouse } from '../../support/export-vault.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runSekisho } from '../../support/shell.ts'

/** Of the one file that was found. */
const content = Buffer.from('<?php // a.php')
const contentFile = `contents/${sha256Hex(content)}.bin`

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
    expect(existsSync(join(house.state, 'collector', 'content.key'))).toBe(false)
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

  test('opens contents with the key of the state folder, of the config, or of the file that is named', async () => {
    const { house, incident, out } = await opened()
    const keyFile = join(temporaryFolder(), 'content.key')
    await new ExportVaultHouse(house, keyFile).keep(content)
    const named = await run(house, incident, `${out}.named`, '--content-key', keyFile)
    expect(named.code).toBe(exitCodes.ok)
    expect(named.out).toContain(`1 content of a file, ${content.length} bytes`)
    expect(named.out).toContain('may be malicious')
    writeFileSync(join(house.state, 'collector.yaml'), `contents:\n  keyFile: ${keyFile}\n`)
    expect((await run(house, incident, `${out}.config`)).code).toBe(exitCodes.ok)
    rmSync(join(house.state, 'collector.yaml'))
    copyFileSync(keyFile, join(house.state, 'collector', 'content.key'))
    expect((await run(house, incident, `${out}.own`)).code).toBe(exitCodes.ok)
    for (const how of ['named', 'config', 'own'])
      expect(readFileSync(join(`${out}.${how}`, contentFile))).toEqual(content)
  })

  test('goes on without contents where their key is missing, says so, and the package says why', async () => {
    const { house, incident, out } = await opened()
    await new ExportVaultHouse(house, join(temporaryFolder(), 'content.key')).keep(content)
    const { code, out: told } = await run(house, incident, out)
    expect(code).toBe(exitCodes.broken)
    expect(told).toContain('0 contents of files, 0 bytes')
    const missing = join(house.state, 'collector', 'content.key')
    expect(told).toContain(`Contents are left out because their key is not here: ${missing}`)
    expect(existsSync(missing)).toBe(false)
    expect(readFileSync(join(out, 'README.txt'), 'utf8')).toMatch(/key-missing: 1\n.*was not at hand: .*content\.key/)
    const checked = check(out, house.key.id)
    expect(broken(checked)).toEqual([])
    expect(checked.lines).toContain('note   1 contents are not there: key-missing')
    expect(rowsOf<{ what: string }>(out, 'audit.ndjson').map(({ what }) => what)).not.toContain('content.download')
  })

  test('leaves contents out on request', async () => {
    const { house, incident, out } = await opened()
    await new ExportVaultHouse(house).keep(content)
    const { code, out: told } = await run(house, incident, out, '--no-contents', '--json')
    expect(code).toBe(exitCodes.ok)
    expect(JSON.parse(told)).toMatchObject({ contents: { written: 0, bytes: 0, absent: { 'left-out': 1 } } })
    expect(existsSync(join(out, 'contents'))).toBe(false)
  })
})
