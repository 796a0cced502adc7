// Owns the laws of the canaries: one that comes back proves the whole way, one that the source does not see is a loss, and one
// that is only late is none.
import { silentLog } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { CanaryWhy, Grade } from '@sekisho/shared/wire.ts'
import { expect, test } from 'vitest'
import { Canaries, type CanaryDoors } from '../../../agent/coverage/canaries.ts'
import { eventually } from '../../support/eventually.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const root = '/var/www/shop' as PathText
const folder = '/var/lib/sekisho/agent/canaries' as PathText

function sky(wish: { place?: CanaryDoors['place']; why?: CanaryWhy; beside?: CanaryWhy } = {}) {
  const clock = new ManualClock()
  const files: PathText[] = []
  const told: number[] = []
  const losses: number[] = []
  const one = { clock, files, told, losses, settled: async () => {}, flows: true, hasSpan: true, asked: 0 }
  const canaries = new Canaries({
    place: wish.place ?? 'state',
    folder,
    everyMs: 60_000,
    touch: async file => {
      files.push(file)
      return wish.why ?? null
    },
    settled: () => one.settled(),
    tell: async (_root, at) => {
      told.push(at)
      return one.hasSpan
    },
    isDue: () => one.flows,
    lost: (_root, from) => void losses.push(from),
    clock,
    log: silentLog,
  })
  const begin = (grade: Grade = 'proven') =>
    canaries.begin(root, {
      grade,
      source: 'fanotify',
      alsoTells: async () => {
        one.asked++
        return wish.beside ?? null
      },
    })
  /** The name of the file that was written last. */
  const name = () => files.at(-1)?.slice(folder.length + 1) as PathText
  const flown = (times: number) => eventually(() => files.length === times)
  /** The source sees it, and the journal puts it on its way. */
  const pass = async () => {
    const before = told.length
    canaries.seen(folder, name())
    await eventually(() => told.length > before)
  }
  return Object.assign(one, { canaries, begin, name, flown, pass })
}

test('a canary comes back when the collector has committed that the source saw it, and the time is shown', async () => {
  const one = sky()
  one.begin()
  await one.flown(1)
  expect(one.canaries.state(root)).toMatchObject({ state: 'waiting', roundTripMs: null })
  await one.pass()
  expect(one.told).toEqual([1_000_000])
  one.clock.advance(230)
  one.canaries.arrived(root, 1_000_000)
  expect(one.canaries.state(root)).toEqual({ state: 'returned', why: null, roundTripMs: 230, returnedAt: 1_000_230 })
  one.clock.advance(59_770)
  await one.flown(2)
  expect(one.losses).toEqual([])
})

test('nothing is told before all that was touched by then is in the journal', async () => {
  const one = sky()
  let settle = () => {}
  one.settled = () => new Promise<void>(resolve => (settle = resolve))
  one.begin()
  await one.flown(1)
  one.canaries.seen(folder, one.name())
  expect(one.told).toEqual([])
  settle()
  await eventually(() => one.told.length === 1)
})

test('one that the source has not seen within a minute is a loss, since the last that came back', async () => {
  const one = sky()
  one.begin()
  await one.flown(1)
  await one.pass()
  one.canaries.arrived(root, 1_000_000)
  one.clock.advance(60_000)
  await one.flown(2)
  one.clock.advance(60_000)
  expect(one.losses).toEqual([1_000_000])
  expect(one.canaries.state(root)).toMatchObject({ state: 'lost', returnedAt: 1_000_000 })
})

test('one that is told and does not arrive is a loss only while all that is told arrives', async () => {
  for (const flows of [true, false]) {
    const one = sky()
    one.flows = flows
    one.begin()
    await one.flown(1)
    await one.pass()
    one.clock.advance(60_000)
    expect(one.losses).toHaveLength(flows ? 1 : 0)
    expect(one.canaries.state(root).state).toBe(flows ? 'lost' : 'late')
  }
})

test('one that waits behind a large file is late and no loss', async () => {
  const one = sky()
  one.settled = () => new Promise(() => {})
  one.begin()
  await one.flown(1)
  one.canaries.seen(folder, one.name())
  one.clock.advance(60_000)
  expect(one.losses).toEqual([])
  expect(one.canaries.state(root).state).toBe('late')
  await one.flown(2)
})

test('none flies where nothing watches between walks, where it is switched off, and where it cannot be seen or written', async () => {
  const walked = sky()
  walked.begin('walked')
  const off = sky({ place: 'none' })
  off.begin()
  const unseen = sky({ beside: 'outside-unseen' })
  unseen.begin()
  const unwritable = sky({ why: 'unwritable' })
  unwritable.begin()
  await unwritable.flown(1)
  await eventually(() => unwritable.canaries.state(root).why !== null && unseen.canaries.state(root).why !== null)
  const whys = [walked, off, unseen, unwritable].map(({ canaries }) => canaries.state(root))
  expect(whys.map(({ state, why }) => [state, why])).toEqual([
    ['none', 'walks-only'],
    ['none', 'off'],
    ['none', 'outside-unseen'],
    ['none', 'unwritable'],
  ])
  for (const one of [walked, off]) one.clock.advance(600_000)
  unwritable.clock.advance(60_000)
  await unwritable.flown(2)
  unseen.clock.advance(60_000)
  await eventually(() => unseen.asked === 2)
  for (const { losses } of [walked, off, unseen, unwritable]) expect(losses).toEqual([])
  expect([walked, off, unseen].flatMap(({ files }) => files)).toEqual([])
})

test('inside the root it needs no other folder, and its touch goes the way of any other', async () => {
  const one = sky({ place: 'root' })
  one.begin('watched')
  await one.flown(1)
  expect(one.files).toEqual([`${root}/.sekisho-canary`])
  expect(one.asked).toBe(0)
  expect(one.canaries.seen(root, '.sekisho-canary' as PathText)).toBe(false)
  await eventually(() => one.told.length === 1)
})

test("touches of the folder are nobody else's, and other touches are not taken", async () => {
  const one = sky()
  one.begin()
  await one.flown(1)
  expect(one.canaries.seen(folder, '' as PathText)).toBe(true)
  expect(one.canaries.seen(root, '.sekisho-canary' as PathText)).toBe(false)
  expect(one.told).toEqual([])
})

test('a root that is watched no longer loses no canary', async () => {
  const one = sky()
  one.begin()
  await one.flown(1)
  one.canaries.end(root)
  one.clock.advance(120_000)
  expect(one.losses).toEqual([])
  expect(one.canaries.state(root)).toMatchObject({ state: 'none', why: null })
})

test('a canary of another watch, or of a root without a span, does not count', async () => {
  const one = sky()
  one.hasSpan = false
  one.begin()
  await one.flown(1)
  await one.pass()
  one.canaries.arrived(root, 999)
  one.clock.advance(60_000)
  expect(one.losses).toEqual([])
  expect(one.canaries.state(root).state).toBe('waiting')
})
