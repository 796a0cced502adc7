// The types between capture, gateway, store and api: what is wanted of which host, its encrypted parts, and its rows. Types
// only.
import type {
  ContentFilter,
  ContentRow,
  ContentSummary,
  ContentWhy,
  KeptReleased,
  ReleasedWish,
} from '@sekisho/shared/api.contents.ts'
import type { DifferenceSide, TextDifference } from '@sekisho/shared/api.differences.ts'
import type { FindingRow } from '@sekisho/shared/api.ts'
import type { Locale } from '@sekisho/shared/messages.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Severity } from '@sekisho/shared/verdict.ts'
import type { ContentAnswer, ContentAttributes } from '@sekisho/shared/wire.content.ts'
import type { Order } from '@sekisho/shared/wire.ts'
import type { By, Page } from './handover.asks.ts'

export type ContentOrder = Extract<Order, { what: 'content' }>

/** `refused`: the agent answered as to an order that it does not obey. `left`: the connection is gone. */
export type ContentReply =
  | ContentAnswer
  | { readonly outcome: 'refused'; readonly detail: string }
  | { readonly outcome: 'left' }

// ---- wanting, in the writer thread

/** All of a finding that wanting looks at. */
export interface ContentFact {
  readonly id: number
  readonly customer: number
  readonly host: number
  readonly root: number
  readonly path: PathText
  readonly unauthorised: boolean
  readonly severity: Severity
  readonly firstCensus: boolean
  /** The rule of its path says that its content stays on the host. */
  readonly stays: boolean
  /** As JSON; null: unknown. */
  readonly actor: string | null
  /** Contents of regular files that it shows, each with a sha256. */
  readonly seen: readonly SeenContent[]
}

export interface SeenContent {
  readonly sha256: string
  readonly size: number
  readonly at: number
  /** As JSON; null for what was only seen for a moment by an older agent. */
  readonly stat: string | null
}

/** store's verbs for wanting. Every call belongs to the transaction around it. */
export interface ContentLedger {
  cursor(): number
  advance(finding: number): void
  /** Of the next `limit` findings those that are unauthorised; `to`: how far that is. */
  factsAfter(finding: number, limit: number): { readonly facts: readonly ContentFact[]; readonly to: number }
  /** Findings that became unauthorised later; each is told once. */
  takeRevised(limit: number): readonly ContentFact[]
  /**
   * Of the next `limit` findings that came before `before` those that are unauthorised, of a census and not critical, and not of a
   * host that was revoked, from where such were looked at again last; `to`: how far that is.
   */
  factsOfCensus(
    before: number,
    limit: number,
  ): { readonly facts: readonly ContentFact[]; readonly from: number; readonly to: number }
  advanceCensus(finding: number): void
  /** How many contents wait to be taken; no more than `most` are counted. */
  waiting(most: number): number
  /** The same without those of hosts that were revoked or not heard of since, which nobody gives. */
  awaited(most: number, heardAfter: number): number
  /** Bytes of those that are kept and of those that wait, but of hosts that were revoked. */
  due(): number
  /** True when one more waits. Without `room` a new one is missed at once. */
  want(fact: ContentFact, seen: SeenContent, room: boolean, now: number): boolean
  /** It is asked of nobody, and people see why. */
  withhold(fact: ContentFact, seen: SeenContent, now: number): void
  reached(): void
}

// ---- capture and store

/** What is to be asked of a host next. */
export interface Wanted {
  readonly content: number
  readonly place: number
  readonly host: number
  readonly customer: number
  readonly sha256: string
  readonly severity: Severity
  readonly root: PathText
  readonly path: PathText
  /** Of the whole file. */
  readonly size: number
  /** Bytes that this place has given already. */
  readonly received: number
  readonly tries: number
  /** No longer unauthorised. */
  readonly settled: boolean
  /** By the profile that is in force now it is not to leave this place. */
  readonly stays: boolean
  /** Bytes of all contents that are kept. */
  readonly stock: number
}

export interface SealedPart {
  /** Id of the key that it is closed with. */
  readonly key: string
  /** 96 bits. */
  readonly nonce: Uint8Array
  /** AES-256-GCM's output with its tag behind. */
  readonly bytes: Uint8Array
}

export interface KeptPart extends SealedPart {
  /** Where in the file it begins, and how long it is. */
  readonly from: number
  readonly length: number
}

/** What is there to do: of each host that has something to give, the rank of the most severe; 0 is critical. */
export interface ContentLook {
  readonly stock: number
  readonly waiting: number
  readonly hosts: readonly { readonly host: number; readonly rank: number }[]
}

export interface KeptContent {
  readonly content: number
  readonly bytes: number
  readonly whole: boolean
}

/** One side of a comparison, and what is here of it. */
export interface ContentSide extends DifferenceSide {
  readonly kept: (KeptContent & { readonly customer: number }) | null
}

/** What a finding found, and what that can be compared with. */
export interface Comparable {
  readonly finding: FindingRow
  /** Whether the file is of class config, or by its name a copy of one that is. */
  readonly isConfig: boolean
  /** Whether its content stays on the host, as the profile says. */
  readonly stays: boolean
  /** Null: it shows no content of a file with a sha256. */
  readonly after: ContentSide | null
  /** The best first; each sha256 once. */
  readonly befores: readonly ContentSide[]
}

/** `last`: the entry after which the next page begins; null at the end. */
export interface ReleasedPage {
  readonly items: readonly ReleasedWish[]
  readonly last: PathText | null
}

/** An entry in the tables of a release's lists, by the ids there. */
export interface EndedPlace {
  readonly folder: number
  readonly list: number
  readonly name: string
}

export interface ContentReads {
  contentLook(input: { now: number }): Promise<ContentLook>
  nextWanted(input: {
    host: number
    now: number
    except: readonly number[]
    /** Hosts with a connection. */
    connected: readonly number[]
  }): Promise<Wanted | null>
  /** The part that begins at `from`. */
  contentPart(input: { content: number; from: number }): Promise<KeptPart | null>
  /** Ids of the keys that parts are closed with. */
  contentKeys(input: Record<string, never>): Promise<readonly string[]>
  /** The newest first. */
  contents(input: { customer: number; filter: ContentFilter }): Promise<Page<ContentRow>>
  content(input: { customer: number; sha256: string }): Promise<ContentRow | null>
  keptContent(input: { customer: number; sha256: string }): Promise<KeptContent | null>
  contentCounts(input: { customer: number }): Promise<Pick<ContentSummary, 'states' | 'whys' | 'bytes'>>
  comparable(input: { customer: number; finding: number }): Promise<Comparable | null>
  /** Entries of a release of the customer's own whose content is to be kept and is not here; null where there is no such release. */
  releasedWishes(input: {
    customer: number
    release: number
    after: PathText
    limit: number
  }): Promise<ReleasedPage | null>
  /** The sha256 of each path that the release lists and whose content is to be kept; others are left out. */
  releasedDigests(input: {
    customer: number
    release: number
    paths: readonly PathText[]
  }): Promise<ReadonlyMap<string, string>>
}

export interface ContentWrites {
  /** `limit`: bytes that may be kept in all. `stale`: it is not wanted, or not from there, or not to leave there. */
  keepPart(input: {
    content: number
    place: number
    part: KeptPart
    /** With the first part; null where its agent told none. */
    attributes: ContentAttributes | null
    limit: number
  }): Promise<'kept' | 'over-budget' | 'stale'>
  /** All that is wanted of it is there. */
  keepContent(input: { content: number; place: number; whole: boolean; at: number }): Promise<void>
  /** Tries it once more at `nextAt`. `dropped`: what came of it is thrown away. */
  postponePlace(input: { content: number; place: number; nextAt: number; dropped: boolean }): Promise<void>
  /** Gives it up at this place, or with `all` at every place; without another one it is withheld or missed. */
  givePlaceUp(input: {
    content: number
    place: number
    all: boolean
    why: ContentWhy
    cards: ContentRow['cards']
    at: number
  }): Promise<void>
  /** Whole contents of released files, each all or not at all. `limit`: bytes that may be kept of such. In the order of the files. */
  keepReleased(input: {
    customer: number
    files: readonly { readonly sha256: string; readonly parts: readonly KeptPart[] }[]
    limit: number
    at: number
  }): Promise<readonly ('kept' | 'over-budget')[]>
  /**
   * Lets what came with a release that is not in force go, page by page of its entries, unless something needs it. `going`: how
   * many contents; `last`: after which the next page begins; null at the end. Null where the customer has no such release.
   * @throws Failure release-in-force
   */
  endReleased(input: {
    customer: number
    release: number
    after: EndedPlace | null
    limit: number
    at: number
  }): Promise<{ readonly going: number; readonly last: EndedPlace | null } | null>
}

// ---- capture and api

/** What the API asks of contents. */
export interface ContentDoors {
  readonly reads: Pick<ContentReads, 'contents' | 'content' | 'releasedWishes'>
  summary(customer: number, locale: Locale): Promise<ContentSummary>
  /**
   * The content itself, after the look stands in the audit trail; null when the customer has none of that digest.
   * @throws Failure content-key-missing, content-damaged
   */
  take(by: By, sha256: string): Promise<Buffer | null>
  /** The same in an archive that the password opens, as it is made. @throws as `take` */
  takeSealed(by: By, sha256: string, password: string): Promise<AsyncIterable<Uint8Array> | null>
  /**
   * What a finding found against what was released or was there before, after the look stands in the audit trail; null when
   * the customer has no such finding.
   * @throws Failure content-key-missing, content-damaged, store-busy, worker-died
   */
  difference(by: By, finding: number): Promise<TextDifference | null>
  /**
   * Keeps contents of a release's files, each checked against what the release lists.
   * @throws Failure content-key-missing
   */
  keepReleased(
    by: By,
    release: number,
    files: readonly { readonly path: PathText; readonly bytes: Buffer }[],
  ): Promise<KeptReleased>
  /**
   * Lets contents go that came with a release which is not in force: how many, at most. What another one lists, or something is
   * compared with, stays. Null where the customer has no such release.
   * @throws Failure release-refused
   */
  endReleased(by: By, release: number): Promise<number | null>
}
