// The laws of the system's clock: what is done again and again is done together, at whole multiples of its period.
import { systemClock } from '@sekisho/shared/clock.ts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('what is done each so often falls together with all else of the period, whenever each of them began', () => {
  const at: string[] = []
  const timers = [systemClock.inStep(1000, () => at.push(`a ${performance.now()}`))]
  vi.advanceTimersByTime(300)
  timers.push(systemClock.inStep(2000, () => at.push(`b ${performance.now()}`)))
  const from = performance.now() - 300
  vi.advanceTimersByTime(4000)
  for (const timer of timers) timer.cancel()
  const times = at.map(one => Number(one.slice(2)))
  expect(times.every(time => time % 1000 === 0)).toBe(true)
  expect(at.filter(one => one.startsWith('a'))).toHaveLength(Math.floor((from + 4300) / 1000) - Math.floor(from / 1000))
  expect(times.length - new Set(times).size).toBe(at.filter(one => one.startsWith('b')).length)
})

test('a call that comes a moment early is not made twice, and one that was cancelled is not made', () => {
  let calls = 0
  const timer = systemClock.inStep(1000, () => calls++)
  const rest = 1000 - (performance.now() % 1000)
  vi.advanceTimersByTime(rest)
  expect(calls).toBe(1)
  vi.advanceTimersByTime(999)
  expect(calls).toBe(1)
  timer.cancel()
  vi.advanceTimersByTime(5000)
  expect(calls).toBe(1)
})

test('what is done each so often otherwise is not done before one period is over', () => {
  let calls = 0
  vi.advanceTimersByTime(1000 - (performance.now() % 1000) + 950)
  const timer = systemClock.every(1000, () => calls++)
  vi.advanceTimersByTime(999)
  expect(calls).toBe(0)
  vi.advanceTimersByTime(1)
  expect(calls).toBe(1)
  timer.cancel()
})
