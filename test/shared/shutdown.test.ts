// Owns the laws of stopping: in order, by a deadline, with every late or failed room named.
import { stopDeadlines, stopInOrder } from '@sekisho/shared/shutdown.ts'
import { expect, test } from 'vitest'
import { ManualClock } from '../support/manual-clock.ts'

test('rooms stop one after the other, in the order given', async () => {
  const seen: string[] = []
  const room = (name: string) => ({ name, stop: async () => void seen.push(name) })
  await stopInOrder([room('watch'), room('journal'), room('uplink')], new ManualClock(), 1000)
  expect(seen).toEqual(['watch', 'journal', 'uplink'])
})

test('a room that hangs is named as late, and those behind it are still asked to stop', async () => {
  const clock = new ManualClock()
  const seen: string[] = []
  const hanging = { name: 'walk', stop: () => new Promise<void>(() => {}) }
  const stopping = stopInOrder([hanging, { name: 'journal', stop: () => void seen.push('journal') }], clock, 1000)
  clock.advance(1000)
  expect(await stopping).toEqual({ late: ['walk'], failed: [] })
  expect(seen).toEqual(['journal'])
})

test('a room that hangs leaves half of the time to those behind it, and the last may take all of it', async () => {
  const clock = new ManualClock()
  const slow = { name: 'store', stop: () => new Promise<void>(resolve => clock.after(499, resolve)) }
  const stopping = stopInOrder([{ name: 'walk', stop: () => new Promise<void>(() => {}) }, slow], clock, 1000)
  clock.advance(500)
  await Promise.resolve()
  await new Promise(resolve => setImmediate(resolve))
  clock.advance(499)
  expect(await stopping).toEqual({ late: ['walk'], failed: [] })
})

test('a program whose rooms all hang has named every one before the process is ended', async () => {
  const clock = new ManualClock()
  const from = clock.monotonic()
  // More than either program has.
  const names = Array.from({ length: 20 }, (_, n) => `room ${n}`)
  const rooms = names.map(name => ({ name, stop: () => new Promise<void>(() => {}) }))
  let isOver = false
  const stopping = stopInOrder(rooms, clock, stopDeadlines.roomsMs).finally(() => {
    isOver = true
  })
  while (!isOver) {
    clock.advance(10)
    await new Promise(resolve => setImmediate(resolve))
  }
  expect(await stopping).toEqual({ late: names, failed: [] })
  expect(clock.monotonic() - from).toBeLessThan(stopDeadlines.processMs)
})

test('a room that fails to stop is named with its reason and stops nobody else', async () => {
  const broken = new Error('disk')
  const rooms = [
    { name: 'journal', stop: () => Promise.reject(broken) },
    { name: 'uplink', stop: () => {} },
  ]
  expect(await stopInOrder(rooms, new ManualClock(), 1000)).toEqual({
    late: [],
    failed: [{ name: 'journal', error: broken }],
  })
})
