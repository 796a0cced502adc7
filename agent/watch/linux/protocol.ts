// Owns what the reader's thread and its owner say to one another. No code.
import type { ProfileRules } from '@sekisho/shared/classify.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { ClosedFile, KeptContent, KeptFile, Linked, Touch } from '../../handover.ts'

export interface ReaderOpened {
  /** An eventfd: eight bytes written there end the reader's wait. */
  readonly wake: number
  /** All that must be closed if the thread dies. */
  readonly descriptors: readonly number[]
}

/** Whether the reader serves a root from now on, and if not, why. */
export type Served = { readonly serves: true } | Unserved

export interface Unserved {
  readonly serves: false
  readonly why: string
  /** How many the root has, where more folders would be watched than may be. */
  readonly folders?: number
}

/** What the profile of a root says of its paths. */
export interface RootRules {
  readonly root: PathText
  readonly rules: ProfileRules
}

export type RoomReports = Readonly<Record<string, RoomReport>>

export type ReaderCalls = {
  open(input: null): Promise<ReaderOpened | { readonly why: string }>
  /** `ceiling`: so many folders may be watched for all roots, where each takes a watch. */
  serve(input: { readonly root: PathText; readonly ceiling?: number }): Served
  leave(input: { readonly root: PathText }): void
  /** Of all roots in force. Until a root's are there, and where its profile says that they stay, no contents are kept of it. */
  rules(input: { readonly roots: readonly RootRules[] }): void
  /** One message of touches was taken. */
  taken(input: null): void
  /** A file that was told as `closed` is closed again. */
  closedAgain(input: null): void
  /** What was kept of a file that may be gone; null where nothing was. */
  kept(input: { readonly sha256: string }): KeptContent | null
  /** Of each room in the thread. */
  report(input: null): RoomReports
  close(input: null): void
}

/** What the thread tells unasked. */
export type ReaderEvent =
  | { readonly touched: readonly Touch[] }
  | { readonly linked: readonly Linked[] }
  | { readonly kept: readonly KeptFile[] }
  | { readonly closed: ClosedFile }
  | { readonly lost: { readonly root: PathText; readonly cause: GapCause; readonly from: number } }
