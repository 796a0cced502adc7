// Owns the agent's flow from a touch to the journal: settle → fingerprint → commit, in groups, with nothing overtaking.
// Decides nothing about the truth, and keeps no queue of its own beyond one commit: settle is where things wait.

import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import { describeError } from '@sekisho/shared/failures.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import { cacheDepth } from '@sekisho/shared/generated.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { folderOf, type PathText } from '@sekisho/shared/path.ts'
import { type Classification, digestFor, type Lane, laneOf } from '@sekisho/shared/profile.ts'
import type {
  ClassifyIn,
  ClassifyPath,
  Committed,
  FingerprintJob,
  FingerprintResult,
  PackedText,
  Touch,
  WalkedNames,
  Wanted,
} from './handover.ts'
import type { Settle } from './settle/settle.ts'

/** Names of one job: large enough to spread the opening of folders, small enough for an answer within milliseconds. */
const namesOfOneJob = 128

/**
 * While more is being read, a commit gathers so many names, or waits so long: each one writes its pages and waits for the
 * disk, and a first walk in commits of 60 names wrote five times what it had to say. With nothing more to come it is at once.
 */
const namesOfCommit = 1000
const gatherMs = 20
/** Nobody waits for what a walk alone found: in 20 ms two threads read some 500 names, in this time more than a commit takes. */
const gatherOfWalkMs = 100

const nothingGathered = { names: 0, seen: false }

interface Fingerprinted extends FingerprintResult {
  readonly job: FingerprintJob
}

/** One for all that is wanted alike, by whichever rule: names that follow one another are one job then. */
interface Wants {
  readonly lane: Lane
  readonly wanted: Wanted
}

export interface FlowDoors {
  readonly settle: Settle
  readonly classify: ClassifyPath
  readonly classifyIn: ClassifyIn
  fingerprint(job: FingerprintJob): Promise<FingerprintResult>
  commit(packed: readonly PackedText[]): Promise<Committed>
  /** A commit was made: uplink has something to send. */
  committed(committed: Committed): void
  /** The disk would not take a commit, or a worker failed: what these jobs held is not known. */
  lost(roots: readonly PathText[], cause: GapCause): void
  rootMissing(root: PathText): void
  /** Names that may be at fingerprint. */
  readonly namesInFlight: number
  readonly clock: Clock
  readonly log: Log
}

export class Flow {
  readonly #doors: FlowDoors
  #inFlight = 0
  #committing = false
  /** Why the last commit failed; null when it did not. */
  #refusing: GapCause | null = null
  #fingerprinted: Fingerprinted[] = []
  /** Of these: how many names, and whether a source saw any of them. */
  #gathered = nothingGathered
  /** Runs while what was fingerprinted waits for more. */
  #gathering: { readonly timer: Timer; readonly ms: number } | null = null
  /** What follows from the classification that came last. */
  #wants: { readonly where: Classification; readonly wants: Wants } | null = null
  /** By lane and what is wanted: a handful. */
  readonly #allWants = new Map<string, Wants>()

  constructor(doors: FlowDoors) {
    this.#doors = doors
  }

  /** False when the path's lane is full: a source that cannot pause then declares a loss. */
  add(touch: Touch): boolean {
    const { lane, wanted } = this.#wantsOf(this.#doors.classify(touch.root, touch.path))
    return this.#doors.settle.add(touch, lane, wanted)
  }

  /** How many of the names were taken, in their order: the lane of the next one is full. */
  addWalked({ root, directory, names }: WalkedNames): number {
    const { classifyIn, settle } = this.#doors
    const classify = classifyIn(root, directory)
    const wants = names.map(name => this.#wantsOf(classify(name)))
    for (let from = 0; from < names.length; ) {
      const [first] = wants.slice(from, from + 1)
      if (first === undefined) break
      let to = from + 1
      while (wants[to] === first) to++
      const taken = settle.addWalked(root, directory, names.slice(from, to), first.lane, first.wanted)
      if (taken < to - from) return from + taken
      from = to
    }
    return names.length
  }

  /** Resolves when the path's lane has room again. */
  room(root: PathText, path: PathText): Promise<void> {
    return this.#doors.settle.room(laneOf(this.#doors.classify(root, path)))
  }

  /** Of most folders one answer is that of all that lies there, and a walk asks folder by folder. */
  #wantsOf(where: Classification): Wants {
    if (where === this.#wants?.where) return this.#wants.wants
    const [lane, wanted] = [laneOf(where), wantedOf(where)]
    const key = `${lane} ${wanted.algorithm} ${wanted.cacheDepth}`
    const wants = this.#allWants.get(key) ?? { lane, wanted }
    this.#allWants.set(key, wants)
    this.#wants = { where, wants }
    return wants
  }

  /** Takes what is ready as far as there is room. Called by settle when something becomes ready, and after each job. */
  pump(): void {
    while (this.#inFlight < this.#doors.namesInFlight) {
      const jobs = this.#doors.settle.take(namesOfOneJob)
      if (jobs.length === 0) return
      for (const job of jobs) void this.#run(job)
    }
  }

  async #run(job: FingerprintJob): Promise<void> {
    this.#inFlight += job.items.length
    try {
      // Awaited apart: the array may be another one by then.
      const result = await this.#doors.fingerprint(job)
      this.#fingerprinted.push({ job, ...result })
      const { names, seen } = this.#gathered
      this.#gathered = { names: names + job.items.length, seen: seen || !isOfWalk(job) }
    } catch (error) {
      this.#dropped(job, error)
    } finally {
      this.#inFlight -= job.items.length
    }
    this.pump()
    this.#commitWhenDue()
  }

  #dropped(job: FingerprintJob, error: unknown): void {
    this.#doors.settle.done(job.id)
    if (codeOf(error) === 'root-missing') this.#doors.rootMissing(job.root)
    else {
      this.#doors.log.error('fingerprint failed', { root: job.root, directory: job.directory, error })
      this.#doors.lost([job.root], 'queue-full')
    }
  }

  /** One commit at a time; what arrives meanwhile goes together into the next one. */
  #commitWhenDue(): void {
    if (this.#committing || this.#fingerprinted.length === 0) return
    const { names, seen } = this.#gathered
    if (this.#inFlight === 0 || names >= namesOfCommit) void this.#commit()
    else this.#gather(seen ? gatherMs : gatherOfWalkMs)
  }

  #gather(ms: number): void {
    if (this.#gathering !== null && this.#gathering.ms <= ms) return
    this.#gathering?.timer.cancel()
    this.#gathering = { timer: this.#doors.clock.after(ms, () => void this.#commit()), ms }
  }

  async #commit(): Promise<void> {
    this.#gathering?.timer.cancel()
    this.#gathering = null
    if (this.#committing) return
    this.#committing = true
    const group = this.#fingerprinted
    this.#fingerprinted = []
    this.#gathered = nothingGathered
    const replaced = await this.#commitGroup(group)
    for (const { id, apart, vanished } of group) this.#doors.settle.done(id, apart, vanished)
    // What is still being read there is not in the journal, where the walk of the new folder would find that it is gone.
    for (const { root, path } of topmost(replaced)) this.#doors.settle.readAgainBelow(root, path)
    this.#committing = false
    this.pump()
    this.#commitWhenDue()
  }

  /** Answers with the folders that came, went, or were replaced. */
  async #commitGroup(group: readonly Fingerprinted[]): Promise<Committed['subtrees']> {
    try {
      const committed = await this.#doors.commit(group.map(({ packed }) => packed))
      this.#doors.committed(committed)
      if (this.#refusing !== null) this.#doors.log.info('the journal takes commits again')
      this.#refusing = null
      return committed.subtrees
    } catch (error) {
      const code = codeOf(error)
      const cause = code === 'outbox-budget' ? 'disk-budget' : code === 'journal-full' ? 'disk-full' : 'journal-lost'
      // Once, however many commits fail: the log may lie on the same full disk.
      if (this.#refusing !== cause)
        this.#doors.log.error('the journal takes no commit', { cause, error: describeError(error) })
      this.#refusing = cause
      this.#doors.lost([...new Set(group.map(({ job }) => job.root))], cause)
      return []
    }
  }
}

function isOfWalk({ items }: FingerprintJob): boolean {
  return items.every(({ noticed }) => noticed === 'walk')
}

function wantedOf(where: Classification): Wanted {
  const depth = cacheDepth(where)
  const algorithm = digestFor(where)
  return depth === null ? { algorithm } : { algorithm, cacheDepth: depth }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

/** A folder's walk covers all below it: of a tree that came as a whole only the top is walked. */
export function topmost(subtrees: Committed['subtrees']): Committed['subtrees'] {
  const named = new Set(subtrees.map(({ root, path }) => `${root}\0${path}`))
  return subtrees.filter(({ root, path }) => {
    for (let folder = path; folder !== ''; ) {
      folder = folderOf(folder)
      if (named.has(`${root}\0${folder}`)) return false
    }
    return true
  })
}
