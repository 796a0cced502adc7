import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Tls } from '../../../agent/uplink/link.ts'
import { MemoryDoors } from '../../support/collector-doors.ts'
import { eventually } from '../../support/eventually.ts'
import { knownHost, openCollector, openUplink } from '../../support/link.ts'
import { findingRecord } from '../../support/outbox.ts'

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/tls', name), 'utf8')
const pinOf = (pem: string) => new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase()

async function openAgent(tls: Tls | null) {
  const doors = new MemoryDoors()
  const { key, outbox } = knownHost(doors)
  outbox.put('fast', findingRecord('a.php'))
  const collector = await openCollector(doors, { tls: { cert: fixture('server.pem'), key: fixture('server.key') } })
  return { doors, uplink: openUplink(collector, key, outbox, { tls }) }
}

test('a certificate that the given authority signed is trusted', async () => {
  const { doors } = await openAgent({ ca: fixture('ca.pem') })
  await eventually(() => doors.paths.length === 1)
})

test('a pinned certificate is trusted without any authority', async () => {
  const { doors } = await openAgent({ pin: pinOf(fixture('server.pem')) })
  await eventually(() => doors.paths.length === 1)
})

test('a certificate other than the pinned one is refused, however well the collector proves its key', async () => {
  const { doors, uplink } = await openAgent({ pin: pinOf(fixture('other.pem')) })
  await eventually(() => uplink.trouble()?.code === 'tls-untrusted')
  expect(doors.arrivals).toEqual([])
})

test.each([
  ['of another authority', { ca: fixture('other.pem') }],
  ['that nobody known signed', null],
])('a certificate %s is refused', async (_, tls) => {
  const { doors, uplink } = await openAgent(tls)
  await eventually(() => uplink.trouble()?.code === 'tls-untrusted')
  expect(doors.arrivals).toEqual([])
})

test('a pin is never met by a connection without TLS', async () => {
  const doors = new MemoryDoors()
  const { key, outbox } = knownHost(doors)
  const uplink = openUplink(await openCollector(doors), key, outbox, { tls: { pin: pinOf(fixture('server.pem')) } })
  await eventually(() => uplink.trouble()?.code === 'tls-untrusted')
})
