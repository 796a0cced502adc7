// Owns the laws of the bounds: whatever the history and whatever of it was lost, what truly happened lies within them; and where
// a source reports its losses, they are narrow.
import type { FindingKind } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Episode, episodesOf, RootCover } from '../../../collector/coverage/presence.ts'
import type { LedgerGap, LedgerSpan } from '../../../collector/handover.coverage.ts'
import type { Look, PathHistory, RootLedger, Sight } from '../../../collector/handover.exposure.ts'

/** A life of a path has some hundred moments here. */
const lifeMs = 240

type State = 'absent' | 'A' | 'B'

interface Watch {
  readonly from: number
  readonly to: number
  readonly grade: 'proven' | 'watched'
}

/** What happened, and what was lost of it. */
interface Life {
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
const life: fc.Arbitrary<Life> = fc.record({
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

function stateAt({ changes }: Life, at: number): State {
  return changes.findLast(change => change.at <= at)?.state ?? 'absent'
}

const hash = { absent: 'absent', A: 'file:a', B: 'file:b' } as const

function sightOf(
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

function historyOf(sights: readonly Sight[], members: readonly number[], wish: Partial<PathHistory> = {}): PathHistory {
  const place = { file: 1, root: 1, host: 'web1', rootPath: '/shop' as PathText, path: 'a.php' as PathText }
  return { ...place, sha256: null, sights, cut: false, members: new Set(members), hidden: false, ...wish }
}

interface Told {
  readonly sights: readonly Sight[]
  readonly ledger: RootLedger
}

/** An agent in small: one root, one path, and the ledger that it would have signed. */
class SmallAgent {
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
    const open = alive === null ? [] : [this.#openGap('restart', alive)]
    const due: { touched: number; at: number }[] = []
    const waiting: number[] = []
    const walks = this.#walksOf(from, to, losses)
    let until = from
    for (let at = from; at < to; at++) {
      const loss = losses.find(one => one.from <= at && at < one.to)
      if (loss !== undefined && (at === loss.from || at === from)) open.push(this.#openGap('overflow', at))
      const changed = this.#life.changes.some(change => change.at === at)
      const isHeard = loss === undefined && (grade === 'proven' || hears[at % hears.length])
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

  #close(open: LedgerGap[], { begin, end }: { begin: number; end: number }): void {
    this.#looks.push({ from: begin, to: end })
    for (const gap of open.splice(0)) {
      // Opened while it walked: the next one's.
      if (gap.from >= begin) open.push(gap)
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

function episodes({ sights, ledger }: Told, state: State): readonly Episode[] {
  const members = sights.filter(({ content }) => content === hash[state]).map(({ finding }) => finding)
  const history = historyOf(sights, members)
  return episodesOf(history, new RootCover(ledger, 0, lifeMs * 4), lifeMs * 3)
}

/** When the state that holds at a moment began, and when one that held before ended; by looking at every moment. */
function began(one: Life, state: State, at: number): number {
  let from = at
  while (from > 0 && stateAt(one, from - 1) === state) from--
  return from
}

function lastHeld(one: Life, state: State, before: number): number {
  let at = before - 1
  while (at >= 0 && stateAt(one, at) !== state) at--
  return at
}

describe('the bounds of an episode', () => {
  test('hold what truly happened, for random histories with random losses', () => {
    let narrow = 0
    fc.assert(
      fc.property(life, one => {
        const told = new SmallAgent(one).run()
        for (const state of ['A', 'B', 'absent'] as const) {
          for (const { from, to } of episodes(told, state)) {
            expect(stateAt(one, from.atLatest), 'it is there at the latest').toBe(state)
            const came = began(one, state, from.atLatest)
            if (from.notBefore !== null) expect(came, 'not before').toBeGreaterThanOrEqual(from.notBefore)
            if (from.notBefore !== null && from.atLatest - from.notBefore < 10) narrow++
            const last = lastHeld(one, state, to.atLatest ?? lifeMs * 3)
            if (to.atLatest !== null) expect(stateAt(one, to.atLatest), 'it is gone at the latest').not.toBe(state)
            if (to.notBefore !== null) expect(last + 1, 'it was there at last').toBeGreaterThanOrEqual(to.notBefore)
          }
        }
      }),
      { numRuns: 4_000 },
    )
    // Or the law would also be kept by bounds that say nothing.
    expect(narrow).toBeGreaterThan(500)
  })

  test('follow one another: each begins after the one before it was last seen', () => {
    fc.assert(
      fc.property(life, one => {
        const all = episodes(new SmallAgent(one).run(), 'A')
        all.slice(1).forEach((episode, index) => {
          const before = all[index]
          expect(episode.from.atLatest).toBeGreaterThan(before?.from.atLatest ?? 0)
          expect(before?.to.atLatest).not.toBe(null)
          expect(episode.from.atLatest).toBeGreaterThan(before?.to.atLatest ?? 0)
        })
      }),
    )
  })
})

/** Watched from 10 to 1000, censused at once; what is given is laid over it. */
function ledgerOf(wish: Partial<RootLedger> = {}, grade: LedgerSpan['grade'] = 'proven'): RootLedger {
  const span = { grade, from: 10, until: 900, ended: false }
  return {
    spans: [span],
    gaps: [],
    looks: [{ from: 20, to: 30 }],
    newest: span,
    completeFrom: null,
    notWatched: [],
    ...wish,
  }
}

const one = (history: PathHistory, ledger: RootLedger) => episodesOf(history, new RootCover(ledger, 0, 2_000), 1_000)

describe('an episode', () => {
  test('begins after the last sign of life before it, and was last seen at the last one before its end', () => {
    const sights = [sightOf(1, 500, 'A', 450), sightOf(2, 700, 'absent', 650)]
    expect(one(historyOf(sights, [1]), ledgerOf())).toMatchObject([
      { state: 'present', from: { notBefore: 450, atLatest: 500 }, to: { notBefore: 650, atLatest: 700 } },
    ])
  })

  test('that has not ended was last seen where the newest sign of life is', () => {
    const history = historyOf([sightOf(1, 500, 'A', 450)], [1])
    expect(one(history, ledgerOf())).toMatchObject([{ to: { notBefore: 900, atLatest: null } }])
  })

  test('that lies behind a gap begins where the last walk or sight before it was, whatever was told since', () => {
    const gap = { id: 'g', root: null, cause: 'overflow', from: 100, to: 200, walk: { from: 110, to: 200 } } as const
    const looks = [
      { from: 20, to: 30 },
      { from: 110, to: 200 },
    ]
    const found = historyOf([sightOf(1, 150, 'A', 140)], [1])
    expect(one(found, ledgerOf({ gaps: [gap], looks }))[0]?.from).toEqual({ notBefore: 20, atLatest: 150 })
    const later = historyOf([sightOf(1, 500, 'A', 450)], [1])
    // The walk began within the gap, so that nothing is proven from its beginning on.
    expect(one(later, ledgerOf({ gaps: [gap], looks }))[0]?.from).toEqual({ notBefore: 110, atLatest: 500 })
  })

  test('of a root whose source cannot report its losses is bounded by walks alone', () => {
    const history = historyOf([sightOf(1, 500, 'A', 450)], [1])
    expect(one(history, ledgerOf({}, 'watched'))).toMatchObject([
      { from: { notBefore: 20, atLatest: 500 }, to: { notBefore: 500, atLatest: null } },
    ])
  })

  test('that a first census found has no beginning that is known', () => {
    const history = historyOf([sightOf(1, 25, 'A', null)], [1])
    expect(one(history, ledgerOf())[0]?.from).toEqual({ notBefore: null, atLatest: 25 })
  })

  test('has no beginning that is known where earlier sights were left out', () => {
    const history = historyOf([sightOf(7, 500, 'A', 450)], [7], { cut: true })
    expect(one(history, ledgerOf())).toMatchObject([{ cut: true, from: { notBefore: null, atLatest: 500 } }])
  })

  test('is not bounded by a walk that may not have seen the path, below a folder that could not be read', () => {
    const history = historyOf([sightOf(1, 500, 'A', 450)], [1], { hidden: true })
    expect(one(history, ledgerOf())[0]?.from).toEqual({ notBefore: null, atLatest: 500 })
  })

  test('goes on when mode or owner change, and is one of its own where the incident is about those', () => {
    const [came, opened, closed] = [
      sightOf(1, 500, 'A', 450),
      { ...sightOf(2, 600, 'A', 550, 'metadata'), shape: 'file:a 0777' },
      sightOf(3, 700, 'A', 650, 'metadata'),
    ]
    expect(one(historyOf([came, opened, closed], [1]), ledgerOf())).toMatchObject([{ to: { atLatest: null } }])
    expect(one(historyOf([came, opened, closed], [2]), ledgerOf())).toMatchObject([
      { from: { notBefore: 550, atLatest: 600 }, to: { notBefore: 650, atLatest: 700 } },
    ])
  })

  test('of what was there in passing lies between the sights before and after it', () => {
    const between = [{ at: 480, size: 3, sha256: 'x' }]
    const passed: Sight = { ...sightOf(2, 500, 'absent', 450, 'transient'), between }
    const [first] = one(historyOf([passed], [2]), ledgerOf())
    expect(first).toMatchObject({
      state: 'between',
      from: { notBefore: 450, atLatest: 480 },
      to: { notBefore: 480, atLatest: 500 },
    })
    const [unseen] = one(historyOf([{ ...passed, between: [] }], [2]), ledgerOf())
    expect(unseen).toMatchObject({ from: { notBefore: 450, atLatest: 500 }, to: { notBefore: null, atLatest: 500 } })
  })

  test('of a file that was removed is the time in which it is missing', () => {
    const sights = [sightOf(1, 100, 'A', null), sightOf(2, 500, 'absent', 450, 'removed'), sightOf(3, 700, 'A', 650)]
    expect(one(historyOf(sights, [2]), ledgerOf())).toMatchObject([
      { state: 'absent', from: { notBefore: 450, atLatest: 500 }, to: { notBefore: 650, atLatest: 700 } },
    ])
  })

  test('begins nowhere where the clock was set back over it, and earlier where a time may mean an earlier one', () => {
    const back = historyOf([sightOf(1, 600, 'B', 550), sightOf(2, 500, 'A', 550)], [2])
    expect(one(back, ledgerOf())[0]?.from).toEqual({ notBefore: null, atLatest: 500 })
    const gap = { id: 'g', root: null, cause: 'clock-step', from: 400, to: 480, walk: null } as const
    const stepped = historyOf([sightOf(1, 460, 'B', 300), sightOf(2, 500, 'A', 490)], [2])
    expect(one(stepped, ledgerOf({ gaps: [gap] }))[0]?.from).toEqual({ notBefore: 400, atLatest: 500 })
  })
})

describe('a root’s cover', () => {
  test('is proven only where every moment is, and names what is not', () => {
    const gap = { id: 'g', root: null, cause: 'overflow', from: 100, to: 200, walk: null } as const
    const cover = new RootCover(ledgerOf({ gaps: [gap] }), 0, 1_000)
    expect([cover.isProven(10, 100), cover.isProven(10, 101), cover.isProven(200, 900), cover.isProven(5, 50)]).toEqual(
      [true, false, true, false],
    )
    expect(cover.isProven(850, 901)).toBe(false)
    expect(cover.unsure(50, 150)).toMatchObject([{ from: 100, to: 150, state: 'gap', causes: ['overflow'] }])
  })

  test('claims nothing where older rows were left out', () => {
    const cover = new RootCover(ledgerOf({ completeFrom: 400 }), 0, 1_000)
    expect([cover.isProven(300, 500), cover.isProven(400, 500)]).toEqual([false, true])
  })
})
