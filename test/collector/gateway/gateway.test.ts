import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { generateKeyPair, signTranscript, type Transcript } from '@sekisho/shared/proof.ts'
import { sealBatch } from '@sekisho/shared/seal.ts'
import { closeCodes, type Order } from '@sekisho/shared/wire.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { MemoryDoors } from '../../support/collector-doors.ts'
import { eventually } from '../../support/eventually.ts'
import {
  heartbeatOf,
  helloOf,
  knownHost,
  nonce,
  openCollector,
  proofOf,
  proveRaw,
  RawAgent,
} from '../../support/link.ts'
import { findingRecord } from '../../support/outbox.ts'

describe('the door', () => {
  test.each([
    ['another path', { path: '/other' }],
    ['no subprotocol of this protocol', { protocols: ['chat'] }],
  ])('an upgrade with %s does not become a WebSocket', async (_, options) => {
    const collector = await openCollector(new MemoryDoors())
    await expect(new RawAgent(collector.address, options).opened()).rejects.toThrow(/40[04]/)
  })

  test('an unproven connection is closed when its time is over', async () => {
    const collector = await openCollector(new MemoryDoors(), { limits: { unprovenMs: 30 } })
    expect(await new RawAgent(collector.address).ended).toMatchObject({ code: closeCodes.tooSlow })
  })

  test('more unproven connections of one address than the limit are not let in, and a place left is free again', async () => {
    const collector = await openCollector(new MemoryDoors(), { limits: { unprovenPerAddress: 2 } })
    const first = new RawAgent(collector.address)
    await Promise.all([first.opened(), new RawAgent(collector.address).opened()])
    await expect(new RawAgent(collector.address).opened()).rejects.toThrow('429')
    first.socket.close()
    await first.ended
    await eventually(() => new RawAgent(collector.address).opened().then(() => true))
  })

  test('more connections than the limit are not let in', async () => {
    const collector = await openCollector(new MemoryDoors(), { limits: { connections: 1 } })
    await new RawAgent(collector.address).opened()
    await expect(new RawAgent(collector.address).opened()).rejects.toThrow('503')
  })

  test('a frame above the limit closes the connection, unread', async () => {
    const collector = await openCollector(new MemoryDoors(), { limits: { frameBytes: 1000 } })
    const raw = new RawAgent(collector.address)
    await raw.opened()
    raw.socket.send(Buffer.alloc(1001))
    expect(await raw.ended).toMatchObject({ code: closeCodes.tooLarge })
  })

  test('before the welcome a peer cannot have more kept for it than a proof needs, whole frame or not', async () => {
    const doors = new MemoryDoors()
    const collector = await openCollector(doors, { limits: { unprovenBytes: 1000 } })
    const raw = new RawAgent(collector.address)
    await raw.opened()
    for (let part = 0; part < 8; part++) raw.socket.send(Buffer.alloc(200), { fin: false })
    await raw.ended
    expect(doors.audits).toMatchObject([{ what: 'agent.refused', detail: { close: closeCodes.tooLarge } }])
  })

  test('what counts before the welcome does not count afterwards', async () => {
    const doors = new MemoryDoors()
    const { key, outbox } = knownHost(doors)
    const collector = await openCollector(doors, { limits: { unprovenBytes: 1500 } })
    const raw = await proveRaw(collector, key)
    await raw.expect('welcome')
    for (let sent = 1; sent <= 8; sent++) {
      raw.say({ ...heartbeatOf(outbox), at: sent })
      await eventually(() => doors.heartbeats.at(-1)?.at === sent)
    }
  })

  test('a refused upgrade leaves no socket behind, though the peer keeps its side open', async () => {
    const collector = await openCollector(new MemoryDoors())
    const peer = connect({ host: '127.0.0.1', port: collector.port, allowHalfOpen: true })
    onTestFinished(() => void peer.destroy())
    let broken = false
    peer.on('error', () => {
      broken = true
    })
    const ended = new Promise(resolve => peer.once('end', resolve))
    peer.resume()
    peer.write('GET /other HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await ended
    await eventually(() => {
      if (!broken) peer.write('still here')
      return broken
    })
  })

  test('more text than the rate allows closes the connection, however few the frames', async () => {
    const doors = new MemoryDoors()
    const { key, outbox } = knownHost(doors)
    const collector = await openCollector(doors, { limits: { messageBytesPerSecond: 1, messageBytesBurst: 4000 } })
    const raw = await proveRaw(collector, key)
    await raw.expect('welcome')
    for (let sent = 0; sent < 20; sent++) raw.say(heartbeatOf(outbox))
    expect(await raw.ended).toMatchObject({ code: closeCodes.rateExceeded })
  })

  test('more frames than the rate allows close the connection', async () => {
    const doors = new MemoryDoors()
    const { key, outbox } = knownHost(doors)
    const collector = await openCollector(doors, { limits: { framesPerSecond: 1, frameBurst: 10 } })
    const raw = await proveRaw(collector, key)
    await raw.expect('welcome')
    for (let sent = 0; sent < 20; sent++) raw.say(heartbeatOf(outbox))
    expect(await raw.ended).toMatchObject({ code: closeCodes.rateExceeded })
  })

  test('a flood of pings counts towards the rate', async () => {
    const collector = await openCollector(new MemoryDoors(), { limits: { framesPerSecond: 1, frameBurst: 10 } })
    const raw = new RawAgent(collector.address)
    await raw.opened()
    for (let sent = 0; sent < 20; sent++) raw.socket.ping()
    expect(await raw.ended).toMatchObject({ code: closeCodes.rateExceeded })
  })
})

describe('the proof', () => {
  test('an agent with a known key is welcomed with its name, head and bindings', async () => {
    const doors = new MemoryDoors()
    const { key } = knownHost(doors)
    const collector = await openCollector(doors)
    const raw = await proveRaw(collector, key, { boot: 7 })
    expect(await raw.expect('welcome')).toMatchObject({
      host: 'web1',
      head: null,
      forked: false,
      bindings: doors.bindings,
    })
    expect(doors.arrivals).toMatchObject([{ host: 1, boot: 7 }])
  })

  test('an unknown key is closed as unproven, and recorded with its key and address', async () => {
    const doors = new MemoryDoors()
    const key = generateKeyPair()
    const raw = await proveRaw(await openCollector(doors), key)
    expect(await raw.ended).toMatchObject({ code: closeCodes.unproven })
    expect(doors.audits).toMatchObject([{ what: 'agent.refused', who: `agent:${key.id}`, from: '127.0.0.1' }])
    expect(doors.arrivals).toEqual([])
  })

  test('a revoked key is closed as revoked, at its next connection and during one', async () => {
    const doors = new MemoryDoors()
    const revoked = generateKeyPair()
    doors.addHost(revoked.id, 'gone', true)
    const { key, host } = knownHost(doors)
    const collector = await openCollector(doors)
    expect(await (await proveRaw(collector, revoked)).ended).toMatchObject({ code: closeCodes.revoked })
    const live = await proveRaw(collector, key)
    await live.expect('welcome')
    collector.gateway.revoke(host)
    expect(await live.ended).toMatchObject({ code: closeCodes.revoked })
  })

  test('the collector’s own signature, reflected as an agent’s, is refused', async () => {
    const doors = new MemoryDoors()
    const collector = await openCollector(doors)
    const raw = new RawAgent(collector.address)
    await raw.opened()
    raw.say(helloOf(collector, collector.key.id))
    expect(await raw.ended).toMatchObject({ code: closeCodes.unproven })
    const { key } = knownHost(doors)
    const mirrored = new RawAgent(collector.address)
    await mirrored.opened()
    mirrored.say(helloOf(collector, key.id))
    const { signature } = await mirrored.expect('challenge')
    mirrored.say(proofOf(signature))
    expect(await mirrored.ended).toMatchObject({ code: closeCodes.unproven })
  })

  test('a proof recorded on one connection and replayed on another is refused', async () => {
    const doors = new MemoryDoors()
    const { key } = knownHost(doors)
    const collector = await openCollector(doors)
    const hello = helloOf(collector, key.id)
    const listened = new RawAgent(collector.address)
    await listened.opened()
    listened.say(hello)
    const challenge = await listened.expect('challenge')
    const proof = proofOf(signTranscript('agent', transcriptOf(collector, key.id, hello.nonce, challenge.nonce), key))
    listened.say(proof)
    await listened.expect('welcome')
    listened.socket.close()
    await listened.ended
    const replayed = new RawAgent(collector.address)
    await replayed.opened()
    replayed.say(hello)
    await replayed.expect('challenge')
    replayed.say(proof)
    expect(await replayed.ended).toMatchObject({ code: closeCodes.unproven })
    expect(doors.arrivals).toHaveLength(1)
  })

  test('an agent that dialled another address is refused before anything is signed for it', async () => {
    const doors = new MemoryDoors()
    const { key } = knownHost(doors)
    const collector = await openCollector(doors)
    const raw = new RawAgent(collector.address)
    await raw.opened()
    raw.say(helloOf(collector, key.id, { address: 'wss://relay.example' }))
    expect(await raw.ended).toMatchObject({ code: closeCodes.unproven })
    expect(raw.messages).toEqual([])
  })

  test('a relay that rewrites the address breaks the agent’s signature', async () => {
    const doors = new MemoryDoors()
    const { key } = knownHost(doors)
    const collector = await openCollector(doors)
    const relay = new RawAgent(collector.address)
    await relay.opened()
    const hello = helloOf(collector, key.id)
    relay.say(hello)
    const { nonce: theirs } = await relay.expect('challenge')
    const asDialled = { ...transcriptOf(collector, key.id, hello.nonce, theirs), address: 'wss://relay.example' }
    relay.say(proofOf(signTranscript('agent', asDialled, key)))
    expect(await relay.ended).toMatchObject({ code: closeCodes.unproven })
  })

  test('an agent of another version is told so', async () => {
    const collector = await openCollector(new MemoryDoors())
    const raw = new RawAgent(collector.address)
    await raw.opened()
    raw.say(helloOf(collector, generateKeyPair().id, { versions: [2, 3] }))
    expect(await raw.ended).toMatchObject({ code: closeCodes.versionUnknown })
  })

  test('an address in another spelling of the same URL is the same address', async () => {
    const doors = new MemoryDoors()
    const collector = await openCollector(doors, { addresses: ['wss://Collector.Example:443/'] })
    const raw = new RawAgent(collector.address)
    await raw.opened()
    raw.say(helloOf(collector, generateKeyPair().id, { address: 'wss://collector.example' }))
    await raw.expect('challenge')
  })
})

describe('the order of things', () => {
  const early: readonly [string, (raw: RawAgent) => void][] = [
    ['no JSON', raw => raw.socket.send('{')],
    ['a proof before a hello', raw => raw.say(proofOf(''))],
    ['a batch before the welcome', raw => raw.socket.send(Buffer.alloc(100))],
    ['an unknown message', raw => raw.say({ message: 'exec' })],
  ]
  test.each(early)('%s closes the connection as malformed', async (_, speak) => {
    const collector = await openCollector(new MemoryDoors())
    const raw = new RawAgent(collector.address)
    await raw.opened()
    speak(raw)
    expect(await raw.ended).toMatchObject({ code: closeCodes.malformed })
  })

  test('a second hello on a proven connection closes it', async () => {
    const doors = new MemoryDoors()
    const { key } = knownHost(doors)
    const collector = await openCollector(doors)
    const raw = await proveRaw(collector, key)
    await raw.expect('welcome')
    raw.say(helloOf(collector, key.id))
    expect(await raw.ended).toMatchObject({ code: closeCodes.malformed })
    await eventually(() => doors.departures.length === 1)
  })

  test('what the audit trail takes of refusals is limited, and the rest is counted', async () => {
    const doors = new MemoryDoors()
    const collector = await openCollector(doors, { limits: { auditsPerMinute: 2 } })
    for (let tries = 0; tries < 5; tries++) await (await proveRaw(collector, generateKeyPair())).ended
    expect(doors.audits).toHaveLength(2)
  })
})

describe('orders', () => {
  test('an order reaches a connected host, and one without a connection is told as such', async () => {
    const doors = new MemoryDoors()
    const { key, host } = knownHost(doors)
    const collector = await openCollector(doors)
    const walk: Order = { what: 'walk', root: null }
    expect(collector.gateway.order(host, walk)).toBe(false)
    const raw = await proveRaw(collector, key)
    await raw.expect('welcome')
    expect(collector.gateway.order(host, walk)).toBe(true)
    expect(await raw.expect('order')).toMatchObject({ order: walk })
    expect(collector.gateway.sendBindings(host, { version: 2, roots: [], profiles: [] })).toBe(true)
    expect(await raw.expect('order')).toMatchObject({ order: { what: 'bindings', bindings: { version: 2 } } })
  })
})

test('a connection that never takes its answers is ended before they fill the memory', async () => {
  const doors = new MemoryDoors()
  const { key, host } = knownHost(doors)
  const collector = await openCollector(doors, { limits: { unsentBytes: 1_000_000, pingMs: 20 } })
  const raw = await proveRaw(collector, key)
  await raw.expect('welcome')
  raw.socket.pause()
  const profiles = [{ name: 'php', title: 'x'.repeat(1_000_000), telltale: [], rules: [], payment: [] }]
  for (let sent = 0; sent < 40; sent++) collector.gateway.sendBindings(host, { version: sent, roots: [], profiles })
  await eventually(() => collector.gateway.connections().length === 0)
})

test('a batch of another key on a proven connection is recorded, refused for good, and ends the connection', async () => {
  const doors = new MemoryDoors()
  const { key, outbox } = knownHost(doors)
  const collector = await openCollector(doors)
  const raw = await proveRaw(collector, key)
  await raw.expect('welcome')
  outbox.put('fast', findingRecord('a.php'))
  const sealed = await outbox.seal({ records: 1, bytes: 1 })
  const bytes = Buffer.from(sealed?.bytes ?? '')
  bytes[0] = (bytes[0] ?? 0) ^ 1
  raw.socket.send(bytes)
  expect(await raw.expect('refuse')).toMatchObject({ code: 'batch-forged', retry: false, sequence: 1 })
  expect(await raw.ended).toMatchObject({ code: closeCodes.unproven })
  expect(doors.refusals).toMatchObject([{ code: 'batch-forged', host: 1 }])
})

test('a malformed batch of the agent’s own is recorded and refused for good, and the connection lives on', async () => {
  const doors = new MemoryDoors()
  const { key } = knownHost(doors)
  const collector = await openCollector(doors)
  const raw = await proveRaw(collector, key)
  await raw.expect('welcome')
  const epoch = randomUUID()
  const { bytes, digest } = sealBatch(JSON.stringify({ epoch, sequence: 3, version: 9 }), key)
  raw.socket.send(bytes)
  expect(await raw.expect('refuse')).toMatchObject({ code: 'batch-malformed', retry: false, epoch, sequence: 3 })
  expect(doors.refusals).toMatchObject([{ code: 'batch-malformed', digest }])
  expect(raw.socket.readyState).toBe(raw.socket.OPEN)
})

test('stopping closes every connection as going away, and lets nobody in any more', async () => {
  const doors = new MemoryDoors()
  const { key } = knownHost(doors)
  const collector = await openCollector(doors)
  const raw = await proveRaw(collector, key)
  await raw.expect('welcome')
  const unproven = new RawAgent(collector.address)
  await unproven.opened()
  await collector.stop()
  expect(await raw.ended).toMatchObject({ code: closeCodes.goingAway })
  expect(await unproven.ended).toMatchObject({ code: closeCodes.goingAway })
  expect(doors.departures).toEqual([1])
})

test('a store that cannot be asked closes the newcomer for now', async () => {
  const doors = new MemoryDoors()
  const { key } = knownHost(doors)
  doors.findHost = () => Promise.reject(new Error('the thread is gone'))
  const raw = await proveRaw(await openCollector(doors), key)
  expect(await raw.ended).toMatchObject({ code: closeCodes.goingAway })
})

function transcriptOf(
  collector: { readonly address: string; readonly key: { readonly id: string } },
  agent: string,
  agentNonce: string,
  collectorNonce: string,
): Transcript {
  return { agent, collector: collector.key.id, agentNonce, collectorNonce, address: collector.address, tlsChannel: '' }
}

test('nonces of challenges never come twice', async () => {
  const collector = await openCollector(new MemoryDoors())
  const seen = new Set<string>()
  for (let at = 0; at < 5; at++) {
    const raw = new RawAgent(collector.address)
    await raw.opened()
    raw.say(helloOf(collector, generateKeyPair().id, { nonce: nonce() }))
    seen.add((await raw.expect('challenge')).nonce)
  }
  expect(seen.size).toBe(5)
})
