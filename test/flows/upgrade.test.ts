// A real upgrade of a shop of 5,000 files, with real processes: the second release published before, during and after it, and
// after one in a window, files replaced as deployment tools do it. The end is always the same: two files stand alone.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { putAtOnce } from '../support/at-once.ts'
import { eventually } from '../support/eventually.ts'
import { all, type Estate, openEstate } from '../support/flow-estate.ts'
import { deploy, leftBehind, payment, shopSize, writeShop } from '../support/large-shop.ts'

const orders = ['before', 'during', 'after', 'window'] as const
type Order = (typeof orders)[number]
const hidden = 'overwritten/module-11/cache-helper.php'

let estate: Estate
const rootOf = (order: Order) => join(estate.folder, order)

function release(order: Order, version: 1 | 2, overlap = '0'): Promise<void> {
  const source = join(estate.folder, `build-${version}`)
  return estate.release(source, { component: order, version: `${version}`, site: order, overlap })
}

async function upgrade(order: Order, middle: () => Promise<void> = async () => {}): Promise<void> {
  const steps = deploy(rootOf(order))
  for (let step = 0; step < 900; step++) steps.next()
  putAtOnce(join(rootOf(order), hidden), '<?php eval($_POST["x"]);\n')
  await middle()
  while (steps.next().done !== true);
}

/** The flags that are open, once all is told of what the root holds and `unauthorised` of it has no permit. */
async function flagged(order: Order, unauthorised: number) {
  const held = shopSize + 2
  await eventually(async () => expect(await estate.apart(order, rootOf(order))).toEqual([]))
  await eventually(async () => {
    const now = (await estate.client.hosts()).flatMap(host => host.roots).find(({ root }) => root === rootOf(order))
    if (now?.files === held && now.unauthorised === unauthorised) return true
    throw new Error(`${now?.files} of ${held} files, ${now?.unauthorised} of ${unauthorised} unauthorised`)
  })
  await eventually(async () => (await estate.client.judging()).length === 0)
  const open = await all(estate.client.findings({ site: order, open: 'true' }))
  return open.map(({ path, severity, reasons }) => [path, severity, ...reasons]).sort()
}

/** Adds a person, and resolves with what asks as a browser does in which that person has signed in. */
async function signedIn(name: string, role: string) {
  const password = (await estate.text(['user', 'add', name, '--role', role])).trim()
  const { address } = JSON.parse(readFileSync(join(estate.folder, 'collector', 'collector', 'local.json'), 'utf8'))
  const post = (what: string, body: object, cookie = '') =>
    fetch(`${address}/api/v1/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: address, cookie },
      body: JSON.stringify(body),
    })
  const cookie = (await post('session', { name, password })).headers.get('set-cookie')?.split(';')[0]
  return (what: string, body: object) => post(what, body, cookie)
}

const stray = [hidden, 'high', 'unknown-file']
const stale = [leftBehind, 'low', 'stale']

beforeAll(async () => {
  estate = await openEstate()
  for (const version of [1, 2] as const) writeShop(join(estate.folder, `build-${version}`), version)
  for (const order of orders) {
    writeShop(rootOf(order), 1)
    await estate.addSite(order)
    await release(order, 1)
    await estate.bind(rootOf(order), order)
  }
  for (const order of orders) await estate.counted(rootOf(order))
})

afterAll(async () => {
  await estate.stop()
})

describe('an upgrade whose release is published', () => {
  test('before it flags only what was hidden in it, and what is stale once the overlap has ended', async () => {
    await release('before', 2, '1h')
    await upgrade('before')
    expect(await flagged('before', 1)).toEqual([stray])
    await estate.text(['release', 'activate', 'before', '2', '--overlap', '0'])
    expect(await flagged('before', 2)).toEqual([stray, stale])
  })

  test('in the middle of it, without an overlap, ends in the same', async () => {
    await upgrade('during', () => release('during', 2))
    expect(await flagged('during', 2)).toEqual([stray, stale])
  })

  test('after it, when thousands of files are flagged by then, ends in the same', async () => {
    await upgrade('after')
    const flags = await eventually(async () => {
      expect(await estate.apart('after', rootOf('after'))).toEqual([])
      return all(estate.client.findings({ site: 'after', open: 'true' }))
    })
    expect(flags.length).toBeGreaterThan(3_000)
    await release('after', 2)
    expect(await flagged('after', 2)).toEqual([stray, stale])
  })

  test('after it, within an announced window that flags nothing until it is closed, ends in the same', async () => {
    await estate.text(['window', 'open', '--site', 'window', '--for', '30m', '--any-actor'])
    await upgrade('window')
    await eventually(async () => expect(await estate.apart('window', rootOf('window'))).toEqual([]))
    const open = await all(estate.client.findings({ site: 'window', open: 'true' }))
    // No window covers a payment file, and the tool had taken it away for a moment.
    expect(open.filter(({ path }) => path !== payment)).toEqual([])
    const [dropped] = await all(estate.client.files({ site: 'window', path: hidden }))
    expect(dropped).toMatchObject({
      verdict: 'expected',
      severity: 'low',
      reasons: ['window-any-actor', 'unknown-file'],
    })
    await release('window', 2)
    await estate.text(['window', 'close', '1', '--grace', '0'])
    expect(await flagged('window', 2)).toEqual([stray, stale])
  })
})

describe('once it is through', () => {
  const at = (path: string) => join(rootOf('after'), path)
  const changed = 'overwritten/module-1/page-5.php'

  test('a released file that was copied to another path is unknown there', async () => {
    const copy = 'overwritten/module-1/page-copy.php'
    const row = await estate.change(copy, () => copyFileSync(at('overwritten/module-1/page-1.php'), at(copy)))
    expect(row).toMatchObject({ verdict: 'unauthorised', severity: 'high', reasons: ['unknown-file'] })
  })

  test('an old version that is restored is unauthorised, and permitted only by an explicit way back', async () => {
    const old = join(estate.folder, 'build-1', changed)
    const row = await estate.change(changed, () => copyFileSync(old, at(changed)))
    const stands = async () => (await all(estate.client.files({ site: 'after', path: changed })))[0]
    expect(row).toMatchObject({ verdict: 'unauthorised', severity: 'high', reasons: ['content-differs'] })
    const first = join(estate.folder, 'team', 'after-1.json')
    const again = estate.text(['release', 'publish', first, '--site', 'after'])
    await expect(again).rejects.toThrow(/to roll back, activate it/)
    expect(await stands()).toMatchObject({ verdict: 'unauthorised' })
    await estate.text(['release', 'activate', 'after', '1', '--overlap', '0'])
    await eventually(async () => (await stands())?.verdict === 'authorised')
    await estate.text(['release', 'activate', 'after', '2', '--overlap', '0'])
  })

  test('a content that is marked as malicious is found on every host and root, with its first time, whatever permits it', async () => {
    const content = 'renamed/module-3/page-7.php'
    const { sha256 } = (await estate.standing(content)) ?? {}
    await estate.text(['malicious', 'add', String(sha256), '--reason', 'a skimmer, as it turned out'])
    const seen = await eventually(async () => {
      const rows = await estate.client.sightings(String(sha256))
      return rows.length === orders.length && rows
    })
    expect(seen.map(({ root }) => root).sort()).toEqual(orders.map(rootOf).sort())
    for (const row of seen) expect(row).toMatchObject({ host: 'web1', path: content, there: true })
    // Where it was seen is known at once, and then each place is judged again.
    const census = await eventually(async () => {
      const rows = await estate.history(content)
      return rows.every(({ severity }) => severity === 'critical') && rows
    })
    expect(seen.map(({ firstSeenAt }) => firstSeenAt).sort()).toEqual(census.map(({ at }) => at).sort())
    for (const row of census) expect(row).toMatchObject({ reasons: ['malicious'], open: true })
  })

  test('a poisoned release that the publishing token sends is held, permits nothing, and is not confirmed by it', async () => {
    const shell = 'overwritten/cache/thumb.php'
    const poisoned = { component: 'after', version: '3' }
    const build = join(estate.folder, 'build-2')
    for (const root of [build, rootOf('after')]) mkdirSync(join(root, 'overwritten/cache'))
    writeFileSync(join(build, shell), '<?php system($_GET["c"]);\n')
    const row = await estate.publish(build, { ...poisoned, site: 'after' })
    expect(row).toMatchObject({ state: 'held', current: false, held: { executables: 1, paths: [shell] } })
    const dropped = await estate.change(shell, () => copyFileSync(join(build, shell), at(shell)))
    expect(dropped).toMatchObject({ verdict: 'unauthorised', reasons: ['unknown-file'] })
    const { digest } = await estate.client.difference(row.id)
    const confirm = ['release', 'confirm', 'after', '3', '--difference', digest]
    await expect(estate.asTeam(confirm)).rejects.toThrow(/needs the role approve/)
    expect((await estate.standing(shell))?.verdict).toBe('unauthorised')
    const approve = await signedIn('hanako@example.jp', 'approver')
    const answer = await approve(`releases/${row.id}/confirm`, { difference: digest })
    expect(await answer.json()).toMatchObject({ state: 'current', confirmedBy: 'user:hanako@example.jp' })
    await eventually(async () => (await estate.standing(shell))?.verdict === 'authorised')
  })
})
