// The laws of contents that a profile keeps on their hosts: nobody is asked for them, what comes all the same is not taken, and
// what was kept before is handed out to nobody; from the finding to the byte that is missing, over a real store and gateway.
import { join } from 'node:path'
import type { PathText } from '@sekisho/shared/path.ts'
import type { ContentMessage } from '@sekisho/shared/wire.content.ts'
import type { WireRecord } from '@sekisho/shared/wire.ts'
import { describe, expect, test } from 'vitest'
import { finding } from '../../support/batches.ts'
import { CaptureHouse, honest, partOf, seen, sha256Of, shellOf } from '../../support/capture-house.ts'
import { eventually } from '../../support/eventually.ts'
import { check, copyOf, ExportHouse, rowsOf } from '../../support/export-house.ts'
import { ExportVaultHouse } from '../../support/export-vault.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { phpFpm } from '../../support/incident-house.ts'
import { by, keepingProfile, shopProfile } from '../../support/store-house.ts'

const profiles = [keepingProfile]
const secret = shellOf(700)
const shell = shellOf(900)
const withheld = { state: 'withheld', why: 'profile' }
const taken = (house: CaptureHouse, bytes: Buffer) => house.capture.take(by, sha256Of(bytes))

describe('what a profile keeps on the host', () => {
  test('is asked of no agent, shown and handed out to nobody, and a shell among uploads is taken as ever', async () => {
    const house = await new CaptureHouse({ profiles }).open()
    const { chain, host, agent } = await house.host('web1', honest(secret, shell))
    const records = [finding('secret/shadow', null, seen(secret)), finding('upload/x.php', null, seen(shell))]
    await house.stores.send(host, chain.seal(...records))
    expect(await house.settled(sha256Of(secret))).toMatchObject({ ...withheld, path: 'secret/shadow', bytes: 0 })
    expect(await house.settled(sha256Of(shell))).toMatchObject({ state: 'kept', why: null })
    expect(agent.orders.map(({ path }) => path)).toEqual(['upload/x.php'])
    expect(await house.stock()).toBe(shell.length)
    expect([await taken(house, secret), await taken(house, shell)]).toEqual([null, shell])
    const { items } = await house.stores.store.reads.findings({ customer: 1, filter: { path: 'secret/shadow' } })
    const told = await house.capture.difference(by, items[0]?.id ?? 0)
    expect(told).toMatchObject({ outcome: 'profile', hunks: [], after: withheld })
  })

  test('waits for no agent to say so', async () => {
    const house = await new CaptureHouse({ profiles }).open()
    const { chain, host } = await house.stores.shop('web1')
    await house.stores.send(host, chain.seal(finding('secret/shadow', null, seen(secret))))
    expect(await house.settled(sha256Of(secret))).toMatchObject({ ...withheld, bytes: 0 })
  })

  test('is taken where the same content stands at a path that lets it go, and stays taken', async () => {
    const house = await new CaptureHouse({ profiles }).open()
    const { chain, host, agent } = await house.host('web1', honest(shell))
    await house.stores.send(host, chain.seal(finding('secret/a.php', null, seen(shell))))
    expect(await house.settled(sha256Of(shell))).toMatchObject(withheld)
    await house.stores.send(host, chain.seal(finding('upload/a.php', null, seen(shell))))
    await eventually(async () => (await house.rows({ sha256: sha256Of(shell) }))[0]?.state === 'kept')
    await house.stores.send(host, chain.seal(finding('secret/b.php', null, seen(shell))))
    expect(await taken(house, shell)).toEqual(shell)
    expect(agent.orders.map(({ path }) => path)).toEqual(['upload/a.php'])
  })

  test('that was wanted when the collector had another profile is asked for no more', async () => {
    const folder = temporaryFolder()
    const before = await new CaptureHouse({ folder }).open()
    const { chain, host } = await before.stores.shop('web1')
    await before.stores.send(host, chain.seal(finding('secret/shadow', null, seen(secret))))
    await eventually(async () => (await before.rows()).length === 1)
    await before.stop()
    const house = await new CaptureHouse({ folder, profiles }).open()
    const agent = await house.connect(chain, honest(secret))
    expect(await house.settled(sha256Of(secret))).toMatchObject({ ...withheld, bytes: 0 })
    expect([agent.orders, await house.stock()]).toEqual([[], 0])
  })

  test('is not kept of an agent that sends it all the same, though it was asked for a moment before', async () => {
    const other = { ...keepingProfile, name: 'strict' }
    const house = await new CaptureHouse().open()
    await house.stop()
    const both = await new CaptureHouse({ folder: house.folder, profiles: [shopProfile, other] }).open()
    const rebound = { ...by, host: 'web1', root: '/shop' as PathText, site: 'shop', prefix: '' as PathText }
    const { chain, host } = await both.stores.shop('web1')
    const agent = await both.connect(chain, (order, id) => {
      void both.stores.store.writes
        .bindRoot({ ...rebound, profile: 'strict' })
        .then(() => agent.raw.say({ message: 'content', order: id, answer: partOf(secret, order.from) }))
      return undefined
    })
    await both.stores.send(host, chain.seal(finding('secret/shadow', null, seen(secret))))
    expect(await both.settled(sha256Of(secret))).toMatchObject({ ...withheld, bytes: 0 })
    expect([agent.orders.length, await both.stock(), await taken(both, secret)]).toEqual([1, 0, null])
  })

  test('and was kept before the profile said so is handed out no more, until one lets it go again', async () => {
    const folder = temporaryFolder()
    const before = await new CaptureHouse({ folder }).open()
    const { chain, host } = await before.host('web1', honest(secret))
    await before.stores.send(host, chain.seal(finding('secret/shadow', null, seen(secret))))
    expect(await before.settled(sha256Of(secret))).toMatchObject({ state: 'kept' })
    await before.stop()
    const strict = await new CaptureHouse({ folder, profiles }).open()
    expect((await strict.rows())[0]).toMatchObject(withheld)
    expect(await taken(strict, secret)).toBeNull()
    await strict.stop()
    const again = await new CaptureHouse({ folder }).open()
    await again.settledKey()
    expect((await again.rows())[0]).toMatchObject({ state: 'kept', why: null, whole: true })
    expect(await taken(again, secret)).toEqual(secret)
    await again.stop()
    const last = await new CaptureHouse({ folder, profiles }).open()
    await last.settledKey()
    await last.stores.send(host, chain.seal(finding('upload/copy', null, seen(secret))))
    await eventually(async () => (await last.rows())[0]?.state === 'kept')
    expect(await taken(last, secret)).toEqual(secret)
  })

  test('is wanted of no release either', async () => {
    const house = await new CaptureHouse({ profiles }).open()
    await house.stores.shop('web1')
    const release = await house.stores.publish({ 'secret/key.php': 'a', 'index.php': 'b' })
    const wish = { customer: 1, release, after: '' as PathText, limit: 10 }
    const wishes = await house.stores.store.contents.reads.releasedWishes(wish)
    expect(wishes?.items.map(({ path }) => path)).toEqual(['index.php'])
    const paths = ['secret/key.php', 'index.php'] as PathText[]
    const digests = await house.stores.store.contents.reads.releasedDigests({ customer: 1, release, paths })
    expect([...digests.keys()]).toEqual(['index.php'])
  })

  test('by the agent’s own word has that reason, and others that show it are asked', async () => {
    const house = await new CaptureHouse().open()
    const answer: ContentMessage['answer'] = { outcome: 'withheld', why: 'settings', by: 'profile' }
    const one = await house.host('web1', () => answer)
    await house.stores.send(one.host, one.chain.seal(finding('secret/x.php', null, seen(shell))))
    expect(await house.settled(sha256Of(shell))).toMatchObject(withheld)
    const two = await house.host('web2', honest(shell))
    await house.stores.send(two.host, two.chain.seal(finding('secret/x.php', null, seen(shell))))
    await eventually(async () => (await house.rows({ sha256: sha256Of(shell) }))[0]?.state === 'kept')
  })

  test('is in no export, open or sealed, which says why it is not there', async () => {
    const house = await new ExportHouse().open('web1', { profiles: [shopProfile] })
    const vault = new ExportVaultHouse(house)
    const actor = { ...phpFpm, startedAt: 900.5 }
    const deed = (path: string, bytes: Buffer) => finding(path, null, seen(bytes), { actor } as Partial<WireRecord>)
    await house.send(deed('secret/shadow', secret), deed('upload/x.php', shell))
    const incident = await house.incident(2)
    await vault.keep(secret)
    await vault.keep(shell)
    await house.store.store.stop()
    await house.store.open({ profiles })
    for (const password of [null, 'a long password']) {
      const folder = copyOf(await house.export(incident, join(temporaryFolder(), 'export'), { password }))
      const lines = rowsOf<{ sha256: string; file: string | null; why: string | null }>(folder, 'contents.ndjson')
      const told = lines.map(({ sha256, file, why }) => [sha256, file === null, why])
      expect(told.sort()).toEqual(
        [
          [sha256Of(secret), true, 'profile'],
          [sha256Of(shell), false, null],
        ].sort(),
      )
      expect(check(folder).code).toBe(0)
    }
  })
})
