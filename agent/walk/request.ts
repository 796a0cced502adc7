// Owns what the walker and its thread say to one another. No code.
import type { ProfileRules } from '@sekisho/shared/classify.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { FileIdentity, PlaceOfFile } from '../handover.ts'

/**
 * `stat` touches what differs by its stamp, is new, is gone, or is not named in the newest census.
 * `guarded` touches payment, config and code files as well, or those whose rule says so; `full` every file.
 */
export type WalkMode = 'stat' | 'guarded' | 'full'

/** How far a walk has come. Between what was walked and what was not lie only the names of a few open directories. */
export interface Place {
  /** The directory that was being walked: it and what lies below count as not walked. */
  readonly walking: PathText
  /** Of each open directory, by rank: the child after which nothing was walked, in the order of UTF-16 code units. */
  readonly left: readonly { readonly parent: PathText; readonly rank: number; readonly after: PathText }[]
}

/** What one of the threads that share a walk looks at: the directories of a stretch, in the order of their paths. */
export interface Part {
  /** Those behind it; null for all from the root on. */
  readonly after: PathText | null
  /** Up to it and with it; null for all to the last. */
  readonly upTo: PathText | null
}

export interface WalkRequest {
  readonly root: PathText
  /** Where to begin below the root; `''` walks all of it. A path that is gone gives touches for all that the baseline has there. */
  readonly from: PathText
  readonly mode: WalkMode
  /** For the order and for `guarded`. */
  readonly profile: ProfileRules
  /** Patterns of rules with an interval of their own that is over: `guarded` reads the files of these, and of no other such. */
  readonly due?: readonly string[]
  /** Every root of this host: links that lead out of all of them are reported. */
  readonly roots: readonly PathText[]
  /**
   * Where an earlier `full` walk under this profile was cut short. All is looked at again, and only what that one had not
   * done is read as `full` asks; the rest as `guarded` does. Of no meaning for other modes.
   */
  readonly after?: Place | null
  /** Directories that are looked at; all of them unless told. Never of a walk that goes on from a place, or begins below the root. */
  readonly part?: Part
  /** That the baseline has of the root, where it is known. */
  readonly paths?: number
  /** Looked at per second at most; 0 for no limit. */
  readonly filesPerSecond?: number
  /** Before all walks that are not. Unless told, those of a subtree are: a source has just pointed there. */
  readonly prompt?: boolean
}

/** `stopped`: not all of it was looked at. `root-missing`: the root is not there, only its place is, or it was replaced meanwhile. */
export type WalkEnd = 'completed' | 'root-missing' | 'stopped'

export interface WalkReport {
  readonly root: PathText
  readonly from: PathText
  readonly mode: WalkMode
  readonly end: WalkEnd
  /** Everything but directories. */
  readonly files: number
  readonly directories: number
  readonly touched: number
  /** Directories that could not be listed: nothing is known of what lies below. */
  readonly unreadable: readonly PathText[]
  /** Directories on another device than their parent; they were walked as well. */
  readonly mounts: readonly PathText[]
  /** Links whose target no root holds. */
  readonly links: readonly { readonly path: PathText; readonly target: PathText }[]
  /** How many of the three lists above were left out because they grew too long. */
  readonly unlisted: number
  readonly elapsedMs: number
}

/** Touches of one directory, as they cross threads: one text crosses at a fraction of the cost of many. */
export interface TouchedNames {
  readonly directory: PathText
  /** Joined by slashes. */
  readonly names: string
}

export type WalkCalls = {
  walk(input: { readonly id: number; readonly request: WalkRequest }): Promise<WalkReport>
  /** Where a walk is to be divided so that the parts have these shares of the root's rows before them; fewer where none lie there. */
  divide(input: { readonly root: PathText; readonly shares: readonly number[] }): readonly PathText[]
  /** One batch of touches was taken: another may come. */
  taken(input: null): void
  stop(input: { readonly id: number | null }): void
  pause(input: null): void
  resume(input: null): void
  /** Of the last observations, as far as the disk still has them there. */
  whereAre(input: { readonly files: readonly FileIdentity[] }): readonly PlaceOfFile[]
}

/** What the thread tells unasked. */
export type WalkEvent =
  | { readonly walk: number; readonly touched: readonly TouchedNames[] }
  | { readonly walk: number; readonly files: number; readonly directories: number; readonly place: Place | null }
