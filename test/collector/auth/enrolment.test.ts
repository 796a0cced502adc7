import { randomBytes } from 'node:crypto'
import { systemClock } from '@sekisho/shared/clock.ts'
import { generateKeyPair, parseEnrolmentToken } from '@sekisho/shared/proof.ts'
import { closeCodes } from '@sekisho/shared/wire.ts'
import { describe, expect, test } from 'vitest'
import { enrol } from '../../../agent/uplink/enrol.ts'
import { makeEnrolment } from '../../../collector/auth/enrolment.ts'
import { MemoryDoors } from '../../support/collector-doors.ts'
import { type Collector, nonce, openCollector, proveRaw } from '../../support/link.ts'

const by = { customer: 1, who: 'token:admin', from: 'local' }

async function makeToken(doors: MemoryDoors, collector: Collector, lifetimeMs = 60_000, at = systemClock.now()) {
  const { address, key } = collector
  const made = await makeEnrolment(doors, {
    by: { ...by, at },
    lifetimeMs,
    address,
    collector: key.id,
    random: bytes => randomBytes(bytes),
  })
  return made.token
}

const enrolAs = (token: string, key = generateKeyPair(), name = 'web1') =>
  enrol(token, { key, name, tls: null, clock: systemClock, nonce: nonce(), epoch: crypto.randomUUID() })

describe('enrolment', () => {
  test('a token lets one host in, which is known from then on', async () => {
    const doors = new MemoryDoors()
    const collector = await openCollector(doors)
    const key = generateKeyPair()
    const enrolled = await enrolAs(await makeToken(doors, collector), key)
    expect(enrolled).toEqual({ address: collector.address, collector: collector.key.id, host: 'web1' })
    expect(doors.hosts).toMatchObject([{ name: 'web1', key: key.id, revoked: false }])
    await (await proveRaw(collector, key)).expect('welcome')
  })

  test('an enrolling connection is no arrival: it carries no history', async () => {
    const doors = new MemoryDoors()
    const collector = await openCollector(doors)
    await enrolAs(await makeToken(doors, collector))
    expect(doors.arrivals).toEqual([])
    expect(collector.gateway.connections()).toEqual([])
  })

  test('a token works once', async () => {
    const doors = new MemoryDoors()
    const collector = await openCollector(doors)
    const token = await makeToken(doors, collector)
    await enrolAs(token)
    await expect(enrolAs(token, generateKeyPair(), 'web2')).rejects.toMatchObject({ code: 'agent-unproven' })
    expect(doors.hosts).toHaveLength(1)
  })

  test('of two hosts that show one token at once, one gets in', async () => {
    const doors = new MemoryDoors()
    const collector = await openCollector(doors)
    const token = await makeToken(doors, collector)
    const tries = await Promise.allSettled([enrolAs(token), enrolAs(token, generateKeyPair(), 'web2')])
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('a token runs out', async () => {
    const doors = new MemoryDoors()
    const collector = await openCollector(doors)
    const token = await makeToken(doors, collector, 1000, systemClock.now() - 1001)
    await expect(enrolAs(token)).rejects.toMatchObject({ code: 'agent-unproven' })
  })

  test('a wrong secret with a right id is refused, and leaves the token to its holder', async () => {
    const doors = new MemoryDoors()
    const collector = await openCollector(doors)
    const token = await makeToken(doors, collector)
    const { id } = parseEnrolmentToken(token)
    const raw = await proveRaw(collector, generateKeyPair(), { enrolment: { id, name: 'x', mac: 'AAAA' } })
    expect(await raw.ended).toMatchObject({ code: closeCodes.unproven })
    expect(doors.audits).toMatchObject([{ what: 'agent.refused' }])
    await enrolAs(token)
  })

  test('a token of another collector’s key is refused by the agent, and nothing is proved to it', async () => {
    const doors = new MemoryDoors()
    const collector = await openCollector(doors)
    const token = await makeToken(doors, { ...collector, key: generateKeyPair() })
    await expect(enrolAs(token)).rejects.toMatchObject({ code: 'collector-unproven' })
    expect(doors.hosts).toEqual([])
  })

  test('a host that is enrolled anew with a new key takes the place of the one that holds the old key', async () => {
    const doors = new MemoryDoors()
    const collector = await openCollector(doors)
    const old = generateKeyPair()
    await enrolAs(await makeToken(doors, collector), old)
    const live = await proveRaw(collector, old)
    await live.expect('welcome')
    await enrolAs(await makeToken(doors, collector), generateKeyPair())
    expect(await live.ended).toMatchObject({ code: closeCodes.replaced })
    expect(await (await proveRaw(collector, old)).ended).toMatchObject({ code: closeCodes.unproven })
  })

  test('the secret is 256 random bits, and what the store was given is what the token carries', async () => {
    const doors = new MemoryDoors()
    const collector = await openCollector(doors)
    const { secret } = parseEnrolmentToken(await makeToken(doors, collector))
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
    expect([...doors.tokens.values()]).toMatchObject([{ secret }])
  })
})
