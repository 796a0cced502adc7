// The types that the agent's rooms pass to one another. No code, no state: pipeline.ts carries these from door to door.
import type { Actor, FindingKind, GapCause, Glimpse, Noticed } from '@sekisho/shared/finding.ts'
import type { Digest, Observation } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Classification, Lane } from '@sekisho/shared/profile.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { CanaryWhy, Grade, Head } from '@sekisho/shared/wire.ts'

/** What a source saw of a path; `removed` of directories alone. Only *transient*, *rewritten* and new directories use it. */
export type Saw = 'created' | 'written' | 'moved' | 'removed' | 'attributes'

/** A hint that a path may have changed. Claims nothing about the content. */
export interface Touch {
  readonly root: PathText
  /** Below the root; `''` is the root's own directory. */
  readonly path: PathText
  readonly noticed: Exclude<Noticed, 'census'>
  readonly saw: readonly Saw[]
  /** True when nobody is expected to write on (a closed file, a walker's find): it does not wait for quiet. */
  readonly settled: boolean
  /**
   * At most 8, in order; 'unknown' for somebody who is not known. Without any, a watcher that told no glimpse does not know
   * who it was.
   */
  readonly witnesses: readonly Actor[]
  /** It was looked for before it was told: others may have come to the path since. */
  readonly late?: true
  /** What the source read of the file at each closing; few. */
  readonly glimpses?: readonly Glimpse[]
}

/** Names of one directory of which a walk says only that they are to be looked at; `''` in `''` is the root itself. */
export interface WalkedNames {
  readonly root: PathText
  readonly directory: PathText
  readonly names: readonly PathText[]
}

/** A file of this host. Inodes alone repeat from file system to file system, and from subvolume to subvolume of btrfs. */
export interface FileIdentity {
  /** st_dev */
  readonly device: number
  readonly inode: number
}

/** A file that was written by a name that is nobody's here: which of the known paths it is, its identity tells. */
export interface Linked extends FileIdentity {
  readonly witness: Actor
}

/** A source lost something, or stopped: opens a gap and asks for a walk. */
export interface Loss {
  /** Null: every root. */
  readonly root: PathText | null
  readonly cause: GapCause
  /** From when on something may have been missed, milliseconds since 1970. */
  readonly from: number
}

/** What a source hands to the pipeline: never refused; where settle is full, the pipeline declares the loss. */
export interface WatchDoor {
  touched(touches: readonly Touch[]): void
  /** Files were written that have another name than the one they were written by, which lies outside of all roots. */
  linked(files: readonly Linked[]): void
  lost(loss: Loss): void
}

/** A source of touches for one root. */
export interface Watcher {
  readonly source: string
  readonly grade: Grade
  /** Why it is this source; empty when it is the best one. */
  readonly why: string
  /** Nobody could tell which source serves, because the root could not be looked at: to be chosen anew. */
  readonly makeshift: boolean
  /**
   * Also tells of changes in a folder outside of the root, as touches of that folder, in one order with the root's own.
   * Null when it does, else why it cannot.
   */
  alsoTells(folder: PathText): Promise<CanaryWhy | null>
  /** Resolves when every later change under the root will be touched. */
  start(): Promise<void>
  stop(): Promise<void>
  report(): RoomReport
}

/** What a source that watches says of itself. */
export type WatchingSource = Pick<Watcher, 'grade' | 'source' | 'alsoTells'>

/** Who did it: fed by the source's reader thread from execution onward, asked when an event names a pid. */
export interface ProcessTable {
  /**
   * The pid begins to run another program (FAN_OPEN_EXEC, proc connector). `name`: of the file that was opened for it, where
   * the source knows it (its directory entry, not resolved). A program is opened before it runs, and its interpreter and
   * the loader after it: without names the table cannot tell these apart, and names fewer programs.
   */
  executed(pid: number, name?: string): void
  exited(pid: number): void
  /** Reports were lost: whoever is gone by now may have begun another program before. */
  missed(): void
  /** A program that has just begun is looked at again by a timer, within a millisecond. */
  readonly waits: boolean
  /** What is known of the pid now; 'unknown' where nothing is. Never another process: see (pid, start time). */
  actorOf(pid: number): Actor
  report(): RoomReport
  close(): void
}

/** A path that is another place to a web server's or PHP's process than to this agent. */
export interface OtherView {
  readonly root: PathText
  /** Below the root. */
  readonly path: PathText
  /** Equal as long as the process sees the same there. */
  readonly sees: string
  readonly ours: Observation
  readonly theirs: Observation
  /** One of the processes that see it so. */
  readonly actor: Actor
}

/** What the last comparison of views could see. */
export interface ViewsSeen {
  readonly at: number
  /** Of web servers and PHP. */
  readonly processes: number
  /** Of these: whose root directory this agent may not enter, so that their mount tables alone were compared. */
  readonly unseen: number
  /** Of these: in containers, which have files of their own. */
  readonly contained: number
}

/** One directory's worth of names to fingerprint, so that its parents are opened once. */
export interface FingerprintJob {
  readonly id: number
  readonly root: PathText
  readonly directory: PathText
  readonly items: readonly FingerprintItem[]
}

/** Who was seen at a path, and whether writing there (or creating, or moving it there), not only changing what it may do. */
export interface Witness {
  readonly actor: Actor
  /** 'perhaps': of somebody who is not known, and was seen to do nothing in particular, such as deleting it. */
  readonly wrote: boolean | 'perhaps'
}

/** What is to be told of a file, by the class of its path. */
export interface Wanted {
  readonly algorithm: Digest['algorithm']
  /** Of generated files, how many names of the path make the cache folder: see shared/generated.ts. */
  readonly cacheDepth?: number
}

export interface FingerprintItem extends Wanted {
  /** One name in the directory; `''` is the directory itself, and then the root alone. */
  readonly name: PathText
  readonly lane: Lane
  readonly noticed: Exclude<Noticed, 'census'>
  readonly saw: readonly Saw[]
  /** At most 8, in order, the last touch last; nobody's is 'unknown'. */
  readonly witnesses: readonly Witness[]
  readonly glimpses?: readonly Glimpse[]
  /** It had vanished once: what the source had to say of that has been heard since. */
  readonly waited?: true
}

/** An extended attribute as the file has it: with what may be secret. */
export interface AttributeRead {
  readonly name: Uint8Array
  /** Of the whole value, bytes. */
  readonly size: number
  /** All of it that anybody will look at. Null: it could not be read. */
  readonly beginning: Uint8Array | null
}

/** See ContentAttributes, which are made of them for whoever asks. */
export type AttributesRead =
  | { readonly told: 'listed'; readonly list: readonly AttributeRead[]; readonly more: number }
  | { readonly told: 'no-calls' | 'unsupported' | 'unreadable' }

/** What was kept of a file that may be gone. */
export interface KeptContent {
  readonly bytes: Uint8Array
  /** Of the file that held it when it was closed. */
  readonly attributes: AttributesRead
}

/** A path below a root. */
export interface PlaceBelow {
  readonly root: PathText
  readonly path: PathText
}

/** A content that a source has in memory for a while: of a script or program that was closed, or of a file that was gone by then. */
export interface KeptFile {
  readonly sha256: string
  /** Bytes. */
  readonly size: number
  /** It had no name any more. */
  readonly gone: boolean
  readonly places: readonly PlaceBelow[]
}

/** A file that was closed and that its source has not read. */
export interface ClosedFile {
  /** Open: whoever is handed it closes it. */
  readonly descriptor: number
  /** See `shownPlace`: when it was handed on. Not by the roots' names, where a link leads to one or another mount has it. */
  readonly shown: string | null
  readonly places: readonly PlaceBelow[]
}

/** What a source hands on of contents. */
export interface ContentDoor {
  kept(files: readonly KeptFile[]): void
  /** `done`: it is closed again. */
  closed(file: ClosedFile, done: () => void): void
}

/** Of an open file, while what was read of values is less than `mostBytes`; never throws. */
export type AttributesOf = (descriptor: number, mostBytes: number) => AttributesRead

/** One established truth, on its way to compare. */
export interface Observed {
  readonly root: PathText
  readonly path: PathText
  readonly noticed: Exclude<Noticed, 'census'>
  readonly saw: readonly Saw[]
  readonly actor: Actor
  readonly lane: Lane
  readonly after: Observation
  readonly glimpses?: readonly Glimpse[]
}

/** What compare makes of an observation. */
export type Comparison =
  | { readonly outcome: 'same' }
  /** The baseline's stat, digest algorithm or marks version moved on, and nothing decisive did. */
  | { readonly outcome: 'refreshed'; readonly judgeAgain: boolean }
  | { readonly outcome: 'finding'; readonly kind: FindingKind }

/** What handover.packed.ts made of observations: a text, because a string crosses threads cheapest. */
export type PackedText = string & { readonly packed: 'observed' }

/** What fingerprint makes of one job. */
export interface FingerprintResult {
  readonly id: number
  readonly packed: PackedText
  /** Names too large to be read along with others: settle gives each a job of its own, so that the rest need not wait. */
  readonly apart: readonly PathText[]
  /** Names that were made and are gone: not observed yet. Settle waits a little, since they may only have been renamed. */
  readonly vanished?: readonly PathText[]
}

/**
 * compare's door for the journal, which runs it in its writer thread, inside the transaction. Pure.
 * @param replacedAt when the root was last found to be another folder than before; null where no open gap says so
 */
export type Compare = (before: Observation | null, observed: Observed, replacedAt: number | null) => Comparison

/** What the journal answers once one commit is on disk. */
export interface Committed {
  readonly findings: number
  /** Directories that came, went, or changed their type or readability: what lies below must be walked. */
  readonly subtrees: readonly { readonly root: PathText; readonly path: PathText }[]
  /**
   * Directories in which something was seen and which were not seen themselves: each must be touched. Most are on their
   * way; one that went before it was observed would leave behind what was read in it.
   */
  readonly unseen: readonly { readonly root: PathText; readonly path: PathText }[]
  /** What was found at paths that matter: by the time its content is asked for it may be gone. */
  readonly found: readonly FoundFile[]
}

/** What a finding found at a path, by which its content is asked for. */
export interface FoundFile extends PlaceBelow {
  readonly sha256: string
  /** Bytes. */
  readonly size: number
  /** It was there in between, and is not what stands there now: only its source may have it. */
  readonly gone: boolean
}

/** A batch as it goes out, the same bytes each time. */
export interface SealedBatch {
  readonly epoch: string
  readonly sequence: number
  readonly digest: string
  readonly bytes: Uint8Array
}

export interface Position {
  readonly epoch: string
  readonly boot: number
  /** Last sealed batch of this epoch. */
  readonly head: Head | null
  /**
   * Highest sequence of this epoch that the collector acknowledged, 0 before the first. Not to be had from what is
   * unacknowledged: a batch refused for good is neither, until its tombstone is acknowledged.
   */
  readonly acknowledged: number
}

export interface BatchLimit {
  readonly records: number
  readonly bytes: number
}

/** The journal's door for uplink. */
export interface OutboxDoor {
  position(): Position
  /** Sealed and not acknowledged, oldest first. */
  unacknowledged(): Promise<readonly SealedBatch[]>
  /** Seals waiting records into the next batch, fast lane first; null when none wait. On disk before it resolves. */
  seal(limit: BatchLimit): Promise<SealedBatch | null>
  /**
   * Nothing waits and nothing is on its way: what the next commit brings may be sealed in its own transaction, which saves
   * one wait for the disk. Holds for one commit; null takes it back.
   */
  sealWithNext(limit: BatchLimit | null): void
  /** What was sealed so, in its order; null when there is nothing to take. Goes before all that is sealed otherwise. */
  takeSealed(): SealedBatch | null
  /** Everything up to and with this sequence is committed at the collector. */
  acknowledge(upTo: { readonly epoch: string; readonly sequence: number }): Promise<void>
  /** Refused for good: a tombstone takes the next sequence, and the records are sealed anew, one a batch. */
  setAside(refused: { readonly epoch: string; readonly sequence: number; readonly code: string }): Promise<void>
  /** Two histories were seen, or one was lost: a new epoch with a gap; the pipeline then takes a census of every root. */
  newEpoch(cause: GapCause): Promise<void>
  waiting(): { readonly fast: number; readonly bulk: number }
}

/** A root that the host's own config adds: what roots merges and uplink tells the collector. */
export interface LocalRoot {
  readonly root: PathText
  readonly profile: string
}

export type ClassifyPath = (root: PathText, path: PathText) => Classification
/** Of the names in one directory. */
export type ClassifyIn = (root: PathText, directory: PathText) => (name: PathText) => Classification

export interface BaselineStamp {
  readonly name: PathText
  /** See `stampOf`; `''` for a row that is not in the state `present`. */
  readonly stamp: string
  /** Named in the root's newest census, so that an unchanged stat needs no new observation. */
  readonly named: boolean
}

/** Where a file with that inode was, on whichever file system. */
export interface PlaceOfInode {
  readonly root: PathText
  readonly path: PathText
  readonly inode: number
}

/** Where a file is. */
export interface PlaceOfFile extends PlaceOfInode, FileIdentity {}

/** journal's door for whoever divides a root. */
export interface BaselineOrder {
  /** The directories in which the rows lie that have these shares of all before them, in order; none where there are no rows. */
  foldersAt(root: PathText, shares: readonly number[]): readonly PathText[]
}

/** journal's door for whoever knows of a file its inode alone. */
export interface KnownInodes {
  /** Files that had one of these inodes when they were observed last. Reads every row. */
  withInodes(inodes: readonly number[]): readonly PlaceOfInode[]
}

/**
 * The journal's door for the walker: reads only, from the walker's own thread.
 * The module named to the walker exports `openBaseline(options): BaselineReader`.
 */
export interface BaselineReader {
  /** Rows of one directory's direct children; stops and returns null above `limit`. */
  children(root: PathText, directory: PathText, limit: number): readonly BaselineStamp[] | null
  child(root: PathText, directory: PathText, name: PathText): BaselineStamp | null
  countChildren(root: PathText, directory: PathText): number
  /** Names after `after`, in order, at most `limit`: pages through a directory too large for `children`. */
  childrenAfter(root: PathText, directory: PathText, after: PathText, limit: number): readonly BaselineStamp[]
  /**
   * Directories that rows lie in, after `after`, in order, at most `limit`: finds rows whose own directory has no row,
   * because it was gone before it was observed.
   */
  foldersAfter(root: PathText, after: PathText, limit: number): readonly PathText[]
  close(): void
}

// ---- pipeline → uplink

/** What became of an order that is not answered by what it asked for. */
export interface OrderOutcome {
  readonly outcome: 'done' | 'refused'
  /** For people, in the log and at the collector. */
  readonly detail: string
}
