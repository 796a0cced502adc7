// Owns the names under which the writer's and the reader's threads can be called. Types only.
import type { Profile } from '@sekisho/shared/profile.ts'
import type { Fault } from '../handover.ledger.ts'
import type { AgentWrites, EnrolmentDoors, ReleaseWrites, StoreReads, StoreWrites } from '../handover.ts'

export interface OpenInput {
  readonly path: string
  readonly profiles: readonly Profile[]
  readonly faults: readonly Fault[]
  readonly maxPages: number | null
}

// Mapped, because Thread asks for types with an index signature, which interfaces do not have.
type Mapped<T> = { readonly [K in keyof T]: T[K] }

export type WriterCalls = Mapped<StoreWrites & ReleaseWrites & EnrolmentDoors & AgentWrites> & {
  readonly open: (input: OpenInput) => void
  readonly synchronous: (input: null) => number
  readonly close: (input: null) => void
}

export type ReaderCalls = Mapped<StoreReads> & {
  readonly open: (input: OpenInput) => void
  readonly evidence: (input: EvidenceInput) => Promise<Uint8Array | null>
  readonly judgingAgain: (input: { readonly customer: number }) => Promise<readonly AgainProgress[]>
  readonly close: (input: null) => void
}

export interface EvidenceInput {
  readonly customer: number
  readonly host: string
  readonly epoch: string
  readonly sequence: number
}

/** A root whose rows wait to be judged again. */
export interface AgainProgress {
  readonly host: string
  readonly root: string
  /** Inventory rows, of about `total`. */
  readonly judged: number
  readonly total: number
}
