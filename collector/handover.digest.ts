// The types between store and notify for daily digests: which stand in the outbox, and what they tell. Types only.
import type { Coverage } from '@sekisho/shared/api.coverage.ts'
import type { DiskReport } from '@sekisho/shared/api.disk.ts'
import type { HostRow } from '@sekisho/shared/api.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { IncidentKind } from '@sekisho/shared/incident.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Severity } from '@sekisho/shared/verdict.ts'
import type { ChainHead } from './handover.evidence.ts'

/** One day of a channel: its digest is due at that moment. */
export interface DigestDay {
  /** As the configured time zone has it, such as `2026-11-29`. */
  readonly day: string
  readonly dueAt: number
}

/** What a digest is of: the time between two due moments. */
export interface DigestSpan {
  readonly day: string
  readonly from: number
  readonly to: number
}

/** Whom a digest is about; an empty list means all. */
export interface DigestScope {
  readonly customers: readonly string[]
  readonly sites: readonly string[]
}

export interface DigestHost {
  readonly customer: number
  readonly customerName: string
  readonly host: string
  readonly state: HostRow['state']
  readonly roots: readonly PathText[]
}

export interface OpenIncident {
  readonly id: number
  readonly severity: Severity
  readonly kind: IncidentKind
  readonly sites: readonly string[]
  readonly hosts: readonly string[]
}

/** What store knows of the scope; counts are of the span, what is open is of now. */
export interface DigestFacts {
  readonly hosts: readonly DigestHost[]
  readonly findings: { readonly all: number; readonly unauthorised: number }
  readonly incidents: {
    readonly fresh: number
    readonly open: Readonly<Partial<Record<Severity, number>>>
    /** The worst of those that are open, the newest first. */
    readonly worst: readonly OpenIncident[]
  }
  readonly heldReleases: number
  readonly waitingApprovals: number
  /** Sites on which one person alone approves payment files. */
  readonly withoutSecond: readonly string[]
  /** Of the collector; null where a digest is of some customers or sites alone, or it was not measured yet. */
  readonly disk: DiskReport | null
  /** In force, whatever they cover. */
  readonly mutes: number
  /** Findings without a permit that came before the end of the span and are in no incident yet. */
  readonly ungrouped: number
  /** Deliveries that were given up in the span, whatever the channel. */
  readonly givenUp: number
  readonly heads: readonly ChainHead[]
  /** Chains whose heads were left out, being too many. */
  readonly headsLeft: number
}

export interface DigestReads {
  /** The newest of the channel's days up to this one; null where there is none. */
  lastDigest(input: { channel: string; upTo: string }): Promise<DigestDay | null>
  /** Whether all findings that were received before this are in incidents, as far as they belong into one. */
  isGrouped(input: { before: number }): Promise<boolean>
  digestFacts(input: { scope: DigestScope; from: number; to: number; now: number }): Promise<DigestFacts>
}

export interface DigestWrites {
  /**
   * Puts each day's digest into the outbox, each once whoever asks how often. Without a span the day is only noted: the
   * channel's digests begin behind it.
   */
  planDigests(input: {
    channel: string
    at: number
    days: readonly (DigestDay & { readonly span: DigestSpan | null })[]
  }): Promise<void>
}

// ---- within notify

/** How one root was covered. */
export interface RootCoverage {
  readonly customer: string
  readonly host: string
  readonly root: string
  readonly gaps: number
  readonly gapMs: number
  readonly causes: readonly GapCause[]
  /** Of this time neither watch nor gap is known. */
  readonly unknownMs: number
}

/** A digest for programs; times as ISO 8601. */
export interface DigestReport {
  readonly day: string
  readonly from: string
  readonly to: string
  readonly late: boolean
  readonly incidents: DigestFacts['incidents']
  readonly findings: DigestFacts['findings']
  readonly ungrouped: number
  readonly hosts: readonly { readonly customer: string; readonly host: string; readonly state: string }[]
  readonly coverage: readonly RootCoverage[]
  readonly heldReleases: number
  readonly waitingApprovals: number
  readonly withoutSecond: DigestFacts['withoutSecond']
  readonly mutes: number
  readonly givenUp: number
  readonly disk: DigestFacts['disk']
  readonly heads: readonly ChainHead[]
}

/** Whether anything could have been missed on a root; null when there is no such root. */
export type CoverageAsk = (wish: {
  customer: number
  host: string
  root: string
  from: number
  to: number
}) => Promise<Coverage | null>
