import { DatabaseSync } from 'node:sqlite'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { file, finding, sha256 } from '../../support/batches.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

async function open() {
  const house = await new StoreHouse().open()
  return { house, ...(await house.shop()) }
}

describe('releases', () => {
  test('are listed once published, whole, with the newest current', async () => {
    const { house } = await open()
    await house.publish({ 'a.php': 'a', 'b.php': 'b', 'c.php': 'c' })
    const second = await house.publish({ 'a.php': 'A' }, { kind: 'adoption' })
    const { reads } = house.store
    expect(await reads.releases({ customer: 1 })).toMatchObject([
      { version: '1.0', kind: 'release', files: 3, current: false, by: null },
      { id: second, version: '2.0', kind: 'adoption', files: 1, current: true, by: 'Aiko', reason: 'moved here' },
    ])
    const [first] = await reads.releases({ customer: 1 })
    const page = await reads.releaseEntries({ customer: 1, id: first?.id ?? 0, after: 'a.php', limit: 1 })
    expect(page).toEqual([{ path: 'b.php', sha256: sha256('b'), type: 'file' }])
  })

  test('have entries for their customer once they are published, and an empty page behind the last', async () => {
    const { house } = await open()
    const id = await house.publish({ 'a.php': 'a' })
    const staged = await house.stage({ 'a.php': 'b' })
    const asked = (customer: number, release: number, after = '') =>
      house.store.reads.releaseEntries({ customer, id: release, after, limit: 10 })
    expect(await asked(1, id)).toHaveLength(1)
    expect(await asked(1, id, 'a.php')).toEqual([])
    expect([await asked(1, staged), await asked(1, 99), await asked(2, id)]).toEqual([null, null, null])
  })

  test('that are only staged permit nothing and are gone after a restart', async () => {
    const { house, chain, host } = await open()
    const id = await house.stage({ 'a.php': 'a' })
    await house.send(host, chain.seal(finding('a.php', null, file('a'))))
    expect(await house.files()).toMatchObject([{ verdict: 'unauthorised' }])
    expect(await house.store.reads.releases({ customer: 1 })).toEqual([])
    await house.store.stop()
    await house.open()
    const life = { release: id, site: 'shop', prefix: '' as PathText, held: null, overlapMs: 0, expiresAt: null }
    await expect(house.store.releases.publishRelease({ ...by, ...life })).rejects.toMatchObject({
      code: 'name-unknown',
    })
  })

  test('are of a component that sites have: their own of each customer, of one that was published', async () => {
    const { house } = await open()
    const { reads, releases, writes } = house.store
    const release = await house.publish({ 'a.php': 'a' }, { prefix: 'plugins/x' })
    const staged = await house.stage({ 'a.php': 'b' })
    const shop = { site: 'shop', prefix: 'plugins/x' }
    const component = (await reads.components({ customer: 1 }))[0]?.component ?? ''
    expect(await reads.componentOf({ customer: 1, release })).toEqual({ component, sites: [shop] })
    await writes.addSite({ ...by, name: 'second' })
    await releases.subscribe({ ...by, site: 'second', component, prefix: '' as PathText })
    const both = [{ site: 'second', prefix: '' }, shop]
    expect(await reads.componentOf({ customer: 1, release })).toEqual({ component, sites: both })
    for (const other of [
      { customer: 1, release: staged },
      { customer: 1, release: 99 },
      { customer: 2, release },
    ])
      expect(await reads.componentOf(other)).toBeNull()
  })

  test('of one version hold one content', async () => {
    const { house } = await open()
    await house.publish({ 'a.php': 'a' })
    await expect(house.stage({ 'a.php': 'b' }, { version: '1.0' })).rejects.toMatchObject({ code: 'release-refused' })
  })

  test('keep what they have in common once, and what is dropped is not taken from the others', async () => {
    const { house } = await open()
    const files = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`d${index % 10}/${index}.php`, 'a']))
    await house.publish(files)
    await house.publish({ ...files, 'd3/3.php': 'b' })
    const staged = await house.stage({ ...files, 'd4/4.php': 'c' })
    const count = () => {
      const database = new DatabaseSync(house.file, { readOnly: true })
      const row = database.prepare('SELECT count(*) AS n FROM list_entry').get() as { n: number }
      database.close()
      return row.n
    }
    expect(count()).toBe(120)
    await house.store.releases.dropStaged({ release: staged })
    expect(count()).toBe(110)
    const [first] = await house.store.reads.releases({ customer: 1 })
    const entries = await house.store.reads.releaseEntries({ customer: 1, id: first?.id ?? 0, after: '', limit: 1000 })
    expect(entries).toHaveLength(100)
  })

  test('permit below the prefix at which the site has them, and nowhere else', async () => {
    const { house, chain, host } = await open()
    await house.publish({ 'a.php': 'a' }, { prefix: 'plugins/x' })
    await house.send(host, chain.seal(finding('plugins/x/a.php', null, file('a')), finding('a.php', null, file('a'))))
    expect((await house.files()).map(row => [row.path, row.verdict])).toEqual([
      ['a.php', 'unauthorised'],
      ['plugins/x/a.php', 'authorised'],
    ])
  })

  test('permit the very name that they hold, and none that only looks the same', async () => {
    const { house, chain, host } = await open()
    const alike = [
      'caf\u00e9.php',
      'cafe\u0301.php',
      '\u0441af\u00e9.php',
      'caf\u00c9.php',
      'caf\u00e9.PHP',
      'caf\u00e9.php ',
    ]
    await house.publish({ 'caf\u00e9.php': 'a' })
    await house.send(host, chain.seal(...alike.map(path => finding(path, null, file('a')))))
    const permitted = (await house.files()).filter(({ verdict }) => verdict === 'authorised')
    expect([(await house.files()).length, permitted.map(({ path }) => path)]).toEqual([6, ['caf\u00e9.php']])
  })
})
