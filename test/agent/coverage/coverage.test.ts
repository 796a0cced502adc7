// Owns the laws of what an agent claims of its own watching: never more than is written down.
import { silentLog } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { Canaries } from '../../../agent/coverage/canaries.ts'
import { Coverage } from '../../../agent/coverage/coverage.ts'
import { eventually } from '../../support/eventually.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const root = '/var/www/shop' as PathText

const alsoTells = async () => 'outside-unseen' as const

/** Nothing flies. */
function noCanaries(clock: ManualClock): Canaries {
  return new Canaries({
    place: 'none',
    folder: '/var/lib/sekisho/agent/canaries' as PathText,
    everyMs: 60_000,
    touch: async () => null,
    settled: async () => {},
    tell: async () => false,
    isDue: () => true,
    lost: () => {},
    clock,
    log: silentLog,
  })
}

/** Whose wall clock somebody sets. */
class SetClock extends ManualClock {
  steppedMs = 0

  override now(): number {
    return super.now() + this.steppedMs
  }
}

function house() {
  const clock = new SetClock()
  const told: string[] = []
  const house = {
    clock,
    told,
    sleptMs: 0,
    settle: (): void => {},
    /** What was touched is never written down until `settle` is called. */
    hold() {
      house.settled = () => new Promise(resolve => (house.settle = resolve))
    },
    settled: (): Promise<void> => Promise.resolve(),
    refuses: false,
    coverage: null as unknown as Coverage,
  }
  const write = async (what: string) => {
    if (house.refuses) throw new Error('the disk is full')
    told.push(what)
  }
  house.coverage = new Coverage(noCanaries(clock), {
    uptime: () => clock.monotonic() + house.sleptMs,
    beginSpan: (where, { grade, source, at }) => write(`${where} ${grade} by ${source} from ${at}`),
    endSpan: (where, at) => write(`${where} over at ${at}`),
    markAlive: at => write(`alive ${at}`),
    settled: () => house.settled(),
    jumped: ({ cause, from }) => void told.push(`${cause} from ${from}`),
    wake: () => {},
    clock,
    log: silentLog,
  })
  return house
}

test('a sign of life claims the moment at which it began, once all that was touched by then is written down', async () => {
  const { coverage, clock, told } = house()
  await coverage.start()
  expect(told).toEqual(['alive 1000000'])
  clock.advance(10_000)
  expect(told).toHaveLength(1)
  clock.advance(1_000)
  await eventually(() => told.length === 2)
  expect(told).toEqual(['alive 1000000', 'alive 1010000'])
})

test('while something takes long to be written down, nothing later is claimed', async () => {
  const one = house()
  await one.coverage.start()
  one.hold()
  one.clock.advance(60_000)
  await Promise.resolve()
  expect(one.told).toEqual(['alive 1000000'])
  await eventually(() => {
    one.settle()
    return one.told.at(-1) === 'alive 1010000'
  })
  expect(one.told).toHaveLength(2)
})

test('spans begin and end with the source, and a disk that takes none stops nobody', async () => {
  const one = house()
  await one.coverage.watched(root, { grade: 'watched', source: 'chokidar', alsoTells })
  one.refuses = true
  await one.coverage.watched(root, { grade: 'proven', source: 'fanotify', alsoTells })
  one.refuses = false
  await one.coverage.unwatched(root)
  expect(one.told).toEqual([`${root} watched by chokidar from 1000000`, `${root} over at 1000000`])
})

test('a machine that slept is noticed within five seconds of waking', async () => {
  const one = house()
  await one.coverage.start()
  one.sleptMs = 30_000
  one.clock.advance(5_000)
  expect(one.told).toContain('suspended from 1000000')
})

test('a clock that was set is noticed within five seconds, back from where it was set to and on from where it was', async () => {
  for (const [steppedMs, from] of [
    [-60_000, 945_000],
    [60_000, 1_000_000],
  ] as const) {
    const one = house()
    await one.coverage.start()
    one.clock.steppedMs = steppedMs
    one.clock.advance(5_000)
    expect(one.told.filter(line => line.startsWith('clock-step'))).toEqual([`clock-step from ${from}`])
    one.clock.advance(60_000)
    expect(one.told.filter(line => line.startsWith('clock-step'))).toHaveLength(1)
  }
})

test('stopping waits a little for what was seen last, and claims it only when it was written down', async () => {
  const one = house()
  await one.coverage.start()
  one.clock.advance(5_000)
  await one.coverage.stop()
  expect(one.told.at(-1)).toBe('alive 1004000')
  const held = house()
  await held.coverage.start()
  held.hold()
  held.clock.advance(5_000)
  const stopped = held.coverage.stop()
  held.clock.advance(1_000)
  await stopped
  expect(held.told).toEqual(['alive 1000000'])
})
