// Owns the answer to "could anything have been missed on this root between A and B?", from the ledger that store keeps.
// What each moment is called is pieces.ts's.
import type { Coverage } from '@sekisho/shared/api.coverage.ts'
import { isoTime, safeTime } from '@sekisho/shared/clock.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { CoverageLedger, CoverageQuestion, Piece } from '../handover.coverage.ts'
import { piecesBetween } from './pieces.ts'

/** As the API takes it: times in milliseconds, null where none was given. */
export interface CoverageWish {
  readonly customer: number
  readonly host: string
  readonly root: string
  readonly from: number | null
  readonly to: number | null
}

const dayMs = 86_400_000
/** A span that goes on is told each minute, behind whatever waits: what is younger is not late. */
const tellingMs = 150_000

/**
 * Null when the customer has no such root. Without an end it reaches to what is known: to the last that the agent signed
 * while it does so regularly, else to now. Without a beginning it is the day before that.
 * @throws Failure request-invalid
 */
export async function answerCoverage(
  wish: CoverageWish,
  read: (question: CoverageQuestion) => Promise<CoverageLedger | null>,
  now: number,
): Promise<Coverage | null> {
  const { customer, host, root } = wish
  const asked = { from: wish.from ?? (wish.to ?? now) - dayMs, to: Math.min(wish.to ?? now, now) }
  if (asked.from >= asked.to) throw new ToldFailure('request-invalid', reason('problem.ends-first-past'))
  const ledger = await read({ customer, host, root, ...asked })
  if (ledger === null) return null
  const to = wish.to === null ? Math.max(asked.from + 1, knownEnd(ledger, now)) : asked.to
  const from = wish.from ?? to - dayMs
  const pieces = knownPieces(ledger, from, to)
  return {
    host,
    root,
    from: isoTime(from),
    to: isoTime(to),
    missed: missedIn(pieces),
    pieces: pieces.map(piece => ({
      ...piece,
      causes: [...piece.causes],
      from: isoTime(piece.from),
      to: isoTime(piece.to),
    })),
    gaps: ledger.gaps
      .filter(gap => gap.from < to && (gap.to === null || gap.to >= from))
      .map(gap => ({
        ...gap,
        host,
        from: safeTime(gap.from),
        to: gap.to === null ? null : safeTime(gap.to),
        walk: walkOf(gap),
      })),
    knownUntil: ledger.newest === null ? null : safeTime(ledger.newest.until),
    notWatched: ledger.notWatched,
  }
}

/** Yes as soon as one moment allows it; no only where every moment is proven. */
export function missedIn(pieces: readonly Piece[]): Coverage['missed'] {
  if (pieces.some(({ state, grade }) => state === 'gap' || (state === 'covered' && grade !== 'proven'))) return 'yes'
  return pieces.some(({ state }) => state === 'unknown') ? 'unknown' : 'no'
}

function knownEnd({ newest, gaps }: CoverageLedger, now: number): number {
  if (newest === null || newest.ended || gaps.some(({ to }) => to === null)) return now
  return now - newest.until < tellingMs ? Math.min(now, Math.floor(newest.until)) : now
}

/** Where rows were left out, nothing is claimed. */
function knownPieces(ledger: CoverageLedger, from: number, to: number): readonly Piece[] {
  const complete = Math.min(Math.max(ledger.completeFrom ?? from, from), to)
  const pieces = piecesBetween(ledger, complete, to)
  if (complete === from) return pieces
  return [{ from, to: complete, state: 'unknown', grade: null, causes: [], late: false }, ...pieces]
}

function walkOf({ walk }: CoverageLedger['gaps'][number]): Coverage['gaps'][number]['walk'] {
  return walk === null ? null : { from: safeTime(walk.from), to: safeTime(walk.to) }
}
