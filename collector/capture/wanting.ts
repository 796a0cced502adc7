// Owns which contents are wanted: takes committed findings in pieces by a durable cursor. In one transaction a piece is
// looked at and the cursor moves, so that a crash loses and repeats none. Who is asked for them when is capture.ts's.
import { maxContentBytes } from '@sekisho/shared/content-limits.ts'
import type { ContentFact, ContentLedger } from '../handover.capture.ts'

const pieceFindings = 1_000
const pieceRevisions = 100
/** Rows of waiting places are some 300 bytes each: 15 MB, and hours of a host's pace. */
const maxWaiting = 50_000
/** In so long a release is published for a shop that is new. */
const censusAfterMs = 86_400_000
/** What a first census found waits until no more than so many others do. */
const mostBeforeCensus = 1_000
/** Of the places of all that wait, those of hosts that are away included: the rest is for what changes. */
const censusPlaces = 1 / 5
/** Hosts that were not heard of for so long give nothing: what waits for one holds up no other. */
const awayAfterMs = 86_400_000
/** Of the room of all contents, so that a shop which has no release leaves the rest to what changes. */
const censusShare = 1 / 4
/** What is critical has a tenth more room, here and in the budget of bytes. */
export const criticalShare = 1.1

export class Wanting {
  readonly #ledger: ContentLedger
  readonly #roomBytes: number
  readonly #most: number

  /** `roomBytes`: what may be kept of all contents. */
  constructor(ledger: ContentLedger, roomBytes: number, most = maxWaiting) {
    this.#ledger = ledger
    this.#roomBytes = roomBytes
    this.#most = most
  }

  /** True when more may wait. Inside the caller's transaction. */
  piece(now: number): boolean {
    const ledger = this.#ledger
    const cursor = ledger.cursor()
    const { facts, to } = ledger.factsAfter(cursor, pieceFindings)
    const revised = ledger.takeRevised(pieceRevisions)
    if (to === cursor && revised.length === 0) return this.#wantOfCensus(now)
    let waiting = ledger.waiting(Math.ceil(this.#most * criticalShare))
    const wants = [...facts.filter(wantsNew), ...revised.filter(wantsRevised)]
    for (const fact of wants) waiting += this.#want(fact, waiting, now)
    if (to > cursor) ledger.advance(to)
    ledger.reached()
    return true
  }

  /**
   * A day after a first census, what nothing covers yet is taken as well: behind all else, and as far as a part of the room goes.
   * What is larger than is left of that is passed over; where nothing is left, the rest waits until there is.
   */
  #wantOfCensus(now: number): boolean {
    const ledger = this.#ledger
    // Asked after every write: no more is counted than decides.
    if (ledger.awaited(mostBeforeCensus, now - awayAfterMs) >= mostBeforeCensus) return false
    const { facts, from, to } = ledger.factsOfCensus(now - censusAfterMs, pieceFindings)
    if (to === from) return false
    const places = Math.ceil(this.#most * censusPlaces)
    const waiting = ledger.waiting(places)
    let left = this.#roomBytes * censusShare - ledger.due()
    if (waiting >= places || left <= 0) return false
    let more = 0
    for (const fact of facts.filter(({ firstCensus, stays }) => firstCensus && !stays)) {
      const bytes = fact.seen.reduce((sum, { size }) => sum + Math.min(size, maxContentBytes), 0)
      if (bytes > left) continue
      left -= bytes
      more += this.#want(fact, waiting + more, now)
    }
    ledger.advanceCensus(to)
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

/** What a host was found with is a whole shop before its release is published; only what is critical is taken of it at once. */
function wantsNew({ unauthorised, firstCensus, severity }: ContentFact): boolean {
  return unauthorised && (!firstCensus || severity === 'critical')
}

/** A release that ended leaves a whole shop without a permit, too. */
function wantsRevised({ unauthorised, severity }: ContentFact): boolean {
  return unauthorised && severity === 'critical'
}
