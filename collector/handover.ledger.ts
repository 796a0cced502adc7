// The doors between ingest and store, open inside one transaction of the writer thread: what ingest may ask of the tables.
// Types only, split from handover.ts for its length alone.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Failure } from '@sekisho/shared/failures.ts'
import type { Actor, ClosingWalk, FindingKind, GapCause, Glimpse, Noticed } from '@sekisho/shared/finding.ts'
import type { Observation, Present } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Classification, Profile } from '@sekisho/shared/profile.ts'
import type { KeyId } from '@sekisho/shared/proof.ts'
import type { Verdict, VerdictWord } from '@sekisho/shared/verdict.ts'
import type { WindowRule } from '@sekisho/shared/window.ts'
import type { Grade, Head } from '@sekisho/shared/wire.ts'
import type {
  Arrival,
  AuditEvent,
  BatchAnswer,
  JudgedFinding,
  PathPermit,
  PatternPermit,
  ReceivedBatch,
  RefusedBatch,
} from './handover.ts'

/** Where a host's chain stands. Before the first batch of an epoch, sequence is 0 and digest null. */
export interface Chain {
  /** The host's key as it is now. */
  readonly key: KeyId
  readonly revoked: boolean
  readonly epoch: string | null
  readonly sequence: number
  readonly digest: string | null
  /** The highest boot that this epoch has shown. */
  readonly boot: number
  /** Two histories were seen in this epoch: it goes no further. */
  readonly voided: boolean
  /** A fork was seen since the host was last enrolled. */
  readonly flagged: boolean
}

/** A root as ingest needs it. */
export interface RootPlace {
  readonly id: number
  readonly host: number
  readonly path: PathText
  readonly site: number | null
  /** The site's allowlist generation; 0 where there is no site. */
  readonly generation: number
  readonly prefix: PathText
  readonly profile: string
  readonly census: RootCensus
}

export interface RootCensus {
  /** Counts the root's censuses. */
  readonly number: number
  readonly id: string | null
  readonly open: boolean
}

/** What no look at this path can show: a target that is not watched, or all below a directory that cannot be read. */
export type Blind = 'link-target' | 'unreadable-directory'

/** What the inventory held of a path when asked. */
export interface Held {
  /** See `Ledger.pack`. */
  readonly observation: string
  readonly verdict: VerdictWord
  /** It is expected because a deployment window or an approval by pattern says so, and not its class. */
  readonly forATime: boolean
  readonly isDirectory: boolean
  /** The finding that brought this content; null for directories. */
  readonly finding: number | null
  readonly census: number
}

/** A deployment window that has not ended. */
export interface LiveWindow {
  readonly ref: string
  /** For people. */
  readonly name: string
  readonly rule: WindowRule
}

/** An approval by pattern that is in force. */
export interface LivePattern extends PatternPermit {
  /** Whether the pattern names a path below the site's top. */
  readonly names: (path: PathText) => boolean
}

/** Under which allowlist something is judged, and when. */
export interface JudgedAs {
  readonly generation: number
  readonly judgedAt: number
}

/** How a row of the inventory is judged. */
export interface HeldAs {
  readonly verdict: Verdict
  readonly where: Pick<Classification, 'class' | 'payment'>
  readonly blind: Blind | null
}

/** A row that is judged otherwise than before. */
export interface Rejudged extends HeldAs {
  readonly row: HeldRow
  /**
   * The same is said of the finding that brought it, if that is of this kind and tells of what stands there alone: nothing
   * before and nothing in between. Null: it is no news for the finding.
   */
  readonly brought: FindingKind | null
}

/** What the inventory is to hold of a path. */
export interface Holding extends HeldAs, JudgedAs {
  readonly seen: Observation
  /** `pack(seen)`. */
  readonly observation: string
  readonly finding: number | null
  readonly census: number
}

/** One inventory row with its verdict, as judging again needs it. */
export interface HeldRow extends Omit<Held, 'forATime'> {
  readonly path: PathText
  readonly judged: Verdict
  /** It says something else than the finding that brought it, or there is none. */
  readonly hasOwn: boolean
  readonly where: Pick<Classification, 'class' | 'payment'>
  readonly blind: Blind | null
}

/** An earlier finding as judging again needs it. */
export interface PastFinding {
  readonly id: number
  readonly path: PathText
  readonly kind: FindingKind
  readonly noticed: Noticed
  readonly at: number
  readonly before: Observation | null
  readonly after: Observation
  readonly actor: Actor
  readonly between: readonly Glimpse[]
  readonly verdict: Verdict
  readonly receivedAt: number
}

/** A content that stood at a path rightly, and when the collector was told of it. */
export interface Stood {
  readonly seen: Present
  readonly receivedAt: number
}

/** Where a finding comes from. */
export interface Source {
  readonly evidence: number
  /** The record's index in its batch; what the collector infers counts on after the last record. */
  readonly index: number
  readonly receivedAt: number
  readonly generation: number
}

/** A gap as its agent tells of it. */
export interface ToldGap {
  readonly id: string
  /** Null: all roots of the host. */
  readonly root: number | null
  readonly cause: GapCause
  readonly from: number
  readonly to: number | null
  readonly walk: ClosingWalk | null
}

/** A source's time of watching, as its agent tells of it: each time it reaches further. */
export interface ToldSpan {
  readonly id: string
  readonly root: number
  readonly grade: Grade
  readonly source: string
  readonly from: number
  readonly until: number
  readonly ended: boolean
}

/** One root's turn of judging again. */
export interface AgainTurn {
  readonly id: number
  readonly root: RootPlace
  /**
   * `all`: first the inventory, then the findings that are still open. `change`: both at once, path by path. `content`: the
   * inventory's rows with this sha256, then every finding that brought it. What hangs on its source as well comes after these:
   * `generated`: what is open of generated code. `compiled`: what stands there and names a source, open or not.
   */
  readonly scope: 'all' | 'change' | 'content'
  readonly phase: 'inventory' | 'findings' | 'paths' | 'generated' | 'compiled'
  readonly change: number | null
  /** Below which folder of the site the change's paths lie. */
  readonly prefix: PathText
  readonly sha256: string | null
  readonly place: AgainPlace
}

/** How far a turn came in its phase: by path, by what is said of findings, by their ids. */
export interface AgainPlace {
  /** Null at the start. */
  readonly path: PathText | null
  readonly judgement: number
  /** In the phase `compiled` which of the profile's folders of generated code it is in, from 0 on. */
  readonly id: number
}

/** A piece of what waits to be judged again, and how far it leads. */

export interface AgainPiece<T> {
  readonly rows: readonly T[]
  /** Rows that were looked through, at least those in `rows`. */
  readonly looked: number
  /** Null after the last. */
  readonly next: AgainPlace | null
}

/** store's domain verbs for ingest. Every call belongs to the transaction around it. */
export interface Ledger {
  chain(host: number): Chain | null
  /** Whether this host ever had a batch accepted in that epoch. */
  knowsEpoch(host: number, epoch: string): boolean
  acceptedDigest(host: number, epoch: string, sequence: number): string | null
  /** Digests of the batches that were refused for good at that place. */
  refusedDigests(host: number, epoch: string, sequence: number): readonly string[]
  isRefused(host: number, digest: string): boolean
  /** Keeps an accepted batch's exact bytes, advances the chain to it, and says the evidence's id. */
  keepBatch(
    batch: ReceivedBatch,
    place: { epoch: string; sequence: number; previous: string | null; boot: number },
  ): number
  keepRefused(batch: ReceivedBatch, place: { epoch: string; sequence: number } | null, reason: string): void
  /** Flags the host, records it, and voids its epoch. */
  fork(host: number, detail: string, at: number): void
  sawBoot(host: number, boot: number): void

  /** Only the host's own roots; null when it has none there. */
  root(host: number, path: PathText): RootPlace | null
  addRoot(host: number, path: PathText, profile: string): RootPlace
  /** By root, in one go since contents are looked through for it. Says nothing of roots that are bound here. */
  setLocalProfiles(host: number, profiles: ReadonlyMap<number, string>): void
  rootPaths(host: number): readonly PathText[]

  /** One canonical compact text of an observation; equal texts are equal observations. */
  pack(seen: Observation): string
  unpack(text: string): Observation
  held(root: number, path: PathText): Held | null
  /** `before`: what `held` answered for the path in this transaction. */
  hold(root: number, path: PathText, before: Held | null, after: Holding): void
  /**
   * What stands there is judged otherwise, and the findings with it that are as they were said to be; the rest of these rows
   * stays. Answers with the other findings for which it is news: nothing is done with them.
   */
  holdAnew(root: number, rows: readonly Rejudged[], as: JudgedAs): readonly number[]
  drop(root: number, path: PathText, before: Held): void
  permits(site: number, path: PathText): readonly PathPermit[]
  /** Of releases that have ended, also where a valid one names the path. */
  endedPermits(site: number, path: PathText): readonly PathPermit[]
  /** Those of the site that have not ended, planned ones too. */
  windows(site: number): readonly LiveWindow[]
  /** Approvals by pattern that are in force on the site. */
  patterns(site: number): readonly LivePattern[]
  /** Whether any root of the site counts the path, below the site's top, among its payment files. */
  isPayment(site: number, path: PathText): boolean
  /** Whether the content is marked for the host's customer. */
  isMalicious(host: number, sha256: string): boolean
  /** The path has shown a newer version than that of releases that were replaced until `since`: they are barred there. */
  moveOn(component: number, root: number, path: PathText, since: number): void
  movedOn(component: number, root: number, path: PathText): number | null
  /** When the collector received the finding. */
  receivedAt(finding: number): number
  addFinding(finding: JudgedFinding, source: Source): number
  /** A stable, permitted observation settles what was open only because the path was unstable. */
  closeUnstable(root: number, path: PathText): void

  /** `at`: the agent's time. */
  beginCensus(root: number, census: string, at: number): void
  endCensus(root: number, at: number): void
  /** After a new epoch began: what was open has lost entries. */
  voidCensuses(host: number): void
  /** Paths that the census did not name, in order, at most `limit` after `after`; the root itself is never among them. */
  unnamed(
    root: number,
    census: number,
    after: PathText,
    limit: number,
  ): readonly { readonly path: PathText; readonly held: Held }[]
  unreadableDirectories(root: number): readonly PathText[]

  gap(host: number, gap: ToldGap): void
  span(host: number, span: ToldSpan): void
  audit(event: AuditEvent): void
  /** A step of the durability order is done: tests make the writer fail there. */
  reached(step: Fault['step']): void
  customerOf(host: number): number
  nameOf(host: number): string

  againTurn(): AgainTurn | null
  /** Of scope `all` and `content`. */
  inventoryPiece(turn: AgainTurn, limit: number): AgainPiece<HeldRow>
  /**
   * Unsettled ones of scope `all`, all of scope `content`. Of scope `all` not those that tell the same as the row of the
   * inventory, and were judged with it.
   */
  findingsPiece(turn: AgainTurn, limit: number): AgainPiece<PastFinding>
  /** Of scope `change`: paths below the root. */
  pathsPiece(turn: AgainTurn, limit: number): AgainPiece<PathText>
  heldRow(root: number, path: PathText): HeldRow | null
  /** Also those that nothing but a deployment window covers. */
  unsettledFindings(root: number, path: PathText): readonly PastFinding[]
  pastFinding(finding: number): PastFinding | null
  /** The last one before it that may have brought the content of its path. */
  broughtBefore(root: number, path: PathText, finding: number): PastFinding | null
  /**
   * The last content of a file that stood at the path before the finding brought another, or before now, and was not
   * unauthorised. `before`: what is known of it where no finding is. Without a digest where too many findings came since to tell.
   */
  stoodBefore(root: number, path: PathText, finding: number | null, before: Observation | null): Stood | null
  /** Those of the findings before which nothing stood at their paths, as far as findings tell: `stoodBefore` has none of them. */
  broughtFirst(findings: readonly number[]): ReadonlySet<number>
  /**
   * When the content came that stood at the path at that time, if a permit covers it, or did at last; null where not. Both by
   * the collector's clock.
   */
  permittedThen(root: number, path: PathText, at: number): number | null
  /** Paths of open findings of class `generated`. */
  generatedPiece(turn: AgainTurn, limit: number): AgainPiece<PathText>
  /** Paths below the folder at which something of class `generated` stands that names a source. */
  compiledPiece(turn: AgainTurn, folder: PathText, limit: number): AgainPiece<PathText>
  /** As `unsettledFindings`: at most 100 of those whose paths lie between the two, the second not among them. */
  unsettledBetween(root: number, from: PathText, to: PathText): readonly PastFinding[]
  /** Takes a finding's verdict anew; the earlier one stays in its history. Open exactly while unauthorised. */
  revise(finding: number, verdict: Verdict, as: JudgedAs): void
  advanceAgain(turn: AgainTurn, to: Pick<AgainTurn, 'phase' | 'place'> & { readonly judged: number }): void
  finishAgain(turn: AgainTurn, at: number): void
}

/** The writer's transactions. */
export interface Desk {
  readonly ledger: Ledger
  /** One transaction; news of it goes out after the commit. */
  commit<T>(work: () => T): T
  /** Inside `commit`: what fails in it is undone alone. */
  part<T>(work: () => T): T
}

/** What store gives ingest to work with in the writer thread. */
export interface Workplace {
  readonly desk: Desk
  readonly profiles: readonly Profile[]
  readonly clock: Clock
  /** The store's own trouble, worth another try; null for any other error. */
  readonly troubleOf: (error: unknown) => Failure | null
  /** Batches could not be kept, or rows not be judged again: both go on with a later batch or write. */
  readonly onTrouble: (error: unknown) => void
  /** After trouble, batches are kept again. */
  readonly onRecovered: () => void
}

/** Work of another room that takes turns with ingest, inside the caller's transaction. */
export interface Chore {
  /** Does one piece; true when more may wait. */
  piece(now: number): boolean
}

/** What ingest does for store's writer thread. */
export interface Intake {
  /** Resolves after the commit. Never rejects: trouble is an answer. */
  receive(batch: ReceivedBatch): Promise<BatchAnswer>
  refuse(refused: RefusedBatch): void
  /** Inside the caller's transaction. */
  arrive(arrival: Arrival): { readonly head: Head | null; readonly forked: boolean }
  fork(host: number, detail: string, at: number): void
  /** Something may wait: batches, or rows to judge again. */
  wake(): void
  /** Applies and answers what waits, and takes no more turns. */
  stop(): void
}

/** Where a test makes the writer die or fail, between each pair of steps of the durability order. */
export interface Fault {
  readonly step:
    | 'evidence'
    | 'verdict'
    | 'finding'
    | 'inventory'
    | 'commit'
    | 'acknowledge'
    | 'incident'
    | 'content'
    | 'alarm'
  /** The how manyth time that the step is reached, from 1. */
  readonly nth: number
  readonly action: 'kill' | 'throw'
}
