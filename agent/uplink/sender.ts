// Owns the traffic of one proven connection: what is sealed next, what is on its way, and what each answer means for the
// outbox. Seals as late as it can, so that a payment finding made last is in the next batch. Keeps nothing after its link.
import { backoffMs } from '@sekisho/shared/backoff.ts'
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import { describeError, type FailureCode } from '@sekisho/shared/failures.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { reason } from '@sekisho/shared/told-failure.ts'
import type { CollectorMessage } from '@sekisho/shared/wire.ts'
import type { OutboxDoor, SealedBatch } from '../handover.ts'
import type { UplinkLimits } from './limits.ts'
import type { Link } from './link.ts'

export type Answer = Extract<CollectorMessage, { message: 'ack' | 'refuse' }>
type Refusal = Extract<Answer, { message: 'refuse' }>

export interface SenderOptions {
  readonly link: Link
  readonly outbox: OutboxDoor
  readonly limits: UplinkLimits
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
  /** Something left the outbox: the connection is good. */
  readonly onAcknowledged: () => void
  /** Starts a new epoch, in the outbox and for the pipeline. */
  readonly startEpoch: (cause: GapCause) => Promise<void>
}

/** Answers that may wait for each batch on its way: one, and a few for those that were sent again. */
const answersOfBatch = 8

/** Refusals that mean two histories: no tombstone can mend these. */
const forkCodes: readonly string[] = ['batch-out-of-chain', 'identity-forked'] satisfies FailureCode[]

export class Sender {
  readonly #options: SenderOptions
  readonly #answers: Answer[] = []
  /** Sealed, to be sent before anything new is sealed. */
  #toSend: SealedBatch[]
  /** Sent and not answered, in order. */
  #inFlight: SealedBatch[] = []
  #oldestSentAt: number
  #refusals = 0
  /** A new epoch of which nothing was acknowledged yet: refused again, it is not answered with yet another. */
  #epochUnproven = false
  #pumping: Promise<void> | null = null
  #again = false
  #stopped = false
  /** Runs while refused batches wait to be sent again. */
  #pause: Timer | null = null
  #linger: Timer | null = null
  #sealedAt = Number.NEGATIVE_INFINITY
  /** The last batch did not hold all that waited: there is nothing to gather. */
  #leftBehind = false
  #onEmpty: (() => void) | null = null

  /** @param resend sealed before and not acknowledged, oldest first */
  constructor(options: SenderOptions, resend: readonly SealedBatch[]) {
    this.#options = options
    this.#oldestSentAt = options.clock.monotonic()
    this.#toSend = [...resend]
  }

  /** Records wait, or an answer came. */
  wake(): void {
    if (this.#pumping !== null) {
      this.#again = true
      return
    }
    this.#pumping = this.#pump().finally(() => {
      this.#pumping = null
    })
  }

  answered(answer: Answer): void {
    const { link, limits } = this.#options
    if (this.#answers.push(answer) > limits.window * answersOfBatch)
      link.fail('frame-malformed', reason('link.answers-many'))
    this.wake()
  }

  /** Resolves when nothing waits and nothing is on its way. */
  emptied(): Promise<void> {
    return new Promise(resolve => {
      this.#onEmpty = resolve
      this.wake()
    })
  }

  /** Resolves when the outbox is no longer in use; what was not answered stays in it. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#pause?.cancel()
    this.#linger?.cancel()
    this.#options.outbox.sealWithNext(null)
    await this.#pumping
  }

  /** Batches that were sealed and have no answer yet, or must be sent again. */
  get unanswered(): number {
    return this.#inFlight.length + this.#toSend.length
  }

  /** Milliseconds that the oldest of them waits, 0 when there is none. */
  get oldestMs(): number {
    return this.unanswered === 0 ? 0 : this.#options.clock.monotonic() - this.#oldestSentAt
  }

  async #pump(): Promise<void> {
    try {
      do {
        this.#again = false
        while (!this.#stopped && (await this.#step())) {
          // Each step does one thing, so that an answer is never behind a seal for long.
        }
      } while (this.#again && !this.#stopped)
      if (this.#isEmpty()) this.#onEmpty?.()
    } catch (error) {
      // The journal could not seal or forget: the connection is given up, and the next one starts from what it holds.
      this.#options.log.error('the outbox failed', { error })
      this.#options.link.fail('link-down', reason('link.outbox', { detail: describeError(error) }))
    }
  }

  /** True when there may be more to do at once. */
  async #step(): Promise<boolean> {
    const answer = this.#answers.shift()
    if (answer !== undefined) {
      await (answer.message === 'ack' ? this.#acknowledged(answer) : this.#refused(answer))
      return true
    }
    if (this.#pause !== null || this.#inFlight.length >= this.#options.limits.window) return false
    const isFirst = this.unanswered === 0
    const batch = this.#toSend.shift() ?? (await this.#sealNext())
    if (batch === null) return false
    if (isFirst) this.#oldestSentAt = this.#options.clock.monotonic()
    this.#inFlight.push(batch)
    this.#options.link.sendBatch(batch.bytes)
    return true
  }

  async #sealNext(): Promise<SealedBatch | null> {
    const { outbox, limits, clock } = this.#options
    const early = outbox.takeSealed()
    if (early !== null) return this.#sealed(early)
    const { fast, bulk } = outbox.waiting()
    const limit = { records: limits.batchRecords, bytes: limits.batchBytes }
    const lingersMs = this.#sealedAt + limits.lingerMs - clock.monotonic()
    if (!this.#leftBehind && fast + bulk < limits.batchRecords && lingersMs > 0) {
      this.#linger ??= clock.after(lingersMs, () => {
        this.#linger = null
        this.wake()
      })
      return null
    }
    // Only while all is quiet: whatever else is to be sealed is sealed as late as can be.
    outbox.sealWithNext(fast + bulk === 0 && this.unanswered === 0 ? limit : null)
    return fast + bulk === 0 ? null : this.#sealed(await outbox.seal(limit))
  }

  #sealed(batch: SealedBatch | null): SealedBatch | null {
    const { fast, bulk } = this.#options.outbox.waiting()
    this.#sealedAt = this.#options.clock.monotonic()
    this.#leftBehind = batch !== null && fast + bulk > 0
    return batch
  }

  async #acknowledged(first: Answer): Promise<void> {
    // Acknowledgements are cumulative: of several that wait, the last says it all, and saves commits.
    let ack = first
    while (this.#answers[0]?.message === 'ack' && this.#answers[0].epoch === ack.epoch) {
      ack = this.#answers.shift() ?? ack
    }
    const through = this.#inFlight.findIndex(batch => isOf(batch, ack))
    if (through === -1) {
      this.#options.log.debug('an acknowledgement of nothing on its way', { epoch: ack.epoch, sequence: ack.sequence })
      return
    }
    await this.#options.outbox.acknowledge({ epoch: ack.epoch, sequence: ack.sequence })
    this.#leave(through + 1)
    this.#refusals = 0
    this.#epochUnproven = false
    this.#options.onAcknowledged()
  }

  async #refused(refusal: Refusal): Promise<void> {
    const at = this.#inFlight.findIndex(batch => isOf(batch, refusal))
    // The collector passes over what follows a retryable refusal, and a new epoch makes answers to the old one moot.
    if (at === -1) return
    const { code, detail, sequence, epoch } = refusal
    this.#options.log.warn('the collector refused a batch', { code, detail, sequence, retry: refusal.retry })
    if (refusal.retry) this.#sendAgain(at)
    else if (forkCodes.includes(code)) await this.#forked(detail)
    else {
      await this.#options.outbox.setAside({ epoch, sequence, code })
      this.#inFlight.splice(at, 1)
      await this.#takeSealed()
    }
  }

  /** Everything from the refused batch on goes again after a wait, byte for byte and in order. */
  #sendAgain(from: number): void {
    const { clock, limits, random } = this.#options
    this.#toSend = [...this.#inFlight.splice(from), ...this.#toSend]
    this.#pause?.cancel()
    this.#pause = clock.after(backoffMs(limits.backoff, this.#refusals++, random()), () => {
      this.#pause = null
      this.wake()
    })
  }

  async #forked(detail: string): Promise<void> {
    if (this.#epochUnproven) {
      this.#options.link.fail('identity-forked', reason('link.epoch-refused', { detail }))
      this.#stopped = true
      return
    }
    this.#inFlight = []
    this.#toSend = []
    this.#epochUnproven = true
    await this.#options.startEpoch('identity-forked')
    await this.#takeSealed()
  }

  /** What the outbox sealed by itself (a tombstone, records one a batch) goes before what is sealed next. */
  async #takeSealed(): Promise<void> {
    const sealed = await this.#options.outbox.unacknowledged()
    this.#toSend = sealed.filter(batch => !this.#inFlight.some(sent => isOf(sent, batch)))
  }

  #leave(count: number): void {
    this.#inFlight.splice(0, count)
    this.#oldestSentAt = this.#options.clock.monotonic()
  }

  #isEmpty(): boolean {
    const { fast, bulk } = this.#options.outbox.waiting()
    return this.#inFlight.length + this.#toSend.length + this.#answers.length + fast + bulk === 0
  }
}

function isOf(batch: SealedBatch, place: { readonly epoch: string; readonly sequence: number }): boolean {
  return batch.epoch === place.epoch && batch.sequence === place.sequence
}
