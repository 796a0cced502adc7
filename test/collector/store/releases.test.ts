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

  test('that are only staged permit nothing and are gone after a restart', async () => {
    const { house, chain, host } = await open()
    const { releases } = house.store
    const release = {
      component: 'shop',
      version: '9',
      kind: 'release',
      signer: 'a',
      digest: 'd',
      createdAt: 1,
    } as const
    const id = await releases.stageRelease({ ...by, ...release, envelope: new Uint8Array(), adoption: null })
    const entry = { path: 'a.php' as PathText, sha256: sha256('a'), type: 'file' } as const
    await releases.stageEntries({ release: id, entries: [entry] })
    await house.send(host, chain.seal(finding('a.php', null, file('a'))))
    expect(await house.files()).toMatchObject([{ verdict: 'unauthorised' }])
    expect(await house.store.reads.releases({ customer: 1 })).toEqual([])
    await house.store.stop()
    await house.open()
    const activate = { ...by, release: id, site: 'shop', prefix: '' as PathText }
    await expect(house.store.releases.activateRelease(activate)).rejects.toMatchObject({ code: 'name-unknown' })
  })

  test('of one version hold one content', async () => {
    const { house } = await open()
    const staged = { component: 'shop', version: '1.0', kind: 'release', signer: 'a', createdAt: 1 } as const
    await house.publish({ 'a.php': 'a' })
    const other = { ...by, ...staged, digest: 'other', envelope: new Uint8Array(), adoption: null }
    await expect(house.store.releases.stageRelease(other)).rejects.toMatchObject({ code: 'release-refused' })
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
})
