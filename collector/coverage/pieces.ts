// Owns what a ledger of spans and gaps says of each moment between two times, as pieces. Pure: no clock, no store.
// Times are whole milliseconds; a piece is [from, to).
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { Grade } from '@sekisho/shared/wire.ts'
import type { LedgerGap, LedgerSpan, Piece } from '../handover.coverage.ts'

/** Best first. */
const grades: readonly Grade[] = ['proven', 'watched', 'walked']

interface Edge {
  readonly at: number
  /** 1: begins to cover, -1: ends. */
  readonly step: 1 | -1
  readonly what: Grade | GapCause
}

/**
 * Every moment of [from, to) lies in exactly one piece, in order, and neighbours differ. Where several sources claim a
 * moment, the weakest counts. Silence alone is no loss where a signed span covers it: that was told late.
 */
export function piecesBetween(
  ledger: { readonly spans: readonly LedgerSpan[]; readonly gaps: readonly LedgerGap[] },
  from: number,
  to: number,
): readonly Piece[] {
  const edges = [
    // A span claims no more than it says, a gap no less.
    ...ledger.spans.flatMap(span => edgesOf(span.grade, Math.ceil(span.from), Math.floor(span.until), from, to)),
    ...ledger.gaps.flatMap(gap => edgesOf(gap.cause, Math.floor(gap.from), endOf(gap), from, to)),
  ].sort((a, b) => a.at - b.at)
  const covering = new Map<Grade | GapCause, number>()
  const pieces: Piece[] = []
  let reached = from
  for (const { at, step, what } of edges) {
    add(pieces, reached, at, covering)
    reached = at
    covering.set(what, (covering.get(what) ?? 0) + step)
  }
  add(pieces, reached, to, covering)
  return pieces
}

/** Even a gap that was closed within its first millisecond was one. */
function endOf({ from, to }: LedgerGap): number {
  return to === null ? Number.POSITIVE_INFINITY : Math.max(Math.ceil(to), Math.floor(from) + 1)
}

function edgesOf(what: Grade | GapCause, begin: number, end: number, from: number, to: number): Edge[] {
  const [at, until] = [Math.max(begin, from), Math.min(end, to)]
  if (at >= until) return []
  return [
    { at, step: 1, what },
    { at: until, step: -1, what },
  ]
}

function add(pieces: Piece[], from: number, to: number, covering: ReadonlyMap<Grade | GapCause, number>): void {
  if (from >= to) return
  const piece = { from, to, ...describe(covering) }
  const last = pieces.at(-1)
  if (last !== undefined && isSame(last, piece)) pieces[pieces.length - 1] = { ...last, to }
  else pieces.push(piece)
}

function describe(covering: ReadonlyMap<Grade | GapCause, number>): Omit<Piece, 'from' | 'to'> {
  const present = [...covering].flatMap(([what, count]) => (count > 0 ? [what] : []))
  const grade = grades.findLast(known => present.includes(known)) ?? null
  const causes = present.filter((what): what is GapCause => !isGrade(what)).sort()
  const silent = causes.includes('silence')
  if (causes.length > 0 && !(silent && causes.length === 1 && grade !== null)) {
    return { state: 'gap', grade, causes, late: false }
  }
  return { state: grade === null ? 'unknown' : 'covered', grade, causes: [], late: silent }
}

function isGrade(what: Grade | GapCause): what is Grade {
  return grades.some(grade => grade === what)
}

function isSame(a: Piece, b: Piece): boolean {
  return a.state === b.state && a.grade === b.grade && a.late === b.late && a.causes.join() === b.causes.join()
}
