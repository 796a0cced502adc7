// Owns the laws of calls between threads, on real workers.
import { Thread, ThreadError } from '@sekisho/shared/thread.ts'
import { expect, onTestFinished, test } from 'vitest'
import type { EchoCalls } from '../support/echo-thread.ts'
import { eventually } from '../support/eventually.ts'

function echo(options: ConstructorParameters<typeof Thread>[1] = {}): Thread<EchoCalls> {
  const thread = new Thread<EchoCalls>(new URL('../support/echo-thread.ts', import.meta.url), options)
  onTestFinished(() => thread.stop())
  return thread
}

test('each call gets its own answer', async () => {
  const thread = echo()
  const answers = await Promise.all([1, 2, 3].map(value => thread.call('double', value)))
  expect(answers).toEqual([2, 4, 6])
  expect(thread.waiting).toBe(0)
})

test('an error crosses with its code', async () => {
  await expect(echo().call('fail', 'ENOSPC')).rejects.toMatchObject({ name: 'ThreadError', code: 'ENOSPC' })
})

test('a failure crosses with its code, its place, and its words in each language', async () => {
  const told = { en: 'it is too large for a release', ja: 'リリースとしては大きすぎます' }
  const refused = { code: 'release-refused', place: 'shop.json', message: told.en, told }
  await expect(echo().call('refuse', null)).rejects.toMatchObject(refused)
})

test('calls that a dead worker leaves unanswered reject, and its owner is told once', async () => {
  const deaths: Error[] = []
  const thread = echo({ onDeath: error => deaths.push(error) })
  await expect(thread.call('die', null)).rejects.toBeInstanceOf(ThreadError)
  await expect(thread.call('double', 1)).rejects.toMatchObject({ code: 'ERR_WORKER_DIED' })
  expect(deaths).toHaveLength(1)
})

test('a worker that was stopped on purpose is no death', async () => {
  const deaths: Error[] = []
  const thread = echo({ onDeath: error => deaths.push(error) })
  await thread.call('double', 1)
  await thread.stop()
  expect(deaths).toEqual([])
})

test('a worker that cannot start is one that died: what it is asked rejects, its owner is told once, and nothing is thrown', async () => {
  const deaths: Error[] = []
  const open = () => new Thread<EchoCalls>(new URL('nowhere:thread'), { onDeath: error => deaths.push(error) })
  const thread = open()
  expect(deaths).toEqual([])
  await expect(thread.call('double', 1)).rejects.toMatchObject({ name: 'ThreadError', code: 'ERR_WORKER_DIED' })
  await expect(thread.call('double', 1)).rejects.toMatchObject({ code: 'ERR_WORKER_DIED' })
  expect(deaths).toHaveLength(1)
  await thread.stop()
  await open().stop()
  expect(deaths).toHaveLength(1)
})

test('a worker that is stopped while it loads its code has loaded it before it ends', async () => {
  const steps = new Int32Array(new SharedArrayBuffer(12))
  const thread = new Thread(new URL('../support/slow-thread.ts', import.meta.url), { workerData: steps })
  await eventually(() => steps[0] === 1)
  const stopped = thread.stop()
  Atomics.store(steps, 1, 1)
  Atomics.notify(steps, 1)
  await stopped
  expect(steps[2]).toBe(1)
})

test('a worker that dies while it loads its code and is stopped meanwhile is waited for no longer', async () => {
  const thread = new Thread(new URL('../support/no-such-thread.ts', import.meta.url))
  await thread.stop()
  await expect(thread.call('any', null as never)).rejects.toMatchObject({ code: 'ERR_WORKER_DIED' })
})
