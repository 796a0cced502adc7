// What /metrics tells, as it passes from store, ingest and gateway to the API. Types only.
import type { HostRow } from '@sekisho/shared/api.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { Verdict } from '@sekisho/shared/verdict.ts'

/** What /metrics tells of one host. */
export interface HostMetrics {
  readonly host: string
  readonly state: HostRow['state']
  /** Milliseconds since 1970. */
  readonly lastSeenAt: number | null
  readonly clockOffsetMs: number | null
  readonly batches: number
  readonly files: number
  readonly unauthorised: number
  readonly findings: number
  readonly open: number
  readonly openGaps: number
  /** Records that wait at the agent; null before its first heartbeat. */
  readonly waiting: number | null
  /** As its last heartbeat told, names included. */
  readonly rooms: Readonly<Record<string, RoomReport>>
}

export interface Metrics {
  readonly hosts: readonly HostMetrics[]
  readonly open: readonly {
    readonly verdict: Verdict['verdict']
    readonly severity: Verdict['severity']
    readonly findings: number
  }[]
  /** Of the database, without its log. */
  readonly storeBytes: number
  /** What is left for the state; null before it was measured. */
  readonly disk: { readonly left: number; readonly daysLeft: number | null } | null
}

/** Batches by how long they took from receipt to commit; each class holds those below it too. */
export interface Latency {
  readonly buckets: readonly { readonly uptoMs: number; readonly batches: number }[]
  readonly count: number
  readonly sumMs: number
}
