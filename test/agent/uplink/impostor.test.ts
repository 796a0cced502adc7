import { createServer } from 'node:http'
import { generateKeyPair, signTranscript } from '@sekisho/shared/proof.ts'
import { closeCodes, subprotocol } from '@sekisho/shared/wire.ts'
import { expect, onTestFinished, test } from 'vitest'
import WebSocket, { WebSocketServer } from 'ws'
import { MemoryDoors } from '../../support/collector-doors.ts'
import { eventually } from '../../support/eventually.ts'
import { helloOf, knownHost, nonce, openCollector, openUplink, RawAgent } from '../../support/link.ts'
import { findingRecord, MemoryOutbox } from '../../support/outbox.ts'

type Hello = ReturnType<typeof helloOf>

/** A collector that answers a hello as the test likes, and keeps what it was told. */
async function openImpostor(answer: (hello: Hello, socket: WebSocket) => void) {
  const http = createServer()
  const sockets = new WebSocketServer({ server: http, handleProtocols: () => subprotocol })
  const heard: string[] = []
  const closes: number[] = []
  sockets.on('connection', socket => {
    socket.on('message', (data, isBinary) => {
      heard.push(isBinary ? 'batch' : JSON.parse(data.toString()).message)
      if (heard.length === 1) answer(JSON.parse(data.toString()), socket)
    })
    socket.on('close', code => closes.push(code))
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate()
    http.close()
  })
  const bound = http.address()
  const port = typeof bound === 'object' ? bound?.port : 0
  return { address: `ws://127.0.0.1:${port}`, heard, closes }
}

function openAgent(address: string, collector = generateKeyPair()) {
  const key = generateKeyPair()
  const outbox = new MemoryOutbox(key)
  outbox.put('fast', findingRecord('secret.php'))
  const once = { backoff: { firstMs: 60_000, longestMs: 60_000 } }
  return openUplink({ address, key: collector }, key, outbox, { limits: once })
}

const challengeOf = (collector: string, signature: string, theirNonce = nonce(), version = 1) =>
  JSON.stringify({ message: 'challenge', version, features: [], collector, nonce: theirNonce, signature })

test('a challenge that nobody with the enrolled key signed ends the connection, and nothing of the host was said', async () => {
  const collector = generateKeyPair()
  const other = generateKeyPair()
  const impostor = await openImpostor((hello, socket) => {
    const theirs = nonce()
    const { agent, nonce: agentNonce, address } = hello
    const transcript = { agent, collector: collector.id, agentNonce, collectorNonce: theirs, address, tlsChannel: '' }
    socket.send(challengeOf(collector.id, signTranscript('collector', transcript, other), theirs))
  })
  const uplink = openAgent(impostor.address, collector)
  await eventually(() => uplink.trouble()?.code === 'collector-unproven')
  expect(impostor.heard).toEqual(['hello'])
})

test('a genuine challenge recorded on another connection and replayed ends the connection', async () => {
  const doors = new MemoryDoors()
  const { key } = knownHost(doors)
  const collector = await openCollector(doors)
  const listener = new RawAgent(collector.address)
  await listener.opened()
  listener.say(helloOf(collector, key.id))
  const recorded = await listener.expect('challenge')
  const impostor = await openImpostor((_, socket) => socket.send(JSON.stringify(recorded)))
  const uplink = openAgent(impostor.address, collector.key)
  await eventually(() => uplink.trouble()?.code === 'collector-unproven')
  expect(impostor.heard).toEqual(['hello'])
})

test('an agent’s own kind of signature does not prove a collector', async () => {
  const collector = generateKeyPair()
  const impostor = await openImpostor((hello, socket) => {
    const theirs = nonce()
    const { agent, nonce: agentNonce, address } = hello
    const transcript = { agent, collector: collector.id, agentNonce, collectorNonce: theirs, address, tlsChannel: '' }
    socket.send(challengeOf(collector.id, signTranscript('agent', transcript, collector), theirs))
  })
  const uplink = openAgent(impostor.address, collector)
  await eventually(() => uplink.trouble()?.code === 'collector-unproven')
})

test('a relay that passes every frame on to the real collector gets neither side to prove itself', async () => {
  const doors = new MemoryDoors()
  const { key, outbox } = knownHost(doors)
  outbox.put('fast', findingRecord('secret.php'))
  const collector = await openCollector(doors)
  const impostor = await openImpostor((hello, socket) => {
    const onward = new WebSocket(`${collector.address}/agent`, [subprotocol])
    onward.on('open', () => onward.send(JSON.stringify(hello)))
    onward.on('message', data => socket.send(data.toString()))
    onward.on('close', code => socket.close(code))
    socket.on('message', data => onward.send(data.toString()))
  })
  const uplink = openUplink({ address: impostor.address, key: collector.key }, key, outbox)
  await eventually(() => uplink.trouble()?.code === 'agent-unproven')
  expect(doors.arrivals).toEqual([])
  expect(impostor.heard).not.toContain('batch')
})

test('a collector of another version is named as such', async () => {
  const collector = generateKeyPair()
  const impostor = await openImpostor((_, socket) => socket.send(challengeOf(collector.id, '', nonce(), 2)))
  const uplink = openAgent(impostor.address, collector)
  await eventually(() => uplink.trouble()?.code === 'version-unknown')
})

test.each([
  ['a welcome without a challenge', (socket: WebSocket) => socket.send(JSON.stringify({ message: 'welcome' }))],
  ['no JSON', (socket: WebSocket) => socket.send('{')],
  ['a binary frame', (socket: WebSocket) => socket.send(Buffer.alloc(10))],
])('%s before its time ends the connection as malformed', async (_, speak) => {
  const impostor = await openImpostor((_hello, socket) => speak(socket))
  const uplink = openAgent(impostor.address)
  await eventually(() => uplink.trouble()?.code === 'frame-malformed')
  await eventually(() => impostor.closes[0] === closeCodes.malformed)
  expect(impostor.heard).toEqual(['hello'])
})

test('a proven collector that answers more than it was sent is left', async () => {
  const collector = generateKeyPair()
  const impostor = await openImpostor((hello, socket) => {
    const theirs = nonce()
    const { agent, nonce: agentNonce, address } = hello
    const transcript = { agent, collector: collector.id, agentNonce, collectorNonce: theirs, address, tlsChannel: '' }
    socket.send(challengeOf(collector.id, signTranscript('collector', transcript, collector), theirs))
    const bindings = { version: 0, roots: [], profiles: [] }
    socket.once('message', () => {
      socket.send(JSON.stringify({ message: 'welcome', host: 'web1', head: null, forked: false, bindings, at: 1 }))
      const ack = JSON.stringify({ message: 'ack', epoch: crypto.randomUUID(), sequence: 1 })
      socket.on('message', () => {
        for (let count = 0; count < 5000; count++) socket.send(ack)
      })
    })
  })
  const uplink = openAgent(impostor.address, collector)
  await eventually(() => uplink.trouble()?.code === 'frame-malformed')
})

test('a collector that says nothing is left after a while', async () => {
  const impostor = await openImpostor(() => {})
  const key = generateKeyPair()
  const outbox = new MemoryOutbox(key)
  const limits = { proveMs: 20, backoff: { firstMs: 60_000, longestMs: 60_000 } }
  const uplink = openUplink({ address: impostor.address, key: generateKeyPair() }, key, outbox, { limits })
  await eventually(() => uplink.trouble()?.code === 'link-down')
})
