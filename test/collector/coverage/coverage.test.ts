// Owns the laws of the answer: what yes, no and unknown mean, what is asked when no time is named, and what it never claims.
import { describe, expect, test } from 'vitest'
import { answerCoverage, type CoverageWish, missedIn } from '../../../collector/coverage/coverage.ts'
import type {
  CoverageLedger,
  CoverageQuestion,
  LedgerGap,
  LedgerSpan,
  Piece,
} from '../../../collector/handover.coverage.ts'

const now = Date.UTC(2026, 0, 2)
const hour = 3_600_000
const iso = (ms: number) => new Date(ms).toISOString()

const span = (over: Partial<LedgerSpan> = {}): LedgerSpan => ({
  grade: 'proven',
  from: now - 48 * hour,
  until: now - 60_000,
  ended: false,
  ...over,
})
const gap = (over: Partial<LedgerGap> = {}): LedgerGap => ({
  id: 'g1',
  root: null,
  cause: 'restart',
  from: now - 5 * hour,
  to: now - 4 * hour,
  walk: { from: now - 4.5 * hour, to: now - 4 * hour },
  ...over,
})

function ledgerOf(spans: readonly LedgerSpan[], gaps: readonly LedgerGap[] = [], over: Partial<CoverageLedger> = {}) {
  return { spans, gaps, newest: spans.at(-1) ?? null, completeFrom: null, notWatched: [], ...over }
}

async function ask(ledger: CoverageLedger | null, wish: Partial<CoverageWish> = {}) {
  const questions: CoverageQuestion[] = []
  const whole = { customer: 1, host: 'web1', root: '/shop', from: null, to: null, ...wish }
  const read = async (question: CoverageQuestion) => {
    questions.push(question)
    return ledger
  }
  return { answer: await answerCoverage(whole, read, now), questions }
}

describe('the answer', () => {
  test('is no only where every moment is proven, yes as soon as one allows it, and else unknown', () => {
    const piece: Piece = { from: 0, to: 1, state: 'covered', grade: 'proven', causes: [], late: false }
    const unknown: Piece = { ...piece, state: 'unknown', grade: null }
    const lossy: Piece[] = [
      { ...piece, state: 'gap', causes: ['overflow'] },
      { ...piece, grade: 'watched' },
      { ...piece, grade: 'walked' },
    ]
    expect(missedIn([piece, { ...piece, late: true }])).toBe('no')
    expect(missedIn([piece, unknown])).toBe('unknown')
    for (const one of lossy) expect(missedIn([piece, unknown, one])).toBe('yes')
  })

  test('without times is the day up to what the agent has signed last', async () => {
    const { answer } = await ask(ledgerOf([span()]))
    expect(answer).toMatchObject({ missed: 'no', from: iso(now - 60_000 - 24 * hour), to: iso(now - 60_000) })
    expect(answer?.pieces).toHaveLength(1)
  })

  test('reaches to now where the agent has ended, is late, or a gap is open', async () => {
    const ended = ledgerOf([span({ ended: true })])
    const late = ledgerOf([span({ until: now - hour })])
    const open = ledgerOf([span()], [gap({ to: null, walk: null })])
    for (const [ledger, missed] of [
      [ended, 'unknown'],
      [late, 'unknown'],
      [open, 'yes'],
    ] as const) {
      expect((await ask(ledger)).answer).toMatchObject({ to: iso(now), missed })
    }
  })

  test('says nothing of the future', async () => {
    const { answer, questions } = await ask(ledgerOf([span()]), { from: now - hour, to: now + hour })
    expect(answer).toMatchObject({ from: iso(now - hour), to: iso(now), missed: 'unknown' })
    expect(questions).toEqual([{ customer: 1, host: 'web1', root: '/shop', from: now - hour, to: now }])
  })

  test('names the gaps with the walk that closed them', async () => {
    const { answer } = await ask(ledgerOf([span()], [gap()]))
    expect(answer?.gaps).toMatchObject([{ cause: 'restart', walk: { to: iso(now - 4 * hour) } }])
    expect(answer?.pieces.map(({ state }) => state)).toEqual(['covered', 'gap', 'covered'])
  })

  test('claims nothing of a time of which not all rows came', async () => {
    const { answer } = await ask(ledgerOf([span()], [], { completeFrom: now - hour }), {
      from: now - 2 * hour,
      to: now - hour / 2,
    })
    expect(answer?.pieces.map(({ state, to }) => [state, to])).toEqual([
      ['unknown', iso(now - hour)],
      ['covered', iso(now - hour / 2)],
    ])
    const none = await ask(ledgerOf([span()], [], { completeFrom: 9e15 }), { from: now - 2 * hour, to: now - hour })
    expect(none.answer?.pieces).toMatchObject([{ state: 'unknown' }])
  })

  test('of a root that is not there is none, and of no time is a refusal', async () => {
    expect((await ask(null)).answer).toBeNull()
    await expect(ask(ledgerOf([]), { from: now - 1, to: now - 2 })).rejects.toMatchObject({ code: 'request-invalid' })
    await expect(ask(ledgerOf([]), { from: now + 1 })).rejects.toMatchObject({ code: 'request-invalid' })
  })

  test('writes times that no calendar has, as a hostile agent may say them', async () => {
    const wild = gap({ from: -9e15, to: 9e15, walk: { from: -9e15, to: 9e15 } })
    const { answer } = await ask(ledgerOf([span({ until: 9e15 })], [wild]))
    expect(answer?.missed).toBe('yes')
    expect(answer?.gaps[0]?.to).toBe('9999-12-31T23:59:59.999Z')
  })
})
