// The law of folders that are renamed, removed and made anew again and again while files in them change: whatever was observed where
// at which moment, what the collector holds once all is told is the truth of the disk. The kernel tells of a file by its folder, and
// where that lies is asked when the event is read: by then it may be elsewhere, or gone, or another of the same name.
import { expect, onTestFailed, test } from 'vitest'
import { Changer } from '../support/changer.ts'
import { ChangingShop } from '../support/changing-shop.ts'
import { openCrashHouse } from '../support/crash-house.ts'
import { differencesOf } from '../support/differences.ts'
import { Random } from '../support/random.ts'

const seed = Number(process.env.SEKISHO_SEED ?? Math.floor(Math.random() * 2 ** 32))
/** More find more: set it to look for what a change may have broken. */
const rounds = Number(process.env.SEKISHO_ROUNDS ?? 20)
const folderShare = 0.12

test('while folders are renamed, removed and made anew, no file in them is forgotten and none that is gone is kept', async () => {
  console.log(`SEKISHO_SEED=${seed}`)
  const random = new Random(seed)
  const house = await openCrashHouse(random)
  onTestFailed(() => console.log(house.said()))
  const shop = new ChangingShop(house.root, random, folderShare)
  await house.enrol()
  await house.bind()
  await house.startCollector().up
  await house.startAgent().up
  await house.quiet()
  const changer = new Changer(shop)
  for (let round = 1; round <= rounds; round++) {
    await changer.after(random.between(20, 150))
    changer.pause(true)
    await house.caughtUp()
    expect(differencesOf(house)).toEqual([])
    changer.pause(false)
  }
}, 1_800_000)
