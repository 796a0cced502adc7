// Owns the writer's turn-taking: batches that wait are applied together in one transaction and answered after its commit;
// behind them each chore has one piece, and in a flood one ten times a second; judging again has some where no batch waits, and the
// last chore what time is left then. A batch that comes waits for one piece at most. All of it in the writer thread.

import type { Timer } from '@sekisho/shared/clock.ts'
import type { Head } from '@sekisho/shared/wire.ts'
import type { Chore, Intake, Workplace } from '../handover.ledger.ts'
import type { Arrival, BatchAnswer, Judge, ReceivedBatch, RefusedBatch } from '../handover.ts'
import { judgePieceAgain } from './again.ts'
import { applyBatch } from './apply.ts'
import { applyArrival } from './arrive.ts'
import { readClaim } from './claim.ts'
import { Classes } from './classes.ts'
import { recordSecondLive } from './fork.ts'
import type { Setting } from './judging.ts'

/** Batches of one transaction: enough to share the cost of its commit, few enough to answer soon. */
const maxGroup = 16
/** Pieces of judging again between two looks of the chores at what was committed: some 250 ms. */
const mostJudgedInRow = 12
const noMoreToJudge = mostJudgedInRow + 1
/** Batches that follow each other sooner are a flood: whoever sends them waits for each answer, and is not to wait longer. */
const gapMs = 5
/** In a flood a chore has one piece so often: what it looks at comes faster than it can, and waits. */
const floodMs = 100

interface Waiting {
  readonly batch: ReceivedBatch
  readonly answer: (answer: BatchAnswer) => void
}

export class TurnTaking implements Intake {
  readonly #setting: Setting
  readonly #place: Workplace
  readonly #chores: readonly Chore[]
  readonly #last: Chore | null
  readonly #waiting: Waiting[] = []
  #scheduled = false
  #stopped = false
  #troubled = false
  #judgedInRow = 0
  /** Chores that had their piece since judging again had. */
  #looked = 0
  /** Chores that are to look at what the last batches brought, in their turn, and since when. */
  #owed = 0
  #owedSince = 0
  #lastBatchAt = 0
  #later: Timer | null = null
  #nextOwed = 0
  #mayHaveMore = false

  /**
   * `chores`: look at what was committed, and must not wait for a flood to end; one that fails does not stop the others.
   * `last`: what can wait for all else.
   */
  constructor(place: Workplace, judge: Judge, chores: readonly Chore[], last: Chore | null = null) {
    this.#place = place
    this.#chores = chores
    this.#last = last
    this.#setting = { ledger: place.desk.ledger, judge, classes: new Classes(place.profiles) }
  }

  receive(batch: ReceivedBatch): Promise<BatchAnswer> {
    return new Promise(answer => {
      this.#waiting.push({ batch, answer })
      this.wake()
    })
  }

  refuse(refused: RefusedBatch): void {
    this.#place.desk.commit(() => this.#keepRefused(refused, `${refused.code}: ${refused.detail}`))
  }

  arrive(arrival: Arrival): { head: Head | null; forked: boolean } {
    return applyArrival(this.#setting, arrival)
  }

  fork(host: number, detail: string, at: number): void {
    recordSecondLive(this.#setting.ledger, host, detail, at)
  }

  stop(): void {
    while (this.#waiting.length > 0) this.#applyGroup(this.#waiting.splice(0, maxGroup))
    this.#stopped = true
    this.#later?.cancel()
  }

  wake(): void {
    // Who has looked in this round has not seen it.
    if (this.#scheduled) this.#mayHaveMore = true
    this.#goOn()
  }

  #goOn(): void {
    if (this.#stopped || this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      if (!this.#stopped && this.#takeTurn()) this.#goOn()
    })
  }

  /** A batch that comes meanwhile goes first. */
  #goOnLater(): void {
    this.#later ??= this.#place.clock.after(gapMs, () => {
      this.#later = null
      this.#goOn()
    })
  }

  /** True when more may wait. */
  #takeTurn(): boolean {
    const now = this.#place.clock.monotonic()
    const isLate = this.#owed > 0 && now - this.#owedSince >= floodMs
    if (this.#waiting.length > 0 && !isLate) {
      this.#applyGroup(this.#waiting.splice(0, maxGroup))
      if (this.#owed === 0) this.#owedSince = now
      this.#owed = this.#chores.length
      this.#lastBatchAt = this.#place.clock.monotonic()
      return true
    }
    if (this.#owed === 0) return this.#takeQuietTurn()
    if (isLate || now - this.#lastBatchAt >= gapMs) return this.#payOne()
    this.#goOnLater()
    return false
  }

  #payOne(): boolean {
    const chore = this.#chores[this.#nextOwed++ % this.#chores.length]
    if (chore !== undefined) this.#piece(chore)
    this.#owedSince = this.#place.clock.monotonic()
    if (--this.#owed === 0) this.#startOver()
    return true
  }

  /**
   * One piece, since a batch may come meanwhile. What is judged otherwise makes work for the chores: judging does not wait until
   * all of that is done, nor they for it.
   */
  #takeQuietTurn(): boolean {
    if (this.#judgedInRow < mostJudgedInRow) {
      this.#judgedInRow++
      if (this.#attempt(() => this.#judgeAgain())) return true
      this.#judgedInRow = noMoreToJudge
    }
    const chore = this.#chores[this.#looked]
    if (chore !== undefined) {
      this.#looked++
      if (this.#piece(chore)) this.#mayHaveMore = true
      return true
    }
    const more = this.#mayHaveMore || this.#judgedInRow < noMoreToJudge
    this.#startOver()
    if (more) return true
    return this.#last !== null && this.#piece(this.#last)
  }

  /** Judging again, and each chore in its turn. */
  #startOver(): void {
    this.#judgedInRow = 0
    this.#looked = 0
    this.#mayHaveMore = false
  }

  #piece(chore: Chore): boolean {
    return this.#attempt(() => this.#place.desk.commit(() => chore.piece(this.#place.clock.now())))
  }

  #judgeAgain(): boolean {
    if (this.#setting.ledger.againTurn() === null) return false
    const more = this.#place.desk.commit(() => judgePieceAgain(this.#setting, this.#place.clock.now()))
    this.#leaveTroubled()
    return more
  }

  /** What fails goes on with a later batch or write. */
  #attempt(work: () => boolean): boolean {
    try {
      return work()
    } catch (error) {
      this.#enterTroubled(error)
      return false
    }
  }

  #leaveTroubled(): void {
    if (this.#troubled) this.#place.onRecovered()
    this.#troubled = false
  }

  #enterTroubled(error: unknown): void {
    this.#troubled = true
    this.#place.onTrouble(error)
  }

  #applyGroup(group: readonly Waiting[]): void {
    let answers: readonly BatchAnswer[]
    try {
      answers = this.#place.desk.commit(() => group.map(({ batch }) => this.#applyOne(batch)))
      // A full disk takes the refusal of a batch that came too early, too: that shows nothing.
      if (answers.some(({ outcome }) => outcome === 'committed')) this.#leaveTroubled()
    } catch (error) {
      this.#enterTroubled(error)
      const trouble = this.#place.troubleOf(error)
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
      return this.#place.desk.part(() => applyBatch(this.#setting, batch))
    } catch (error) {
      if (this.#place.troubleOf(error) !== null) throw error
      // It would fail each time. Set aside, it blocks nothing, and its bytes are kept for whoever mends this.
      const detail = error instanceof Error ? error.message : String(error)
      this.#keepRefused(batch, `batch-malformed: ${detail}`)
      return { outcome: 'refused', code: 'batch-malformed', retry: false, detail: detail.slice(0, 1_000) }
    }
  }

  #keepRefused(batch: ReceivedBatch, reason: string): void {
    const { ledger } = this.#setting
    const { host, digest, bytes, receivedAt } = batch
    ledger.keepRefused(batch, readClaim(bytes), reason)
    const who = `host:${ledger.nameOf(host)}`
    const customer = ledger.customerOf(host)
    ledger.audit({ customer, at: receivedAt, who, from: 'agent', what: 'batch.refused', detail: { digest, reason } })
  }
}
