// Owns when something older than its term goes: once a day, stage by stage, one piece a transaction, when the writer has
// nothing else to do. Where it is, is kept with each piece, so that a crash loses and repeats nothing. What may go is store's.
import {
  gatheredBy,
  type KeepingLedger,
  type KeepingRun,
  type KeepStage,
  type KeepTerms,
  keepStages,
  kindOfStage,
} from '../handover.keeping.ts'

const dayMs = 86_400_000
/** A collector that stood still for longer waits for another day; a clock that is wrong is mended by then. */
const mostLateMs = 3 * dayMs

export class Pruning {
  readonly #ledger: KeepingLedger
  readonly #terms: KeepTerms
  readonly #told: (phase: 'waiting' | 'pruning') => void
  /** Stages that began in this process. */
  readonly #gathered = new Set<KeepStage>()

  constructor(ledger: KeepingLedger, terms: KeepTerms, told: (phase: 'waiting' | 'pruning') => void) {
    this.#ledger = ledger
    this.#terms = terms
    this.#told = told
  }

  /** True when more is to be done at once. Inside the caller's transaction. */
  piece(now: number): boolean {
    const ledger = this.#ledger
    const state = ledger.state()
    if (state === null || !equal(state.terms, this.#terms)) {
      // Whoever has mistyped a term has a day to see it, in `sekisho keeping` and in the audit trail.
      ledger.setTerms(this.#terms, now + dayMs, now)
      this.#told('waiting')
      return false
    }
    if (state.run !== null && state.run.startedAt > now) {
      // It began by a clock that was ahead, and would take what is not old.
      ledger.finish(now + dayMs, now)
      this.#told('waiting')
      return false
    }
    if (state.run === null && isAmiss(state.dueAt, now)) {
      ledger.putOff(now + dayMs, now)
      this.#told('waiting')
      return false
    }
    const isDue = now >= state.dueAt
    if (state.run === null && !isDue && !state.asked) return false
    if (!ledger.settled()) return false
    if (state.run === null) {
      if (isDue) ledger.begin(now)
      else ledger.beginPart(now)
      this.#told('pruning')
      return true
    }
    this.#told('pruning')
    this.#step(state.run, state.dueAt, now)
    return true
  }

  #step(run: KeepingRun, dueAt: number, now: number): void {
    const ledger = this.#ledger
    const { stage, cursor, part } = run
    // Written before anything is read anew: a piece that is rolled back leaves the stage that the next one needs.
    const first = gatheredBy[stage]
    if (first !== undefined && !this.#gathered.has(first) && (stage !== first || cursor !== null)) {
      ledger.advance(first, null, 0)
      return
    }
    if (stage === first) this.#gathered.add(first)
    const { taken, next } = ledger.prune(stage, run.startedAt - this.#terms[kindOfStage[stage]], cursor, now)
    if (next !== null) {
      ledger.advance(stage, next, taken)
      return
    }
    ledger.advance(stage, null, taken)
    const following = keepStages[keepStages.indexOf(stage) + 1]
    const isLast = following === undefined || (part && gatheredBy[following] !== gatheredBy[stage])
    if (!isLast) ledger.advance(following, null, 0)
    else {
      ledger.finish(part ? dueAt : now + dayMs, now)
      this.#told('waiting')
    }
  }
}

/** A next run that is days late, or more than a day ahead: the clock may have jumped. */
function isAmiss(dueAt: number, now: number): boolean {
  return now - dueAt > mostLateMs || dueAt - now > dayMs
}

function equal(one: KeepTerms, other: KeepTerms): boolean {
  return Object.entries(one).every(([kind, ms]) => other[kind as keyof KeepTerms] === ms)
}
