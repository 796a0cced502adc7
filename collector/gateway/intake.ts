// Owns the batches of one connection between its socket and ingest: one at a time, strictly in order, answered in order,
// with a ceiling above which the socket is no longer read. Judges signature and schema only.
import { type Opened, openBatch } from '@sekisho/shared/batch.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import { describeError, errnoOf, failures } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { KeyId } from '@sekisho/shared/proof.ts'
import { type CollectorMessage, HeadSchema } from '@sekisho/shared/wire.ts'
import type { z } from 'zod'
import type { BatchAnswer, GatewayDoors } from '../handover.ts'

/** The bytes that all connections together hold. */
export class Budget {
  readonly #limit: number
  readonly #waiting = new Set<() => void>()
  #held = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get full(): boolean {
    return this.#held > this.#limit
  }

  take(bytes: number): void {
    this.#held += bytes
  }

  give(bytes: number): void {
    this.#held -= bytes
    if (this.full) return
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const resume of waiting) resume()
  }

  /** Calls back once there is room again. */
  whenFree(resume: () => void): void {
    this.#waiting.add(resume)
  }
}

export interface IntakeOptions {
  readonly host: number
  readonly agent: KeyId
  readonly doors: Pick<GatewayDoors, 'receive' | 'refused'>
  readonly budget: Budget
  /** Batches that may wait before the socket is paused. */
  readonly limit: number
  readonly clock: Clock
  readonly log: Log
  say(message: CollectorMessage): void
  /** Stops and starts the reading of the socket. */
  flow(reading: boolean): void
  /** What came is not from this agent, or cannot even be answered. */
  broken(outcome: 'malformed' | 'forged', detail: string): void
}

interface Waiting {
  readonly bytes: Uint8Array
  /** Taken down at once: a buffer that is handed to another thread has no length afterwards. */
  readonly size: number
  readonly since: number
}

/** Where in its chain a batch stands, or says that it stands. */
const PlaceSchema = HeadSchema.pick({ epoch: true, sequence: true })
type Place = z.infer<typeof PlaceSchema>

export class Intake {
  readonly #options: IntakeOptions
  readonly #waiting: Waiting[] = []
  #busy: Promise<void> | null = null
  #paused = false
  /** While set, the socket is read whatever waits: a ping's answer may lie behind batches. */
  #forcedOpen = false
  #closed = false
  /** After a retryable refusal: what follows in the same epoch is passed over until this comes again. */
  #resumeAt: Place | null = null

  constructor(options: IntakeOptions) {
    this.#options = options
  }

  get depth(): number {
    return this.#waiting.length
  }

  get oldestMs(): number {
    const [oldest] = this.#waiting
    return oldest === undefined ? 0 : this.#options.clock.monotonic() - oldest.since
  }

  get paused(): boolean {
    return this.#paused
  }

  add(bytes: Uint8Array): void {
    const size = bytes.byteLength
    this.#waiting.push({ bytes, size, since: this.#options.clock.monotonic() })
    this.#options.budget.take(size)
    this.#adjust()
    this.#busy ??= this.#work().finally(() => {
      this.#busy = null
    })
  }

  /** Reads on above the ceiling, up to a hard one, until called with false. */
  forceOpen(open: boolean): void {
    this.#forcedOpen = open
    this.#adjust()
  }

  /** Drops what waits; resolves when nothing of this connection is at ingest any more. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { size } of this.#waiting.splice(0)) this.#options.budget.give(size)
    await this.#busy
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined && !this.#closed; next = this.#waiting[0]) {
      await this.#take(next.bytes)
      if (this.#closed) return
      this.#waiting.shift()
      this.#options.budget.give(next.size)
      this.#adjust()
    }
  }

  async #take(bytes: Uint8Array): Promise<void> {
    const { host, agent, doors, clock } = this.#options
    const opened = openBatch(bytes, agent)
    const receivedAt = clock.now()
    const batch = { host, digest: opened.digest, bytes, receivedAt }
    if (opened.outcome !== 'genuine') {
      await this.#refuse(opened, { ...batch, code: `batch-${opened.outcome}`, detail: opened.detail })
      return
    }
    const place: Place = opened.batch
    if (this.#passesOver(place)) return
    this.#answer(place, await this.#ask(() => doors.receive(batch)))
  }

  async #refuse(
    opened: Exclude<Opened, { outcome: 'genuine' }>,
    refused: Parameters<GatewayDoors['refused']>[0],
  ): Promise<void> {
    const { detail } = opened
    const claimed = PlaceSchema.safeParse(opened.claimed).data ?? null
    if (claimed !== null && this.#passesOver(claimed)) return
    const kept = await this.#ask(async () => {
      await this.#options.doors.refused(refused)
      return { outcome: 'refused', code: refused.code, retry: false, detail }
    })
    if (claimed !== null) this.#answer(claimed, kept)
    // A batch of another key on a proven connection, or one that nothing can be answered to: no way to go on.
    if (opened.outcome === 'forged' || claimed === null) this.#options.broken(opened.outcome, detail)
  }

  /** A door that throws is a refusal for now: the agent keeps the batch. */
  async #ask(door: () => Promise<BatchAnswer>): Promise<BatchAnswer> {
    try {
      return await door()
    } catch (error) {
      this.#options.log.error('a batch could not be taken', { host: this.#options.host, error })
      const named = errnoOf(error)
      const code = named !== undefined && named in failures ? named : 'store-busy'
      return { outcome: 'refused', code, retry: true, detail: describeError(error).slice(0, 1000) }
    }
  }

  #answer({ epoch, sequence }: Place, answer: BatchAnswer): void {
    if (this.#closed) return
    const refuse = (code: string, retry: boolean, detail: string) =>
      this.#options.say({ message: 'refuse', epoch, sequence, code, retry, detail: detail.slice(0, 1000) })
    switch (answer.outcome) {
      case 'committed':
      case 'repeat':
        this.#options.say({ message: 'ack', epoch, sequence })
        return
      case 'forked':
        refuse('batch-out-of-chain', false, answer.detail)
        return
      case 'refused':
        if (answer.retry) this.#resumeAt = { epoch, sequence }
        refuse(answer.code, answer.retry, answer.detail)
        return
    }
  }

  /** Whether it was sent before the agent knew of a refusal; it comes again, in order. */
  #passesOver({ epoch, sequence }: Place): boolean {
    if (this.#resumeAt === null) return false
    if (this.#resumeAt.epoch === epoch && sequence > this.#resumeAt.sequence) return true
    this.#resumeAt = null
    return false
  }

  readonly #adjust = (): void => {
    const { limit, budget } = this.#options
    // Forced open, four times the ceiling still holds: a window of batches fits, a flood does not.
    const ceiling = this.#forcedOpen ? limit * 4 : limit
    const crowded = budget.full && !this.#forcedOpen
    const full = crowded || this.#waiting.length > ceiling
    if (this.#closed) return
    if (crowded) budget.whenFree(this.#adjust)
    if (full === this.#paused) return
    this.#paused = full
    this.#options.flow(!full)
  }
}
