// What store knows of the paths of an incident, as it passes to the room that says from when to when each was there, and of
// what stood at any past moment. Types only.
import type { DifferenceRow, ExposureRow, PastFileRow, PastFilter } from '@sekisho/shared/api.exposure.ts'
import type { FindingKind, Noticed } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Page } from './handover.asks.ts'
import type { CoverageLedger } from './handover.coverage.ts'

/** One finding of a path, as far as it says what stood there when. Times are the host's unless told. */
export interface Sight {
  readonly finding: number
  readonly kind: FindingKind
  readonly noticed: Noticed
  /** When the path was observed to be so. */
  readonly at: number
  /** The collector's times: when it had the finding, and when that was first judged unauthorised. */
  readonly receivedAt: number
  readonly flaggedAt: number | null
  readonly what: 'present' | 'absent' | 'unreadable'
  /** Equal texts are equal contents; `shape` has mode and owner as well. */
  readonly content: string
  readonly shape: string
  /** What the file system says of itself, and whoever is root can forge. */
  readonly claims: { readonly ctime: number; readonly mtime: number } | null
  /** Contents that were seen before it, by a source. */
  readonly between: readonly { readonly at: number; readonly size: number; readonly sha256: string | null }[]
  /**
   * When this was told, the source of the root had told all that it saw up to here; null where no such word was found.
   * Only a source whose grade is proven says so.
   */
  readonly toldUntil: number | null
}

/** All that is known of one path that an incident holds. */
export interface PathHistory {
  readonly file: number
  readonly root: number
  readonly host: string
  readonly rootPath: PathText
  readonly path: PathText
  readonly sha256: string | null
  /** In the order in which they were told. */
  readonly sights: readonly Sight[]
  /** Earlier ones were left out, being too many. */
  readonly cut: boolean
  /** Up to when findings of the path went, their time being over; null where none did. */
  readonly prunedUntil: number | null
  /** Findings of the incident among them. */
  readonly members: ReadonlySet<number>
  /** A folder above could not be read at some time: that a walk did not see the path says nothing. */
  readonly hidden: boolean
}

/** A look at all of a root: a census, or a walk that closed a gap. Each path was seen at some moment between. */
export interface Look {
  readonly from: number
  readonly to: number
}

export type RootLedger = CoverageLedger & { readonly looks: readonly Look[] }

export interface ExposurePage {
  readonly paths: readonly PathHistory[]
  /** By the root's id. */
  readonly roots: ReadonlyMap<number, RootLedger>
  readonly next: string | null
}

/** `notKeptBefore`: where the moment that was asked lies before it, rows may be missing. */
export type PastPage<T> = Page<T> & { readonly notKeptBefore: string | null }

/** Reads: each scoped by a customer. */
export interface ExposureReads {
  /** Null where the customer has no such incident. */
  exposure(input: {
    customer: number
    id: number
    cursor: string | null
    limit: number
    now: number
  }): Promise<ExposurePage | null>
  /** `at`: milliseconds since 1970. A page may hold nothing and yet be followed by another. */
  filesAt(input: { customer: number; filter: PastFilter; at: number }): Promise<PastPage<PastFileRow>>
  changesBetween(input: {
    customer: number
    filter: PastFilter
    from: number
    to: number
  }): Promise<PastPage<DifferenceRow>>
}

/** What the API asks. */
export interface ExposureDoors extends Pick<ExposureReads, 'filesAt' | 'changesBetween'> {
  exposure(input: {
    customer: number
    id: number
    cursor: string | null
    limit: number
  }): Promise<Page<ExposureRow> | null>
}
