// Owns the names under which the writer's and the reader's threads can be called. Types only.
import type { Profile } from '@sekisho/shared/profile.ts'
import type { ApprovalReads, ApprovalWrites } from '../handover.approvals.ts'
import type { ContentReads, ContentWrites } from '../handover.capture.ts'
import type { ComposeReads } from '../handover.compose.ts'
import type { DiskReads, DiskWrites } from '../handover.disk.ts'
import type { ExposureReads } from '../handover.exposure.ts'
import type { IncidentReads, IncidentWrites } from '../handover.incidents.ts'
import type { KeepingReads, KeepTerms } from '../handover.keeping.ts'
import type { Fault } from '../handover.ledger.ts'
import type { NotifyReads, NotifyWrites } from '../handover.notify.ts'
import type { ReleaseReads, ReleaseWrites } from '../handover.releases.ts'
import type { AgentWrites, EnrolmentDoors, StoreReads, StoreWrites } from '../handover.ts'
import type { WindowReads, WindowWrites } from '../handover.windows.ts'

export interface OpenInput {
  readonly path: string
  readonly profiles: readonly Profile[]
  readonly faults: readonly Fault[]
  readonly maxPages: number | null
  /** Null: nothing is pruned. */
  readonly keeping: KeepTerms | null
  /** What may be kept of contents; 0: nothing of a first census but what is critical. */
  readonly contentBytes: number
}

// Mapped, because Thread asks for types with an index signature, which interfaces do not have.
type Mapped<T> = { readonly [K in keyof T]: T[K] }

export type WriterCalls = Mapped<
  StoreWrites &
    ReleaseWrites &
    EnrolmentDoors &
    AgentWrites &
    ApprovalWrites &
    IncidentWrites &
    NotifyWrites &
    WindowWrites &
    ContentWrites &
    DiskWrites
> & {
  readonly open: (input: OpenInput) => void
  readonly synchronous: (input: null) => number
  readonly close: (input: null) => void
}

export type ReaderCalls = Mapped<
  StoreReads &
    ReleaseReads &
    ComposeReads &
    ApprovalReads &
    ExposureReads &
    IncidentReads &
    NotifyReads &
    WindowReads &
    ContentReads &
    KeepingReads &
    DiskReads
> & {
  readonly open: (input: OpenInput) => void
  readonly evidence: (input: EvidenceInput) => Promise<Uint8Array | null>
  readonly close: (input: null) => void
}

export interface EvidenceInput {
  readonly customer: number
  readonly host: string
  readonly epoch: string
  readonly sequence: number
}
