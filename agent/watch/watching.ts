// Owns the owner's side of one watcher thread: its states, and its touches and losses on their way to the door.
// Claims nothing about contents, and decides nothing about gaps.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { Thread, ThreadError } from '@sekisho/shared/thread.ts'
import type { Touch, WatchDoor, Watcher } from '../handover.ts'
import type { Surveyed, WatchCalls, WatchEvent } from './protocol.ts'

export interface WatchThreadOptions {
  readonly root: PathText
  readonly door: WatchDoor
  readonly clock: Clock
  /** What to say of the source. */
  readonly why: string
  readonly log: Log
}

/**
 * new       the thread runs, nothing is watched → starting
 * starting  chokidar looks over the tree → watching, or lost
 * watching  every change is touched → lost, stopped
 * lost      the thread died, or the root went: the pipeline makes a new watcher → stopped
 * stopped   no way out
 */
type Phase = 'new' | 'starting' | 'watching' | 'lost' | 'stopped'

/** chokidar, in its thread. */
export class WatchThread implements Watcher {
  readonly source = 'chokidar'
  readonly grade = 'watched'
  readonly makeshift = false
  readonly why: string
  readonly #options: WatchThreadOptions
  readonly #thread: Thread<WatchCalls>
  #phase: Phase = 'new'
  #phaseSince: number
  /** Last sign of life: what came after it may have been missed. */
  #aliveAt: number
  #taking = 0

  constructor(options: WatchThreadOptions) {
    this.#options = options
    this.why = options.why
    this.#phaseSince = options.clock.monotonic()
    this.#aliveAt = options.clock.now()
    this.#thread = new Thread<WatchCalls>(new URL('./worker.ts', import.meta.url), {
      onEvent: event => this.#told(event as WatchEvent),
      onDeath: error => {
        options.log.error('watcher died', { root: options.root, error })
        this.#enterLost(this.#aliveAt)
      },
    })
  }

  survey(ceiling: number): Promise<Surveyed> {
    return this.#thread.call('survey', { root: this.#options.root, ceiling })
  }

  /** @throws ThreadError with a system error's code when the root cannot be watched */
  async start(): Promise<void> {
    if (this.#phase !== 'new') throw new Error(`a watcher cannot start when ${this.#phase}`)
    this.#enter('starting')
    await this.#thread.call('start', { root: this.#options.root })
    this.#aliveAt = this.#options.clock.now()
    if (this.phase === 'starting') this.#enter('watching')
  }

  async stop(): Promise<void> {
    this.#enter('stopped')
    await this.#thread.stop()
  }

  /** chokidar watches trees, and this one alone. */
  async alsoTells(): Promise<'outside-unseen'> {
    return 'outside-unseen'
  }

  report(): RoomReport {
    const now = this.#options.clock.monotonic()
    return { phase: this.#phase, sinceMs: now - this.#phaseSince, depth: this.#taking, oldestAgeMs: 0 }
  }

  /** Read anew after a wait, in which events may have moved it. */
  private get phase(): Phase {
    return this.#phase
  }

  #told(event: WatchEvent): void {
    if (this.#phase === 'stopped') return
    this.#aliveAt = this.#options.clock.now()
    if ('touched' in event) this.#take(event.touched)
    else if ('lost' in event) {
      if (event.lost === 'watch-lost') this.#enterLost(event.from)
      else this.#options.door.lost({ root: this.#options.root, cause: event.lost, from: event.from })
    }
  }

  #take(paths: readonly PathText[]): void {
    this.#taking++
    this.#options.door.touched(paths.map(path => touchOf(this.#options.root, path)))
    this.#thread.call('taken', null).then(
      () => {
        this.#taking--
      },
      (error: unknown) => {
        // A thread that is gone needs no more credit, and its death has been declared.
        if (!(error instanceof ThreadError)) throw error
      },
    )
  }

  #enterLost(from: number): void {
    if (this.#phase === 'stopped' || this.#phase === 'lost') return
    const wasWatching = this.#phase !== 'new'
    this.#enter('lost')
    if (wasWatching) this.#options.door.lost({ root: this.#options.root, cause: 'watch-lost', from })
  }

  #enter(phase: Phase): void {
    this.#phase = phase
    this.#phaseSince = this.#options.clock.monotonic()
  }
}

/** chokidar cannot tell a write from a move, nor who did it. */
function touchOf(root: PathText, path: PathText): Touch {
  return { root, path, noticed: 'watch', saw: [], settled: false, witnesses: [] }
}
