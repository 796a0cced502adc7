// Owns the laws of the ledger of coverage: what agents sign of spans and gaps is kept once, only ever reaches further, and
// is read back for the time that was asked for; and a store of the first schema gets its place for it.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { WireRecord } from '@sekisho/shared/wire.ts'
import { describe, expect, test } from 'vitest'
import type { CoverageQuestion } from '../../../collector/handover.coverage.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { heartbeatOf } from '../../support/link.ts'
import { StoreHouse } from '../../support/store-house.ts'

type Span = Extract<WireRecord, { record: 'span' }>
type Gap = Extract<WireRecord, { record: 'gap' }>

const span = (over: Partial<Span> = {}): Span => ({
  record: 'span',
  id: 's1',
  root: 0,
  grade: 'proven',
  source: 'fanotify',
  from: 100,
  until: 100,
  ended: false,
  ...over,
})
const gap = (over: Partial<Gap> = {}): Gap => ({
  record: 'gap',
  id: 'g1',
  root: 0,
  cause: 'overflow',
  from: 200,
  to: null,
  ...over,
})

async function open() {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  const ask = (over: Partial<CoverageQuestion> = {}) =>
    house.store.reads.coverage({ customer: 1, host: 'web1', root: '/shop', from: 0, to: 10_000, ...over })
  return { house, chain, host, ask }
}

describe('the ledger', () => {
  test('keeps of a span what was said first, and lets it only reach further and end', async () => {
    const { house, chain, host, ask } = await open()
    await house.send(host, chain.seal(span(), span({ until: 500 })))
    await house.send(host, chain.seal(span({ until: 300, grade: 'walked', from: 1 })))
    expect((await ask())?.spans).toEqual([{ grade: 'proven', from: 100, until: 500, ended: false }])
    await house.send(host, chain.seal(span({ until: 600, ended: true }), span({ until: 550, ended: false })))
    expect((await ask())?.spans).toEqual([{ grade: 'proven', from: 100, until: 600, ended: true }])
  })

  test('keeps the walk that closed a gap, and no second one', async () => {
    const { house, chain, host, ask } = await open()
    await house.send(host, chain.seal(gap()))
    expect((await ask())?.gaps).toEqual([
      { id: 'g1', root: '/shop', cause: 'overflow', from: 200, to: null, walk: null },
    ])
    await house.send(host, chain.seal(gap({ to: 400, walk: { from: 250, to: 400 } })))
    await house.send(host, chain.seal(gap({ to: 900, walk: { from: 800, to: 900 } })))
    expect((await ask())?.gaps).toMatchObject([{ to: 400, walk: { from: 250, to: 400 } }])
    expect(await house.store.reads.gaps({ customer: 1 })).toMatchObject([
      { walk: { from: '1970-01-01T00:00:00.250Z', to: '1970-01-01T00:00:00.400Z' } },
    ])
  })

  test('gives what overlaps the time that was asked for, and the newest span whenever it was', async () => {
    const { house, chain, host, ask } = await open()
    const all = [
      span({ id: 'a', from: 100, until: 200 }),
      span({ id: 'b', from: 300, until: 400 }),
      gap({ id: 'c', from: 100, to: 150 }),
      gap({ id: 'd', root: null, from: 250, to: 260 }),
    ]
    await house.send(host, chain.seal(...all))
    const ledger = await ask({ from: 220, to: 299 })
    expect(ledger?.spans).toEqual([])
    expect(ledger?.gaps.map(({ id, root }) => [id, root])).toEqual([['d', null]])
    expect(ledger?.newest).toMatchObject({ from: 300, until: 400 })
  })

  test('says how far back it is whole when there are too many rows', async () => {
    const { house, chain, host, ask } = await open()
    for (let batch = 0; batch < 5; batch++) {
      const gaps = Array.from({ length: 450 }, (_, index) => {
        const from = 1_000 + (batch * 450 + index) * 2
        return gap({ id: `g${from}`, from, to: from + 1 })
      })
      await house.send(host, chain.seal(...gaps))
    }
    expect((await ask())?.completeFrom).toBe(1_000 + 249 * 2 + 1)
    await house.send(host, chain.seal(gap({ id: 'long', from: 1, to: 9_000 })))
    expect((await ask())?.completeFrom).toBe(9_000)
    expect((await ask({ from: 5_000, to: 5_100 }))?.completeFrom).toBeNull()
  })

  test('is shown to nobody else, and of no other root', async () => {
    const { house, chain, host, ask } = await open()
    const other = await house.shop('web2')
    await house.send(host, chain.seal(span(), gap()))
    await house.send(other.host, other.chain.seal(span({ until: 900, ended: true })))
    expect((await ask())?.spans).toMatchObject([{ until: 100, ended: false }])
    expect(await ask({ customer: 2 })).toBeNull()
    expect(await ask({ root: '/elsewhere' })).toBeNull()
  })

  test('names beside it what is not watched', async () => {
    const { ask } = await open()
    const what = (await ask())?.notWatched.map(row => row.what)
    expect(what).toEqual(['database', 'memory', 'third-party-scripts', 'dns'].map(name => `not-watched.${name}`))
  })

  test('names what the host serves outside of its roots, as its agent last said, as the host itself does', async () => {
    const { house, host, ask } = await open()
    const outbox = { position: () => ({ boot: 1, epoch: randomUUID() }), waiting: () => ({ fast: 0, bulk: 0 }) }
    const beat = heartbeatOf(outbox as never)
    const heartbeat = { ...beat, served: ['/opt/guard' as never], servedUnknown: true as const }
    await house.store.agents.heartbeat({ host: host.id, heartbeat, receivedAt: 5 })
    const hole = { what: 'not-watched.served-outside', path: '/opt/guard' }
    const rest = { what: 'not-watched.served-unknown', path: null }
    expect((await ask())?.notWatched).toContainEqual(hole)
    expect((await ask())?.notWatched).toContainEqual(rest)
    expect((await house.store.reads.hosts({ customer: 1, now: 5 }))[0]?.notWatched).toContainEqual(hole)
    await house.store.agents.heartbeat({ host: host.id, heartbeat: beat, receivedAt: 6 })
    expect((await ask())?.notWatched).not.toContainEqual(hole)
    expect((await ask())?.notWatched).not.toContainEqual(rest)
  })
})

describe('a root', () => {
  const covered = async (house: StoreHouse) =>
    (await house.store.reads.hosts({ customer: 1, now: 0 }))[0]?.roots[0]?.covered

  test('is without a gap since its span began, or the last gap closed, and since never while one is open', async () => {
    const { house, chain, host } = await open()
    expect(await covered(house)).toBeNull()
    await house.send(host, chain.seal(span({ until: 500 })))
    const at = (ms: number) => new Date(ms).toISOString()
    expect(await covered(house)).toEqual({
      grade: 'proven',
      source: 'fanotify',
      since: at(100),
      until: at(500),
      ended: false,
    })
    await house.send(host, chain.seal(gap()))
    expect(await covered(house)).toMatchObject({ since: null })
    await house.send(host, chain.seal(gap({ to: 450 })))
    expect(await covered(house)).toMatchObject({ since: at(450) })
  })

  test('is known at least until its last gap was closed, but not beyond the end of its watch', async () => {
    const { house, chain, host } = await open()
    const at = (ms: number) => new Date(ms).toISOString()
    await house.send(host, chain.seal(span({ until: 500 }), gap(), gap({ to: 700 })))
    expect(await covered(house)).toMatchObject({ since: at(700), until: at(700) })
    await house.send(host, chain.seal(span({ until: 600, ended: true })))
    expect(await covered(house)).toMatchObject({ until: at(600), ended: true })
  })
})

test('a gap raises an alarm when it opens and is told when it closes, once each', async () => {
  const said: [string, unknown][] = []
  const keep = (message: string, fields: unknown = {}) => void said.push([message, fields])
  const log = { error: keep, warn: keep, info: keep, debug: keep }
  const house = await new StoreHouse().open({ log })
  const { chain, host } = await house.shop()
  await house.send(host, chain.seal(gap(), gap({ from: 150 })))
  expect(said).toMatchObject([['a gap opened', { host: 'web1', root: '/shop', cause: 'overflow', to: null }]])
  expect(house.news.map(({ event }) => event)).toContain('hosts-changed')
  await house.send(host, chain.seal(gap({ to: 400 }), gap({ to: 500 })))
  await house.send(host, chain.seal(gap({ to: 400 })))
  expect(said.map(([message]) => message)).toEqual(['a gap opened', 'a gap was closed'])
})

test('a store of the first schema keeps what it has, and takes spans from then on', async () => {
  const file = join(mkdtempSync(join(temporaryFolder(), 'store-')), 'store.db')
  const first = new URL('../../../collector/store/migrations/001-first.sql', import.meta.url)
  const old = new DatabaseSync(file)
  old.exec(readFileSync(first, 'utf8'))
  old.exec('PRAGMA user_version=1')
  old.exec(`INSERT INTO host (id, customer, name, key, enrolled_at) VALUES (7, 1, 'old', '${'0'.repeat(64)}', 1)`)
  old.exec(
    `INSERT INTO gap (host, maker, id, root, cause, from_at, to_at) VALUES (7, 'agent', 'g', NULL, 'restart', 5, 9)`,
  )
  old.close()
  const house = await new StoreHouse(file).open()
  expect(await house.store.reads.gaps({ customer: 1, host: 'old' })).toMatchObject([{ cause: 'restart', walk: null }])
  const { chain, host } = await house.shop()
  await house.send(host, chain.seal(span({ until: 500 })))
  const question = { customer: 1, host: 'web1', root: '/shop', from: 0, to: 1_000 }
  expect((await house.store.reads.coverage(question))?.spans).toHaveLength(1)
})
