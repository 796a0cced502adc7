// Owns the laws of the numbers for /metrics, over a real store: they are what the listings would count.
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { readMetrics } from '../../../collector/store/reads.metrics.ts'
import { file, finding } from '../../support/batches.ts'
import { Explained } from '../../support/explained.ts'
import { StoreHouse } from '../../support/store-house.ts'

test('files, findings and open ones by severity are counted for each host, and the customer alone sees them', async () => {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  await house.send(host, chain.seal(finding('payment/a.php', null, file('a')), finding('b.php', null, file('b'))))
  const { hosts, open, storeBytes } = await house.store.reads.metrics({ customer: 1, now: 3_000 })
  const { findings, open: opened } = await house.store.reads.counts({ customer: 1 })
  expect(hosts).toMatchObject([{ host: host.name, findings, open: opened, files: 2, unauthorised: 2, batches: 1 }])
  expect(open.reduce((sum, row) => sum + row.findings, 0)).toBe(opened)
  expect(open).toContainEqual({ verdict: 'unauthorised', severity: 'critical', findings: 1 })
  expect(storeBytes).toBeGreaterThan(4096)
  expect(await house.store.reads.metrics({ customer: 2, now: 3_000 })).toMatchObject({ hosts: [], open: [] })
})

test('open findings are counted from an index that is theirs, without a look at the findings', async () => {
  const house = await new StoreHouse().open()
  await house.store.stop()
  const connection = new Explained(new DatabaseSync(house.file))
  readMetrics(connection, 1, 3_000)
  connection.close()
  expect(connection.plan).toContainEqual(
    expect.stringContaining('s USING COVERING INDEX said_noted (root=? AND judgement=?'),
  )
  expect(connection.plan.filter(detail => /^(SEARCH|SCAN) [fpj]\b|finding|SCAN s\b/.test(detail))).toEqual([])
})
