// The types between store and evidence for an export: one incident with all that belongs to it, read from one moment of the
// database. Types only.
import type { FourEyes } from '@sekisho/shared/api.approvals.ts'
import type { ContentRow, ContentState, ContentWhy } from '@sekisho/shared/api.contents.ts'
import type { IncidentDetail, IncidentFileRow } from '@sekisho/shared/api.incidents.ts'
import type { FindingRow, HostRow } from '@sekisho/shared/api.ts'
import type { ClosingWalk, GapCause } from '@sekisho/shared/finding.ts'
import type { KeyId } from '@sekisho/shared/proof.ts'
import type { Told } from '@sekisho/shared/thread.ts'
import type { Grade, Head } from '@sekisho/shared/wire.ts'
import type { KeptContent, KeptPart } from './handover.capture.ts'

/** Of what an export holds and how; a verifier refuses one that it does not know. 1 had no contents. */
export const exportFormat = 2

/** A host of the incident, with every key that it has had, the newest first. */
export interface ExportedHost extends HostRow {
  readonly keys: readonly KeyId[]
}

/** A site of the incident's roots, and what it asks of approvals at the moment of the export. */
export interface ExportedSite {
  readonly site: string
  /** Which approvals wait for a second person: `true`: those of payment files; `false`: none, one person alone approves. */
  readonly fourEyes: FourEyes
}

/** What the ledger of coverage holds of the incident's roots; times as the API writes them. */
export type ExportedCoverage =
  | { readonly row: 'root'; readonly host: string; readonly root: string; readonly from: string; readonly to: string }
  | {
      readonly row: 'span'
      readonly host: string
      readonly root: string
      readonly grade: Grade
      readonly source: string
      readonly from: string
      /** At least until then. */
      readonly until: string
      readonly ended: boolean
    }
  | {
      readonly row: 'gap'
      readonly host: string
      /** Null: all roots of the host. */
      readonly root: string | null
      readonly cause: GapCause
      readonly maker: 'agent' | 'collector'
      readonly id: string
      readonly from: string
      readonly to: string | null
      readonly walk: { readonly [K in keyof ClosingWalk]: string } | null
    }

/** A line of the audit trail. */
export interface ExportedAudit {
  readonly id: number
  readonly at: string
  readonly who: string
  readonly from: string
  readonly what: string
  readonly detail: unknown
}

/** A batch as it is kept; its bytes are asked for one by one. */
export interface ExportedBatch {
  readonly id: number
  readonly sequence: number
  readonly state: 'accepted' | 'refused'
  readonly digest: string
  readonly previous: string | null
  readonly receivedAt: string
  /** Why it was refused; null where it counts. */
  readonly reason: string | null
}

/** Of one epoch of one host all from the first to the last batch in which a finding of the incident lies. */
export interface ExportedChain {
  readonly host: string
  readonly epoch: string
  readonly keys: readonly KeyId[]
  /** The last batch that is kept of this epoch, whether it is exported or not. */
  readonly head: Head
  readonly batches: readonly ExportedBatch[]
}

/** What the collector has of a content that the incident's findings show. */
export interface ExportedContent {
  readonly state: ContentState
  readonly why: ContentWhy | null
  /** Null unless it is kept. */
  readonly kept: (KeptContent & { readonly customer: number }) | null
  /** Its bytes came with a release, and from no host. */
  readonly released: boolean
  readonly doneAt: string | null
  readonly cards: ContentRow['cards']
  /** Where it was taken, or would be; null where no finding ever asked for it. */
  readonly place: Pick<
    ContentRow,
    'host' | 'root' | 'path' | 'finding' | 'seenAt' | 'stat' | 'actor' | 'attributes'
  > | null
}

/** What opens contents for an export. */
export interface ExportVault {
  /** What is wrong with the key; null where nothing is. */
  readonly trouble: Told | null
  /** Writes that somebody outside gets this content into the audit trail. @throws Failure export-failed */
  note(look: { readonly sha256: string; readonly bytes: number }): void
  /** The parts in their order. @throws Failure content-key-missing, content-damaged */
  open(content: KeptContent & { readonly customer: number; readonly sha256: string }): AsyncIterable<Uint8Array>
  /** Whether it is still there: pruning runs beside. */
  isKept(content: Pick<KeptContent, 'content'>): boolean
}

export interface ExportReader {
  /** What `work` reads is all of one moment, whoever writes meanwhile. */
  moment<T>(work: () => T): T
  /** By its own number or that of one that went into it; null where there is none. */
  incident(id: number): IncidentDetail | null
  files(): Iterable<IncidentFileRow>
  findings(): Iterable<FindingRow>
  hosts(now: number): readonly ExportedHost[]
  sites(): readonly ExportedSite[]
  coverage(): Iterable<ExportedCoverage>
  /** @param contents the sha256 of each that the findings show */
  audit(contents: readonly string[]): Iterable<ExportedAudit>
  /** How many batches the chains have, before they are listed. */
  countBatches(): number
  chains(): readonly ExportedChain[]
  /** The exact signed bytes; outside the moment as well. @throws Error when it is kept no more, or cannot be unpacked */
  bytes(batch: ExportedBatch): Uint8Array
  /**
   * Null where the customer of the incident never wanted that content. One that stood there before a finding may also have come
   * with a release, the provider's too.
   */
  content(sha256: string, shown: { readonly isBefore: boolean }): ExportedContent | null
  /** The encrypted part that begins at `from`; outside the moment as well. */
  contentPart(wish: { readonly content: number; readonly from: number }): KeptPart | null
  isKept(content: Pick<KeptContent, 'content'>): boolean
  /** Ids of the keys that parts are closed with. */
  contentKeys(): readonly string[]
  /** Of the database. */
  readonly schema: number
  /** Whose incident it is. */
  readonly customer: number
  close(): void
}
