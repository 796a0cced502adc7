// Owns the laws of the pieces: each moment is called what a search through the whole ledger calls it, whatever the history.
import { type GapCause, gapCauses } from '@sekisho/shared/finding.ts'
import { type Grade, grades } from '@sekisho/shared/wire.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { piecesBetween } from '../../../collector/coverage/pieces.ts'
import type { LedgerGap, LedgerSpan, Piece } from '../../../collector/handover.coverage.ts'

/** A life of a root is some hundred moments here: small enough to ask for each, long enough for every overlap. */
const lifeMs = 120

interface History {
  readonly spans: readonly LedgerSpan[]
  readonly gaps: readonly LedgerGap[]
}

/** Some between two milliseconds, as walks' beginnings are. */
const moment = fc.integer({ min: -20, max: (lifeMs + 20) * 4 }).map(quarters => quarters / 4)
const span: fc.Arbitrary<LedgerSpan> = fc
  .record({ grade: fc.constantFrom(...grades), from: moment, length: fc.integer({ min: 0, max: 80 }) })
  .map(({ grade, from, length }) => ({ grade, from, until: from + length, ended: true }))
const gap: fc.Arbitrary<LedgerGap> = fc
  .record({
    cause: fc.constantFrom(...gapCauses, 'silence' as const, 'silence' as const),
    from: moment,
    length: fc.option(fc.integer({ min: 0, max: 40 }), { freq: 8 }),
  })
  .map(({ cause, from, length }) => ({
    id: 'g',
    root: null,
    cause,
    from,
    to: length === null ? null : from + length,
    walk: null,
  }))
const history: fc.Arbitrary<History> = fc.record({
  spans: fc.array(span, { maxLength: 8 }),
  gaps: fc.array(gap, { maxLength: 8 }),
})
const asked = fc
  .tuple(fc.integer({ min: -30, max: lifeMs + 30 }), fc.integer({ min: 1, max: lifeMs }))
  .map(([from, length]) => ({ from, to: from + length }))

/** What a moment [at, at + 1) is, by looking at everything; written without a thought for speed. */
function oracle({ spans, gaps }: History, at: number): Omit<Piece, 'from' | 'to'> {
  const sources = spans.filter(({ from, until }) => from <= at && at + 1 <= until).map(({ grade }) => grade)
  const order: readonly Grade[] = ['walked', 'watched', 'proven']
  const grade = order.find(weakest => sources.includes(weakest)) ?? null
  const lying = gaps.filter(({ from, to }) => {
    const begin = Math.floor(from)
    return begin <= at && (to === null || at < Math.ceil(to) || at === begin)
  })
  const causes = [...new Set(lying.map(({ cause }) => cause))].sort()
  const onlySilence = causes.length === 1 && causes[0] === 'silence'
  if (causes.length > 0 && !(onlySilence && grade !== null)) return { state: 'gap', grade, causes, late: false }
  return { state: grade === null ? 'unknown' : 'covered', grade, causes: [], late: onlySilence }
}

function one(wish: { grade?: Grade; gaps?: readonly { cause: GapCause; from: number; to: number | null }[] }) {
  const spans = wish.grade === undefined ? [] : [{ grade: wish.grade, from: 10, until: 90, ended: true }]
  const gaps = (wish.gaps ?? []).map(told => ({ id: 'g', root: null, walk: null, ...told }))
  return piecesBetween({ spans, gaps }, 0, 100)
}

describe('pieces', () => {
  test('call each moment what a search through the whole ledger calls it', () => {
    fc.assert(
      fc.property(history, asked, (ledger, { from, to }) => {
        const pieces = piecesBetween(ledger, from, to)
        for (let at = from; at < to; at++) {
          const { from: _from, to: _to, ...said } = pieces.find(piece => piece.from <= at && at < piece.to) ?? {}
          expect(said).toEqual(oracle(ledger, at))
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('follow one another from beginning to end, and neighbours differ', () => {
    fc.assert(
      fc.property(history, asked, (ledger, { from, to }) => {
        const pieces = piecesBetween(ledger, from, to)
        expect([pieces[0]?.from === from, pieces.at(-1)?.to === to]).toEqual([true, true])
        pieces.slice(1).forEach((piece, index) => {
          const before = pieces[index]
          // Of numbers alone: -0 is 0.
          expect(before?.to === piece.from).toBe(true)
          expect({ ...before, from: 0, to: 0 }).not.toEqual({ ...piece, from: 0, to: 0 })
        })
      }),
    )
  })

  test('of a part are the part of the pieces: no question changes what another is told', () => {
    fc.assert(
      fc.property(history, asked, fc.integer({ min: 1, max: lifeMs }), (ledger, { from, to }, cut) => {
        const middle = from + (cut % (to - from))
        if (middle === from) return
        const whole = piecesBetween(ledger, from, to)
        const parts = [...piecesBetween(ledger, from, middle), ...piecesBetween(ledger, middle, to)]
        const at = (pieces: readonly Piece[], when: number) =>
          pieces.find(piece => piece.from <= when && when < piece.to)
        for (let when = from; when < to; when++) {
          expect({ ...at(parts, when), from: 0, to: 0 }).toEqual({ ...at(whole, when), from: 0, to: 0 })
        }
      }),
    )
  })

  test('say unknown where no source watched and no gap says why', () => {
    expect(one({ grade: 'proven' }).map(({ from, to, state }) => [from, to, state])).toEqual([
      [0, 10, 'unknown'],
      [10, 90, 'covered'],
      [90, 100, 'unknown'],
    ])
  })

  test('name every cause of a gap, and what watched below it', () => {
    const gaps = [
      { cause: 'restart', from: 20, to: 40 },
      { cause: 'overflow', from: 30, to: 50 },
    ] as const
    expect(one({ grade: 'watched', gaps }).slice(3, 5)).toEqual([
      { from: 30, to: 40, state: 'gap', grade: 'watched', causes: ['overflow', 'restart'], late: false },
      { from: 40, to: 50, state: 'gap', grade: 'watched', causes: ['overflow'], late: false },
    ])
  })

  test('take silence for late news where a span covers it, and for a gap where none does', () => {
    const pieces = one({ grade: 'proven', gaps: [{ cause: 'silence', from: 50, to: null }] })
    expect(pieces.map(({ from, state, late }) => [from, state, late])).toEqual([
      [0, 'unknown', false],
      [10, 'covered', false],
      [50, 'covered', true],
      [90, 'gap', false],
    ])
  })

  test('keep a gap that was closed within its first millisecond', () => {
    const pieces = one({ grade: 'proven', gaps: [{ cause: 'queue-full', from: 30.25, to: 30.25 }] })
    expect(pieces.filter(({ state }) => state === 'gap')).toMatchObject([{ from: 30, to: 31 }])
  })

  test('count the weakest of several sources', () => {
    const spans = grades.map((grade, index) => ({ grade, from: index * 10, until: 100 - index * 10, ended: true }))
    expect(piecesBetween({ spans, gaps: [] }, 0, 100).map(({ grade }) => grade)).toEqual([
      'proven',
      'watched',
      'walked',
      'watched',
      'proven',
    ])
  })
})
