// The laws of exposure as read from a real store: the word of a source bounds what was told after it, a census bounds what it
// did not name, and nothing is concluded across what was refused, lost, or another customer's.
import type { ExposureRow } from '@sekisho/shared/api.exposure.ts'
import type { WireRecord } from '@sekisho/shared/wire.ts'
import { describe, expect, test } from 'vitest'
import { answerExposure } from '../../../collector/coverage/exposure.ts'
import { absent, censusBegin, censusEnd, entry, file, finding, unreadable } from '../../support/batches.ts'
import { eventually } from '../../support/eventually.ts'
import { StoreHouse } from '../../support/store-house.ts'

type Span = Extract<WireRecord, { record: 'span' }>

const shell = '<?php system($_GET[0]);'
const path = 'upload/shell.php'
const now = 100_000

const at = (content: string, time: number) => file(content, { at: time })
const gone = (time: number) => ({ ...absent, at: time })
const iso = (ms: number) => new Date(ms).toISOString()

const span = (until: number, over: Partial<Span> = {}): Span => ({
  record: 'span',
  id: 's1',
  root: 0,
  grade: 'proven',
  source: 'fanotify',
  from: 800,
  until,
  ended: false,
  ...over,
})

async function open() {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  const send = (...records: WireRecord[]) => house.send(host, chain.seal(...records))
  const exposure = (id: number, customer = 1) =>
    answerExposure({ customer, id, cursor: null, limit: 50 }, input => house.store.exposure.exposure(input), now)
  const { incidents } = house.store
  const grouped = (count: number) =>
    eventually(async () => {
      const { items } = await incidents.reads.incidents({ customer: 1, filter: {} })
      return items.reduce((sum, { findings }) => sum + findings, 0) === count ? items : undefined
    })
  /** Of the one path, once so many findings are grouped. */
  const rowOf = async (count: number, of = path): Promise<ExposureRow> => {
    for (const { id } of await grouped(count)) {
      const row = (await exposure(id))?.items.find(item => item.path === of)
      if (row !== undefined) return row
    }
    throw new Error(`no incident holds ${of}`)
  }
  await send(span(800), censusBegin(), entry('index.php', at('<?php', 950)), censusEnd())
  return { house, chain, host, send, exposure, rowOf }
}

const dropped = (time: number) => finding(path, null, at(shell, time), { at: time })
const removed = (time: number) => finding(path, at(shell, 0), gone(time), { at: time })

describe('the exposure of a file', () => {
  test('begins after the source’s last word and ends before its next finding, and what was known when is told', async () => {
    const { send, rowOf } = await open()
    await send(span(50_000))
    await send(dropped(60_000), span(60_500))
    await send(span(70_000), removed(75_000), span(80_000))
    // That it went is no finding of an incident, and ends what was there all the same.
    const row = await rowOf(2)
    expect(row).toMatchObject({ host: 'web1', root: '/shop', path, served: 'unknown', moreEpisodes: 0 })
    expect(row.episodes).toMatchObject([
      {
        state: 'present',
        from: { notBefore: iso(50_000), atLatest: iso(60_000) },
        to: { notBefore: iso(70_000), atLatest: iso(75_000) },
        noticed: 'watch',
        receivedAt: iso(3_000),
        flaggedAt: iso(3_000),
        unsure: [],
      },
    ])
  })

  test('is bounded by the census that did not name it, where no word of a source came since', async () => {
    const { send, rowOf } = await open()
    await send(dropped(60_000))
    const [episode] = (await rowOf(2)).episodes
    // The census began at 900; the span's first word, at 800, is older.
    expect(episode?.from).toEqual({ notBefore: iso(900), atLatest: iso(60_000) })
    expect(episode?.to).toEqual({ notBefore: iso(60_000), atLatest: null })
    expect(episode?.unsure).toMatchObject([{ from: iso(900), to: iso(now), state: 'unknown' }])
  })

  test('of what the first census found has no beginning', async () => {
    const { rowOf } = await open()
    const [episode] = (await rowOf(1, 'index.php')).episodes
    expect(episode?.from).toEqual({ notBefore: null, atLatest: iso(950) })
  })

  test('is not narrowed by a word behind a gap, nor by that of a source that cannot report its losses', async () => {
    const { send, rowOf } = await open()
    const gap = { record: 'gap', id: 'g1', root: 0, cause: 'overflow', from: 20_000, to: 30_000 } as const
    await send(span(50_000), gap, dropped(60_000))
    const [episode] = (await rowOf(2)).episodes
    expect(episode?.from.notBefore).toBe(iso(900))
    expect(episode?.unsure).toMatchObject([
      { from: iso(20_000), to: iso(30_000), state: 'gap', causes: ['overflow'] },
      {},
    ])
    const other = await open()
    await other.send(span(50_000, { id: 's2', grade: 'watched' }), dropped(60_000))
    expect((await other.rowOf(2)).episodes[0]?.from.notBefore).toBe(iso(900))
  })

  test('is not narrowed by a word that was told before a batch was refused and told again', async () => {
    const { send, chain, rowOf } = await open()
    await send(span(50_000))
    await send({ record: 'tombstone', sequence: chain.sequence, digest: 'a'.repeat(64), code: 'batch-malformed' })
    await send(dropped(60_000))
    expect((await rowOf(2)).episodes[0]?.from.notBefore).toBe(iso(900))
  })

  test('is not bounded by a census that could not read the folder above', async () => {
    const { send, rowOf } = await open()
    await send(finding('upload', null, unreadable('EACCES'), { at: 40_000 }))
    await send(dropped(60_000))
    expect((await rowOf(3)).episodes[0]?.from.notBefore).toBe(null)
  })

  test('counts each time that it came back', async () => {
    const { send, rowOf } = await open()
    for (const time of [10_000, 20_000, 30_000]) {
      await send(dropped(time))
      await send(span(time + 4_000), removed(time + 5_000))
    }
    const { episodes } = await rowOf(4)
    expect(episodes.map(({ from, to }) => [from.atLatest, to.notBefore, to.atLatest])).toEqual([
      [iso(10_000), iso(14_000), iso(15_000)],
      [iso(20_000), iso(24_000), iso(25_000)],
      [iso(30_000), iso(34_000), iso(35_000)],
    ])
  })

  test('is nobody else’s to see, and no incident’s that is not there', async () => {
    const { send, rowOf, exposure } = await open()
    await send(dropped(60_000))
    await rowOf(2)
    expect(await exposure(1, 2)).toBe(null)
    expect(await exposure(999)).toBe(null)
    expect(await exposure(1)).not.toBe(null)
  })
})
