// What allowlist and store pass to one another of releases and their lives. Types only, split from handover.ts for its
// length alone.
import type { Difference, EntryMark, Hold, Standing } from '@sekisho/shared/api.releases.ts'
import type { FailureCode } from '@sekisho/shared/failures.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { KeyId } from '@sekisho/shared/proof.ts'
import type { Told } from '@sekisho/shared/thread.ts'
import type { By } from './handover.asks.ts'

/** The allowlist's doors into store: staged in small transactions, each later step of a release's life one transaction. */
export interface ReleaseWrites {
  stageRelease(input: By & StagedRelease): Promise<number>
  stageLists(input: { release: number; lists: readonly StagedList[] }): Promise<void>
  /** A part of the envelope, from 0. */
  stagePart(input: { release: number; part: number; bytes: Uint8Array }): Promise<void>
  /** Drops some of what was staged; true when there is more. */
  dropStaged(input: { release: number }): Promise<boolean>
  /** That somebody sent what was not taken: for the audit trail, and for whoever is to know. */
  refuseRelease(input: By & RefusedRelease): Promise<void>
  /** Makes it current, or holds it; gives it to the site where one is named. */
  publishRelease(input: By & PublishedRelease): Promise<void>
  activateRelease(input: By & { release: number; overlapMs: number }): Promise<void>
  /** `against`: the release that was current when the difference was shown; null: none was. */
  confirmRelease(input: By & { release: number; against: number | null; confirmedBy: string }): Promise<void>
  revokeRelease(input: By & { release: number; reason: string }): Promise<void>
  expireRelease(input: By & { release: number; expiresAt: number | null; reason: string }): Promise<void>
  subscribe(input: By & { site: string; component: string; prefix: PathText }): Promise<void>
  unsubscribe(input: By & { site: string; component: string }): Promise<void>
  /** `sha256`: lower-case hex. */
  markMalicious(input: By & { sha256: string; reason: string }): Promise<void>
  withdrawMalicious(input: By & { sha256: string; reason: string }): Promise<void>
  /** Ends what is over by `now`: overlaps, releases, windows, and each approval by pattern in a transaction of its own. How many. */
  applyDue(input: { now: number }): Promise<number>
}

export interface StagedRelease {
  readonly component: string
  readonly version: string
  readonly kind: 'release' | 'adoption'
  /** Its files were compared with MD5 sums alone. */
  readonly weak: boolean
  readonly signer: KeyId
  readonly digest: string
  readonly createdAt: number
  readonly adoption: { readonly by: string; readonly reason: string } | null
}

export interface RefusedRelease {
  /** Null where it was refused before its name could be believed. */
  readonly name: { readonly component: string; readonly version: string } | null
  /** As whoever sent it named it; null where nobody did. */
  readonly site: string | null
  readonly code: FailureCode
  /** With the place before it. */
  readonly reason: Told
}

/** Entries of one folder, or some of a large folder's: equal lists of all releases are kept once. */
export interface StagedList {
  readonly folder: PathText
  /** sha256 over the entries, lower-case hex. */
  readonly digest: string
  readonly entries: readonly {
    readonly name: PathText
    readonly sha256: string
    readonly type: 'file' | 'symlink'
  }[]
}

export interface PublishedRelease {
  readonly release: number
  readonly site: string | null
  readonly prefix: PathText
  /** Why it waits for a confirmation; null when it does not. */
  readonly held: Hold | null
  /** How long the release before stays valid, milliseconds. */
  readonly overlapMs: number
  /** Milliseconds since 1970. */
  readonly expiresAt: number | null
}

/** What people look at before they decide on a release. */
export interface ReleaseLooks {
  /** Against the release that it would replace; or against the one named, where 0 is an empty one. */
  difference(input: { customer: number; release: number; against?: number | undefined }): Promise<Difference>
  /** @throws Failure name-unknown where the root has no such component */
  standing(input: { customer: number; release: number; host: string; root: PathText }): Promise<Standing>
}

/** One path in which two releases differ. */
export interface DifferenceEntry {
  readonly path: PathText
  readonly before: { readonly type: 'file' | 'symlink'; readonly sha256: string } | null
  readonly after: { readonly type: 'file' | 'symlink'; readonly sha256: string } | null
}

/** `mark`: what makes it worth looking at first. */
export interface MarkedEntry extends DifferenceEntry {
  readonly mark: EntryMark | null
}

export interface StandingPage {
  readonly released: number
  /** Below the root. */
  readonly others: readonly { readonly path: PathText; readonly standing: 'differs' | 'missing' | 'unknown' }[]
  /** The entry after which the next page begins; null at the end. */
  readonly last: PathText | null
}

/** A release that another may be compared with. */
export interface Base {
  readonly id: number
  readonly version: string
  /** False where no release is current, and it is the last that was. */
  readonly current: boolean
}

/** Below which folder of which site a component is to be. */
export interface Place {
  readonly site: string
  readonly prefix: PathText
}

/** Two components that name one path of a site. */
export interface Conflict {
  readonly site: string
  /** Below the site's top. */
  readonly path: PathText
  readonly component: string
}

/** What store reads for releases, beside the listings that people see. */
export interface ReleaseReads {
  /** What the component's next release is compared with: the current one, or the last that was. Null before the first. */
  base(input: { customer: number; release: number }): Promise<Base | null>
  /** Paths in which a release differs from another of its component, by folder and name, those after `after`. */
  difference(input: {
    customer: number
    release: number
    against: number | null
    after: PathText | ''
    limit: number
  }): Promise<readonly MarkedEntry[]>
  /** Some of a release's entries, those after `after`, against what a root holds. Null where the root has no such component. */
  standing(input: {
    customer: number
    release: number
    host: string
    root: PathText
    after: PathText | ''
    limit: number
  }): Promise<StandingPage | null>
  /** Why the release must not become current unseen; null when nothing does. `place`: where it is to be besides. */
  holdOf(input: { customer: number; release: number; place: Place | null }): Promise<Hold | null>
  /** The first path that another component has already, in the site or in any that has the component. */
  conflict(input: {
    customer: number
    /** Null: the component's current release, if there is one. */
    release: number | null
    component: string
    site: string | null
    prefix: PathText
  }): Promise<Conflict | null>
}
