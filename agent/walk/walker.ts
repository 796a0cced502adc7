// Owns the owner's side of walks: hands the touches of each to its door, and answers when all of them were taken. A walk in
// several parts is one to whoever asks. The thread behind it is named by the pipeline, because it needs the journal's reader as well.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { Thread, ThreadError } from '@sekisho/shared/thread.ts'
import type { FileIdentity, PlaceOfFile, WalkedNames } from '../handover.ts'
import { joinReports, partsBetween, sharesOf } from './part.ts'
import { Rehashing } from './rehash.ts'
import type { Place, TouchedNames, WalkCalls, WalkEvent, WalkReport, WalkRequest } from './request.ts'

export interface WalkerOptions {
  /** The thread's module; it calls `serveWalks`. */
  readonly entry: URL
  readonly workerData: unknown
  readonly clock: Clock
  /** Takes a batch of touches. While it has not resolved for four of them, the walk, or this part of it, waits. */
  touched(walked: readonly WalkedNames[]): Promise<void>
  /** What a walk has looked at so far, a few times a second. */
  onProgress?(progress: WalkProgress): void
}

export interface WalkProgress {
  readonly request: WalkRequest
  readonly files: number
  readonly directories: number
  /** Null for walks that need not be gone on with. */
  readonly place: Place | null
  /** Resolves when the door has taken all that was touched so far. */
  readonly taken: Promise<void>
}

interface Running {
  readonly request: WalkRequest
  readonly since: number
  /** What each part has looked at so far. */
  looked: { files: number; directories: number }[]
  /** Somebody asked for its end. */
  stopped: boolean
  /** Batches that the door has not taken yet. */
  taking: Promise<void>
}

/** Asks for nothing. */
const nowhere = { root: '' as PathText, shares: [] }

/** Walks roots in a thread, large ones in two. Several may be asked for at once; prompt ones go first. */
export class Walker {
  readonly #options: WalkerOptions
  readonly #running = new Map<number, Running>()
  /** The first stays; others leave when nothing is walked any more. */
  readonly #threads = new Map<number, Thread<WalkCalls>>()
  readonly #rehashing = new Rehashing()
  #nextId = 1
  #phase: 'idle' | 'walking' | 'paused' | 'stopped' = 'idle'
  #phaseSince: number

  constructor(options: WalkerOptions) {
    this.#options = options
    this.#phaseSince = options.clock.monotonic()
  }

  /** A walk comes soon. Resolves when its thread has started; whether it could, the walk tells. */
  async prepare(): Promise<void> {
    if (this.#phase !== 'stopped') await Promise.allSettled([this.#thread(0).call('divide', nowhere)])
  }

  /**
   * Resolves when the walk is over and the door has taken all its touches; they need not be settled by then.
   * @throws ThreadError `ERR_WORKER_DIED` when the thread died; system errors that say nothing of the disk (EMFILE);
   * what the door throws
   * @param parts threads that share it: see part.ts
   */
  async walk(wish: WalkRequest, parts = 1): Promise<WalkReport> {
    if (this.#phase === 'stopped') throw new ThreadError('walk has stopped', 'ERR_WORKER_DIED')
    const id = this.#nextId++
    const began = this.#options.clock.monotonic()
    const due = wish.mode === 'stat' ? [] : this.#rehashing.due(wish.root, wish.profile, began)
    const request: WalkRequest = { ...wish, due }
    const running: Running = { request, since: began, looked: [], stopped: false, taking: Promise.resolve() }
    this.#running.set(id, running)
    if (this.#phase === 'idle') this.#enter('walking')
    try {
      const report = parts === 1 ? await this.#ask(0, id, request) : await this.#share(id, running, parts)
      await running.taking
      if (report.end === 'completed' && wish.from === '') this.#rehashing.read(wish.root, due, began)
      return report
    } finally {
      this.#running.delete(id)
      if (this.#running.size === 0) await this.#rest()
    }
  }

  /** Ends walks of a root, or all; they answer `stopped`. */
  async stopWalks(root: WalkRequest['root'] | null): Promise<void> {
    for (const [id, running] of this.#running) {
      if (root !== null && running.request.root !== root) continue
      running.stopped = true
      await this.#stopOne(id)
    }
  }

  async pause(): Promise<void> {
    this.#enter('paused')
    // A thread that died has nothing to pause.
    await Promise.allSettled([...this.#threads.values()].map(thread => thread.call('pause', null)))
  }

  async resume(): Promise<void> {
    this.#enter(this.#running.size > 0 ? 'walking' : 'idle')
    await Promise.allSettled([...this.#threads.values()].map(thread => thread.call('resume', null)))
  }

  /** Which known paths are these files. @throws ThreadError as `walk`; system errors that say nothing of the disk (EMFILE) */
  async whereAre(files: readonly FileIdentity[]): Promise<readonly PlaceOfFile[]> {
    if (this.#phase === 'stopped') throw new ThreadError('walk has stopped', 'ERR_WORKER_DIED')
    return await this.#thread(0).call('whereAre', { files })
  }

  report(): RoomReport {
    const now = this.#options.clock.monotonic()
    const oldest = [...this.#running.values()].reduce((since, running) => Math.min(since, running.since), now)
    return {
      phase: this.#phase,
      sinceMs: now - this.#phaseSince,
      depth: this.#running.size,
      oldestAgeMs: now - oldest,
    }
  }

  /** Ends the threads; walks under way reject. */
  async stop(): Promise<void> {
    this.#enter('stopped')
    await Promise.all([...this.#threads.values()].map(thread => thread.stop()))
  }

  #ask(index: number, id: number, request: WalkRequest): Promise<WalkReport> {
    return this.#thread(index).call('walk', { id, request })
  }

  /**
   * Where one part fails the others are ended, and the walk fails once they have. Where only the thread of a helper died, the
   * first walks all of it alone: a machine that has no room for a second thread is watched all the same.
   */
  async #share(id: number, running: Running, parts: number): Promise<WalkReport> {
    const { request } = running
    const filesPerSecond = (request.filesPerSecond ?? 0) / parts
    const shares = sharesOf(parts, request.paths ?? 0, filesPerSecond)
    // The others start while the first looks where to divide.
    for (let index = 0; index < parts; index++) this.#thread(index)
    const cuts = await this.#thread(0).call('divide', { root: request.root, shares })
    const asked = partsBetween(cuts).map((part, index) =>
      this.#ask(index, id, { ...request, filesPerSecond, part }).catch(async (error: unknown) => {
        await this.#stopOne(id)
        throw error
      }),
    )
    if (running.stopped) await this.#stopOne(id)
    const [own, ...helped] = await Promise.allSettled(asked)
    const isAlone = own?.status === 'fulfilled' && helped.some(isDeath) && !running.stopped && this.#phase !== 'stopped'
    if (isAlone) {
      running.looked = []
      return this.#ask(0, id, request)
    }
    const [first, ...others] = await Promise.all(asked)
    if (first === undefined) throw new Error('a walk has at least one part')
    return joinReports([first, ...others])
  }

  async #stopOne(id: number): Promise<void> {
    // One that died has ended.
    await Promise.allSettled([...this.#threads.values()].map(thread => thread.call('stop', { id })))
  }

  /** What only large walks need is given back. */
  async #rest(): Promise<void> {
    if (this.#phase === 'walking') this.#enter('idle')
    if (this.#phase === 'paused') return
    const helpers = this.#helpers()
    for (const index of [...this.#threads.keys()]) if (index > 0) this.#threads.delete(index)
    await Promise.all(helpers.map(thread => thread.stop()))
  }

  #helpers(): readonly Thread<WalkCalls>[] {
    return [...this.#threads].flatMap(([index, thread]) => (index > 0 ? [thread] : []))
  }

  #thread(index: number): Thread<WalkCalls> {
    const known = this.#threads.get(index)
    if (known !== undefined) return known
    const thread: Thread<WalkCalls> = new Thread<WalkCalls>(this.#options.entry, {
      workerData: this.#options.workerData,
      onEvent: event => this.#told(event as WalkEvent, index, thread),
      onDeath: () => {
        // Its walks reject; the next one starts a thread anew.
        this.#threads.delete(index)
      },
    })
    this.#threads.set(index, thread)
    // One that died is of no walk any more.
    if (this.#phase === 'paused') thread.call('pause', null).catch(() => {})
    return thread
  }

  #told(event: WalkEvent, index: number, thread: Thread<WalkCalls>): void {
    const running = this.#running.get(event.walk)
    if (!running) return
    if ('touched' in event) {
      const taken = this.#take(running.request, event.touched, thread)
      running.taking = Promise.all([running.taking, taken]).then(() => {})
      // The failure is the walk's, which awaits `taking` when its report is there: until then nobody misses it.
      running.taking.catch(() => {})
    } else {
      const { files, directories, place } = event
      running.looked[index] = { files, directories }
      this.#options.onProgress?.({ request: running.request, ...sumOf(running.looked), place, taken: running.taking })
    }
  }

  async #take(request: WalkRequest, groups: readonly TouchedNames[], thread: Thread<WalkCalls>): Promise<void> {
    try {
      await this.#options.touched(walkedOf(request, groups))
    } finally {
      // Of a thread that died its walk tells.
      await thread.call('taken', null).catch(() => {})
    }
  }

  #enter(phase: 'idle' | 'walking' | 'paused' | 'stopped'): void {
    if (this.#phase === 'stopped') return
    this.#phase = phase
    this.#phaseSince = this.#options.clock.monotonic()
  }
}

function sumOf(looked: Running['looked']): { readonly files: number; readonly directories: number } {
  // A part that has told nothing yet leaves a hole, which forEach passes over.
  const sum = { files: 0, directories: 0 }
  looked.forEach(({ files, directories }) => {
    sum.files += files
    sum.directories += directories
  })
  return sum
}

function isDeath(part: PromiseSettledResult<WalkReport>): boolean {
  return part.status === 'rejected' && part.reason instanceof ThreadError && part.reason.code === 'ERR_WORKER_DIED'
}

function walkedOf({ root }: WalkRequest, groups: readonly TouchedNames[]): readonly WalkedNames[] {
  return groups.map(({ directory, names }) => ({ root, directory, names: names.split('/') as PathText[] }))
}
