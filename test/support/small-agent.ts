// Owns an agent in small for tests of bounds: one root and one path, a life of it with random losses, and the sights and the
// ledger that it would have signed.
import type { FindingKind } from '@sekisho/shared/finding.ts'
import fc from 'fast-check'
import type { LedgerGap, LedgerSpan } from '../../collector/handover.coverage.ts'
import type { Look, RootLedger, Sight } from '../../collector/handover.exposure.ts'

/** A life of a path has some hundred moments here. */
export const lifeMs = 240

export type State = 'absent' | 'A' | 'B'

interface Watch {
  readonly from: number
  readonly to: number
  readonly grade: 'proven' | 'watched'
}

/** What happened, and what was lost of it. */
export interface Life {
  /** The state from each moment on; all before the first is absent. */
  readonly changes: readonly { readonly at: number; readonly state: State }[]
  readonly watches: readonly Watch[]
  readonly losses: readonly { readonly from: number; readonly to: number }[]
  /** When the agent begins to take a sign of life. */
  readonly signs: readonly number[]
  /** How long a touch waits until its path is looked at, and whether a lossy source hears of it, one after the other. */
  readonly delays: readonly number[]
  readonly hears: readonly boolean[]
  /** How long walks take, and when in them they come to the path, in eighths. */
  readonly walks: readonly { readonly takes: number; readonly eighth: number }[]
}

const moment = fc.integer({ min: 0, max: lifeMs })
export const life: fc.Arbitrary<Life> = fc.record({
  changes: fc
    .array(fc.record({ at: moment, state: fc.constantFrom<State>('absent', 'A', 'A', 'B') }), { maxLength: 10 })
    .map(all => all.toSorted((a, b) => a.at - b.at)),
  watches: fc
    .array(
      fc.record({
        pause: fc.integer({ min: 1, max: 40 }),
        lasts: fc.integer({ min: 1, max: 120 }),
        proven: fc.boolean(),
      }),
      {
        minLength: 1,
        maxLength: 5,
      },
    )
    .map(inRow),
  losses: fc
    .array(fc.record({ from: moment, lasts: fc.integer({ min: 1, max: 30 }) }), { maxLength: 3 })
    .map(all => all.map(({ from, lasts }) => ({ from, to: from + lasts }))),
  signs: fc.array(moment, { maxLength: 24 }).map(all => [...new Set(all)].toSorted((a, b) => a - b)),
  delays: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 6 }),
  hears: fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
  walks: fc.array(fc.record({ takes: fc.integer({ min: 1, max: 12 }), eighth: fc.integer({ min: 0, max: 8 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
})

function inRow(all: readonly { pause: number; lasts: number; proven: boolean }[]): readonly Watch[] {
  const watches: Watch[] = []
  let at = 0
  for (const { pause, lasts, proven } of all) {
    const from = at + pause
    at = from + lasts
    watches.push({ from, to: at, grade: proven ? 'proven' : 'watched' })
  }
  return watches
}

export function stateAt({ changes }: Life, at: number): State {
  return changes.findLast(change => change.at <= at)?.state ?? 'absent'
}

export const hash = { absent: 'absent', A: 'file:a', B: 'file:b' } as const

export function sightOf(
  finding: number,
  at: number,
  state: State,
  toldUntil: number | null,
  kind: FindingKind = 'changed',
): Sight {
  return {
    finding,
    kind,
    noticed: 'watch',
    at,
    receivedAt: at,
    flaggedAt: at,
    what: state === 'absent' ? 'absent' : 'present',
    content: hash[state],
    shape: `${hash[state]} 0644`,
    claims: null,
    between: [],
    toldUntil,
  }
}

export interface Told {
  readonly sights: readonly Sight[]
  readonly ledger: RootLedger
}

/** An open gap, and when its loss was last declared. */
interface Declared {
  readonly gap: LedgerGap
  readonly declared: number
}

/** An agent in small: one root, one path, and the ledger that it would have signed. */
export class SmallAgent {
  readonly #life: Life
  readonly #spans: LedgerSpan[] = []
  readonly #gaps: LedgerGap[] = []
  readonly #looks: Look[] = []
  readonly #sights: Sight[] = []
  #baseline: State = 'absent'
  #told: number | null = null
  #walks = 0

  constructor(life: Life) {
    this.#life = life
  }

  run(): Told {
    let alive: number | null = null
    for (const watch of this.#life.watches) alive = this.#watch(watch, alive)
    const newest = this.#spans.at(-1) ?? null
    const ledger = {
      spans: this.#spans,
      gaps: this.#gaps,
      looks: this.#looks,
      newest,
      completeFrom: null,
      notWatched: [],
    }
    return { sights: this.#sights, ledger }
  }

  /** @returns the last sign of life */
  #watch({ from, to, grade }: Watch, alive: number | null): number {
    const { delays, hears, signs } = this.#life
    const losses = this.#life.losses.filter(loss => loss.from < to && loss.to > from)
    const open = alive === null ? [] : [{ gap: this.#openGap('restart', alive), declared: from }]
    const due: { touched: number; at: number }[] = []
    const waiting: number[] = []
    const walks = this.#walksOf(from, to, losses)
    let until = from
    for (let at = from; at < to; at++) {
      const lost = losses.filter(one => one.from <= at && at < one.to)
      // A source that goes on losing says so again, until it is over.
      for (const loss of lost.filter(one => at === one.from || at === from))
        open.push({ gap: this.#openGap('overflow', at), declared: loss.to - 1 })
      const changed = this.#life.changes.some(change => change.at === at)
      const isHeard = lost.length === 0 && (grade === 'proven' || hears[at % hears.length])
      if (changed && isHeard) due.push({ touched: at, at: at + (delays[at % delays.length] ?? 0) })
      if (walks.some(({ visit }) => visit === at)) this.#look(at)
      for (const touch of due.splice(0)) {
        if (touch.at > at) due.push(touch)
        else this.#look(at)
      }
      if (signs.includes(at)) waiting.push(at)
      // Once everything that was touched by then has been looked at.
      while (waiting[0] !== undefined && waiting[0] < at && !due.some(({ touched }) => touched <= (waiting[0] ?? 0))) {
        until = waiting.shift() ?? until
        if (grade === 'proven') this.#told = until
      }
      for (const walk of walks.filter(({ end }) => end === at)) this.#close(open, walk)
    }
    this.#spans.push({ grade, from, until, ended: true })
    return until
  }

  /** One at the beginning, one after each loss; those that the watch does not live to end close nothing. */
  #walksOf(from: number, to: number, losses: readonly { readonly to: number }[]) {
    return [from, ...losses.map(loss => loss.to)].flatMap(begun => {
      const { takes, eighth } = this.#life.walks[this.#walks++ % this.#life.walks.length] ?? { takes: 1, eighth: 0 }
      const begin = begun + 1
      const walk = { begin, end: begin + takes, visit: begin + Math.round((takes * eighth) / 8) }
      return walk.end < to ? [walk] : []
    })
  }

  #openGap(cause: LedgerGap['cause'], from: number): LedgerGap {
    const gap: LedgerGap = { id: `${this.#gaps.length}`, root: null, cause, from, to: null, walk: null }
    this.#gaps.push(gap)
    return gap
  }

  #close(open: Declared[], { begin, end }: { begin: number; end: number }): void {
    // The first is a census, which was begun long ago and went on over restarts.
    this.#looks.push({ from: this.#looks.length === 0 ? 0 : begin, to: end })
    for (const one of open.splice(0)) {
      const { gap, declared } = one
      // Declared while it walked: the next one's.
      if (declared >= begin) open.push(one)
      else
        this.#gaps[this.#gaps.findIndex(({ id }) => id === gap.id)] = {
          ...gap,
          to: end,
          walk: { from: begin, to: end },
        }
    }
  }

  #look(at: number): void {
    const found = stateAt(this.#life, at)
    if (found === this.#baseline) return
    this.#baseline = found
    this.#sights.push(sightOf(this.#sights.length + 1, at, found, this.#told))
  }
}
