// The laws of `sekisho evidence export`: it makes a whole folder or none, over nothing that is there, beside a collector that
// runs; what it cannot read it counts, and ends with a code of its own.
import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import { describe, expect, test } from 'vitest'
import { nameOfService } from '../../../bin/install/units.ts'
import { broken, check, ExportHouse, rowsOf } from '../../support/export-house.ts'
import { ExportVaultHouse } from '../../support/export-vault.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runSekisho } from '../../support/shell.ts'
import { unzipped } from '../../support/unzip.ts'

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

  test('is shown, in its help and in the documentation, as it runs where a collector is a service', async () => {
    const { out: help } = await runSekisho(['evidence', 'export', '--help'], {})
    const proof = readFileSync(join(import.meta.dirname, '../../../docs/proof.md'), 'utf8')
    for (const text of [help, proof]) {
      const shown = text.split('\n').filter(line => line.includes('evidence export 12'))
      expect(shown.length).toBeGreaterThan(1)
      const service = `sudo -u ${nameOfService('collector')} sekisho --state /var/lib/${nameOfService('collector')} evidence export 12`
      for (const line of shown) {
        expect(line.trim()).toMatch(new RegExp(`^${service} --out /srv/export/`))
        expect(line).not.toContain('/root/')
      }
    }
  })

  const isRoot = process.getuid?.() === 0
  if (!isRoot) console.warn('SKIPPED: a password file can be given to another user by root alone')
  test.skipIf(!isRoot)('says as which user it runs where the password is of another', async () => {
    const { house, incident, out } = await opened()
    const file = join(temporaryFolder(), 'password')
    writeFileSync(file, 'kitsune & tanuki 7', { mode: 0o600 })
    chownSync(file, 1, 1)
    const { err } = await run(house, incident, out, '--password-file', file)
    expect(err).toContain(`it belongs to user 1, and this runs as user 0: run it as that user (sudo -u '#1')`)
    expect(existsSync(out)).toBe(false)
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
    expect(taken.code).toBe(exitCodes.usage)
    const told = `${out}: it exists already, and nothing of it was touched: name a folder that does not exist`
    expect(taken.err).toContain(told)
    const ja = await runSekisho(['evidence', 'export', '1', '--out', out], { SEKISHO_STATE: house.state, LANG: 'ja' })
    expect(ja.err).toContain('まだ存在しないフォルダー')
    expect(readdirSync(dirname(out))).toEqual(['incident'])
    expect(readdirSync(out)).toEqual(['mine'])
  })

  test('makes nothing in a folder that an agent here watches', async () => {
    const { house, incident } = await opened()
    const root = temporaryFolder()
    const bindings = { version: 1, roots: [{ root, site: 'shop', prefix: '', profile: 'php' }], profiles: [] }
    mkdirSync(join(house.state, 'agent'))
    writeFileSync(join(house.state, 'agent', 'bindings.json'), JSON.stringify(bindings))
    const { code, err } = await run(house, incident, join(root, 'incident'))
    expect(code).toBe(exitCodes.usage)
    expect(err).toContain(`it lies in the watched root ${root}`)
    expect(readdirSync(root)).toEqual([])
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
    expect(named.out).toMatch(/may be malicious[\s\S]*may hold passwords and keys/)
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
    const readme = readFileSync(join(out, 'README.txt'), 'utf8')
    expect(readme).toMatch(/key-missing: 1\n.*was not at hand: .*content\.key: there is no such file/)
    expect(readme).toMatch(/暗号鍵が利用できませんでした: .*content\.key: このファイルはありません/)
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

  test('puts contents under the password of a file that only its owner reads, and says how they are opened', async () => {
    const { house, incident, out } = await opened()
    await new ExportVaultHouse(house).keep(content)
    const file = join(temporaryFolder(), 'password')
    writeFileSync(file, 'kitsune & tanuki 7\n', { mode: 0o600 })
    const { code, out: told, err } = await run(house, incident, out, '--password-file', file)
    expect(code).toBe(exitCodes.ok)
    expect(told).toContain('contents.zip (AES-256), which 7-Zip opens')
    expect(told + err).not.toContain('tanuki')
    const archive = readFileSync(join(out, 'contents.zip'))
    expect(await unzipped(archive, 'kitsune & tanuki 7')).toEqual([[`${sha256Hex(content)}.bin`, content]])
  })

  test.each([
    ['short', 'tanuki7', 0o600, '8 to 99 signs of ASCII'],
    ['not of ASCII', 'きつねとたぬき八文字', 0o600, '8 to 99 signs of ASCII'],
    ['open to others', 'kitsune & tanuki 7', 0o644, 'others can use it'],
  ])('makes nothing with a password that is %s, and does not repeat it', async (_what, word, mode, said) => {
    const { house, incident, out } = await opened()
    const file = join(temporaryFolder(), 'password')
    writeFileSync(file, word, { mode })
    const { code, out: told, err } = await run(house, incident, out, '--password-file', file)
    expect(code).toBe(exitCodes.usage)
    expect(err).toContain(file)
    expect(err).toContain(said)
    expect(told + err).not.toContain(word)
    expect(existsSync(out)).toBe(false)
  })

  test('takes a password or no contents, and not both', async () => {
    const { house, incident, out } = await opened()
    const { code, err } = await run(house, incident, out, '--no-contents', '--password-file', '/nowhere')
    expect(code).toBe(exitCodes.usage)
    expect(err).toContain('--no-contents')
  })
})
