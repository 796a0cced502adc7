import { expect, test } from 'vitest'
import { MemoryDoors } from '../../support/collector-doors.ts'
import { eventually } from '../../support/eventually.ts'
import { heartbeatOf, knownHost, openCollector, openUplink } from '../../support/link.ts'

test('a change of how things stand is told soon, many as one, and not with the next heartbeat only', async () => {
  const doors = new MemoryDoors()
  const { key, outbox } = knownHost(doors)
  const collector = await openCollector(doors)
  let made = 0
  const heartbeat = () => {
    made++
    return heartbeatOf(outbox)
  }
  const uplink = openUplink(collector, key, outbox, { heartbeat })
  // Nobody is there to be told yet, and the first heartbeat will say how things stand by then.
  uplink.standingChanged()
  await eventually(() => uplink.report().phase === 'sending')
  const first = made
  for (let change = 0; change < 100; change++) uplink.standingChanged()
  await eventually(() => made > first)
  expect(made).toBeLessThanOrEqual(first + 2)
})
