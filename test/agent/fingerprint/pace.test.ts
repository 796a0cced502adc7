// Owns the laws of the pace of walks: rests as long as what was read allows, and never before.
import { expect, test } from 'vitest'
import { Pace } from '../../../agent/fingerprint/pace.ts'
import { ManualClock } from '../../support/manual-clock.ts'

/** Whether a rest that begins now is over after so many milliseconds. */
async function restsUntil(pace: Pace, clock: ManualClock, ms: number): Promise<boolean> {
  let rested = false
  const rest = pace.rest().then(() => {
    rested = true
  })
  clock.advance(ms - 1)
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  const early = rested
  clock.advance(1)
  await rest
  return !early
}

test('what was read is rested off at the rate that is allowed', async () => {
  const clock = new ManualClock()
  const pace = new Pace(1_000_000, clock)
  pace.spend(500_000)
  expect(await restsUntil(pace, clock, 500)).toBe(true)
  await pace.rest()
})

test('a tenth of a second is saved up while nothing is read, and no more', async () => {
  const clock = new ManualClock()
  const pace = new Pace(1_000_000, clock)
  clock.advance(3_600_000)
  pace.spend(100_000)
  await pace.rest()
  pace.spend(200_000)
  expect(await restsUntil(pace, clock, 200)).toBe(true)
})

test('without a limit nothing rests and a walk has all its names', async () => {
  const pace = new Pace(0, new ManualClock())
  pace.spend(1e12)
  pace.learn(1, 1e12)
  await pace.rest()
  expect(pace.names(4096)).toBe(4096)
})

test('a walk has as many names under way as a second of reading takes, by what the last ones brought', () => {
  const pace = new Pace(100_000_000, new ManualClock())
  expect(pace.names(4096)).toBe(256)
  pace.learn(128, 0)
  expect(pace.names(4096)).toBe(4096)
  for (let message = 0; message < 50; message++) pace.learn(128, 128 * 1_000_000)
  expect(pace.names(4096)).toBe(100)
  for (let message = 0; message < 50; message++) pace.learn(1, 1e9)
  expect(pace.names(4096)).toBe(16)
})
