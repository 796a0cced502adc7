// Owns what a finding says: two observations of one path that differ, when, how noticed, and who did it. Pure types.
import type { Actor } from './actor.ts'
import type { ContentMarks, Digest, Observation, Stat } from './observation.ts'
import type { PathText } from './path.ts'

export type { Actor, KnownActor } from './actor.ts'

export const findingKinds = [
  'added',
  'changed',
  'removed',
  'metadata',
  'link',
  'rewritten',
  'transient',
  'unreadable',
  'unstable',
  'other-view',
] as const
export type FindingKind = (typeof findingKinds)[number]

export const noticedBy = ['watch', 'walk', 'census'] as const
export type Noticed = (typeof noticedBy)[number]

/** What a source read of a file when somebody closed it, whatever has become of it since. It proves nothing of before or after. */
export interface Glimpse {
  readonly at: number
  /** Bytes. */
  readonly size: number
  readonly digest: Digest
  readonly marks: ContentMarks
  /** Of the open file as it was then; agents of before tell none. */
  readonly stat?: GlimpseStat
}

/** Permission bits as in `Stat`; times are milliseconds since 1970. */
export type GlimpseStat = Pick<Stat, 'mode' | 'uid' | 'gid' | 'mtimeMs' | 'ctimeMs'>

/** More of one path are not kept; executable ones are kept before others. */
export const maxGlimpses = 4

export interface Finding {
  /** Absolute, canonical. */
  readonly root: PathText
  /** Below the root; `''` is the root itself. */
  readonly path: PathText
  readonly kind: FindingKind
  readonly noticed: Noticed
  /** When the agent observed `after`, milliseconds since 1970. */
  readonly at: number
  readonly before: Observation | null
  readonly after: Observation
  readonly actor: Actor
  /** Contents that were there in between, and are neither `before`'s nor `after`'s; nothing says that these were all. */
  readonly between?: readonly Glimpse[]
}

export const gapCauses = [
  'restart',
  'overflow',
  'queue-full',
  'watch-lost',
  'watch-limit',
  'mount-changed',
  'root-missing',
  'root-replaced',
  'clock-step',
  'suspended',
  'canary-lost',
  'journal-lost',
  'journal-restored',
  'collector-restored',
  'identity-forked',
  'enrolled-anew',
  'disk-budget',
  'disk-full',
  'batch-refused',
  'silence',
] as const
export type GapCause = (typeof gapCauses)[number]

/** An interval in which a source is known to have lost something or did not run. */
export interface Gap {
  /** Unique in its host: the agent's random id. */
  readonly id: string
  /** Null: all roots of the host. */
  readonly root: PathText | null
  readonly cause: GapCause
  /** Milliseconds since 1970: from when on something may have been missed. */
  readonly from: number
  /** When a walk closed it; null while it is open. */
  readonly to: number | null
}

/** The walk that closed a gap: what it found is all that is known of the time between. */
export interface ClosingWalk {
  readonly from: number
  readonly to: number
}
