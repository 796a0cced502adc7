// Owns the laws of the bounds: whatever the history and whatever of it was lost, what truly happened lies within them; and where
// a source reports its losses, they are narrow.
import type { PathText } from '@sekisho/shared/path.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Episode, episodesOf, RootCover } from '../../../collector/coverage/presence.ts'
import type { LedgerSpan } from '../../../collector/handover.coverage.ts'
import type { PathHistory, RootLedger, Sight } from '../../../collector/handover.exposure.ts'
import {
  hash,
  type Life,
  life,
  lifeMs,
  SmallAgent,
  type State,
  sightOf,
  stateAt,
  type Told,
} from '../../support/small-agent.ts'

function historyOf(sights: readonly Sight[], members: readonly number[], wish: Partial<PathHistory> = {}): PathHistory {
  const place = { file: 1, root: 1, host: 'web1', rootPath: '/shop' as PathText, path: 'a.php' as PathText }
  return {
    ...place,
    sha256: null,
    sights,
    cut: false,
    prunedUntil: null,
    members: new Set(members),
    hidden: false,
    ...wish,
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
    // The walk that closed it began after the last loss, with the source watching again.
    expect(one(later, ledgerOf({ gaps: [gap], looks }))[0]?.from).toEqual({ notBefore: 450, atLatest: 500 })
    const open = { ...gap, to: null, walk: null }
    expect(one(later, ledgerOf({ gaps: [open] }))[0]?.from).toEqual({ notBefore: 20, atLatest: 500 })
  })

  test('of a root whose source cannot report its losses is bounded by walks alone', () => {
    const history = historyOf([sightOf(1, 500, 'A', 450)], [1])
    expect(one(history, ledgerOf({}, 'watched'))).toMatchObject([
      { from: { notBefore: 20, atLatest: 500 }, to: { notBefore: 500, atLatest: null } },
    ])
  })

  test('behind a census that went on over a restart begins where the source last began to watch', () => {
    const history = historyOf([sightOf(1, 500, 'A', null)], [1])
    const looks = [{ from: 2, to: 30 }]
    expect(one(history, ledgerOf({ looks }))[0]?.from).toEqual({ notBefore: 10, atLatest: 500 })
    const told = historyOf([sightOf(1, 500, 'A', 450)], [1])
    expect(one(told, ledgerOf({ looks }))[0]?.from).toEqual({ notBefore: 450, atLatest: 500 })
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
