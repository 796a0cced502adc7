// Owns the laws of a full disk, for the journal and for the store: nothing is half kept, nothing is acknowledged that was
// not kept, people hear of it, and once there is space all that changed is told.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { brokenChains, digestOf, type Estate, openEstate } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { openSmallDisk } from '../support/small-disk.ts'

const files = {
  'index.php': '<?php echo 1;',
  'payment/pay.php': 'first',
  'lib/gone.php': '<?php // soon gone',
}

async function expectAllTold(estate: Estate): Promise<void> {
  expect(estate.logged(/takes no commit/).length).toBeLessThan(2)
  await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
  await estate.atRest(estate.agent())
  expect(await estate.inventory()).toEqual(estate.disk())
  expect(brokenChains(await estate.findings())).toEqual([])
}

test('a journal without space takes nothing, says so, and once there is space finds everything from first to last', async ({
  skip,
}) => {
  const disk = openSmallDisk(16, skip)
  const estate = openEstate({ files, agentState: join(disk.folder, 'state') })
  const agent = await estate.open()
  disk.fill()
  estate.write('payment/pay.php', 'second')
  await eventually(() => agent.status().rooms.journal?.phase === 'refusing')
  const full = Date.now()
  expect(estate.logged(/takes no commit.*disk-full/)[0]?.level).toBe('error')
  estate.write('payment/pay.php', 'third')
  estate.write('upload/new.jpg', 'a photo')
  estate.remove('lib/gone.php')
  expect(await estate.inventory()).toMatchObject({ 'payment/pay.php': `file ${digestOf('first')}` })
  disk.free()
  await expectAllTold(estate)
  const told = (await estate.findings()).filter(({ path }) => path === 'payment/pay.php')
  expect(told).toHaveLength(2)
  expect(told[1]?.before?.sha256).toBe(digestOf('first'))
  expect(told[1]?.after.sha256).toBe(digestOf('third'))
  // It could not be written down while the disk was full; it is once a walk comes, and reaches back to when the first was refused.
  const gap = await eventually(async () => (await estate.gaps('disk-full')).find(({ to }) => to !== null))
  expect(gap.root).toBe(estate.root)
  expect(Date.parse(gap.from)).toBeLessThanOrEqual(full)
})

test('a census of which a full disk took a part calls nothing removed, and another one is taken', async () => {
  const estate = openEstate({ files })
  await estate.startCollector()
  await estate.enrol()
  await estate.atRest(await estate.startAgent())
  await estate.stopAgent()
  // Enrolled anew, the root needs a census.
  await estate.enrol()
  await estate.startAgent(estate.agentState, { faults: [{ step: 'commit-begun', nth: 1, action: 'throw' }] })
  await eventually(() => estate.logged(/takes no commit.*disk-full/).length >= 1)
  await expectAllTold(estate)
  expect((await estate.findings()).filter(({ kind }) => kind === 'removed')).toEqual([])
  expect(await estate.gaps('disk-full')).toMatchObject([{ root: estate.root, to: expect.any(String) }])
})

test('a store without space acknowledges nothing, says so, and takes all once there is space', async ({ skip }) => {
  const disk = openSmallDisk(16, skip)
  const estate = openEstate({ files, collectorState: join(disk.folder, 'state') })
  const agent = await estate.open()
  const told = (await estate.findings()).length
  disk.fill()
  estate.write('payment/pay.php', 'second')
  const refusals = () => estate.logged(/refused a batch.*store-full/).length
  await eventually(() => refusals() > 0)
  estate.write('payment/pay.php', 'third')
  estate.write('upload/new.jpg', 'a photo')
  await eventually(() => refusals() > 2)
  expect(agent.status().rooms.uplink?.depth).toBeGreaterThan(0)
  expect(await estate.findings()).toHaveLength(told)
  expect((await estate.client.status()).rooms.store?.phase).toBe('refusing')
  expect(estate.logged(/keeps nothing.*store-full/)).toMatchObject([{ level: 'error' }])
  disk.free()
  await expectAllTold(estate)
  const seen = (await estate.findings()).filter(({ path }) => path === 'payment/pay.php')
  expect(seen.map(({ after }) => after.sha256)).toEqual(['first', 'second', 'third'].map(digestOf))
  expect((await estate.client.status()).rooms.store?.phase).toBe('open')
})

test('findings that wait take no more disk than they may: beyond it a gap opens, and a walk finds the rest', async () => {
  const estate = openEstate({ files, agent: { outbox: { maxSize: '1MiB' } } })
  const agent = await estate.open()
  await estate.stopCollector()
  const isRefusing = () => agent.status().rooms.journal?.phase === 'refusing'
  for (let waiting = 0; !isRefusing(); waiting += 200) {
    for (let n = waiting; n < waiting + 200; n++) estate.write(`upload/${waiting}/${n}-${'x'.repeat(200)}.jpg`, `${n}`)
    await eventually(() => isRefusing() || agent.status().waiting.bulk >= waiting + 200)
  }
  estate.write('payment/pay.php', 'second')
  expect(estate.logged(/takes no commit.*disk-budget/)).toMatchObject([{ level: 'error' }])
  await estate.startCollector()
  await expectAllTold(estate)
  expect(await estate.gaps('disk-budget')).toMatchObject([{ root: estate.root, to: expect.any(String) }])
})
