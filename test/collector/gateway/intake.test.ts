import { systemClock } from '@sekisho/shared/clock.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import { generateKeyPair } from '@sekisho/shared/proof.ts'
import type { CollectorMessage } from '@sekisho/shared/wire.ts'
import { expect, test } from 'vitest'
import { Budget, Intake } from '../../../collector/gateway/intake.ts'
import type { BatchAnswer, ReceivedBatch } from '../../../collector/handover.ts'
import { MemoryDoors } from '../../support/collector-doors.ts'
import { eventually } from '../../support/eventually.ts'
import { knownHost, openCollector, openUplink, proveRaw } from '../../support/link.ts'
import { findingRecord, MemoryOutbox } from '../../support/outbox.ts'

async function sealedBatches(outbox: MemoryOutbox, count: number): Promise<Uint8Array[]> {
  const sealed: Uint8Array[] = []
  for (let at = 0; at < count; at++) {
    outbox.put('fast', findingRecord(`${at}.php`))
    const batch = await outbox.seal({ records: 1, bytes: 1 })
    if (batch !== null) sealed.push(batch.bytes)
  }
  return sealed
}

function openIntake(receive: (batch: ReceivedBatch) => Promise<BatchAnswer>, budget = new Budget(1e9), limit = 4) {
  const key = generateKeyPair()
  const said: CollectorMessage[] = []
  const flows: boolean[] = []
  const intake = new Intake({
    host: 1,
    agent: key.id,
    doors: { receive, refused: async () => {} },
    budget,
    limit,
    clock: systemClock,
    log: silentLog,
    say: message => said.push(message),
    flow: reading => flows.push(reading),
    broken: () => {},
  })
  return { intake, outbox: new MemoryOutbox(key), said, flows }
}

const sequences = (said: readonly CollectorMessage[]) =>
  said.map(message =>
    message.message === 'ack' ? message.sequence : message.message === 'refuse' ? -message.sequence : 0,
  )

test('batches go to ingest one at a time and are answered in the order they came', async () => {
  let under = 0
  let most = 0
  const { intake, outbox, said } = openIntake(async () => {
    most = Math.max(most, ++under)
    await new Promise(resolve => setImmediate(resolve))
    under--
    return { outcome: 'committed' }
  })
  for (const bytes of await sealedBatches(outbox, 10)) intake.add(bytes)
  await eventually(() => said.length === 10)
  expect(sequences(said)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(most).toBe(1)
})

test('an acknowledgement never leaves before ingest has committed', async () => {
  const committed = Promise.withResolvers<BatchAnswer>()
  const { intake, outbox, said } = openIntake(() => committed.promise)
  for (const bytes of await sealedBatches(outbox, 1)) intake.add(bytes)
  await new Promise(resolve => setImmediate(resolve))
  expect(said).toEqual([])
  committed.resolve({ outcome: 'committed' })
  await eventually(() => said.length === 1)
})

test('after a retryable refusal what follows is passed over until that batch comes again', async () => {
  const asked: number[] = []
  let busy = true
  const { intake, outbox, said } = openIntake(async ({ bytes }) => {
    asked.push(bytes.byteLength)
    if (!busy) return { outcome: 'committed' }
    busy = false
    return { outcome: 'refused', code: 'store-busy', retry: true, detail: '' }
  })
  const batches = await sealedBatches(outbox, 3)
  for (const bytes of batches) intake.add(bytes)
  await eventually(() => intake.depth === 0)
  expect(sequences(said)).toEqual([-1])
  for (const bytes of batches) intake.add(bytes)
  await eventually(() => said.length === 4)
  expect(sequences(said)).toEqual([-1, 1, 2, 3])
  expect(asked).toHaveLength(4)
})

test('a door that throws is a refusal for now, by the code that the error carries', async () => {
  const errors = [Object.assign(new Error('full'), { code: 'store-full' }), new Error('odd')]
  const { intake, outbox, said } = openIntake(() => Promise.reject(errors.shift()))
  const [bytes = new Uint8Array()] = await sealedBatches(outbox, 1)
  intake.add(bytes)
  await eventually(() => said.length === 1)
  intake.add(bytes)
  await eventually(() => said.length === 2)
  expect(said).toMatchObject([
    { code: 'store-full', retry: true },
    { code: 'store-busy', retry: true },
  ])
})

test('a fork is a final refusal by the name that makes the agent start a new epoch', async () => {
  const { intake, outbox, said } = openIntake(async () => ({ outcome: 'forked', detail: 'another digest' }))
  for (const bytes of await sealedBatches(outbox, 1)) intake.add(bytes)
  await eventually(() => said.length === 1)
  expect(said).toMatchObject([
    { message: 'refuse', code: 'batch-out-of-chain', retry: false, detail: 'another digest' },
  ])
})

test('bytes that are no batch of this agent never reach ingest', async () => {
  const { intake, said } = openIntake(() => Promise.reject(new Error('must not be asked')))
  intake.add(new Uint8Array(10))
  intake.add(new Uint8Array(0))
  await eventually(() => intake.depth === 0)
  expect(said).toEqual([])
})

test('above the ceiling of one connection its socket is paused, and read again below it', async () => {
  const free = Promise.withResolvers<void>()
  const { intake, outbox, flows } = openIntake(async () => {
    await free.promise
    return { outcome: 'committed' }
  })
  for (const bytes of await sealedBatches(outbox, 6)) intake.add(bytes)
  expect(flows).toEqual([false])
  free.resolve()
  await eventually(() => intake.depth === 0)
  expect(flows).toEqual([false, true])
})

test('one connection’s bytes above the ceiling of all pause another too, until they are given back', async () => {
  const free = Promise.withResolvers<void>()
  const budget = new Budget(100)
  const slow = openIntake(async () => {
    await free.promise
    return { outcome: 'committed' }
  }, budget)
  const never = Promise.withResolvers<BatchAnswer>()
  const other = openIntake(() => never.promise, budget)
  const [bytes = new Uint8Array()] = await sealedBatches(slow.outbox, 1)
  slow.intake.add(bytes)
  const [small = new Uint8Array()] = await sealedBatches(other.outbox, 1)
  other.intake.add(small)
  expect(other.flows).toEqual([false])
  never.resolve({ outcome: 'committed' })
  await eventually(() => other.intake.depth === 0)
  expect(other.flows).toEqual([false])
  free.resolve()
  await eventually(() => slow.flows.at(-1) === true && other.flows.at(-1) === true)
  expect(budget.full).toBe(false)
})

test('a slow collector stops reading the socket, and holds no more of a flood than its ceiling', async () => {
  const doors = new MemoryDoors()
  const { key, outbox } = knownHost(doors)
  const free = Promise.withResolvers<void>()
  doors.before = async () => {
    await free.promise
    return undefined
  }
  const collector = await openCollector(doors, { limits: { waitingBatches: 4, frameBurst: 10_000 } })
  const raw = await proveRaw(collector, key, { epoch: outbox.position().epoch })
  await raw.expect('welcome')
  const padding = findingRecord(`${'x'.repeat(100_000)}.php`)
  const count = 200
  for (let at = 0; at < count; at++) {
    outbox.put('fast', padding)
    raw.socket.send((await outbox.seal({ records: 1, bytes: 1 }))?.bytes ?? '')
  }
  await eventually(() => collector.gateway.connections()[0]?.paused)
  // What the kernel's buffers do not hold has to wait at the sender: 20 MB do not fit into them.
  await eventually(() => raw.socket.bufferedAmount > 5_000_000)
  expect(collector.gateway.connections()[0]?.waiting).toBeLessThan(16)
  expect(collector.gateway.report().depth).toBeLessThan(16)
  free.resolve()
  await eventually(() => doors.accepted.length === count)
  await eventually(() => raw.messages.filter(({ message }) => message === 'ack').length === count)
})

test('an agent whose collector is slow keeps its window, and everything arrives in order once it is not', async () => {
  const doors = new MemoryDoors()
  const { key, outbox } = knownHost(doors)
  const free = Promise.withResolvers<void>()
  doors.before = async () => {
    await free.promise
    return undefined
  }
  const collector = await openCollector(doors)
  const uplink = openUplink(collector, key, outbox)
  for (let at = 0; at < 3000; at++) outbox.put('bulk', findingRecord(`${at}.jpg`))
  uplink.wake()
  await eventually(() => uplink.report().depth === 8)
  expect(outbox.waiting().bulk).toBeGreaterThan(0)
  free.resolve()
  await eventually(() => doors.paths.length === 3000)
  expect(doors.paths).toEqual(Array.from({ length: 3000 }, (_, at) => `${at}.jpg`))
})
