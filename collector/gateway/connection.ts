// Owns one agent's WebSocket: its frames, its rate, its silence, and in which order what may be said. Who is let in is
// decided by the gateway; what batches mean, by the rooms behind.
//
// opened      nothing was said → challenged by hello, or closed
// challenged  we proved ourselves → admitting by proof, or closed
// admitting   the gateway looks who it is → live, or closed
// live        batches, heartbeats and answers to orders flow → closed
// closed      no way out
import type { Duplex } from 'node:stream'
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import { maxContentFrameBytes } from '@sekisho/shared/content-limits.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { KeyId, KeyPair, Transcript } from '@sekisho/shared/proof.ts'
import {
  type AgentMessage,
  AgentMessageSchema,
  type CollectorMessage,
  closeCodes,
  type Heartbeat,
  readMessage,
} from '@sekisho/shared/wire.ts'
import WebSocket from 'ws'
import type { ContentOrder, ContentReply } from '../handover.capture.ts'
import type { KnownHost } from '../handover.ts'
import { challenge, type Proof, type Refusal } from './handshake.ts'
import type { Intake } from './intake.ts'
import type { GatewayLimits } from './limits.ts'
import { Rate } from './rate.ts'

export interface ConnectionOptions {
  readonly socket: WebSocket
  /** What the WebSocket reads from. */
  readonly carrier: Duplex
  /** The remote address. */
  readonly from: string
  readonly key: KeyPair
  readonly addresses: () => readonly string[]
  readonly nonce: () => string
  readonly limits: GatewayLimits
  readonly clock: Clock
  readonly log: Log
  readonly onProof: (proof: Proof, transcript: Transcript) => Promise<void>
  readonly onRefused: (refusal: Refusal) => void
  readonly onHeartbeat: (host: KnownHost, heartbeat: Heartbeat) => Promise<void>
  readonly onDone: (host: KnownHost, done: Extract<AgentMessage, { message: 'done' }>) => void
  readonly onClosed: () => void
}

type Phase = 'opened' | 'challenged' | 'admitting' | 'live' | 'closed'

/** How long the other side may take to answer a close frame. */
const closeGraceMs = 1000
/** JSON.stringify keeps the order of keys, and agents write this one first. */
const contentBegins = Buffer.from('{"message":"content"')

export class Connection {
  readonly #options: ConnectionOptions
  readonly #rate: Rate
  readonly #messageBytes: Rate
  readonly #deadline: Timer
  readonly #heartbeatTimer: Timer
  #phase: Phase = 'opened'
  #transcript: Transcript | null = null
  #live: { readonly host: KnownHost; readonly intake: Intake } | null = null
  #heardAt: number
  #heartbeat: Heartbeat | null = null
  #heartbeatUnderWay = false
  /** Orders for content that are on the way, by their id: nothing else makes a content due. */
  readonly #asked = new Map<string, (reply: ContentReply) => void>()
  /** Resolves when the socket is gone. */
  readonly closed: Promise<void>

  constructor(options: ConnectionOptions) {
    const { socket, clock, limits } = options
    this.#options = options
    this.#rate = new Rate(limits.framesPerSecond, limits.frameBurst, clock)
    this.#messageBytes = new Rate(limits.messageBytesPerSecond, limits.messageBytesBurst, clock)
    this.#heardAt = clock.monotonic()
    this.#deadline = clock.after(limits.unprovenMs, () =>
      this.refuse({ close: closeCodes.tooSlow, why: `not proven in ${limits.unprovenMs} ms` }),
    )
    this.#heartbeatTimer = clock.every(limits.pingMs, () => this.#beat())
    this.#countUnproven()
    socket.on('message', (data, isBinary) => this.#received(data, isBinary))
    socket.on('ping', () => this.#counts())
    socket.on('pong', () => this.#heard())
    // ws closes by itself after an error, a frame too large (1009) among them; close is what counts.
    socket.on('error', error => options.log.debug('a connection failed', { from: options.from, error }))
    this.closed = new Promise(resolve => {
      socket.on('close', () => {
        this.#enterClosed()
        options.onClosed()
        resolve()
      })
    })
  }

  get phase(): Phase {
    return this.#phase
  }

  get from(): string {
    return this.#options.from
  }

  get host(): KnownHost | null {
    return this.#live?.host ?? null
  }

  /** The key that was shown, whether or not it was proved; null before the hello. */
  get agent(): KeyId | null {
    return this.#transcript?.agent ?? null
  }

  get intake(): Intake | null {
    return this.#live?.intake ?? null
  }

  say(message: CollectorMessage): void {
    const { socket } = this.#options
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
  }

  /** One answer comes of it; `left` when the connection ends before. */
  ask(id: string, order: ContentOrder): Promise<ContentReply> {
    if (this.#phase !== 'live') return Promise.resolve({ outcome: 'left' })
    return new Promise(resolve => {
      this.#asked.set(id, resolve)
      this.say({ message: 'order', id, order })
    })
  }

  /** Closes an unproven or unwelcome connection, and says so to the gateway. */
  refuse(refusal: Refusal): void {
    if (this.#phase === 'closed') return
    this.#options.onRefused(refusal)
    this.close(refusal.close, refusal.why)
  }

  close(code: number, why: string): void {
    const { socket, clock } = this.#options
    this.#enterClosed()
    // A paused socket would never read the answer to the close frame.
    socket.resume()
    // RFC 6455 section 5.5.1: a reason has at most 123 bytes.
    socket.close(code, Buffer.from(why).subarray(0, 120).toString())
    const grace = clock.after(closeGraceMs, () => socket.terminate())
    socket.once('close', () => grace.cancel())
  }

  /** The gateway knows who it is: from now on batches are taken. */
  enterLive(host: KnownHost, intake: Intake): void {
    if (this.#phase !== 'admitting') throw new Error(`a connection cannot go from ${this.#phase} to live`)
    this.#phase = 'live'
    this.#live = { host, intake }
    this.#heardAt = this.#options.clock.monotonic()
  }

  /** Stops and starts the reading of the socket. */
  flow(reading: boolean): void {
    if (this.#phase === 'closed') return
    if (reading) this.#options.socket.resume()
    else this.#options.socket.pause()
    // While nothing was read, nothing could be heard.
    this.#heardAt = this.#options.clock.monotonic()
  }

  /** Whether the other end is alive: a ping of its own is answered in time. */
  answersPing(limitMs: number): Promise<boolean> {
    const { socket, clock, nonce } = this.#options
    if (socket.readyState !== WebSocket.OPEN) return Promise.resolve(false)
    const token = Buffer.from(nonce().slice(0, 32))
    return new Promise(resolve => {
      const settle = (answered: boolean) => {
        timer.cancel()
        socket.off('pong', onPong)
        socket.off('close', onClose)
        resolve(answered)
      }
      const onPong = (answer: Buffer) => answer.equals(token) && settle(true)
      const onClose = () => settle(false)
      const timer = clock.after(limitMs, onClose)
      socket.on('pong', onPong)
      socket.on('close', onClose)
      socket.ping(token)
    })
  }

  #received(frame: WebSocket.RawData, isBinary: boolean): void {
    if (this.#phase === 'closed' || !this.#counts()) return
    const bytes = frame as Buffer
    if (!isBinary) this.#takeText(bytes)
    else if (this.#live === null) this.#malformed('a batch before the welcome')
    else this.#live.intake.add(bytes)
  }

  #takeText(bytes: Buffer): void {
    const isFree = this.#isAskedFor(bytes)
    if (isFree || this.#messageBytes.allows(bytes.length)) this.#read(bytes.toString(), isFree)
    else this.refuse({ close: closeCodes.rateExceeded, why: 'too much text' })
  }

  /** Who asks for contents sets their pace, so they are not charged; one that answers nothing ends the connection. */
  #isAskedFor(bytes: Buffer): boolean {
    if (this.#asked.size === 0 || bytes.length > maxContentFrameBytes) return false
    return bytes.subarray(0, contentBegins.length).equals(contentBegins)
  }

  /** `isFree`: it was not charged, so it must be what it began as. Of two equal keys JSON takes the last. */
  #read(text: string, isFree: boolean): void {
    const message = readMessage(AgentMessageSchema, text)
    if (isFree && message?.message !== 'content') this.#malformed('it begins as a content and is none')
    else if (message?.message === 'hello' && this.#phase === 'opened') this.#challenge(message)
    else if (message?.message === 'proof' && this.#phase === 'challenged') this.#admit(message)
    else if (message?.message === 'heartbeat' && this.#live !== null) this.#takeHeartbeat(this.#live.host, message)
    else if (message?.message === 'done' && this.#live !== null) this.#takeDone(this.#live.host, message)
    else if (message?.message === 'content' && this.#settles(message.order, message.answer)) return
    else this.#malformed(message === null ? 'not a message of this protocol' : `${message.message} is not due now`)
  }

  #challenge(hello: Extract<AgentMessage, { message: 'hello' }>): void {
    const { key, nonce, addresses } = this.#options
    const challenged = challenge(hello, key, nonce(), addresses())
    if (challenged.outcome === 'refused') {
      this.refuse(challenged.refusal)
      return
    }
    this.#phase = 'challenged'
    this.#transcript = challenged.transcript
    this.say(challenged.challenge)
  }

  #admit(proof: Proof): void {
    const { onProof, log, from } = this.#options
    if (this.#transcript === null) return
    this.#phase = 'admitting'
    this.#deadline.cancel()
    onProof(proof, this.#transcript).catch(error => {
      log.error('an agent could not be admitted', { from, error })
      this.close(closeCodes.goingAway, 'the collector cannot look up who this is')
    })
  }

  #takeDone(host: KnownHost, done: Extract<AgentMessage, { message: 'done' }>): void {
    // An agent that does not know this kind of order, or has too many.
    this.#settles(done.order, { outcome: 'refused', detail: done.detail })
    this.#options.onDone(host, done)
  }

  /** False when no such order is on the way. */
  #settles(order: string, reply: ContentReply): boolean {
    const answer = this.#asked.get(order)
    this.#asked.delete(order)
    answer?.(reply)
    return answer !== undefined
  }

  /** Only the newest counts: where the store is slow, the older ones are passed over. */
  #takeHeartbeat(host: KnownHost, heartbeat: Heartbeat): void {
    this.#heartbeat = heartbeat
    if (this.#heartbeatUnderWay) return
    this.#heartbeatUnderWay = true
    void this.#handHeartbeats(host).finally(() => {
      this.#heartbeatUnderWay = false
    })
  }

  async #handHeartbeats(host: KnownHost): Promise<void> {
    for (let next = this.#heartbeat; next !== null; next = this.#heartbeat) {
      this.#heartbeat = null
      try {
        await this.#options.onHeartbeat(host, next)
      } catch (error) {
        // A lost heartbeat proves nothing either way; the next one comes in 10 s.
        this.#options.log.warn('a heartbeat could not be kept', { host: host.id, error })
      }
    }
  }

  #malformed(why: string): void {
    this.refuse({ close: closeCodes.malformed, why })
  }

  /** Frames count when they are whole; whoever is not let in must not have megabytes of one kept for him. */
  #countUnproven(): void {
    const { carrier, limits } = this.#options
    let bytes = 0
    const count = (chunk: Buffer) => {
      bytes += chunk.length
      if (this.#phase === 'live' || this.#phase === 'closed') carrier.off('data', count)
      else if (bytes > limits.unprovenBytes) {
        carrier.off('data', count)
        this.refuse({ close: closeCodes.tooLarge, why: `more than ${limits.unprovenBytes} bytes before the welcome` })
        // Waiting for an answer to the close frame would mean to read on.
        this.#options.socket.terminate()
      }
    }
    carrier.on('data', count)
  }

  /** Every frame counts, a ping's too; false when it was one too many. */
  #counts(): boolean {
    this.#heard()
    if (this.#rate.allows()) return true
    this.refuse({ close: closeCodes.rateExceeded, why: 'too many frames' })
    return false
  }

  #heard(): void {
    this.#heardAt = this.#options.clock.monotonic()
  }

  #beat(): void {
    const { socket, clock, limits } = this.#options
    if (this.#live?.intake.paused) return
    if (clock.monotonic() - this.#heardAt > limits.silenceMs) socket.terminate()
    // Whoever talks and never listens would have every answer kept for him.
    else if (socket.bufferedAmount > limits.unsentBytes) socket.terminate()
    else if (socket.readyState === WebSocket.OPEN) socket.ping()
  }

  #enterClosed(): void {
    this.#phase = 'closed'
    for (const order of [...this.#asked.keys()]) this.#settles(order, { outcome: 'left' })
    this.#deadline.cancel()
    this.#heartbeatTimer.cancel()
  }
}
