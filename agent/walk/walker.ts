// Owns the owner's side of walks: hands the touches of each to its door, and answers when all of them were taken.
// The thread behind it is named by the pipeline, because it needs the journal's reader as well.
import type { Clock } from '@sekisho/shared/clock.ts'
import { joinPath } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { Thread, ThreadError } from '@sekisho/shared/thread.ts'
import type { FileIdentity, PlaceOfFile, Touch } from '../handover.ts'
import { Rehashing } from './rehash.ts'
import type { Place, TouchedNames, WalkCalls, WalkEvent, WalkReport, WalkRequest } from './request.ts'

export interface WalkerOptions {
  /** The thread's module; it calls `serveWalks`. */
  readonly entry: URL
  readonly workerData: unknown
  readonly clock: Clock
  /** Takes a batch of touches. While it has not resolved for four of them, the walk waits. */
  touched(touches: readonly Touch[]): Promise<void>
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
  /** Batches that the door has not taken yet. */
  taking: Promise<void>
}

/** Walks roots in a thread. Several may be asked for at once; prompt ones go first. */
export class Walker {
  readonly #options: WalkerOptions
  readonly #running = new Map<number, Running>()
  #thread: Thread<WalkCalls> | null = null
  readonly #rehashing = new Rehashing()
  #nextId = 1
  #phase: 'idle' | 'walking' | 'paused' | 'stopped' = 'idle'
  #phaseSince: number

  constructor(options: WalkerOptions) {
    this.#options = options
    this.#phaseSince = options.clock.monotonic()
  }

  /**
   * Resolves when the walk is over and the door has taken all its touches; they need not be settled by then.
   * @throws ThreadError `ERR_WORKER_DIED` when the thread died; system errors that say nothing of the disk (EMFILE);
   * what the door throws
   */
  async walk(wish: WalkRequest): Promise<WalkReport> {
    if (this.#phase === 'stopped') throw new ThreadError('walk has stopped', 'ERR_WORKER_DIED')
    const id = this.#nextId++
    const began = this.#options.clock.monotonic()
    const due = wish.mode === 'stat' ? [] : this.#rehashing.due(wish.root, wish.profile, began)
    const request: WalkRequest = { ...wish, due }
    const running: Running = { request, since: began, taking: Promise.resolve() }
    this.#running.set(id, running)
    if (this.#phase === 'idle') this.#enter('walking')
    try {
      const report = await this.#calls().call('walk', { id, request })
      await running.taking
      if (report.end === 'completed' && wish.from === '') this.#rehashing.read(wish.root, due, began)
      return report
    } finally {
      this.#running.delete(id)
      if (this.#running.size === 0 && this.#phase === 'walking') this.#enter('idle')
    }
  }

  /** Ends walks of a root, or all; they answer `stopped`. */
  async stopWalks(root: WalkRequest['root'] | null): Promise<void> {
    for (const [id, { request }] of this.#running) {
      if (root === null || request.root === root) await this.#thread?.call('stop', { id })
    }
  }

  async pause(): Promise<void> {
    this.#enter('paused')
    await this.#calls().call('pause', null)
  }

  async resume(): Promise<void> {
    this.#enter(this.#running.size > 0 ? 'walking' : 'idle')
    await this.#calls().call('resume', null)
  }

  /** Which known paths are these files. @throws ThreadError as `walk`; system errors that say nothing of the disk (EMFILE) */
  async whereAre(files: readonly FileIdentity[]): Promise<readonly PlaceOfFile[]> {
    if (this.#phase === 'stopped') throw new ThreadError('walk has stopped', 'ERR_WORKER_DIED')
    return await this.#calls().call('whereAre', { files })
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

  /** Ends the thread; walks under way reject. */
  async stop(): Promise<void> {
    this.#enter('stopped')
    await this.#thread?.stop()
  }

  #calls(): Thread<WalkCalls> {
    this.#thread ??= new Thread<WalkCalls>(this.#options.entry, {
      workerData: this.#options.workerData,
      onEvent: event => this.#told(event as WalkEvent),
      onDeath: () => {
        // Its walks reject; the next one starts a thread anew.
        this.#thread = null
      },
    })
    return this.#thread
  }

  #told(event: WalkEvent): void {
    const running = this.#running.get(event.walk)
    if (!running) return
    if ('touched' in event) {
      const taken = this.#take(running.request, event.touched)
      running.taking = Promise.all([running.taking, taken]).then(() => {})
      // The failure is the walk's, which awaits `taking` when its report is there: until then nobody misses it.
      running.taking.catch(() => {})
    } else {
      const { files, directories, place } = event
      this.#options.onProgress?.({ request: running.request, files, directories, place, taken: running.taking })
    }
  }

  async #take(request: WalkRequest, groups: readonly TouchedNames[]): Promise<void> {
    try {
      await this.#options.touched(touchesOf(request, groups))
    } finally {
      await this.#thread?.call('taken', null)
    }
  }

  #enter(phase: 'idle' | 'walking' | 'paused' | 'stopped'): void {
    if (this.#phase === 'stopped') return
    this.#phase = phase
    this.#phaseSince = this.#options.clock.monotonic()
  }
}

function touchesOf(request: WalkRequest, groups: readonly TouchedNames[]): Touch[] {
  const { root } = request
  return groups.flatMap(({ directory, names }) =>
    names.map(
      (name): Touch => ({
        root,
        path: joinPath(directory, name),
        noticed: 'walk',
        saw: [],
        // Nobody is known to write: what is being written shows as changed while it is read.
        settled: true,
        witnesses: [],
      }),
    ),
  )
}
