// The laws of the store's log: it is taken into the database beside those who commit, and nobody who commits waits for it.
import { statSync } from 'node:fs'
import type { Log } from '@sekisho/shared/log.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import { expect, test } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { StoreHouse } from '../../support/store-house.ts'

const mebi = 1024 * 1024
const bytes = new Uint8Array(mebi / 2).fill(7)

async function openedHouse(log: Log = silentLog) {
  const clock = new ManualClock(5_000)
  const house = await new StoreHouse().open({ clock, log })
  const release = await house.stage({ 'a.php': 'a' })
  let part = 0
  const write = async (mebibytes: number) => {
    for (let wanted = part + 2 * mebibytes; part < wanted; part++)
      await house.store.releases.stagePart({ release, part, bytes })
  }
  const inDatabase = () => statSync(house.file).size
  return { clock, house, write, inDatabase }
}

test('what was committed is taken into the database within a second, once it is worth it', async () => {
  const { clock, house, write, inDatabase } = await openedHouse()
  await write(2)
  clock.advance(1000)
  await eventually(() => house.store.reports().checkpoints.depth > 400)
  expect(inDatabase()).toBeLessThan(2 * mebi)
  await write(10)
  expect(inDatabase()).toBeLessThan(2 * mebi)
  clock.advance(1000)
  await eventually(() => house.store.reports().checkpoints.depth === 0)
  expect(inDatabase()).toBeGreaterThan(12 * mebi)
})

test('a log that was taken begins anew, so that it does not grow with what is written', async () => {
  const { clock, house, write } = await openedHouse()
  const waiting = () => house.store.reports().checkpoints.depth
  for (let round = 1; round <= 6; round++) {
    await write(5)
    clock.advance(1000)
    await eventually(() => waiting() > 1000)
    await write(5)
    clock.advance(1000)
    await eventually(() => waiting() === 0)
  }
  expect(statSync(`${house.file}-wal`).size).toBeLessThan(20 * mebi)
})
