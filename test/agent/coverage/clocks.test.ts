// Owns the laws of unseen time: a clock that was set and a machine that slept are told apart, and slow time is neither.
import { expect, test } from 'vitest'
import { jumpBetween, type Moment } from '../../../agent/coverage/clocks.ts'

const before: Moment = { now: 1_000_000, monotonic: 50_000, uptime: 80_000 }
const after = (now: number, monotonic: number, uptime: number): Moment => ({
  now: before.now + now,
  monotonic: before.monotonic + monotonic,
  uptime: before.uptime + uptime,
})

test('nothing has happened while all three clocks agree, however long it took', () => {
  expect(jumpBetween(before, after(1_000, 1_000, 1_010))).toBeNull()
  expect(jumpBetween(before, after(3_600_000, 3_600_000, 3_600_000))).toBeNull()
})

test('a machine has slept when only the clock that counts sleep went on, and the wall clock was put right', () => {
  expect(jumpBetween(before, after(61_000, 1_000, 61_000))).toEqual({ cause: 'suspended', from: before.now })
})

test('a clock was set when it alone went on or back, and the gap begins at the earlier of its two times', () => {
  expect(jumpBetween(before, after(61_000, 1_000, 1_000))).toEqual({ cause: 'clock-step', from: before.now })
  expect(jumpBetween(before, after(-60_000, 1_000, 1_000))).toEqual({
    cause: 'clock-step',
    from: before.now - 60_000,
  })
})

test('what NTP slews away in a second is no step', () => {
  expect(jumpBetween(before, after(1_500, 1_000, 1_000))).toBeNull()
})
