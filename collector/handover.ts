// The types that the collector's rooms pass to one another. No code, no state: pipeline.ts carries these from door to door.
import type { Actor, FindingKind, Noticed } from '@sekisho/shared/finding.ts'
import type { Observation } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Classification } from '@sekisho/shared/profile.ts'
import type { Verdict } from '@sekisho/shared/verdict.ts'
import type { Batch } from '@sekisho/shared/wire.ts'

/** A batch whose signature and schema hold, as gateway hands it to ingest. */
export interface ReceivedBatch {
  readonly host: number
  readonly batch: Batch
  readonly digest: string
  /** The exact signed bytes. */
  readonly bytes: Uint8Array
  readonly receivedAt: number
}

/** What ingest answers, after the commit. */
export type BatchAnswer =
  | { readonly outcome: 'committed' | 'repeat' }
  | { readonly outcome: 'refused'; readonly code: string; readonly retry: boolean; readonly detail: string }
  | { readonly outcome: 'forked'; readonly detail: string }

/** One permit that names a path in a site. */
export interface PathPermit {
  readonly kind: 'release' | 'adoption'
  readonly ref: string
  readonly name: string
  readonly sha256: string
  readonly type: 'file' | 'symlink'
}

/** All that judge looks at. Pure data, so that every verdict can be taken again. */
export interface Case {
  readonly kind: FindingKind
  readonly path: PathText
  readonly before: Observation | null
  readonly after: Observation
  readonly where: Classification
  /** False when the root is bound to no site. */
  readonly bound: boolean
  /** Every current permit that names the path. */
  readonly permits: readonly PathPermit[]
  /** A symlink whose target lies outside all roots of the host. */
  readonly leadsOut: boolean
}

/** A finding with its verdict, on its way to store. */
export interface JudgedFinding {
  readonly root: number
  readonly path: PathText
  readonly kind: FindingKind
  readonly noticed: Noticed
  readonly at: number
  readonly before: Observation | null
  readonly after: Observation
  readonly actor: Actor
  readonly where: Classification
  readonly verdict: Verdict
}
