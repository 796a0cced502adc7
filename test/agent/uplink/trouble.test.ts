// Owns the laws of the troubles that an uplink can have: each has a name that says what to do.
import { generateKeyPair } from '@sekisho/shared/proof.ts'
import { describe, expect, test } from 'vitest'
import { MemoryDoors } from '../../support/collector-doors.ts'
import { eventually } from '../../support/eventually.ts'
import { openCollector, openUplink, pair, reopen } from '../../support/link.ts'
import { findingRecord, MemoryOutbox } from '../../support/outbox.ts'

describe('troubles have names', () => {
  test('an unknown agent is unproven, a revoked one revoked', async () => {
    const doors = new MemoryDoors()
    const collector = await openCollector(doors)
    const [unknown, revoked] = [generateKeyPair(), generateKeyPair()]
    doors.addHost(revoked.id, 'gone', true)
    const first = openUplink(collector, unknown, new MemoryOutbox(unknown))
    const second = openUplink(collector, revoked, new MemoryOutbox(revoked))
    await eventually(() => first.trouble()?.code === 'agent-unproven')
    await eventually(() => second.trouble()?.code === 'agent-revoked')
  })

  test('a collector of another key than enrolled is left before anything is proved to it', async () => {
    const { doors, key, outbox, collector } = await pair()
    outbox.put('fast', findingRecord('secret.php'))
    const uplink = openUplink({ ...collector, key: generateKeyPair() }, key, outbox)
    await eventually(() => uplink.trouble()?.code === 'collector-unproven')
    expect(doors.arrivals).toEqual([])
    expect(doors.paths).toEqual([])
  })

  test('a collector that nobody answers for is a link that is down, and is dialled again', async () => {
    const { doors, key, outbox, collector } = await pair()
    await collector.stop()
    const uplink = openUplink(collector, key, outbox)
    await eventually(() => uplink.trouble()?.code === 'link-down')
    await reopen(collector, doors)
    await eventually(() => uplink.report().phase === 'sending')
    expect(uplink.trouble()).toBeNull()
  })
})
