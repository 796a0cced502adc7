// The laws of incidents over the store's own threads: they follow what is committed, by a cursor that no fault moves, and
// the listings and the live news tell of them.
import { describe, expect, test } from 'vitest'
import { absent, censusBegin, censusEnd, entry, file, finding } from '../../support/batches.ts'
import { eventually } from '../../support/eventually.ts'
import { by, StoreHouse } from '../../support/store-house.ts'

async function incidents(house: StoreHouse, filter = {}) {
  return (await house.store.incidents.reads.incidents({ customer: 1, filter })).items
}

const shell = file('<?php system($_GET[0]);')

describe('incidents of a store', () => {
  test('are told of in the live news, and list what was found with what stands there now', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('upload/x.php', null, shell), finding('payment/a.php', null, file('a'))))
    const [incident] = await eventually(async () => {
      const found = await incidents(house)
      return found[0]?.findings === 2 && found
    })
    expect(incident).toMatchObject({ kind: 'planted', hosts: ['web1'], sites: ['shop'], lead: { standing: 'there' } })
    expect(house.news.map(({ event }) => event)).toContain('incidents-changed')
    await house.send(host, chain.seal(finding('upload/x.php', shell, absent)))
    expect(await incidents(house)).toMatchObject([{ state: 'open', lead: { standing: 'gone' } }])
    const { reads } = house.store.incidents
    const files = await reads.incidentFiles({ customer: 1, id: incident?.id ?? 0, cursor: null, limit: 10 })
    const why = [
      { rule: 'time', findings: 2 },
      { rule: 'grave', findings: 2 },
    ]
    expect(files?.items.map(({ path, standing, why }) => [path, standing, why])).toEqual([
      ['upload/x.php', 'gone', why],
      ['payment/a.php', 'there', why],
    ])
    expect(await reads.incident({ customer: 2, id: incident?.id ?? 0 })).toBeNull()
  })

  test('page by key, and are narrowed by state, severity, host, site and time', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    const apart = [0, 1, 2].map(n => finding(`${n}.php`, null, file(String(n)), { at: n * 3_600_000 }))
    await house.send(host, chain.seal(...apart))
    await eventually(async () => (await incidents(house)).length === 3)
    const { reads } = house.store.incidents
    const first = await reads.incidents({ customer: 1, filter: { limit: 2 } })
    const rest = await reads.incidents({ customer: 1, filter: { limit: 2, cursor: first.next ?? '' } })
    expect([first, rest].map(({ items }) => items.map(({ id }) => id))).toEqual([[3, 2], [1]])
    expect(rest.next).toBeNull()
    await house.store.incidents.writes.closeIncident({ ...by, incident: 2, outcome: 'test', note: '' })
    expect((await incidents(house, { state: 'unclosed' })).map(({ id }) => id)).toEqual([3, 1])
    expect((await incidents(house, { state: 'closed', severity: 'high', site: 'shop', host: 'web1' })).length).toBe(1)
    expect((await incidents(house, { since: '1970-01-01T01:30:00Z' })).map(({ id }) => id)).toEqual([3])
    await expect(incidents(house, { host: 'web9' })).rejects.toThrow('there is no host web9')
  })

  test('list their worst files first, page by page', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    const paths = ['a.php', 'payment/a.php', 'b.php', 'payment/b.php']
    await house.send(host, chain.seal(...paths.map(path => finding(path, null, file(path)))))
    const [incident] = await eventually(async () => {
      const found = await incidents(house)
      return found[0]?.findings === paths.length && found
    })
    const told: string[] = []
    for (let cursor: string | null = null, page = 0; page === 0 || cursor !== null; page++) {
      const files = await house.store.incidents.reads.incidentFiles({
        ...{ customer: 1, id: incident?.id ?? 0, cursor, limit: 1 },
      })
      told.push(...(files?.items ?? []).map(({ path }) => path))
      cursor = files?.next ?? null
    }
    expect(told).toEqual(['payment/a.php', 'payment/b.php', 'a.php', 'b.php'])
  })

  test('of the first census are one, and a later census is none', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.send(
      host,
      chain.seal(
        censusBegin(),
        entry('a.php', file('a')),
        entry('b.php', file('b')),
        entry('upload/x.php', shell),
        censusEnd(),
      ),
    )
    const kinds = async () => (await incidents(house)).map(({ kind, findings }) => [kind, findings]).sort()
    await eventually(async () => (await kinds()).length === 2)
    expect(await kinds()).toEqual([
      ['census', 2],
      ['planted', 1],
    ])
    const later = ['a.php', 'b.php', 'c.php'].map(path => entry(path, file(path[0] ?? '')))
    await house.send(host, chain.seal(censusBegin('c2'), ...later, entry('upload/x.php', shell), censusEnd('c2')))
    await eventually(async () => (await kinds()).length === 3)
    expect(await kinds()).toEqual([
      ['census', 2],
      ['change', 1],
      ['planted', 1],
    ])
  })

  test('learn of a release that came later, and are closed by it as authorised after the fact', async () => {
    const house = await new StoreHouse().open()
    const { chain, host } = await house.shop()
    await house.send(host, chain.seal(finding('a.php', null, file('a')), finding('b.php', null, file('b'))))
    await house.publish({ 'a.php': 'a', 'b.php': 'b' })
    const closed = await eventually(async () => (await incidents(house, { state: 'closed' }))[0])
    expect(closed).toMatchObject({ outcome: 'authorised', open: 0, findings: 2, lead: { standing: 'permitted' } })
  })

  test('are the same however often their transaction failed', async () => {
    const told = async (faults: readonly { step: 'incident'; nth: number; action: 'throw' }[]) => {
      const house = await new StoreHouse().open({ faults })
      const { chain, host } = await house.shop()
      for (let n = 0; n < 12; n++) {
        const at = n * 500_000 * (n % 3)
        await house.send(
          host,
          chain.seal(finding(`upload/${n % 5}.php`, null, shell, { at }), finding(`${n}.php`, null, file('x'), { at })),
        )
      }
      // Every write wakes what waits.
      return eventually(async () => {
        await house.store.writes.audit({ customer: 1, at: 1, who: 'test', from: 'local', what: 'test', detail: {} })
        const found = await incidents(house)
        const findings = found.reduce((sum, row) => sum + row.findings, 0)
        return findings === 24 && found.map(({ id, findings, files, kinds }) => ({ id, findings, files, kinds }))
      })
    }
    const faults = [1, 2, 3, 5, 8].map(nth => ({ step: 'incident', nth, action: 'throw' }) as const)
    const once = await told([])
    const again = await told(faults)
    expect(again.map(({ findings, files, kinds }) => ({ findings, files, kinds }))).toEqual(
      once.map(({ findings, files, kinds }) => ({ findings, files, kinds })),
    )
  })
})
