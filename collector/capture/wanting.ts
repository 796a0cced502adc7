// Owns which contents are wanted: takes committed findings in pieces by a durable cursor. In one transaction a piece is
// looked at and the cursor moves, so that a crash loses and repeats none. Who is asked for them when is capture.ts's.
import type { ContentFact, ContentLedger } from '../handover.capture.ts'

const pieceFindings = 1_000
const pieceRevisions = 100
/** Rows of waiting places are some 300 bytes each: 15 MB, and hours of a host's pace. */
const maxWaiting = 50_000
/** What is critical has a tenth more room, here and in the budget of bytes. */
export const criticalShare = 1.1

export class Wanting {
  readonly #ledger: ContentLedger
  readonly #most: number

  constructor(ledger: ContentLedger, most = maxWaiting) {
    this.#ledger = ledger
    this.#most = most
  }

  /** True when more may wait. Inside the caller's transaction. */
  piece(now: number): boolean {
    const ledger = this.#ledger
    const cursor = ledger.cursor()
    const { facts, to } = ledger.factsAfter(cursor, pieceFindings)
    const revised = ledger.takeRevised(pieceRevisions)
    if (to === cursor && revised.length === 0) return false
    let waiting = ledger.waiting()
    const wants = [...facts.filter(wantsNew), ...revised.filter(wantsRevised)]
    for (const fact of wants) waiting += this.#want(fact, waiting, now)
    if (to > cursor) ledger.advance(to)
    ledger.reached()
    return true
  }

  /** Each of its contents; answers how many more wait. */
  #want(fact: ContentFact, waiting: number, now: number): number {
    const most = fact.severity === 'critical' ? this.#most * criticalShare : this.#most
    let more = 0
    // Of an empty file there is nothing to take.
    for (const seen of fact.seen.filter(({ size }) => size > 0)) {
      if (fact.stays) this.#ledger.withhold(fact, seen, now)
      else if (this.#ledger.want(fact, seen, waiting + more < most, now)) more++
    }
    return more
  }
}

/** What a host was found with is a whole shop before its release is published; only what is critical is taken of it. */
function wantsNew({ unauthorised, firstCensus, severity }: ContentFact): boolean {
  return unauthorised && (!firstCensus || severity === 'critical')
}

/** A release that ended leaves a whole shop without a permit, too. */
function wantsRevised({ unauthorised, severity }: ContentFact): boolean {
  return unauthorised && severity === 'critical'
}
