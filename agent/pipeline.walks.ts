// Owns how the agent walks: with the profile in force, no faster than the disk may be read, and on from where a walk was cut
// short. When a root is walked is pipeline.roots.ts's; what a walk visits is walk/'s.
import type { ProfileRules } from '@sekisho/shared/classify.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import { describeError } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { Pace } from './fingerprint/pace.ts'
import type { FileIdentity, PlaceOfFile, WalkedNames } from './handover.ts'
import type { Journal } from './journal/journal.ts'
import type { Flow } from './pipeline.flow.ts'
import type { Walked } from './pipeline.roots.ts'
import type { Settle } from './settle/settle.ts'
import { partsOf } from './walk/part.ts'
import type { Place, WalkMode, WalkReport, WalkRequest } from './walk/request.ts'
import { Walker, type WalkProgress } from './walk/walker.ts'

export interface WalksOptions {
  /** The journal's database, which walks compare with. */
  readonly file: string
  /** 0 for no limit. */
  readonly filesPerSecond: number
  readonly bytesPerSecond: number
  readonly journal: Pick<Journal, 'rootState' | 'keepWalk'>
  readonly settle: Pick<Settle, 'barrier' | 'limitWalks'>
  readonly flow: Pick<Flow, 'addWalked' | 'room'>
  /** A walk begins, or will soon, that touches all there is. */
  expectWalk(): Promise<void>
  roots(): readonly { readonly root: PathText; readonly rules: ProfileRules }[]
  readonly clock: Clock
  readonly log: Log
  /** Tests only. */
  readonly keepEveryMs?: number
}

/** What the journal keeps of a walk under way. */
interface Unfinished {
  /** What was read was read then or later. */
  readonly since: number
  /** Digest of the profile: under another one the directories come in another order. */
  readonly rules: string
  /** Null where all is still to be read. */
  readonly place: Place | null
}

interface UnderWay {
  /** As it was begun. */
  readonly begun: Unfinished
  keptAt: number
  keeping: boolean
}

/** Names that a walk may have under way where no limit makes them fewer: as many as settle gives it. */
const namesOfWalk = 4096
/** Names that a walk hands on between two looks at its pace. */
const namesOfPace = 64
/** A crash sets a walk back by so much, and what is being read; each keeping costs one commit. */
const keepEveryMs = 10_000

export class Walks {
  readonly #options: WalksOptions
  readonly #walker: Walker
  readonly #pace: Pace
  /** Roots of which every file is being read. Other walks are short, and a census knows by its rows what it has named. */
  readonly #underWay = new Map<PathText, UnderWay>()
  #stopping = false

  constructor(options: WalksOptions) {
    this.#options = options
    this.#pace = new Pace(options.bytesPerSecond, options.clock)
    options.settle.limitWalks(this.#pace.names(namesOfWalk))
    this.#walker = new Walker({
      entry: new URL('./pipeline.walker.ts', import.meta.url),
      workerData: { file: options.file },
      clock: options.clock,
      touched: walked => this.take(walked),
      onProgress: progress => this.#came(progress),
    })
  }

  /**
   * Walks come as soon as the sources watch: their threads start meanwhile. A first walk reads all; where no root is known yet,
   * one comes with the collector's first welcome.
   */
  async prepare(roots: readonly PathText[]): Promise<void> {
    const { journal, expectWalk } = this.#options
    const isFirst = roots.length === 0 || roots.some(root => !journal.rootState(root).censused)
    await Promise.all([this.#walker.prepare(), isFirst && expectWalk()])
  }

  /** @throws as `Walker.walk` */
  async walk(root: PathText, from: PathText, mode: WalkMode): Promise<WalkReport & Walked> {
    const { log, filesPerSecond } = this.#options
    const known = this.#options.roots()
    const profile = known.find(one => one.root === root)?.rules ?? { rules: [], payment: [] }
    const roots = known.map(one => one.root)
    const isFull = from === '' && mode === 'full'
    const begun = this.#begun(isFull ? root : null, profile)
    const { paths, censused } = this.#options.journal.rootState(root)
    if (!censused && from === '') void this.#options.expectWalk()
    const request: WalkRequest = { root, from, mode, profile, roots, filesPerSecond, paths, after: begun.place }
    if (isFull) this.#begin(root, begun)
    const report = await this.#walker.walk(request, partsOf(request, paths))
    if (isFull && report.end === 'completed') await this.#over(root, begun)
    if (isFull && report.end === 'root-missing') this.lost([root])
    if (report.unreadable.length + report.mounts.length > 0)
      log.warn('not all could be walked as one', { root, unreadable: report.unreadable, mounts: report.mounts })
    return { ...report, readSince: begun.since }
  }

  /** @throws as `Walker.whereAre` */
  whereAre(files: readonly FileIdentity[]): Promise<readonly PlaceOfFile[]> {
    return this.#walker.whereAre(files)
  }

  /** Whether the last run did not finish reading every file of the root. */
  isUnfinished(root: PathText): boolean {
    return this.#unfinished(root) !== null
  }

  /** What a walk touched was not read: how far it has come means nothing any more. */
  lost(roots: readonly PathText[]): void {
    for (const root of roots) {
      const lost = this.#underWay.get(root)
      if (lost === undefined) continue
      this.#underWay.delete(root)
      void this.#keep(root, { ...lost.begun, place: null })
    }
  }

  /** A walk can pause: it waits until its lane has room, and while what walks have read from the disk is too much. */
  async take(walked: readonly WalkedNames[]): Promise<void> {
    let sinceRest = namesOfPace
    for (const { root, directory, names } of walked) {
      for (let from = 0; from < names.length; ) {
        if (sinceRest >= namesOfPace && !this.#stopping) {
          await this.#pace.rest()
          sinceRest = 0
        }
        const next = names.slice(from, from + namesOfPace)
        const taken = await this.#takeNext({ root, directory, names: next })
        sinceRest += taken
        from += taken
      }
    }
  }

  /** Of those that have no room when it is being stopped, none is kept. */
  async #takeNext(walked: WalkedNames): Promise<number> {
    const { root, directory, names } = walked
    const [first = directory] = names
    for (;;) {
      const taken = this.#options.flow.addWalked(walked)
      if (taken > 0) return taken
      if (this.#stopping) return names.length
      await this.#options.flow.room(root, joinPath(directory, first))
    }
  }

  /** So many bytes came from the disk for a walk, for so many names; 0 names for a part of a large file. */
  readCold(bytes: number, names: number): void {
    this.#pace.spend(bytes)
    if (names === 0) return
    this.#pace.learn(names, bytes)
    this.#options.settle.limitWalks(this.#pace.names(namesOfWalk))
  }

  report(): RoomReport {
    return this.#walker.report()
  }

  stop(): Promise<void> {
    this.#stopping = true
    return this.#walker.stop()
  }

  /** Where a full walk of this root goes on, or begins. */
  #begun(root: PathText | null, profile: ProfileRules): Unfinished {
    const rules = digestOf(profile)
    const found = root === null ? null : this.#unfinished(root)
    return found?.rules === rules && found.place !== null
      ? found
      : { since: this.#options.clock.now(), rules, place: null }
  }

  /** Kept from the beginning: a walk that was ordered is not forgotten at a restart, however early that comes. */
  #begin(root: PathText, begun: Unfinished): void {
    this.#underWay.set(root, { begun, keptAt: this.#options.clock.monotonic(), keeping: false })
    void this.#keep(root, begun)
  }

  /**
   * Written down only when all that was touched up to there is in the journal. While it goes over what another walk had
   * done there is no place: that one's stays.
   */
  #came({ request, place, taken }: WalkProgress): void {
    const { clock, settle } = this.#options
    const { root } = request
    const underWay = this.#underWay.get(root)
    if (place === null || underWay === undefined || underWay.keeping) return
    if (clock.monotonic() - underWay.keptAt < (this.#options.keepEveryMs ?? keepEveryMs)) return
    underWay.keeping = true
    taken
      .then(() => settle.barrier())
      .then(() => {
        // Once it is being stopped, what has no room is dropped.
        if (this.#underWay.get(root) === underWay && !this.#stopping)
          void this.#keep(root, { ...underWay.begun, place })
        underWay.keptAt = clock.monotonic()
        underWay.keeping = false
      })
      // The walk itself fails of it, and says so.
      .catch(() => {})
  }

  /** It stays kept until what it touched last is in the journal. */
  async #over(root: PathText, begun: Unfinished): Promise<void> {
    await this.#options.settle.barrier()
    if (this.#underWay.get(root)?.begun !== begun || this.#stopping) return
    this.#underWay.delete(root)
    await this.#keep(root, null)
  }

  #keep(root: PathText, unfinished: Unfinished | null): Promise<void> {
    const { journal, log } = this.#options
    return journal.keepWalk(root, unfinished === null ? null : JSON.stringify(unfinished)).catch((error: unknown) => {
      // After a restart the walk then reads again what it had read, and misses nothing.
      if (!this.#stopping) log.warn('how far a walk has come could not be kept', { root, error: describeError(error) })
    })
  }

  #unfinished(root: PathText): Unfinished | null {
    const { walk } = this.#options.journal.rootState(root)
    return walk === null ? null : (JSON.parse(walk) as Unfinished)
  }
}

function digestOf({ rules, payment }: ProfileRules): string {
  return sha256Hex(JSON.stringify({ rules, payment }))
}
