// Owns the whole way of a content for tests: a real store, a real gateway and capture between them, with agents on the wire
// that answer as a test tells them to.
import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type Clock, systemClock } from '@sekisho/shared/clock.ts'
import { contentPartBytes } from '@sekisho/shared/content-limits.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import type { Profile } from '@sekisho/shared/profile.ts'
import type { CollectorMessage } from '@sekisho/shared/wire.ts'
import { onTestFinished } from 'vitest'
import { sealZip } from '../../collector/archive/sealed-zip.ts'
import { Capture } from '../../collector/capture/capture.ts'
import { ContentKeys } from '../../collector/capture/keys.ts'
import { type CaptureLimits, defaultCaptureLimits } from '../../collector/capture/limits.ts'
import type { ContentOrder } from '../../collector/handover.capture.ts'
import type { GatewayDoors, KnownHost } from '../../collector/handover.ts'
import type { StoreOptions } from '../../collector/store/store.ts'
import { type AgentChain, file } from './batches.ts'
import { eventually } from './eventually.ts'
import { temporaryFolder } from './folder.ts'
import { type Collector, openCollector, proveRaw, type RawAgent } from './link.ts'
import { StoreHouse, shopProfile } from './store-house.ts'

/** Soon, and no faster than an agent's frames may come. */
const quick: Partial<CaptureLimits> = {
  lookMs: 10,
  leastPauseMs: 1,
  bytesPerSecond: 2 ** 40,
  backoff: { firstMs: 1, longestMs: 1 },
}

interface HouseOptions {
  readonly limits?: Partial<CaptureLimits>
  readonly clock?: Clock
  readonly folder?: string
  readonly faults?: StoreOptions['faults']
  readonly compareConfig?: boolean
  /** Else the shop's. */
  readonly profiles?: readonly Profile[]
}

/** What an agent says to an order; undefined: nothing. */
type Answering = (order: ContentOrder, id: string) => object | undefined

export class CaptureHouse {
  readonly folder: string
  readonly stores: StoreHouse
  readonly #options: HouseOptions
  capture!: Capture
  keys!: ContentKeys
  collector!: Collector

  constructor(options: HouseOptions = {}) {
    this.folder = options.folder ?? temporaryFolder()
    this.stores = new StoreHouse(join(this.folder, 'store.db'))
    this.#options = options
  }

  get keyFile(): string {
    return join(this.folder, 'content.key')
  }

  async open(): Promise<this> {
    const { clock = systemClock, limits = {}, faults, compareConfig = false, profiles = [shopProfile] } = this.#options
    const contentBytes = limits.budgetBytes ?? 0
    await this.stores.open({ profiles, contentBytes, ...(faults === undefined ? {} : { faults }) })
    const { store } = this.stores
    this.collector = await openCollector(doorsOf(this.stores))
    const { gateway } = this.collector
    this.keys = new ContentKeys({ file: this.keyFile, own: true, credentials: null })
    this.capture = new Capture({
      reads: store.contents.reads,
      writes: store.contents.writes,
      audit: event => store.writes.audit(event),
      hosts: () => gateway.connections().map(({ host }) => host),
      ask: (host, order) => gateway.ask(host, order),
      keys: this.keys,
      seal: sealZip,
      clock,
      log: silentLog,
      random: () => 0.5,
      limits: { ...defaultCaptureLimits, ...quick, ...limits },
      compareConfig,
    })
    onTestFinished(() => this.stop())
    return this
  }

  /** As a collector stops. */
  async stop(): Promise<void> {
    await this.collector.stop()
    await this.capture.stop()
    await this.stores.store.stop()
  }

  /** A host with the shop, and its agent connected. */
  async host(name: string, answer: Answering): Promise<{ chain: AgentChain; host: KnownHost; agent: ContentAgent }> {
    const { chain, host } = await this.stores.shop(name)
    return { chain, host, agent: await this.connect(chain, answer) }
  }

  async connect(chain: AgentChain, answer: Answering): Promise<ContentAgent> {
    const raw = await proveRaw(this.collector, chain.key)
    // It listens before the welcome: the first order may follow in the same breath.
    const agent = new ContentAgent(raw, answer)
    await raw.expect('welcome')
    return agent
  }

  async rows(filter: object = {}) {
    return (await this.stores.store.contents.reads.contents({ customer: 1, filter })).items
  }

  /** The one content, once it waits for nothing. */
  settled(sha256: string) {
    return eventually(async () => {
      const [row] = await this.rows({ sha256 })
      return row !== undefined && row.state !== 'wanted' && row
    })
  }

  /** Once there is a key: it is made when capture looks first. */
  settledKey(): Promise<true> {
    return eventually(() => this.keys.usable)
  }

  async stock(): Promise<number> {
    return (await this.stores.store.contents.reads.contentLook({ now: 0 })).stock
  }
}

/** One connection of an agent that answers orders for contents. */
export class ContentAgent {
  readonly raw: RawAgent
  readonly orders: ContentOrder[] = []

  constructor(raw: RawAgent, answer: Answering) {
    this.raw = raw
    raw.socket.on('message', data => {
      const message = JSON.parse(String(data)) as CollectorMessage
      if (message.message !== 'order' || message.order.what !== 'content') return
      this.orders.push(message.order)
      const said = answer(message.order, message.id)
      if (said !== undefined) raw.say({ message: 'content', order: message.id, answer: said })
    })
  }
}

/** Answers as an honest agent that has these files. */
export function honest(...files: readonly Buffer[]): Answering {
  const held = new Map(files.map(bytes => [sha256Of(bytes), bytes]))
  return ({ sha256, from }) => {
    const bytes = held.get(sha256)
    return bytes === undefined ? { outcome: 'withheld', why: 'gone' } : partOf(bytes, from)
  }
}

export function partOf(bytes: Buffer, from: number, length = contentPartBytes): object {
  const part = bytes.subarray(from, from + length)
  return { outcome: 'part', size: bytes.length, from, bytes: part.toString('base64') }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** As a finding sees such a file. */
export function seen(bytes: Buffer, size = bytes.length) {
  const marks = { version: 1, found: ['php-open-tag' as const] }
  return file('', { size, digest: { algorithm: 'sha256', hex: sha256Of(bytes) }, marks })
}

/** And one of it that was seen for a moment. */
export function glimpse(bytes: Buffer) {
  const digest = { algorithm: 'sha256', hex: sha256Of(bytes) }
  return { at: 900, size: bytes.length, digest, marks: { version: 1, found: [] } }
}

/** Bytes that stand nowhere else. */
export function shellOf(length: number): Buffer {
  const begin = Buffer.from('<?php /* ')
  return Buffer.concat([begin, randomBytes(length).subarray(begin.length)])
}

function doorsOf({ store }: StoreHouse): GatewayDoors {
  const { agents, writes } = store
  return {
    findHost: key => agents.findHost({ key }),
    enrol: async () => null,
    arrived: arrival => agents.arrived(arrival),
    receive: batch => agents.receive(batch),
    refused: batch => agents.refused(batch),
    heartbeat: (host, heartbeat, receivedAt) => agents.heartbeat({ host, heartbeat, receivedAt }),
    forked: (host, detail, at) => agents.forked({ host, detail, at }),
    left: (host, at) => agents.left({ host, at }),
    audit: event => writes.audit(event),
  }
}
