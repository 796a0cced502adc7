// Owns the choice of a root's source, and the owner's side of the watcher thread: touches and losses to the door.
// Claims nothing about contents, and decides nothing about gaps.
import { realpathSync } from 'node:fs'
import type { Clock } from '@sekisho/shared/clock.ts'
import { diskPath } from '@sekisho/shared/disk.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { Thread, ThreadError } from '@sekisho/shared/thread.ts'
import type { Touch, WatchDoor, Watcher } from '../handover.ts'
import { type MachineLimits, shortageOf } from './limits.ts'
import type { Surveyed, WatchCalls, WatchEvent } from './protocol.ts'

export interface WatchOptions {
  readonly root: PathText
  readonly door: WatchDoor
  readonly clock: Clock
  readonly say: Say
  readonly limits: MachineLimits
}

/** Beyond this no machine is asked for: a survey need not count on. */
const surveyCeiling = 5_000_000

/** The best source that serves the root as it now is; one that only waits for walks where none does. Never rejects. */
export async function chooseWatcher(options: WatchOptions): Promise<Watcher> {
  const thread = new WatchThread(options)
  const why = await reasonToWalk(options, thread)
  if (why === null) return thread
  await thread.stop()
  return new Walked(options.clock, why)
}

async function reasonToWalk({ root, limits, say }: WatchOptions, thread: WatchThread): Promise<string | null> {
  let surveyed: Surveyed
  try {
    if (!isPlainPath(root)) return say('watch.odd-root')
    surveyed = await thread.survey(surveyCeiling)
  } catch (error) {
    // A root that is missing has its own gap; this is only why it is not watched.
    return say('watch.unavailable', { found: errnoOf(error) ?? String(error) })
  }
  if (surveyed.remote !== null) return say('watch.remote', { found: surveyed.remote })
  const shortage = shortageOf(surveyed, limits)
  if (shortage === null) return null
  const { of, found, limit } = shortage
  if (of === 'watches') return say('watch.watches', { found, limit })
  return say('watch.memory', { found: megabytes(found), limit: megabytes(limit) })
}

/** chokidar takes strings, and a backslash for a separator. @throws system errors */
function isPlainPath(root: PathText): boolean {
  const real = realpathSync.native(diskPath(root), { encoding: 'buffer' })
  const text = real.toString()
  return !text.includes('\\') && !text.includes('\u{FFFD}') && real.length < 3500
}

export function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6)
}

/** No source: the root is walked on schedule. */
class Walked implements Watcher {
  readonly source = 'walk'
  readonly grade = 'walked'
  readonly why: string
  readonly #clock: Clock
  readonly #since: number

  constructor(clock: Clock, why: string) {
    this.#clock = clock
    this.#since = clock.monotonic()
    this.why = why
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}

  report(): RoomReport {
    return { phase: 'walked', sinceMs: this.#clock.monotonic() - this.#since, depth: 0, oldestAgeMs: 0 }
  }
}

/**
 * new       the thread runs, nothing is watched → starting
 * starting  chokidar looks over the tree → watching, or lost
 * watching  every change is touched → lost, stopped
 * lost      the thread died, or the root went: the pipeline makes a new watcher → stopped
 * stopped   no way out
 */
type Phase = 'new' | 'starting' | 'watching' | 'lost' | 'stopped'

class WatchThread implements Watcher {
  readonly source = 'chokidar'
  readonly grade = 'watched'
  readonly why: string
  readonly #options: WatchOptions
  readonly #thread: Thread<WatchCalls>
  #phase: Phase = 'new'
  #phaseSince: number
  /** Last sign of life: what came after it may have been missed. */
  #aliveAt: number
  #taking = 0

  constructor(options: WatchOptions) {
    this.#options = options
    this.why = options.say('watch.losses-unseen')
    this.#phaseSince = options.clock.monotonic()
    this.#aliveAt = options.clock.now()
    this.#thread = new Thread<WatchCalls>(new URL('./worker.ts', import.meta.url), {
      onEvent: event => this.#told(event as WatchEvent),
      onDeath: () => this.#enterLost(this.#aliveAt),
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
