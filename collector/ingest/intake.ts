// Owns the writer's turn-taking: batches that wait are applied together in one transaction and answered after its commit;
// judging again has what time is left. Everything in here runs in the writer thread.

import { readClaim } from '@sekisho/shared/batch.ts'
import type { Failure } from '@sekisho/shared/failures.ts'
import type { Profile } from '@sekisho/shared/profile.ts'
import type { Desk } from '../handover.ledger.ts'
import type { BatchAnswer, Judge, ReceivedBatch, RefusedBatch } from '../handover.ts'
import { judgePieceAgain } from './again.ts'
import { applyBatch } from './apply.ts'
import { Classes } from './classes.ts'
import type { Setting } from './judging.ts'

/** Batches of one transaction: enough to share the cost of its commit, few enough to answer soon. */
const maxGroup = 16

export interface IntakeOptions {
  readonly desk: Desk
  readonly judge: Judge
  readonly profiles: readonly Profile[]
  readonly now: () => number
  /** The store's own trouble, worth another try; null for any other error. */
  readonly troubleOf: (error: unknown) => Failure | null
  /** What judging again could not do; it goes on with the next batch or write. */
  readonly onTrouble: (error: unknown) => void
}

interface Waiting {
  readonly batch: ReceivedBatch
  readonly answer: (answer: BatchAnswer) => void
}

export class Intake {
  readonly setting: Setting
  readonly #options: IntakeOptions
  readonly #waiting: Waiting[] = []
  #scheduled = false

  constructor(options: IntakeOptions) {
    this.#options = options
    const { desk, judge, profiles } = options
    this.setting = { ledger: desk.ledger, judge, classes: new Classes(profiles) }
  }

  /** Resolves after the commit. Never rejects: trouble is an answer. */
  receive(batch: ReceivedBatch): Promise<BatchAnswer> {
    return new Promise(answer => {
      this.#waiting.push({ batch, answer })
      this.wake()
    })
  }

  /** Keeps a batch that gateway refused for good, with its reason. */
  refuse(refused: RefusedBatch): void {
    this.#options.desk.commit(() => this.#keepRefused(refused, `${refused.code}: ${refused.detail}`))
  }

  /** Something may wait: batches, or rows to judge again. */
  wake(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      if (this.#takeTurn()) this.wake()
    })
  }

  /** True when more may wait. */
  #takeTurn(): boolean {
    const group = this.#waiting.splice(0, maxGroup)
    if (group.length > 0) {
      this.#applyGroup(group)
      return true
    }
    try {
      if (this.setting.ledger.againTurn() === null) return false
      return this.#options.desk.commit(() => judgePieceAgain(this.setting, this.#options.now()))
    } catch (error) {
      this.#options.onTrouble(error)
      return false
    }
  }

  #applyGroup(group: readonly Waiting[]): void {
    let answers: readonly BatchAnswer[]
    try {
      answers = this.#options.desk.commit(() => group.map(({ batch }) => this.#applyOne(batch)))
    } catch (error) {
      const trouble = this.#options.troubleOf(error)
      const detail = error instanceof Error ? error.message : String(error)
      const code = trouble?.code ?? 'store-busy'
      answers = group.map(() => ({ outcome: 'refused', code, retry: true, detail }))
    }
    group.forEach(({ answer }, index) => {
      const given = answers[index]
      if (given !== undefined) answer(given)
    })
  }

  #applyOne(batch: ReceivedBatch): BatchAnswer {
    try {
      return this.#options.desk.part(() => applyBatch(this.setting, batch))
    } catch (error) {
      if (this.#options.troubleOf(error) !== null) throw error
      // It would fail each time. Set aside, it blocks nothing, and its bytes are kept for whoever mends this.
      const detail = error instanceof Error ? error.message : String(error)
      this.#keepRefused(batch, `batch-malformed: ${detail}`)
      return { outcome: 'refused', code: 'batch-malformed', retry: false, detail: detail.slice(0, 1_000) }
    }
  }

  #keepRefused(batch: ReceivedBatch, reason: string): void {
    const { ledger } = this.setting
    const { host, digest, bytes, receivedAt } = batch
    ledger.keepRefused(batch, readClaim(bytes), reason)
    const who = `host:${ledger.nameOf(host)}`
    const customer = ledger.customerOf(host)
    ledger.audit({ customer, at: receivedAt, who, from: 'agent', what: 'batch.refused', detail: { digest, reason } })
  }
}
