// The laws of `sekisho backup` and `sekisho restore`: what is put back is what was copied, the key lies open only where that
// was said, nothing is restored over anything, and what is damaged, newer or running is named.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { makeKeyFile } from '@sekisho/shared/keyfile.ts'
import { privateKeyPem } from '@sekisho/shared/proof.ts'
import { lockState } from '@sekisho/shared/state.ts'
import { describe, expect, test } from 'vitest'
import { type BackupHouse, openBackupHouse, signAnew } from '../../support/backup-house.ts'
import { auditOf } from '../../support/estate.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runSekisho } from '../../support/shell.ts'

const keyOf = (state: string) => readFileSync(join(state, 'collector', 'collector.key'), 'utf8')

async function made(house: BackupHouse, ...how: string[]): Promise<string> {
  const folder = join(house.shelf, `backup-${how.join('')}`.replaceAll('/', '_'))
  const { code, err } = await runSekisho(['backup', folder, '--state', house.state, ...how])
  expect(err).toBe('')
  expect(code).toBe(exitCodes.ok)
  return folder
}

const sealed = (house: BackupHouse) => ['--passphrase-file', house.passphraseFile]
const emptyMachine = () => join(temporaryFolder(), 'state')

function restore(folder: string, state: string, ...words: string[]) {
  return runSekisho(['restore', folder, '--state', state, ...words])
}

/** Nothing at all is left where nothing was restored. */
function expectNothing(state: string): void {
  expect(existsSync(state) ? readdirSync(state) : []).toEqual([])
}

describe('sekisho backup and restore', () => {
  test('put back what was copied, with the key under the passphrase, and leave it in the audit trail', async () => {
    const house = await openBackupHouse()
    const folder = await made(house, ...sealed(house))
    const state = emptyMachine()
    const { code, out } = await restore(folder, state, ...sealed(house))
    expect(code).toBe(exitCodes.ok)
    expect(out).toContain('1 host, 3 findings, 3 signed batches in 1 chain')
    expect(keyOf(state)).toBe(keyOf(house.state))
    expect(readdirSync(join(state, 'collector')).sort()).toEqual(['collector.key', 'store.db'])
    expect(auditOf(state).at(-1)).toMatchObject({ what: 'store.restored' })
    const verify = ['evidence', 'verify', '--state', state, '--heads', join(folder, 'heads.jsonl'), '--json']
    const verified = await runSekisho(verify)
    expect(JSON.parse(verified.out)).toMatchObject({ batches: 3, heads: 1, breaks: 0 })
  })

  test('say the same in JSON, in Japanese, and of a backup that is only checked', async () => {
    const house = await openBackupHouse()
    const folder = await made(house, ...sealed(house))
    const checked = await runSekisho(['restore', folder, '--check', '--json'])
    const row = JSON.parse(checked.out)
    expect(row).toMatchObject({ hosts: 1, findings: 3, batches: 3, chains: 1, key: 'sealed', collector: house.key.id })
    const japanese = await runSekisho(['restore', folder, '--check'], { LANG: 'ja_JP.UTF-8' })
    expect(japanese.out).toContain('ホスト 1 台、検知 3 件')
  })

  test('let the key lie open only where that was said', async () => {
    const house = await openBackupHouse()
    const [, secret = ''] = privateKeyPem(house.key).split('\n')
    const holds = (folder: string) =>
      readdirSync(folder).some(name => readFileSync(join(folder, name)).includes(secret))
    expect(holds(await made(house, '--key-open'))).toBe(true)
    expect(holds(await made(house, '--key-apart'))).toBe(false)
    expect(holds(await made(house, ...sealed(house)))).toBe(false)
  })

  test('never take the keys of contents, which would open what the database holds', async () => {
    const house = await openBackupHouse()
    const secret = '5ec2e7'.repeat(10)
    writeFileSync(join(house.state, 'collector', 'content.key'), `${secret}\n`, { mode: 0o600 })
    for (const how of [['--key-open'], ['--key-apart'], sealed(house)]) {
      const folder = await made(house, ...how)
      const names = readdirSync(folder)
      expect(names).toContain('store.db')
      expect(names.filter(name => readFileSync(join(folder, name)).includes(secret))).toEqual([])
    }
  })

  test('take a key that was kept apart from its own file, and no other key', async () => {
    const house = await openBackupHouse()
    const folder = await made(house, '--key-apart')
    const state = emptyMachine()
    const without = await restore(folder, state)
    expect(without).toMatchObject({ code: exitCodes.usage })
    expect(without.err).toContain('--key')
    const other = join(house.shelf, 'other.key')
    makeKeyFile(other)
    expect((await restore(folder, state, '--key', other)).err).toContain(house.key.id)
    expectNothing(state)
    const own = join(house.shelf, 'own.key')
    copyFileSync(join(house.state, 'collector', 'collector.key'), own)
    expect(await restore(folder, state, '--key', own)).toMatchObject({ code: exitCodes.ok })
    expect(keyOf(state)).toBe(keyOf(house.state))
  })

  test('restore a key that lies open without further words', async () => {
    const house = await openBackupHouse()
    const state = emptyMachine()
    expect(await restore(await made(house, '--key-open'), state)).toMatchObject({ code: exitCodes.ok })
    expect(keyOf(state)).toBe(keyOf(house.state))
  })
})

describe('sekisho backup', () => {
  test('asks how the key is kept, and makes nothing before that is said', async () => {
    const house = await openBackupHouse()
    const folder = join(house.shelf, 'backup')
    for (const how of [[], ['--key-open', '--key-apart'], [...sealed(house), '--key-open']]) {
      const refused = await runSekisho(['backup', folder, '--state', house.state, ...how])
      expect(refused).toMatchObject({ code: exitCodes.usage, out: '' })
      expect(refused.err).toContain('--passphrase-file FILE')
    }
    expect(existsSync(folder)).toBe(false)
  })

  test('refuses a folder that is there, a state without a collector, and a passphrase that others can read', async () => {
    const house = await openBackupHouse()
    const back = (folder: string, state: string, ...how: string[]) =>
      runSekisho(['backup', join(house.shelf, folder), '--state', state, ...how])
    mkdirSync(join(house.shelf, 'there'))
    const taken = await back('there', house.state, '--key-open')
    expect(taken).toMatchObject({
      code: exitCodes.usage,
      err: expect.stringContaining('name a folder that does not exist'),
    })
    expect((await back('new', temporaryFolder(), '--key-open')).err).toContain('no collector keeps its state here')
    chmodSync(house.passphraseFile, 0o644)
    expect((await back('new', house.state, ...sealed(house))).err).toContain('others can use it')
    writeFileSync(house.passphraseFile, 'short\n')
    chmodSync(house.passphraseFile, 0o600)
    expect((await back('new', house.state, ...sealed(house))).err).toContain('at least 12 characters')
    expect(readdirSync(house.shelf).sort()).toEqual(['passphrase', 'there'])
  })

  test('leaves nothing of a backup that could not be made, and names why', async () => {
    const house = await openBackupHouse()
    writeFileSync(join(house.state, 'collector', 'store.db'), 'no database at all '.repeat(100))
    const failed = await runSekisho(['backup', join(house.shelf, 'b'), '--state', house.state, '--key-open'])
    expect(failed).toMatchObject({ code: exitCodes.failed, out: '' })
    expect(failed.err).toContain('file is not a database')
    expect(readdirSync(house.shelf)).toEqual(['passphrase'])
    const nowhere = join(house.shelf, 'none', 'b')
    const missing = await runSekisho(['backup', nowhere, '--state', house.state, '--key-open'])
    expect(missing.err).toContain('ENOENT')
  })
})

describe('sekisho restore', () => {
  test('refuses a state folder in which a collector is or was, and touches nothing of it', async () => {
    const house = await openBackupHouse()
    const folder = await made(house, '--key-open')
    const state = temporaryFolder()
    const lock = lockState(state, 'collector')
    const running = await restore(folder, state)
    expect(running).toMatchObject({ code: exitCodes.usage })
    expect(running.err).toContain('a collector is running here')
    lock.release()
    const before = readdirSync(join(state, 'collector'))
    const occupied = await restore(folder, state)
    expect(occupied).toMatchObject({ code: exitCodes.usage })
    expect(occupied.err).toContain('keeps its state here already')
    expect(readdirSync(join(state, 'collector'))).toEqual(before)
    expect(readdirSync(state)).toEqual(['collector'])
  })

  test('leaves an agent that has its state in the same folder as it is', async () => {
    const house = await openBackupHouse()
    const state = temporaryFolder()
    mkdirSync(join(state, 'agent'))
    expect(await restore(await made(house, '--key-open'), state)).toMatchObject({ code: exitCodes.ok })
    expect(readdirSync(state).sort()).toEqual(['agent', 'collector'])
  })

  test.each(['store.db', 'heads.jsonl', 'collector.key.sealed', 'manifest.json', 'manifest.sig'])(
    'names %s where one of its bytes was changed, and restores nothing',
    async name => {
      const house = await openBackupHouse()
      const folder = await made(house, ...sealed(house))
      const bytes = readFileSync(join(folder, name))
      const at = Math.floor(bytes.length / 2)
      bytes[at] = (bytes[at] ?? 0) ^ 4
      writeFileSync(join(folder, name), bytes)
      const state = emptyMachine()
      const refused = await restore(folder, state, ...sealed(house))
      expect(refused).toMatchObject({ code: exitCodes.failed, out: '' })
      // A signature fits one manifest: which of the two was changed, nobody can say.
      expect(refused.err).toContain(name === 'manifest.sig' ? 'manifest.json' : name)
      expect((await restore(folder, state, '--check')).code).toBe(exitCodes.failed)
      expectNothing(state)
    },
  )

  test('names a file that is missing, and a folder that is no backup', async () => {
    const house = await openBackupHouse()
    const folder = await made(house, '--key-open')
    rmSync(join(folder, 'store.db'))
    const state = emptyMachine()
    expect((await restore(folder, state)).err).toContain('store.db: this backup cannot be trusted')
    expect((await restore(house.shelf, state)).err).toContain('manifest.json')
    expectNothing(state)
  })

  test('refuses a newer schema, also where it was signed', async () => {
    const house = await openBackupHouse()
    const folder = await made(house, '--key-open')
    const database = new DatabaseSync(join(folder, 'store.db'))
    database.exec('PRAGMA user_version=999')
    database.close()
    signAnew(folder, house.key, { schema: 999 })
    const state = emptyMachine()
    const refused = await restore(folder, state)
    expect(refused).toMatchObject({ code: exitCodes.usage })
    expect(refused.err).toContain('its schema is version 999')
    expectNothing(state)
  })

  test('refuses a database that is not the one of its heads, and one that is damaged, also where it was signed', async () => {
    const house = await openBackupHouse()
    const folder = await made(house, '--key-open')
    const database = new DatabaseSync(join(folder, 'store.db'))
    database.exec('DELETE FROM evidence WHERE sequence = 3')
    database.close()
    signAnew(folder, house.key)
    const state = emptyMachine()
    expect((await restore(folder, state)).err).toContain('heads.jsonl: this backup cannot be trusted')
    writeFileSync(join(folder, 'store.db'), readFileSync(join(folder, 'store.db')).fill(0xff, 4096, 12_288))
    signAnew(folder, house.key)
    expect((await restore(folder, state)).err).toContain('store.db: this backup cannot be trusted')
    expectNothing(state)
  })

  test('takes a wrong passphrase for what it is', async () => {
    const house = await openBackupHouse()
    const folder = await made(house, ...sealed(house))
    writeFileSync(house.passphraseFile, 'another gate, another permit\n')
    const state = emptyMachine()
    expect((await restore(folder, state, ...sealed(house))).err).toContain('does not open the key')
    expect((await restore(folder, state)).err).toContain('--passphrase-file')
    expectNothing(state)
  })
})
