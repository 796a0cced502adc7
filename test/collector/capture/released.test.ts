// The laws of contents that come with a release, over a real store: only what the release lists, code and payment alone,
// text without card numbers, within their own room; and what is found is then shown against what was released.
import { DatabaseSync } from 'node:sqlite'
import { maxContentBytes } from '@sekisho/shared/content-limits.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { keepReleased } from '../../../collector/capture/released.ts'
import { finding } from '../../support/batches.ts'
import { CaptureHouse, honest, partOf, seen, sha256Of, shellOf } from '../../support/capture-house.ts'
import { by } from '../../support/store-house.ts'

const released = '<?php\npay();\n'
const tampered = Buffer.from('<?php\npay();\nsteal();\n')
const path = (text: string) => text as PathText

async function open(files: Record<string, string>) {
  const house = await new CaptureHouse().open()
  const { chain, host } = await house.host('web1', honest(tampered))
  const release = await house.stores.publish(files, { version: '1.4.0' })
  // The key is made when capture first looks.
  await house.settledKey()
  const keep = (given: Record<string, string | Buffer>, who = by) =>
    house.capture.keepReleased(
      who,
      release,
      Object.entries(given).map(([name, content]) => ({ path: path(name), bytes: Buffer.from(content) })),
    )
  const wishes = async (customer = 1) =>
    (await house.capture.reads.releasedWishes({ customer, release, after: path(''), limit: 100 }))?.items
  return { house, chain, host, release, keep, wishes }
}

describe('contents of a release', () => {
  test('are what a changed file is shown against', async () => {
    const { house, chain, host, keep, wishes } = await open({ 'payment/card.php': released })
    expect(await wishes()).toEqual([{ path: 'payment/card.php', sha256: sha256Of(Buffer.from(released)) }])
    expect(await keep({ 'payment/card.php': released })).toEqual({ kept: 1, refused: [] })
    expect(await wishes()).toEqual([])
    await house.stores.send(host, chain.seal(finding('payment/card.php', seen(Buffer.from(released)), seen(tampered))))
    await house.settled(sha256Of(tampered))
    const { items } = await house.stores.store.reads.findings({ customer: 1, filter: { order: 'newest' } })
    const told = await house.capture.difference(by, items[0]?.id ?? 0)
    expect(told).toMatchObject({ outcome: 'compared', before: { kind: 'release', name: 'shop 1.4.0' }, lacking: [] })
    expect(told?.hunks[0]?.rows.filter(({ change }) => change !== 'same').map(({ text }) => text)).toEqual(['steal();'])
    const [, first] = items
    expect(await house.capture.difference(by, first?.id ?? 0)).toMatchObject({
      ...{ outcome: 'equal', before: { kind: 'release' }, after: { kind: 'found' } },
    })
  })

  test('are wanted of code and payment files, and never of settings, uploads or links', async () => {
    const files = { 'a.php': 'a', 'payment/x.js': 'x', 'app/config/db.yaml': 'y', '.env': 'z', 'upload/a.txt': 'u' }
    const { keep, wishes } = await open(files)
    expect((await wishes())?.map(wish => wish.path)).toEqual(['a.php', 'payment/x.js'])
    const { kept, refused } = await keep({ ...files, 'other.php': 'o' })
    expect(kept).toBe(2)
    expect(refused).toEqual(
      ['app/config/db.yaml', '.env', 'upload/a.txt', 'other.php'].map(name => ({ path: name, why: 'not-wanted' })),
    )
  })

  test('that are not as listed, no text, too large, or hold card numbers are refused by name', async () => {
    const dump = '4111111111111111\n5555555555554444\n378282246310005\n'
    const large = 'a'.repeat(1024 ** 2 + 1)
    const files = { 'a.php': 'a', 'b.php': '\0\u0001\u0002', 'c.php': dump, 'd.php': large }
    const { keep, house } = await open(files)
    const { kept, refused } = await keep({ ...files, 'a.php': 'other' })
    expect(kept).toBe(0)
    expect(refused.map(({ why }) => why)).toEqual(['mismatch', 'binary', 'cards', 'too-large'])
    expect(await house.capture.take(by, sha256Of(Buffer.from(dump)))).toBeNull()
  })

  test('are let go page by page once it has ended, with a line in the audit trail, and refused before', async () => {
    const files = Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`lib/f${at}.php`, `${at}`]))
    const { house, keep, release } = await open(files)
    await keep({ 'lib/f0.php': '0', 'lib/f99.php': '99' })
    await expect(house.capture.endReleased(by, release)).rejects.toMatchObject({
      code: 'release-in-force',
      told: { en: expect.stringMatching(/is in force/), ja: expect.stringMatching(/有効/) },
    })
    await house.stores.publish({ 'b.php': 'b' }, { version: '1.5.0' })
    expect(await house.capture.endReleased({ ...by, customer: 2 }, release)).toBeNull()
    expect(await house.capture.endReleased(by, release)).toBe(2)
    const database = new DatabaseSync(house.stores.file, { timeout: 5_000 })
    const lines = database.prepare(`SELECT detail FROM audit WHERE what = 'content.release-end'`).all()
    expect(lines.map(({ detail }) => JSON.parse(String(detail)))).toEqual([{ release, going: 2 }])
    database.close()
  })

  test('of another customer are neither wanted nor taken', async () => {
    const { keep, wishes } = await open({ 'a.php': 'a' })
    expect(await wishes(2)).toBeUndefined()
    expect(await keep({ 'a.php': 'a' }, { ...by, customer: 2 })).toMatchObject({ kept: 0 })
  })

  test('have a room of their own, and do not stand among what was captured before a finding shows them', async () => {
    const { house, chain, host, keep, release } = await open({ 'a.php': 'a', 'b.php': String(tampered) })
    await keep({ 'b.php': tampered })
    expect([await house.stock(), await house.rows()]).toEqual([0, []])
    const { store } = house.stores
    const files = [{ path: path('a.php'), bytes: Buffer.from('a') }]
    const options = { reads: store.contents.reads, writes: store.contents.writes, audit: async () => {} }
    const full = await keepReleased({ ...options, keys: house.keys }, by, release, files, tampered.length)
    expect(full).toEqual({ kept: 0, refused: [{ path: 'a.php', why: 'over-budget' }] })
    await house.stores.send(host, chain.seal(finding('upload/b.php', null, seen(tampered))))
    const found = await house.settled(sha256Of(tampered))
    expect(found).toMatchObject({ state: 'kept', path: 'upload/b.php', whole: true })
    // It stays what the release's room is filled with, and takes none of what is captured.
    expect(await house.stock()).toBe(0)
    expect(await keepReleased({ ...options, keys: house.keys }, by, release, files, tampered.length)).toEqual(full)
    expect(await house.capture.take(by, sha256Of(tampered))).toEqual(tampered)
  })

  test('count to the room of releases also where a finding had shown them before', async () => {
    const gone = Buffer.from('gone')
    const { house, chain, host, keep, release } = await open({ 'a.php': 'a', 'b.php': String(gone) })
    await house.stores.send(host, chain.seal(finding('upload/b.php', null, seen(gone))))
    expect(await house.settled(sha256Of(gone))).toMatchObject({ state: 'missed', why: 'gone' })
    const { contents } = house.stores.store
    const options = { reads: contents.reads, writes: contents.writes, audit: async () => {}, keys: house.keys }
    const files = [
      { path: path('b.php'), bytes: gone },
      { path: path('a.php'), bytes: Buffer.from('a') },
    ]
    const told = await keepReleased(options, by, release, files, gone.length)
    expect(told).toEqual({ kept: 1, refused: [{ path: 'a.php', why: 'over-budget' }] })
    expect(await house.stock()).toBe(0)
    // In a request of its own as well.
    expect(await keepReleased(options, by, release, files.slice(1), gone.length)).toMatchObject({ kept: 0 })
    expect(await keep({ 'a.php': 'a' })).toEqual({ kept: 1, refused: [] })
  })

  test('take the place of what an agent gave under their digest and nobody could compare', async () => {
    const house = await new CaptureHouse().open()
    const junk = shellOf(maxContentBytes)
    const size = maxContentBytes + 1
    const { chain, host } = await house.host('web1', ({ from }) => ({ ...partOf(junk, from), size }))
    const release = await house.stores.publish({ 'a.php': released }, { version: '1.4.0' })
    const bytes = Buffer.from(released)
    await house.stores.send(host, chain.seal(finding('upload/a.php', null, seen(bytes, size))))
    expect(await house.settled(sha256Of(bytes))).toMatchObject({ state: 'kept', whole: false })
    const told = await house.capture.keepReleased(by, release, [{ path: path('a.php'), bytes }])
    expect(told).toEqual({ kept: 1, refused: [] })
    const taken = await house.capture.take(by, sha256Of(bytes))
    expect(taken?.length).toBe(bytes.length)
    expect([await house.stock(), (await house.rows())[0]?.whole]).toEqual([0, true])
  })
})
