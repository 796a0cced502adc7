// Owns what a finding says: two observations of one path that differ, when, how noticed, and who did it. Pure types.
import type { Observation } from './observation.ts'
import type { PathText } from './path.ts'

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
] as const
export type FindingKind = (typeof findingKinds)[number]

export const noticedBy = ['watch', 'walk', 'census'] as const
export type Noticed = (typeof noticedBy)[number]

/** The process behind a finding. A wrong actor is a defect, so what is not known stays null. */
export interface KnownActor {
  readonly pid: number
  readonly executable: string | null
  readonly command: string | null
  readonly user: string | null
  /** Nearest parent first, at most 8. */
  readonly parents: readonly { readonly pid: number; readonly executable: string | null }[]
  /** systemd unit or container. */
  readonly unit: string | null
}
export type Actor = 'unknown' | KnownActor

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
}

export const gapCauses = [
  'restart',
  'overflow',
  'queue-full',
  'watch-lost',
  'watch-limit',
  'mount-changed',
  'root-missing',
  'clock-step',
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
