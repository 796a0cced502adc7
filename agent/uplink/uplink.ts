// Owns the agent's connection to its collector: when to dial, that both sides proved themselves, that both hold one
// history, and how it ends. What is sent is the outbox's, what an order does is the pipeline's.
//
// offline   nothing is open → dialing, after a wait
// dialing   a socket is being opened → proving, or offline
// proving   hello to welcome, then the two heads are compared → sending, or offline
// sending   batches, heartbeats and orders flow → draining when asked to stop, offline when the link ends
// draining  what waits is still sent, nothing new is begun → offline, and there it stays
import { backoffMs } from '@sekisho/shared/backoff.ts'
import { openBatch } from '@sekisho/shared/batch.ts'
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import { describeError, Failure, type FailureCode } from '@sekisho/shared/failures.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { KeyId, KeyPair } from '@sekisho/shared/proof.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { reason } from '@sekisho/shared/told-failure.ts'
import { closeCodes, type Heartbeat } from '@sekisho/shared/wire.ts'
import type { LocalRoot, OutboxDoor, SealedBatch } from '../handover.ts'
import { prove, type Welcome } from './handshake.ts'
import { compareHeads } from './heads.ts'
import { defaultUplinkLimits, type UplinkLimits } from './limits.ts'
import { type Link, openLink, type Tls } from './link.ts'
import { type OrderDoor, readCollector } from './orders.ts'
import { Sender } from './sender.ts'

export interface UplinkOptions {
  /** The collector's address and key, as enrolled. */
  readonly address: string
  readonly collector: KeyId
  /** As LinkOptions'. */
  readonly dial?: string | undefined
  readonly key: KeyPair
  readonly tls: Tls | null
  readonly outbox: OutboxDoor
  readonly localRoots: readonly LocalRoot[]
  heartbeat(): Heartbeat
  readonly onOrder: OrderDoor
  /** The collector's bindings, its clock and the host's name there; before anything is sent. */
  onWelcome(welcome: Welcome): void | Promise<void>
  /** A new epoch stands in the outbox: every root needs a census. */
  onNewEpoch(cause: GapCause): void | Promise<void>
  readonly clock: Clock
  /** In [0, 1). */
  random(): number
  /** 32 fresh random bytes, lower-case hex. */
  nonce(): string
  readonly log: Log
  readonly limits?: Partial<UplinkLimits>
}

type Phase = 'offline' | 'dialing' | 'proving' | 'sending' | 'draining'

/** Answers that no quick retry changes: a person has to act first. */
const needsPerson: readonly FailureCode[] = ['agent-unproven', 'agent-revoked', 'identity-in-use', 'version-unknown']

export class Uplink {
  readonly #options: UplinkOptions
  readonly #limits: UplinkLimits
  readonly #abort = new AbortController()
  #phase: Phase = 'offline'
  #since: number
  #stopping = false
  #attempt = 0
  #trouble: Failure | null = null
  #link: Link | null = null
  #sender: Sender | null = null
  #running: Promise<void> = Promise.resolve()
  #endWait: (() => void) | null = null
  #standingChanged: Timer | null = null

  constructor(options: UplinkOptions) {
    this.#options = options
    this.#limits = { ...defaultUplinkLimits, ...options.limits }
    this.#since = options.clock.monotonic()
  }

  start(): void {
    this.#running = this.#run()
  }

  /** Records wait in the outbox. */
  wake(): void {
    this.#sender?.wake()
  }

  /** How things stand has changed, and people should not wait for the next heartbeat to see it. */
  standingChanged(): void {
    this.#standingChanged ??= this.#options.clock.after(this.#limits.standingMs, () => {
      this.#standingChanged = null
      if (this.#phase === 'sending' && this.#link !== null) this.#beat(this.#link)
    })
  }

  /** Sends what waits for at most `drainMs`, then closes. What was not acknowledged stays in the outbox. */
  async stop(drainMs: number): Promise<void> {
    this.#stopping = true
    this.#standingChanged?.cancel()
    this.#endWait?.()
    if (this.#phase === 'sending' && this.#sender !== null) {
      this.#enterDraining()
      await this.#drain(this.#sender, drainMs)
      this.#link?.close(closeCodes.goingAway)
    } else this.#abort.abort()
    await this.#running
  }

  /** Why there is no connection now; null while there is one. */
  trouble(): { readonly code: FailureCode; readonly detail: string } | null {
    return this.#trouble && { code: this.#trouble.code, detail: this.#trouble.message }
  }

  report(): RoomReport {
    return {
      phase: this.#phase,
      sinceMs: this.#options.clock.monotonic() - this.#since,
      depth: this.#sender?.unanswered ?? 0,
      oldestAgeMs: this.#sender?.oldestMs ?? 0,
    }
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#enterOffline(await this.#connect())
      if (!this.#stopping) await this.#waitBeforeRetry()
    }
  }

  /** One connection from its dialling to its end; returns why it ended. */
  async #connect(): Promise<Failure> {
    const { address, dial, tls, clock } = this.#options
    try {
      this.#enterDialing()
      const signal = this.#abort.signal
      const link = await openLink({ address, dial, tls, dialMs: this.#limits.dialMs, clock, signal })
      this.#link = link
      this.#enterProving()
      const welcome = await this.#prove(link)
      await this.#takeWelcome(welcome)
      const resend = await this.#reconcile(welcome)
      if (!this.#stopping) await this.#send(link, resend)
      else link.close(closeCodes.goingAway)
      return await link.ended
    } catch (error) {
      this.#link?.close(closeCodes.goingAway)
      if (error instanceof Failure) return error
      return new Failure('link-down', describeError(error), { cause: error, place: address })
    } finally {
      this.#link = null
    }
  }

  #prove(link: Link): Promise<Welcome> {
    const { key, collector, address, outbox, localRoots, nonce } = this.#options
    const { boot, epoch, head } = outbox.position()
    const introduction = { key, collector, address, nonce: nonce() }
    return prove(link, introduction, { boot, epoch, head, localRoots }, this.#limits.proveMs)
  }

  /** Bindings that cannot be taken must not keep findings from being sent: those in force stay. */
  async #takeWelcome(welcome: Welcome): Promise<void> {
    try {
      await this.#options.onWelcome(welcome)
    } catch (error) {
      this.#options.log.error('the welcome could not be used', { error })
    }
  }

  /** Makes both sides hold one history, by a new epoch where they do not; returns what must be sent again. */
  async #reconcile(welcome: Welcome): Promise<readonly SealedBatch[]> {
    const { outbox, key, log } = this.#options
    const { epoch, head, acknowledged } = outbox.position()
    const unacknowledged = (await outbox.unacknowledged()).filter(batch => batch.epoch === epoch)
    const oldest = unacknowledged[0]
    const opened = oldest && openBatch(oldest.bytes, key.id)
    const digestBefore = opened?.outcome === 'genuine' ? opened.batch.previous : null
    const reconciled = compareHeads({ epoch, head, acknowledged, unacknowledged, digestBefore }, welcome)
    // The head says nothing of a batch before it that was refused for good, and whose refusal was lost on the way. So all
    // that was not answered goes again: what is kept is a repeat, what was refused is refused again.
    if (reconciled.outcome === 'continue') return unacknowledged
    log.warn('the collector holds another history: a new epoch begins', {
      cause: reconciled.cause,
      theirs: welcome.head,
    })
    await this.#startEpoch(reconciled.cause)
    return outbox.unacknowledged()
  }

  async #startEpoch(cause: GapCause): Promise<void> {
    await this.#options.outbox.newEpoch(cause)
    await this.#options.onNewEpoch(cause)
  }

  async #send(link: Link, resend: readonly SealedBatch[]): Promise<void> {
    const { outbox, clock, random, log, onOrder } = this.#options
    const onAcknowledged = () => {
      this.#attempt = 0
    }
    const startEpoch = (cause: GapCause) => this.#startEpoch(cause)
    const limits = this.#limits
    const sender = new Sender({ link, outbox, limits, clock, random, log, onAcknowledged, startEpoch }, resend)
    this.#enterSending(sender)
    link.read(readCollector(link, sender, onOrder, limits.orders, log))
    this.#beat(link)
    const from = clock.monotonic()
    const heartbeats = clock.inStep(limits.heartbeatMs, () => {
      // A connection that lasted was a good one, even if there was nothing to acknowledge.
      if (clock.monotonic() - from >= limits.heartbeatMs) this.#attempt = 0
      this.#beat(link)
    })
    sender.wake()
    await link.ended
    heartbeats.cancel()
    await sender.stop()
  }

  #beat(link: Link): void {
    if (link.silentMs > this.#limits.silenceMs) {
      link.fail('link-down', reason('link.silent', { ms: Math.round(link.silentMs) }))
      return
    }
    link.ping()
    try {
      link.say(this.#options.heartbeat())
    } catch (error) {
      // A heartbeat proves nothing; the batches must flow all the same.
      this.#options.log.error('no heartbeat could be made', { error })
    }
  }

  async #drain(sender: Sender, drainMs: number): Promise<void> {
    let deadline: Timer | undefined
    const late = new Promise<void>(resolve => {
      deadline = this.#options.clock.after(drainMs, resolve)
    })
    await Promise.race([sender.emptied(), late, this.#link?.ended])
    deadline?.cancel()
  }

  async #waitBeforeRetry(): Promise<void> {
    const { clock, random } = this.#options
    const hopeless = this.#trouble !== null && needsPerson.includes(this.#trouble.code)
    const waitMs = backoffMs(this.#limits.backoff, hopeless ? Number.MAX_SAFE_INTEGER : this.#attempt++, random())
    await new Promise<void>(resolve => {
      const timer = clock.after(waitMs, resolve)
      this.#endWait = () => {
        timer.cancel()
        resolve()
      }
    })
    this.#endWait = null
  }

  #enterDialing(): void {
    this.#enter('dialing', ['offline'])
  }

  #enterProving(): void {
    this.#enter('proving', ['dialing'])
  }

  #enterSending(sender: Sender): void {
    this.#enter('sending', ['proving'])
    this.#sender = sender
    if (this.#trouble !== null) this.#options.log.info('connected', { collector: this.#options.collector })
    this.#trouble = null
  }

  #enterDraining(): void {
    this.#enter('draining', ['sending'])
  }

  #enterOffline(why: Failure): void {
    this.#enter('offline', ['dialing', 'proving', 'sending', 'draining'])
    this.#sender = null
    if (this.#stopping) return
    // The same trouble at each of many retries is one line.
    if (this.#trouble?.code !== why.code) {
      const loud = why.code === 'link-down' ? 'warn' : 'error'
      this.#options.log[loud]('no connection to the collector', { code: why.code, error: why })
    }
    this.#trouble = why
  }

  #enter(phase: Phase, from: readonly Phase[]): void {
    if (!from.includes(this.#phase)) throw new Error(`uplink cannot go from ${this.#phase} to ${phase}`)
    this.#phase = phase
    this.#since = this.#options.clock.monotonic()
  }
}
