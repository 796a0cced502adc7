import { closeCodes } from '@sekisho/shared/wire.ts'
import { describe, expect, test } from 'vitest'
import { MemoryDoors } from '../../support/collector-doors.ts'
import { eventually } from '../../support/eventually.ts'
import { knownHost, openCollector, proveRaw } from '../../support/link.ts'
import { findingRecord } from '../../support/outbox.ts'

describe('two connections with one key', () => {
  test('both alive: the second is refused with its own code, and the fork is told', async () => {
    const doors = new MemoryDoors()
    const { key } = knownHost(doors)
    const collector = await openCollector(doors)
    const first = await proveRaw(collector, key)
    await first.expect('welcome')
    const second = await proveRaw(collector, key)
    expect(await second.ended).toMatchObject({ code: closeCodes.identityInUse })
    expect(doors.forks).toHaveLength(1)
    expect(first.socket.readyState).toBe(first.socket.OPEN)
    expect(doors.arrivals).toHaveLength(1)
  })

  test('the clone stays refused as long as the first lives', async () => {
    const doors = new MemoryDoors()
    const { key } = knownHost(doors)
    const collector = await openCollector(doors)
    await (await proveRaw(collector, key)).expect('welcome')
    for (let tries = 0; tries < 3; tries++) {
      expect(await (await proveRaw(collector, key)).ended).toMatchObject({ code: closeCodes.identityInUse })
    }
    expect(doors.forks).toHaveLength(3)
  })

  test('the first silent: it is replaced, without a fork', async () => {
    const doors = new MemoryDoors()
    const { key } = knownHost(doors)
    const collector = await openCollector(doors, { limits: { contestMs: 100 } })
    const first = await proveRaw(collector, key)
    await first.expect('welcome')
    first.socket.pause()
    const second = await proveRaw(collector, key)
    await second.expect('welcome')
    first.socket.resume()
    expect(await first.ended).toMatchObject({ code: closeCodes.replaced })
    expect(doors.forks).toEqual([])
    expect(doors.departures).toEqual([])
    expect(collector.gateway.connections()).toMatchObject([{ host: 1 }])
  })

  test('a host that is revoked while two connections contest is not let in by the end of it', async () => {
    const doors = new MemoryDoors()
    const { key } = knownHost(doors)
    const collector = await openCollector(doors, { limits: { contestMs: 2_000 } })
    const first = await proveRaw(collector, key)
    await first.expect('welcome')
    first.socket.pause()
    const second = await proveRaw(collector, key)
    await new Promise(resolve => second.socket.once('ping', resolve))
    doors.hosts.splice(0, 1, { id: 1, customer: 1, name: 'web1', key: key.id, revoked: true })
    expect(await second.ended).toMatchObject({ code: closeCodes.revoked })
    await eventually(() => collector.gateway.connections().length === 0)
  })

  test('a first that answers behind batches which a slow collector has not read yet is alive', async () => {
    const doors = new MemoryDoors()
    const { key, outbox } = knownHost(doors)
    const free = Promise.withResolvers<void>()
    doors.before = async () => {
      await free.promise
      return undefined
    }
    const collector = await openCollector(doors, { limits: { waitingBatches: 1 } })
    const first = await proveRaw(collector, key, { epoch: outbox.position().epoch })
    await first.expect('welcome')
    for (let at = 0; at < 4; at++) {
      outbox.put('fast', findingRecord(`${at}.php`))
      first.socket.send((await outbox.seal({ records: 1, bytes: 1 }))?.bytes ?? '')
    }
    await eventually(() => collector.gateway.connections()[0]?.paused)
    const second = await proveRaw(collector, key)
    expect(await second.ended).toMatchObject({ code: closeCodes.identityInUse })
    free.resolve()
    await eventually(() => doors.accepted.length === 4)
  })
})
