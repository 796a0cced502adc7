// What allowlist and store pass to one another of composing a site: recognising what a host holds. Types only.
import type { Composition } from '@sekisho/shared/api.compose.ts'
import type { Observation } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { PathClass } from '@sekisho/shared/profile.ts'
import type { ReasonCode, Severity } from '@sekisho/shared/verdict.ts'

/** What a file does where a server or a browser comes upon it; the judge's to say. */
export type Running = 'directives' | 'code' | 'nothing'
export type RunningLook = (path: PathText, seen: Observation) => Running

export interface ComposeWish {
  readonly customer: number
  readonly site: string
  readonly host: string
  /** Null: all of the host's roots in the site. */
  readonly root: PathText | null
}

export interface ComposeLooks {
  /** Null while as many are composed as may be, of all or of the customer. @throws Failure name-unknown, store-busy */
  compose(input: ComposeWish): Promise<Composition | null>
}

/** A root and where it lies in its site. */
export interface ComposedRoot {
  readonly id: number
  readonly path: PathText
  readonly prefix: PathText
}

export interface ComposableRelease {
  readonly id: number
  readonly version: string
  readonly weak: boolean
  readonly files: number
  /** Counts the component's releases. */
  readonly number: number
}

/** A component that the site has, or could be given. */
export interface Composable {
  readonly id: number
  readonly component: string
  readonly owner: 'customer' | 'provider'
  readonly current: ComposableRelease
  /** Null: the site does not have it. */
  readonly subscribed: PathText | null
  /** Those that were ever current and are neither revoked nor expired, the newest first; at most 100. */
  readonly releases: readonly ComposableRelease[]
}

/** A release at a place in the site. */
export interface PlacedRelease {
  readonly release: number
  readonly prefix: PathText
}

/** Releases that all lie below one prefix. */
export interface PlacedReleases {
  readonly prefix: PathText
  readonly releases: readonly number[]
}

export interface Matches {
  readonly matches: number
  readonly differs: number
  readonly unknown: number
}

/** Some of a root's rows, those after `after`. */
export interface RootPage {
  readonly root: ComposedRoot
  readonly after: PathText | ''
  readonly limit: number
}

/** Where the next page begins; null at the end. */
interface Going {
  readonly last: PathText | null
}

export interface MatchPage extends Going {
  readonly files: number
  /** Files that a release permits already. */
  readonly released: number
  /** Files that nothing permits that knows their content: see `RemainderPart`. */
  readonly vouched: number
  readonly counts: readonly (PlacedRelease & Matches)[]
}

/** What files of the remainder must have in common to be told as one. */
export interface RemainderFacts {
  readonly verdict: 'authorised' | 'expected' | 'unauthorised'
  readonly severity: Severity
  readonly reasons: readonly ReasonCode[]
  readonly pathClass: PathClass
  readonly payment: boolean
  readonly running: Running
  /** `named`: with another content. `beside`: a recognised release has other files in its folder. */
  readonly standing: 'named' | 'beside' | 'apart'
}

/** Files of one folder whose times lie within one hour of the clock. */
export interface RemainderPiece {
  readonly folder: PathText
  readonly facts: RemainderFacts
  readonly from: number
  readonly to: number
  readonly files: number
  /** Below the root; a few of them. */
  readonly examples: readonly PathText[]
}

/** `vouched`: covered by an adoption, a window or an approval by pattern. */
export type RemainderPart = 'unauthorised' | 'vouched'

export interface RemainderPage extends Going {
  /** Files that nothing permits yet, and that one of the releases explains. */
  readonly explained: number
  readonly pieces: readonly RemainderPiece[]
}

export interface ComposeReads {
  /** @throws Failure name-unknown */
  composable(input: ComposeWish): Promise<{ roots: readonly ComposedRoot[]; components: readonly Composable[] }>
  /** Paths of a release by which it can be found wherever it lies: rare names. */
  anchors(input: { release: number }): Promise<readonly PathText[]>
  /** Below which folders of the site the anchors stand. */
  anchored(
    input: RootPage & { anchors: readonly { readonly component: number; readonly path: PathText }[] },
  ): Promise<Going & { found: readonly { component: number; path: PathText; prefix: PathText }[] }>
  matching(input: RootPage & { placed: readonly PlacedReleases[] }): Promise<MatchPage>
  /** How many of a release's entries lie below the roots. */
  within(input: PlacedRelease & { roots: readonly ComposedRoot[] }): Promise<number>
  /** For each of the others a path below the site's top that both name, or null. */
  sharedPaths(input: { one: PlacedRelease; others: readonly PlacedRelease[] }): Promise<readonly (PathText | null)[]>
  remainder(input: RootPage & { part: RemainderPart; explaining: readonly PlacedReleases[] }): Promise<RemainderPage>
}
