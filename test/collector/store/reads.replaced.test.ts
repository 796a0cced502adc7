// The laws of what is told of replaced releases: files in overlap and until when, stale ones and whose they are, no others.
import { expect, test } from 'vitest'
import { file, finding } from '../../support/batches.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { StoreHouse } from '../../support/store-house.ts'

const minute = 60_000

/** Two components; of each the first release is on the host, and another takes its place at 10,000. */
async function replaced() {
  const house = await new StoreHouse().open({ clock: new ManualClock(5_000) })
  const { chain, host } = await house.shop()
  await house.publish({ 'a.php': 'a1', 'gone.php': 'gone', 'kept.php': 'kept' })
  await house.publish({ 'p.php': 'p', 'x.php': 'x' }, { component: 'theme', prefix: 'theme' })
  const seen = { 'a.php': 'a1', 'gone.php': 'gone', 'kept.php': 'kept', 'theme/p.php': 'p', 'other.php': 'other' }
  const brought = Object.entries(seen).map(([path, content]) => finding(path, null, file(content)))
  await house.send(host, chain.seal(...brought))
  await house.publish({ 'a.php': 'a2', 'kept.php': 'kept' }, { at: 10_000, overlapMs: 30 * minute, version: '2' })
  await house.publish({ 'x.php': 'x' }, { component: 'theme', at: 10_000, overlapMs: minute, version: '2' })
  const passes = async (now: number) => {
    await house.store.releases.applyDue({ now })
    await house.judged()
  }
  return { house, passes, told: (customer = 1) => house.store.reads.replaced({ customer }) }
}

test('what an overlap still permits is counted by release, with its end', async () => {
  const { told } = await replaced()
  expect(await told()).toEqual([
    {
      ...{ component: 'shop', owner: 'customer', stale: 0, examples: [], whole: true },
      overlap: [{ release: 1, version: '1.0', until: '1970-01-01T00:30:10.000Z', files: 2 }],
    },
    {
      ...{ component: 'theme', owner: 'customer', stale: 0, examples: [], whole: true },
      overlap: [{ release: 2, version: '2.0', until: '1970-01-01T00:01:10.000Z', files: 1 }],
    },
  ])
  expect(await told(2)).toEqual([])
})

test('what only ended releases name is stale, each of its own component, and what nothing names is not told of', async () => {
  const { told, passes } = await replaced()
  await passes(10_000 + minute)
  expect(await told()).toMatchObject([
    { component: 'shop', overlap: [{ files: 2 }], stale: 0 },
    { component: 'theme', overlap: [], stale: 1, examples: [{ host: 'web1', root: '/shop', path: 'theme/p.php' }] },
  ])
  await passes(10_000 + 30 * minute)
  expect(await told()).toMatchObject([
    { component: 'shop', overlap: [], stale: 1, examples: [{ path: 'gone.php' }], whole: true },
    { component: 'theme', stale: 1 },
  ])
})
