import { closeCodes } from '@sekisho/shared/wire.ts'
import { describe, expect, test } from 'vitest'
import type { SealedBatch } from '../../../agent/handover.ts'
import type { BatchAnswer, ReceivedBatch } from '../../../collector/handover.ts'
import { MemoryDoors } from '../../support/collector-doors.ts'
import { eventually } from '../../support/eventually.ts'
import { openUplink, pair, proveRaw, reopen } from '../../support/link.ts'
import { findingRecord } from '../../support/outbox.ts'

function receivedOf(batch: SealedBatch | null): ReceivedBatch {
  if (batch === null) throw new Error('nothing was sealed')
  return { host: 1, digest: batch.digest, bytes: batch.bytes, receivedAt: 1 }
}

describe('what waits', () => {
  test('is sent, acknowledged and then gone from the outbox, in the order of its lane', async () => {
    const { doors, key, outbox, collector } = await pair()
    outbox.put('bulk', findingRecord('b1.jpg'), findingRecord('b2.jpg'))
    outbox.put('fast', findingRecord('f1.php'), findingRecord('f2.php'))
    openUplink(collector, key, outbox)
    await eventually(() => outbox.acknowledged.length > 0)
    expect(doors.paths).toEqual(['f1.php', 'f2.php', 'b1.jpg', 'b2.jpg'])
    expect(await outbox.unacknowledged()).toEqual([])
  })

  test('is sealed as late as can be: a payment finding made last is in the first batch sealed on connection', async () => {
    const { doors, key, outbox, collector } = await pair()
    for (let at = 0; at < 50_000; at++) outbox.put('bulk', findingRecord(`upload/${at}.jpg`))
    outbox.put('fast', findingRecord('payment.php'))
    openUplink(collector, key, outbox)
    await eventually(() => doors.accepted.length > 0)
    expect(doors.accepted[0]?.batch.records[0]).toMatchObject({ path: 'payment.php' })
  })

  test('goes at once when the uplink is idle, and gathers while batches are on their way', async () => {
    const { doors, key, outbox, collector } = await pair()
    const uplink = openUplink(collector, key, outbox, { limits: { lingerMs: 100 } })
    await eventually(() => uplink.report().phase === 'sending')
    for (let at = 0; at < 50; at++) {
      outbox.put('fast', findingRecord(`${at}.php`))
      uplink.wake()
    }
    await eventually(() => doors.paths.length === 50)
    expect(doors.accepted.length).toBeLessThan(4)
  })

  test('is never more than the window on its way', async () => {
    const { doors, key, outbox, collector } = await pair()
    const free = Promise.withResolvers<void>()
    doors.before = async () => {
      await free.promise
      return undefined
    }
    for (let at = 0; at < 100; at++) outbox.put('bulk', findingRecord(`${at}.jpg`))
    const uplink = openUplink(collector, key, outbox, { limits: { window: 3, batchRecords: 10 } })
    await eventually(() => uplink.report().depth === 3)
    expect(await outbox.unacknowledged()).toHaveLength(3)
    free.resolve()
    await eventually(() => doors.paths.length === 100)
  })
})

describe('a broken connection', () => {
  test('repeats what was not acknowledged byte for byte, and then goes on', async () => {
    const { doors, key, outbox, collector } = await pair()
    const hung = Promise.withResolvers<BatchAnswer>()
    doors.before = () => hung.promise
    outbox.put('fast', findingRecord('1.php'))
    const uplink = openUplink(collector, key, outbox)
    await eventually(() => doors.received.length === 1)
    outbox.put('fast', findingRecord('2.php'))
    uplink.wake()
    await eventually(() => uplink.report().depth === 2)
    const sent = (await outbox.unacknowledged()).map(batch => Buffer.from(batch.bytes))
    const stopped = collector.stop()
    await eventually(() => uplink.report().phase !== 'sending')
    hung.resolve({ outcome: 'refused', code: 'store-busy', retry: true, detail: 'the collector was killed' })
    await stopped
    const again = new MemoryDoors()
    again.hosts.push(...doors.hosts)
    await reopen(collector, again)
    await eventually(() => again.accepted.length === 2)
    expect(again.accepted.map(({ bytes }) => Buffer.from(bytes))).toEqual(sent)
  })

  test('whose acknowledgement was lost takes nothing twice: what comes again is known', async () => {
    const { doors, key, outbox, collector } = await pair()
    outbox.put('fast', findingRecord('1.php'))
    await doors.receive(receivedOf(await outbox.seal({ records: 1, bytes: 1 })))
    openUplink(collector, key, outbox)
    await eventually(() => outbox.acknowledged.length === 1)
    expect(doors.paths).toEqual(['1.php'])
    expect(outbox.epochs).toEqual([])
  })

  test('on which a refusal was lost forgets none of its records, though later batches were taken', async () => {
    const { doors, key, outbox, collector } = await pair()
    doors.before = ({ records }) =>
      records.some(record => 'path' in record && record.path === 'bad')
        ? { outcome: 'refused', code: 'batch-malformed', retry: false, detail: 'bad' }
        : undefined
    outbox.put('fast', findingRecord('good'), findingRecord('bad'))
    const refused = await outbox.seal({ records: 2, bytes: 1 })
    outbox.put('fast', findingRecord('later'))
    const later = await outbox.seal({ records: 1, bytes: 1 })
    for (const batch of [refused, later]) await doors.receive(receivedOf(batch))
    expect(doors.head).toMatchObject({ sequence: 2 })
    openUplink(collector, key, outbox)
    await eventually(() => doors.paths.includes('good'))
    await eventually(async () => (await outbox.unacknowledged()).length === 0)
    expect(doors.paths.filter(path => path !== 'tombstone')).toEqual(['later', 'good'])
    expect(outbox.epochs).toEqual([])
  })
})

describe('refusals', () => {
  test('for now are sent again after a wait, the same bytes, in order', async () => {
    const { doors, key, outbox, collector } = await pair()
    let busy = 3
    doors.before = () => (busy-- > 0 ? { outcome: 'refused', code: 'store-busy', retry: true, detail: '' } : undefined)
    for (let at = 0; at < 30; at++) outbox.put('fast', findingRecord(`${at}.php`))
    openUplink(collector, key, outbox, { limits: { batchRecords: 10, backoff: { firstMs: 10, longestMs: 40 } } })
    await eventually(() => doors.paths.length === 30)
    expect(doors.paths).toEqual(Array.from({ length: 30 }, (_, at) => `${at}.php`))
    const first = doors.received
      .filter(({ batch }) => batch.sequence === 1)
      .map(({ bytes }) => Buffer.from(bytes).toString('hex'))
    expect(first).toHaveLength(4)
    expect(new Set(first).size).toBe(1)
  })

  test('for good set the batch aside: a tombstone follows, its harmless records arrive alone, nothing is blocked', async () => {
    const { doors, key, outbox, collector } = await pair()
    doors.before = ({ records }) =>
      records.some(record => 'path' in record && record.path === 'bad')
        ? { outcome: 'refused', code: 'batch-malformed', retry: false, detail: 'bad' }
        : undefined
    outbox.put('fast', findingRecord('a'), findingRecord('bad'), findingRecord('b'))
    const uplink = openUplink(collector, key, outbox)
    await eventually(() => doors.paths.length === 4)
    outbox.put('fast', findingRecord('later'))
    uplink.wake()
    await eventually(() => doors.paths.includes('later'))
    // The tombstone of a record that was refused alone takes the next free sequence, behind what was on its way.
    expect(doors.paths.toSorted()).toEqual(['a', 'b', 'later', 'tombstone', 'tombstone'])
    expect(doors.paths[0]).toBe('tombstone')
    expect(outbox.epochs).toEqual([])
  })

  test('of a batch that does not follow start a new epoch, once', async () => {
    const { doors, key, outbox, collector } = await pair()
    const told: string[] = []
    let refusals = 0
    doors.before = () => (refusals++ === 0 ? { outcome: 'forked', detail: 'another digest' } : undefined)
    const old = outbox.position().epoch
    outbox.put('fast', findingRecord('a'))
    const uplink = openUplink(collector, key, outbox, { onNewEpoch: cause => void told.push(cause) })
    await eventually(() => told.length === 1)
    expect(outbox.epochs).toEqual(['identity-forked'])
    outbox.put('fast', findingRecord('b'))
    uplink.wake()
    await eventually(() => doors.paths.includes('b'))
    expect(doors.accepted[0]?.batch).toMatchObject({ sequence: 1, previous: null })
    expect(doors.accepted[0]?.batch.epoch).not.toBe(old)
  })

  test('of every new epoch too end the connection instead of making epochs without end', async () => {
    const { doors, key, outbox, collector } = await pair()
    doors.before = () => ({ outcome: 'forked', detail: 'whatever you say' })
    outbox.put('fast', findingRecord('a'))
    const uplink = openUplink(collector, key, outbox, {
      onNewEpoch: () => outbox.put('fast', findingRecord('census')),
      limits: { backoff: { firstMs: 60_000, longestMs: 60_000 } },
    })
    await eventually(() => uplink.trouble()?.code === 'identity-forked')
    expect(outbox.epochs).toEqual(['identity-forked'])
  })
})

describe('two histories', () => {
  test('a restored collector makes the agent declare it and start anew, keeping what was not acknowledged', async () => {
    const { doors, key, outbox, collector } = await pair()
    outbox.put('fast', findingRecord('1.php'))
    const first = openUplink(collector, key, outbox)
    await eventually(() => outbox.acknowledged.length === 1)
    await first.stop(1000)
    doors.head = null
    doors.accepted.splice(0)
    outbox.put('fast', findingRecord('2.php'))
    openUplink(collector, key, outbox)
    await eventually(() => doors.paths.includes('2.php'))
    expect(outbox.epochs).toEqual(['collector-restored'])
    expect(doors.accepted[0]?.batch.sequence).toBe(1)
  })

  test('a restored agent sees that the collector is ahead, and starts anew', async () => {
    const { key, outbox, collector } = await pair()
    outbox.put('fast', findingRecord('1.php'))
    const first = openUplink(collector, key, outbox)
    await eventually(() => outbox.acknowledged.length === 1)
    const snapshot = outbox.copy()
    outbox.put('fast', findingRecord('2.php'))
    first.wake()
    await eventually(() => outbox.acknowledged.length === 2)
    await first.stop(1000)
    openUplink(collector, key, snapshot)
    await eventually(() => snapshot.epochs.length === 1)
    expect(snapshot.epochs).toEqual(['journal-restored'])
  })

  test('a restored agent that sealed something else at the same place is a fork', async () => {
    const { doors, key, outbox, collector } = await pair()
    outbox.put('fast', findingRecord('1.php'))
    const first = openUplink(collector, key, outbox)
    await eventually(() => outbox.acknowledged.length === 1)
    const snapshot = outbox.copy()
    outbox.put('fast', findingRecord('2.php'))
    first.wake()
    await eventually(() => doors.accepted.length === 2)
    await first.stop(1000)
    snapshot.put('fast', findingRecord('other.php'))
    await snapshot.seal({ records: 1, bytes: 1 })
    openUplink(collector, key, snapshot)
    await eventually(() => snapshot.epochs.length === 1)
    expect(snapshot.epochs).toEqual(['identity-forked'])
  })

  test('an agent restored to an epoch that is over is told so', async () => {
    const { doors, key, outbox, collector } = await pair()
    outbox.put('fast', findingRecord('1.php'))
    const first = openUplink(collector, key, outbox)
    await eventually(() => outbox.acknowledged.length === 1)
    const snapshot = outbox.copy()
    await outbox.newEpoch('journal-lost')
    outbox.put('fast', findingRecord('2.php'))
    first.wake()
    await eventually(() => doors.accepted.length === 2)
    await first.stop(1000)
    openUplink(collector, key, snapshot)
    await eventually(() => snapshot.epochs.length === 1)
    expect(snapshot.epochs).toEqual(['identity-forked'])
  })

  test('a clone beside a living agent is refused, says so, and sends nothing', async () => {
    const { doors, key, outbox, collector } = await pair()
    const first = openUplink(collector, key, outbox)
    await eventually(() => first.report().phase === 'sending')
    const copy = outbox.copy()
    copy.put('fast', findingRecord('clone.php'))
    const clone = openUplink(collector, key, copy)
    await eventually(() => clone.trouble()?.code === 'identity-in-use')
    expect(first.report().phase).toBe('sending')
    expect(doors.forks.length).toBeGreaterThan(0)
    expect(doors.paths).toEqual([])
  })
})

describe('while connected', () => {
  test('a heartbeat goes at once and then at its pace', async () => {
    const { doors, key, outbox, collector } = await pair()
    openUplink(collector, key, outbox, { limits: { heartbeatMs: 10 } })
    await eventually(() => doors.heartbeats.length > 3)
  })

  test('an order is handed on and answered, and one of an unknown kind is refused by name', async () => {
    const { key, outbox, host, collector } = await pair()
    const orders: string[] = []
    const uplink = openUplink(collector, key, outbox, {
      onOrder: async order => {
        orders.push(order.what)
        return { outcome: 'done', detail: '' }
      },
    })
    await eventually(() => uplink.report().phase === 'sending')
    collector.gateway.order(host, { what: 'walk', root: null })
    // A newer collector's order: this one's types do not have it.
    collector.gateway.order(host, { what: 'exec', command: 'id' } as never)
    collector.gateway.order(host, { what: 'status' })
    await eventually(() => orders.length === 2)
    expect(orders).toEqual(['walk', 'status'])
    expect(uplink.report().phase).toBe('sending')
  })

  test('the welcome is handed on before anything is sent', async () => {
    const { doors, key, outbox, collector } = await pair()
    const order: string[] = []
    doors.before = () => {
      order.push('batch')
      return undefined
    }
    outbox.put('fast', findingRecord('1.php'))
    openUplink(collector, key, outbox, { onWelcome: welcome => void order.push(`welcome ${welcome.host}`) })
    await eventually(() => order.length === 2)
    expect(order).toEqual(['welcome web1', 'batch'])
  })

  test('bindings that cannot be taken do not keep findings from being sent', async () => {
    const { doors, key, outbox, collector } = await pair()
    outbox.put('fast', findingRecord('1.php'))
    openUplink(collector, key, outbox, { onWelcome: () => Promise.reject(new Error('no such profile')) })
    await eventually(() => doors.paths.length === 1)
  })

  test('a collector that falls silent is left', async () => {
    const { key, outbox, collector } = await pair()
    const uplink = openUplink(collector, key, outbox, {
      limits: { heartbeatMs: 10, silenceMs: -1, backoff: { firstMs: 60_000, longestMs: 60_000 } },
    })
    await eventually(() => uplink.trouble()?.code === 'link-down')
  })
})

describe('stopping', () => {
  test('drains what waits, then closes', async () => {
    const { doors, key, outbox, collector } = await pair()
    const uplink = openUplink(collector, key, outbox, { limits: { batchRecords: 10 } })
    await eventually(() => uplink.report().phase === 'sending')
    for (let at = 0; at < 500; at++) outbox.put('bulk', findingRecord(`${at}.jpg`))
    await uplink.stop(10_000)
    expect(doors.paths).toHaveLength(500)
    expect(uplink.report().phase).toBe('offline')
    await eventually(() => doors.departures.length === 1)
  })

  test('does not wait longer than it may for a collector that does not answer', async () => {
    const { doors, key, outbox, collector } = await pair()
    doors.before = () => new Promise(() => {})
    const uplink = openUplink(collector, key, outbox)
    outbox.put('fast', findingRecord('1.php'))
    uplink.wake()
    await eventually(() => uplink.report().depth === 1)
    await uplink.stop(30)
    expect(await outbox.unacknowledged()).toHaveLength(1)
    void collector.gateway.stop()
  })

  test('is at once while offline', async () => {
    const { key, outbox, collector } = await pair()
    await collector.stop()
    const uplink = openUplink(collector, key, outbox, { limits: { backoff: { firstMs: 60_000, longestMs: 60_000 } } })
    await eventually(() => uplink.trouble() !== null)
    await uplink.stop(60_000)
    expect(uplink.report().phase).toBe('offline')
  })
})

test('what the agent says in its proof is where its journal stands', async () => {
  const { doors, key, outbox, collector } = await pair()
  outbox.put('fast', findingRecord('1.php'))
  outbox.boot = 9
  const batch = await outbox.seal({ records: 1, bytes: 1 })
  openUplink(collector, key, outbox)
  await eventually(() => doors.arrivals.length === 1)
  const { epoch } = outbox.position()
  expect(doors.arrivals[0]).toMatchObject({ boot: 9, epoch, head: { epoch, sequence: 1, digest: batch?.digest } })
})

test('a raw agent that closes is a host that left', async () => {
  const { doors, key, collector } = await pair()
  const raw = await proveRaw(collector, key)
  await raw.expect('welcome')
  raw.socket.close(closeCodes.goingAway)
  await eventually(() => doors.departures.length === 1)
})
