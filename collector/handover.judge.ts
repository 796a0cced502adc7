// The types of judging: what it looks at, and what it answers with. Types only, split from handover.ts for its length alone.
import type { Actor, FindingKind, Glimpse, Noticed } from '@sekisho/shared/finding.ts'
import type { Observation, Present } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { PatternLimits } from '@sekisho/shared/pattern-limits.ts'
import type { Classification } from '@sekisho/shared/profile.ts'
import type { Verdict } from '@sekisho/shared/verdict.ts'

/** One permit that names a path in a site. */
export interface PathPermit {
  readonly kind: 'release' | 'adoption' | 'approval'
  readonly ref: string
  /** For people, such as `shop 1.0.0`. */
  readonly name: string
  readonly sha256: string
  readonly type: 'file' | 'symlink'
  /** Of a release whose files were compared with MD5 sums alone. */
  readonly weak: boolean
  /** 0 of an approval. */
  readonly component: number
  /**
   * `overlap`: of a release that was replaced and is valid for a while yet, where the current one says something else.
   * `stale`: of one that has ended, where no valid one names the path at all.
   */
  readonly standing: 'current' | 'overlap' | 'stale'
  /** Since when another release is current in its place; null for a current one. */
  readonly replacedAt: number | null
  /** Since when its release is current; null where it is not, and of an approval. */
  readonly currentSince: number | null
}

/** An approval by pattern that is in force and names the path. */
export interface PatternPermit {
  readonly ref: string
  /** For people: who approved, and until when. */
  readonly name: string
  readonly limits: PatternLimits
}

/** What is known of generated code, beside what is there now. */
export interface Generated {
  /** What stood there rightly before; null where nothing did, or nobody knows of it any more. */
  readonly earlier: Present | null
  /**
   * How the source stands that a compiled template names. `changed`: a permitted content came there since `earlier` was told
   * of. `none`: it names none, or none that could lie in this root.
   */
  readonly source: 'none' | 'unpermitted' | 'permitted' | 'changed'
  /** The same of each content that was there in between, in their order. */
  readonly between?: readonly Generated['source'][]
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
  /** Every permit that names the path, save those of malicious content. */
  readonly permits: readonly PathPermit[]
  /** The web server's user wrote it, as far as the actor is known. */
  readonly byWebServer: boolean
  /** What is there, or was read of it, is marked as malicious. */
  readonly malicious: boolean
  /** Of what happened before: what stands there now, if content came back that a current permit covers. */
  readonly returned: Present | null
  /** A release that covers what came back became current within the hour around what happened: a deployment put it there. */
  readonly deployed: boolean
  /**
   * Of what no longer stands there. `replaced`: a release permitted it while it stood, and what the current one says has come
   * since. `moved`: it was renamed into its place, and is judged there. Null: neither.
   */
  readonly settledBy: 'replaced' | 'moved' | null
  /** The deployment window that covers who did it, and when; null where none does. */
  readonly window: { readonly ref: string; readonly name: string; readonly anyActor: boolean } | null
  /** Those that name the path, the oldest first: one is enough that covers what is there. */
  readonly patterns: readonly PatternPermit[]
  /** A symlink whose target lies outside all roots of the host. */
  readonly leadsOut: boolean
  /** Contents that were there between `before` and `after`, as far as anybody saw. */
  readonly between?: readonly Glimpse[]
  /** Of code that is written once. */
  readonly generated?: Generated | undefined
}

export type Judge = (question: Case) => Verdict

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
  readonly between?: readonly Glimpse[]
  readonly where: Classification
  readonly verdict: Verdict
}
