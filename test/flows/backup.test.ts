// A collector that is lost and put back, with real processes: backed up while an agent reports to it, restored on an empty
// machine, and found again by the agent that knows it.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FileRow, FindingRow, GapRow, HostRow } from '@sekisho/shared/api.ts'
import { openClient } from '@sekisho/shared/client.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { putAtOnce } from '../support/at-once.ts'
import { digestOf } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { all, type Estate, openEstate } from '../support/flow-estate.ts'
import { makeShop } from '../support/flow-shop.ts'
import { type Program, sekisho, startProgram } from '../support/sekisho.ts'

const uploads = 200

let estate: Estate
let shop: string
let passphrase: string
let original: string
const collectors: Program[] = []

beforeAll(async () => {
  estate = await openEstate()
  shop = join(estate.folder, 'shop')
  original = join(estate.folder, 'collector')
  passphrase = join(estate.folder, 'passphrase')
  writeFileSync(passphrase, 'a gate, a permit, a traveller\n', { mode: 0o600 })
  const build = join(estate.folder, 'build')
  makeShop(build, shop)
  await estate.addSite('shop')
  await estate.release(build, { component: 'shop', version: '1.0.0', site: 'shop' })
  await estate.bind(shop, 'shop')
  await estate.counted(shop)
})

afterAll(async () => {
  for (const collector of collectors) await collector.stop()
  await estate.stop()
})

const backUp = (name: string) => {
  const folder = join(estate.folder, name)
  return sekisho(['backup', folder, '--passphrase-file', passphrase, '--state', original]).then(() => folder)
}

/** On a machine that has nothing: the folder, the passphrase, and a place to put it. */
async function restore(folder: string, name: string): Promise<string> {
  const machine = join(estate.folder, name)
  mkdirSync(machine)
  execFileSync('cp', ['-r', folder, join(machine, 'backup')])
  const state = join(machine, 'state')
  await sekisho(['restore', join(machine, 'backup'), '--passphrase-file', passphrase, '--state', state])
  return state
}

async function start(state: string, port: string): Promise<void> {
  const collector = startProgram(['collector', '--port', port, '--state', state])
  collectors.push(collector)
  await collector.says('Collector running')
}

async function listed<T>(state: string, ...words: string[]): Promise<T[]> {
  const out = await sekisho([...words, '--json', '--state', state])
  return out.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line)]))
}

const clientOf = (state: string) => openClient(JSON.parse(readFileSync(join(state, 'collector', 'local.json'), 'utf8')))

/** What its own reads say of the evidence, and whether what left the machine with the backup is still there. */
const verified = (state: string, folder: string) =>
  listed(state, 'evidence', 'verify', '--heads', join(folder, 'heads.jsonl'))

describe('a collector that was backed up', () => {
  test('is the same on an empty machine: files, findings, incidents, hosts and evidence agree', async () => {
    await estate.change('upload/shell.php', () => putAtOnce(join(shop, 'upload/shell.php'), '<?php'))
    await estate.agent.stop()
    const folder = await backUp('quiet')
    const state = await restore(folder, 'quiet-machine')
    await start(state, '0')
    for (const words of [['files'], ['findings'], ['incidents'], ['release', 'list'], ['site', 'list']]) {
      const before = await listed(original, ...words)
      expect(before.length, words.join(' ')).toBeGreaterThan(0)
      expect(await listed(state, ...words), words.join(' ')).toEqual(before)
    }
    const names = (rows: HostRow[]) => rows.map(({ host, key }) => ({ host, key }))
    expect(names(await listed(state, 'hosts'))).toEqual(names(await listed(original, 'hosts')))
    const whole = [expect.objectContaining({ row: 'result', breaks: 0 })]
    expect(await verified(state, folder)).toEqual(whole)
    expect(await verified(original, folder)).toEqual(whole)
  })

  test('while findings arrive is put back as it was at one moment, and the agent tells it all that came after', async () => {
    await estate.away(shop, () => {})
    let folder = ''
    const backing = backUp('busy').then(made => (folder = made))
    let written = 0
    while (folder === '' || written < uploads) {
      putAtOnce(join(shop, 'upload', `${written}.png`), `GIF89a${written}`)
      if (++written % 20 === 0) await estate.hears(`upload/${written - 1}.png`)
    }
    await backing
    const skimmer = '<?php\n// after the backup\n'
    await estate.change('payment/PaymentModule.php', () => putAtOnce(join(shop, 'payment/PaymentModule.php'), skimmer))
    // What was written last may have stood behind it.
    for (let upload = 0; upload < written; upload++) await estate.hears(`upload/${upload}.png`)
    const address = new URL(JSON.parse(readFileSync(join(original, 'collector', 'local.json'), 'utf8')).address)
    const known = await all(estate.client.findings({}))
    const disk = await all(estate.client.files({}))

    estate.hearNoMore()
    await estate.collector.stop()
    renameSync(original, join(estate.folder, 'lost'))
    const state = await restore(folder, 'busy-machine')
    expect(await verified(state, folder)).toEqual([expect.objectContaining({ breaks: 0 })])
    await start(state, address.port)
    // The token that lay on the lost machine opens nothing here.
    await expect(estate.client.hosts()).rejects.toMatchObject({ status: 401 })
    const client = clientOf(state)
    await eventually(async () => {
      const gaps: GapRow[] = await client.gaps('web1')
      return gaps.some(({ cause, to }) => cause === 'collector-restored' && to !== null)
    })

    const standing = (rows: FileRow[]) => Object.fromEntries(rows.map(row => [row.path, `${row.type} ${row.sha256}`]))
    await eventually(async () => expect(standing(await all(client.files({})))).toEqual(standing(disk)))
    const told: FindingRow[] = await all(client.findings({}))
    // Nobody told the restored collector of the change itself: the census did, and it says so.
    const change = told.find(({ after }) => after.sha256 === digestOf(skimmer))
    expect(change).toMatchObject({ path: 'payment/PaymentModule.php', noticed: 'census', severity: 'critical' })
    // What it knew before, it knows as it was.
    const shell = (rows: FindingRow[]) => rows.filter(({ path }) => path === 'upload/shell.php')
    expect(shell(told)).toEqual(shell(known))
    const [host] = await client.hosts()
    expect(host).toMatchObject({ state: 'online' })
    expect(await verified(state, folder)).toEqual([expect.objectContaining({ breaks: 0 })])
    await estate.agent.stop()
  })
})
