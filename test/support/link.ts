// Owns the two ends of one loopback connection for tests: a real gateway on a real socket, a real uplink, and a raw agent
// that says what an honest one never would.
import { randomBytes, randomUUID } from 'node:crypto'
import { type Clock, systemClock } from '@sekisho/shared/clock.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import { generateKeyPair, type KeyPair, signTranscript, type Transcript } from '@sekisho/shared/proof.ts'
import { type CollectorMessage, CollectorMessageSchema, type Heartbeat, subprotocol } from '@sekisho/shared/wire.ts'
import { onTestFinished } from 'vitest'
import WebSocket from 'ws'
import type { OutboxDoor } from '../../agent/handover.ts'
import type { UplinkLimits } from '../../agent/uplink/limits.ts'
import { Uplink, type UplinkOptions } from '../../agent/uplink/uplink.ts'
import { Gateway, type GatewayOptions } from '../../collector/gateway/gateway.ts'
import type { GatewayLimits } from '../../collector/gateway/limits.ts'
import { closeServer, listen, makeServer } from '../../collector/gateway/server.ts'
import { MemoryDoors } from './collector-doors.ts'
import { MemoryOutbox } from './outbox.ts'

export const nonce = () => randomBytes(32).toString('hex')

export interface Collector {
  readonly gateway: Gateway
  readonly address: string
  readonly key: KeyPair
  readonly port: number
  stop(): Promise<void>
}

interface CollectorSetting {
  readonly key?: KeyPair
  readonly tls?: { readonly cert: string; readonly key: string }
  readonly limits?: Partial<GatewayLimits>
  readonly port?: number
  readonly addresses?: readonly string[]
  readonly clock?: Clock
}

export async function openCollector(
  doors: GatewayOptions['doors'],
  setting: CollectorSetting = {},
): Promise<Collector> {
  const { key = generateKeyPair(), tls = null, limits = {}, clock = systemClock } = setting
  const server = makeServer({ tls })
  const { port } = await listen(server, { host: '127.0.0.1', port: setting.port ?? 0, allowPlain: false })
  const address = `${tls === null ? 'ws' : 'wss'}://127.0.0.1:${port}`
  const addresses = setting.addresses ?? [address]
  const gateway = new Gateway({ server, key, addresses: () => addresses, doors, clock, log: silentLog, nonce, limits })
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= gateway.stop().then(() => closeServer(server))
    return stopped
  }
  onTestFinished(stop)
  return { gateway, address, key, port, stop }
}

export function heartbeatOf(outbox: OutboxDoor): Heartbeat {
  const { epoch, boot } = outbox.position()
  const program = { files: '0'.repeat(64), config: '0'.repeat(64), at: 1 }
  const versions = { agent: '1', node: '24', kernel: '6' }
  const waiting = outbox.waiting()
  return { message: 'heartbeat', at: 1, boot, epoch, rooms: {}, roots: [], bindings: null, versions, program, waiting }
}

const quickLimits: Partial<UplinkLimits> = { backoff: { firstMs: 10, longestMs: 40 }, lingerMs: 5 }

export function openUplink(
  collector: { readonly address: string; readonly key: Pick<KeyPair, 'id'> },
  key: KeyPair,
  outbox: OutboxDoor,
  more: Partial<UplinkOptions> = {},
): Uplink {
  const uplink = new Uplink({
    address: collector.address,
    collector: collector.key.id,
    key,
    tls: null,
    outbox,
    localRoots: [],
    heartbeat: () => heartbeatOf(outbox),
    onOrder: async () => ({ outcome: 'done', detail: '' }),
    onWelcome: () => {},
    onNewEpoch: () => {},
    clock: systemClock,
    random: () => 0.5,
    nonce,
    log: silentLog,
    limits: quickLimits,
    ...more,
  })
  onTestFinished(() => uplink.stop(0))
  uplink.start()
  return uplink
}

/** A host that is known, with its outbox. */
export function knownHost(doors: MemoryDoors): {
  readonly key: KeyPair
  readonly outbox: MemoryOutbox
  readonly host: number
} {
  const key = generateKeyPair()
  return { key, outbox: new MemoryOutbox(key), host: doors.addHost(key.id).id }
}

export interface Ended {
  readonly code: number
  readonly reason: string
}

/** One connection by hand. */
export class RawAgent {
  readonly socket: WebSocket
  readonly ended: Promise<Ended>
  readonly messages: CollectorMessage[] = []
  readonly #waiters: (() => void)[] = []

  constructor(address: string, options: { readonly path?: string; readonly protocols?: readonly string[] } = {}) {
    this.socket = new WebSocket(`${address}${options.path ?? '/agent'}`, [...(options.protocols ?? [subprotocol])], {
      perMessageDeflate: false,
    })
    this.socket.on('message', data => {
      this.messages.push(CollectorMessageSchema.parse(JSON.parse(data.toString())))
      for (const wake of this.#waiters.splice(0)) wake()
    })
    this.ended = new Promise(resolve => {
      this.socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() })
        for (const wake of this.#waiters.splice(0)) wake()
      })
    })
    this.socket.on('error', () => {
      // The close that follows is what tests look at.
    })
    onTestFinished(() => this.socket.terminate())
  }

  opened(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.once('open', resolve)
      this.socket.once('error', reject)
    })
  }

  say(message: unknown): void {
    this.socket.send(JSON.stringify(message))
  }

  /** The next message of the kind, taken out of those that came. */
  async expect<K extends CollectorMessage['message']>(kind: K): Promise<Extract<CollectorMessage, { message: K }>> {
    for (;;) {
      const at = this.messages.findIndex(message => message.message === kind)
      if (at !== -1) return this.messages.splice(at, 1)[0] as Extract<CollectorMessage, { message: K }>
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error(`closed before ${kind}`)
      await new Promise<void>(resolve => this.#waiters.push(resolve))
    }
  }
}

export function helloOf(collector: Pick<Collector, 'address' | 'key'>, agent: string, over: object = {}) {
  const { address, key } = collector
  const base = { message: 'hello', versions: [1], features: [], agent, collector: key.id, nonce: nonce(), address }
  return { ...base, ...over }
}

export function proofOf(signature: string, over: object = {}) {
  return { message: 'proof', signature, boot: 1, epoch: randomUUID(), head: null, localRoots: [], ...over }
}

/** Connects and proves the key as an honest agent does; the welcome is not awaited. */
export async function proveRaw(
  collector: Pick<Collector, 'address' | 'key'>,
  key: KeyPair,
  over: object = {},
): Promise<RawAgent> {
  const raw = new RawAgent(collector.address)
  await raw.opened()
  const hello = helloOf(collector, key.id)
  raw.say(hello)
  const challenge = await raw.expect('challenge')
  const transcript: Transcript = {
    agent: key.id,
    collector: collector.key.id,
    agentNonce: hello.nonce,
    collectorNonce: challenge.nonce,
    address: collector.address,
    tlsChannel: '',
  }
  raw.say(proofOf(signTranscript('agent', transcript, key), over))
  return raw
}

/** A collector and a host that it knows, not connected yet. */
export async function pair() {
  const doors = new MemoryDoors()
  const { key, outbox, host } = knownHost(doors)
  const collector = await openCollector(doors)
  return { doors, key, outbox, host, collector }
}

/** The same collector on the same port with the same key, started again. */
export async function reopen(collector: Awaited<ReturnType<typeof openCollector>>, doors: MemoryDoors) {
  return openCollector(doors, { key: collector.key, port: collector.port })
}
