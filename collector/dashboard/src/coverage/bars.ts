// Owns how pieces of coverage become the bars of one line: few enough to draw, and none so short that a gap vanishes. Pure.
import type { Coverage } from '@sekisho/shared/api.coverage.ts'

export type Piece = Coverage['pieces'][number]
/** What a bar is drawn as: its grade where it was covered. */
export type Look = 'proven' | 'watched' | 'walked' | 'gap' | 'unknown'

export interface Bar {
  readonly from: string
  readonly to: string
  readonly look: Look
  /** Told only after a silence. */
  readonly late: boolean
  readonly causes: Piece['causes']
  /** Of the whole line, 0 to 1. */
  readonly share: number
}

/** As many as a narrow panel can show side by side and a finger can tell apart. */
const mostBars = 60
/** Worst first: a bar of several pieces looks like the worst of them. */
const worst: readonly Look[] = ['gap', 'unknown', 'walked', 'watched', 'proven']

export function barsOf({ from, to, pieces }: Pick<Coverage, 'from' | 'to' | 'pieces'>): readonly Bar[] {
  const whole = Math.max(Date.parse(to) - Date.parse(from), 1)
  const share = (bar: { from: string; to: string }) => (Date.parse(bar.to) - Date.parse(bar.from)) / whole
  return joined(pieces.map(barOf), whole).map(bar => ({ ...bar, share: share(bar) }))
}

type Drawn = Omit<Bar, 'share'>

function barOf({ from, to, state, grade, causes, late }: Piece): Drawn {
  return { from, to, look: state === 'covered' ? (grade ?? 'unknown') : state, causes, late }
}

/** Neighbours that are shorter than a bar should be become one, until they fit. */
function joined(bars: readonly Drawn[], whole: number): readonly Drawn[] {
  if (bars.length <= mostBars) return bars
  const leastMs = (2 * whole) / mostBars
  const kept: Drawn[] = []
  for (const bar of bars) {
    const last = kept.at(-1)
    if (last !== undefined && Date.parse(bar.to) - Date.parse(last.from) <= leastMs)
      kept[kept.length - 1] = both(last, bar)
    else kept.push(bar)
  }
  return kept
}

function both(one: Drawn, next: Drawn): Drawn {
  const look = worst.find(known => known === one.look || known === next.look) ?? 'unknown'
  return {
    from: one.from,
    to: next.to,
    look,
    late: one.late || next.late,
    causes: [...new Set([...one.causes, ...next.causes])],
  }
}
