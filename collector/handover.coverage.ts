// The ledger of coverage as it passes from store to the room that answers from it, and on to the API. Types only.
import type { HostRow } from '@sekisho/shared/api.ts'
import type { ClosingWalk, GapCause } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Grade } from '@sekisho/shared/wire.ts'

/** A source watched without a break, by what its agent signed. */
export interface LedgerSpan {
  readonly grade: Grade
  readonly from: number
  /** At least until then. */
  readonly until: number
  readonly ended: boolean
}

export interface LedgerGap {
  readonly id: string
  /** Null: all roots of the host. */
  readonly root: PathText | null
  readonly cause: GapCause
  readonly from: number
  readonly to: number | null
  readonly walk: ClosingWalk | null
}

/** One root's ledger: what overlaps the time that was asked for. */
export interface CoverageLedger {
  readonly spans: readonly LedgerSpan[]
  readonly gaps: readonly LedgerGap[]
  /** The span that reaches furthest, whenever that was. */
  readonly newest: LedgerSpan | null
  /** Older rows were left out, being too many: before this nothing is known. Null where all came. */
  readonly completeFrom: number | null
  readonly notWatched: HostRow['notWatched']
}

export interface CoverageQuestion {
  readonly customer: number
  readonly host: string
  readonly root: string
  readonly from: number
  readonly to: number
}

/** What can be said of [from, to): every moment of it is of this kind. */
export interface Piece {
  readonly from: number
  readonly to: number
  readonly state: 'covered' | 'gap' | 'unknown'
  /** Of the source that watched; null where none is known to have. */
  readonly grade: Grade | null
  /** Of the gaps that lie over it; empty unless the state is `gap`. */
  readonly causes: readonly GapCause[]
  /** Covered, but told only after a silence. */
  readonly late: boolean
}
