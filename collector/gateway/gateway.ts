// Owns who is connected: lets agents in that prove a known key, one connection a key, and tells the rooms behind who came
// and went. Refuses by close code and records it. What batches mean is ingest's.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { KeyPair, Transcript } from '@sekisho/shared/proof.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { type Bindings, closeCodes, type Order } from '@sekisho/shared/wire.ts'
import type { ContentOrder, ContentReply } from '../handover.capture.ts'
import type { GatewayDoors, KnownHost } from '../handover.ts'
import { Connection } from './connection.ts'
import { Door } from './door.ts'
import { type Proof, proves, type Refusal } from './handshake.ts'
import { Budget, Intake } from './intake.ts'
import { defaultGatewayLimits, type GatewayLimits } from './limits.ts'
import { Rate } from './rate.ts'
import type { CollectorServer } from './server.ts'

export interface GatewayOptions {
  readonly server: CollectorServer
  readonly key: KeyPair
  /** By which agents may know this collector, such as `ws://127.0.0.1:4649`; asked at each hello. */
  readonly addresses: () => readonly string[]
  readonly doors: GatewayDoors
  readonly clock: Clock
  readonly log: Log
  /** 32 fresh random bytes, lower-case hex. */
  readonly nonce: () => string
  readonly limits?: Partial<GatewayLimits>
}

/** One proven connection, as status and the API show it. */
export interface LiveConnection {
  readonly host: number
  readonly from: string
  readonly waiting: number
  readonly paused: boolean
}

/** Answers that never came must not gather. */
const maxOrders = 10_000

/** What an enrolment's welcome brings: the host's roots are bound after it, and come with its first real connection. */
const noBindings: Bindings = { version: 0, roots: [], profiles: [] }

export class Gateway {
  readonly #options: GatewayOptions
  readonly #limits: GatewayLimits
  readonly #door: Door
  readonly #budget: Budget
  readonly #audits: Rate
  readonly #all = new Set<Connection>()
  readonly #live = new Map<number, Connection>()
  /** Hosts of which one connection is being admitted just now. */
  readonly #admitting = new Set<number>()
  readonly #orders = new Map<string, Order['what']>()
  #unrecorded = 0
  #since: number
  #stopping = false

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#limits = { ...defaultGatewayLimits, ...options.limits }
    this.#budget = new Budget(this.#limits.waitingBytes)
    this.#audits = new Rate(this.#limits.auditsPerMinute / 60, this.#limits.auditsPerMinute, options.clock)
    this.#since = options.clock.monotonic()
    this.#door = new Door(options.server.http, this.#limits, {
      unproven: () => [...this.#all].filter(({ phase }) => phase !== 'live'),
      total: () => this.#all.size,
      opened: (socket, carrier, from) => this.#opened(socket, carrier, from),
    })
  }

  /** Asks something of a host; false when it has no connection. */
  order(host: number, order: Order): boolean {
    const connection = this.#live.get(host)
    if (connection?.phase !== 'live') return false
    connection.say({ message: 'order', id: this.#numbered(order), order })
    return true
  }

  /** Asks a host for a part of a content, and hands back the one answer; `left` when it has no connection, or loses it. */
  async ask(host: number, order: ContentOrder): Promise<ContentReply> {
    const connection = this.#live.get(host)
    if (connection === undefined) return { outcome: 'left' }
    const id = this.#numbered(order)
    const reply = await connection.ask(id, order)
    this.#orders.delete(id)
    return reply
  }

  #numbered(order: Order): string {
    const id = this.#options.nonce().slice(0, 32)
    if (this.#orders.size >= maxOrders) this.#orders.clear()
    this.#orders.set(id, order.what)
    return id
  }

  /** Tells a host its bindings; false when it has no connection, and then its next welcome brings them. */
  sendBindings(host: number, bindings: Bindings): boolean {
    return this.order(host, { what: 'bindings', bindings })
  }

  /** Ends the connection of a host that was revoked. */
  revoke(host: number): void {
    this.#live.get(host)?.close(closeCodes.revoked, 'revoked')
  }

  connections(): readonly LiveConnection[] {
    return [...this.#live].map(([host, connection]) => ({
      host,
      from: connection.from,
      waiting: connection.intake?.depth ?? 0,
      paused: connection.intake?.paused ?? false,
    }))
  }

  report(): RoomReport {
    const intakes = [...this.#live.values()].flatMap(({ intake }) => intake ?? [])
    return {
      phase: this.#stopping ? 'stopping' : 'open',
      sinceMs: this.#options.clock.monotonic() - this.#since,
      depth: intakes.reduce((sum, { depth }) => sum + depth, 0),
      oldestAgeMs: Math.max(0, ...intakes.map(({ oldestMs }) => oldestMs)),
    }
  }

  /** Lets nobody in any more and closes every connection; resolves when nothing of them is at ingest. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#since = this.#options.clock.monotonic()
    this.#door.close()
    const all = [...this.#all]
    for (const connection of all) connection.close(closeCodes.goingAway, 'the collector stops')
    await Promise.all(all.flatMap(({ closed, intake }) => [closed, intake?.close()]))
  }

  #opened(
    socket: ConstructorParameters<typeof Connection>[0]['socket'],
    carrier: ConstructorParameters<typeof Connection>[0]['carrier'],
    from: string,
  ): void {
    const { key, addresses, nonce, clock, log, doors } = this.#options
    const connection: Connection = new Connection({
      ...{ socket, carrier, from, key, addresses, nonce, clock, log, limits: this.#limits },
      onProof: (proof, transcript) => this.#admit(connection, proof, transcript),
      onRefused: refusal => this.#record(connection, refusal),
      onHeartbeat: (host, heartbeat) => doors.heartbeat(host.id, heartbeat, clock.now()),
      onDone: (host, { order, outcome, detail }) => {
        const what = this.#orders.get(order) ?? 'unknown'
        this.#orders.delete(order)
        log[outcome === 'done' ? 'info' : 'warn']('an order was answered', { host: host.name, what, outcome, detail })
      },
      onClosed: () => this.#closed(connection),
    })
    this.#all.add(connection)
  }

  async #admit(connection: Connection, proof: Proof, transcript: Transcript): Promise<void> {
    const { doors, clock } = this.#options
    if (!proves(proof, transcript)) {
      connection.refuse({ close: closeCodes.unproven, why: 'the signature does not prove the key' })
      return
    }
    if (proof.enrolment !== undefined) {
      await this.#enrol(connection, proof.enrolment, transcript)
      return
    }
    const host = await doors.findHost(transcript.agent)
    if (host === null) connection.refuse({ close: closeCodes.unproven, why: 'no host has this key' })
    else if (host.revoked) connection.refuse({ close: closeCodes.revoked, why: 'revoked' })
    else if (this.#admitting.has(host.id)) {
      connection.refuse({ close: closeCodes.rateExceeded, why: 'another connection with this key is being admitted' })
    } else {
      this.#admitting.add(host.id)
      try {
        if (!(await this.#takePlace(connection, host))) return
        const { boot, epoch, head, localRoots } = proof
        const welcome = await doors.arrived({ host: host.id, boot, epoch, head, localRoots, at: clock.now() })
        if (connection.phase !== 'admitting') return
        connection.enterLive(host, this.#intakeFor(connection, host))
        const { head: held, forked, bindings } = welcome
        connection.say({ message: 'welcome', host: host.name, head: held, forked, bindings, at: clock.now() })
      } finally {
        this.#admitting.delete(host.id)
      }
    }
  }

  /** One connection a key. Where two are alive, there are two holders of the key, and the first stays. */
  async #takePlace(second: Connection, host: KnownHost): Promise<boolean> {
    const { contestMs } = this.#limits
    const first = this.#live.get(host.id)
    if (first !== undefined && first.phase === 'live') {
      first.intake?.forceOpen(true)
      const [firstAlive, secondAlive] = await Promise.all([first.answersPing(contestMs), second.answersPing(contestMs)])
      first.intake?.forceOpen(false)
      if (!secondAlive) {
        second.close(closeCodes.tooSlow, 'no answer to a ping')
        return false
      }
      if (firstAlive) {
        await this.#forked(first, second, host)
        return false
      }
      first.close(closeCodes.replaced, 'silent while another connection proved the same key')
      await first.intake?.close()
      // The contest took its time, and nobody could tell this connection that its host was revoked meanwhile.
      const now = await this.#options.doors.findHost(host.key)
      if (now === null || now.revoked) {
        const close = now === null ? closeCodes.unproven : closeCodes.revoked
        second.refuse({ close, why: now === null ? 'no host has this key' : 'revoked' })
        return false
      }
    }
    if (second.phase !== 'admitting') return false
    this.#live.set(host.id, second)
    return true
  }

  async #forked(first: Connection, second: Connection, host: KnownHost): Promise<void> {
    const { doors, clock } = this.#options
    const detail = `two live connections with one key, from ${first.from} and ${second.from}`
    second.refuse({ close: closeCodes.identityInUse, why: 'another live connection has this key' })
    await doors.forked(host.id, detail, clock.now())
  }

  async #enrol(connection: Connection, claim: NonNullable<Proof['enrolment']>, transcript: Transcript): Promise<void> {
    const { doors, clock, log } = this.#options
    const host = await doors.enrol({ ...claim, from: connection.from }, transcript, clock.now())
    if (host === null) {
      connection.refuse({ close: closeCodes.unproven, why: 'the enrolment token is unknown, used or too old' })
      return
    }
    log.info('a host was enrolled', { host: host.name, key: host.key, from: connection.from })
    const live = this.#live.get(host.id)
    // The name has another key now: whoever holds the old one is nobody any more.
    if (live?.host !== undefined && live.host?.key !== host.key) live.close(closeCodes.replaced, 'enrolled anew')
    const { name } = host
    connection.say({ message: 'welcome', host: name, head: null, forked: false, bindings: noBindings, at: clock.now() })
    connection.close(closeCodes.goingAway, 'enrolled')
  }

  #intakeFor(connection: Connection, host: KnownHost): Intake {
    const { doors, clock, log } = this.#options
    return new Intake({
      ...{ host: host.id, agent: host.key, doors, clock, log },
      budget: this.#budget,
      limit: this.#limits.waitingBatches,
      say: message => connection.say(message),
      flow: reading => connection.flow(reading),
      broken: (outcome, why) =>
        connection.refuse({ close: outcome === 'forged' ? closeCodes.unproven : closeCodes.malformed, why }),
    })
  }

  #closed(connection: Connection): void {
    const { doors, clock, log } = this.#options
    this.#all.delete(connection)
    void connection.intake?.close()
    for (const [host, current] of this.#live) {
      if (current !== connection) continue
      this.#live.delete(host)
      doors.left(host, clock.now()).catch(error => log.error('a departure could not be recorded', { host, error }))
    }
  }

  /** Keeps the refusal in the audit trail, within a rate; what goes beyond is counted, and told with the next. */
  #record(connection: Connection, { close, why }: Refusal): void {
    const { doors, clock, log } = this.#options
    if (!this.#audits.allows()) {
      this.#unrecorded++
      return
    }
    const host = connection.host
    const key = connection.agent
    const detail = { close, why, host: host?.name ?? null, unrecorded: this.#unrecorded }
    this.#unrecorded = 0
    log.warn('an agent was refused', { from: connection.from, ...detail })
    doors
      .audit({
        customer: host?.customer ?? null,
        at: clock.now(),
        who: key === null ? 'nobody' : `agent:${key}`,
        from: connection.from,
        what: 'agent.refused',
        detail,
      })
      .catch(error => log.error('a refusal could not be recorded', { error }))
  }
}
