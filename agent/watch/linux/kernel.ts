// Owns the owner's side of the reader's thread: one for all roots, opened when the first is offered, and what becomes of
// them when it dies. Claims nothing about contents, and decides nothing about gaps.
import { closeSync, statSync, writeSync } from 'node:fs'
import type { Clock } from '@sekisho/shared/clock.ts'
import { diskPath } from '@sekisho/shared/disk.ts'
import { describeError } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { Thread, ThreadError } from '@sekisho/shared/thread.ts'
import type { CanaryWhy, Grade } from '@sekisho/shared/wire.ts'
import type { ContentDoor, KeptContent, WatchDoor, Watcher } from '../../handover.ts'
import type { ReaderCalls, ReaderEvent, ReaderOpened, RoomReports, RootRules } from './protocol.ts'
import { wakeUp } from './system.ts'

export interface KernelEventsOptions {
  /** The module that the thread runs, which calls `serveReader`. */
  readonly entry: URL
  readonly workerData: unknown
  readonly source: KernelSource
  /** Left out where the reader keeps no contents. */
  readonly inForce?: () => readonly RootRules[]
  readonly door: WatchDoor
  /** Left out where nobody keeps contents for longer than the reader does, which is then started so. */
  readonly contents?: ContentDoor
  readonly clock: Clock
  readonly log: Log
}

/** What its watchers say of themselves. */
export interface KernelSource {
  readonly name: 'fanotify' | 'inotify'
  readonly grade: Grade
  /** There is one queue for each file system, and not for all. */
  readonly perFileSystem: boolean
}

export const fanotify: KernelSource = { name: 'fanotify', grade: 'proven', perFileSystem: true }
/** It tells what its queue lost. What is in a new folder before that is watched, and what is written through a link outside, it cannot. */
export const inotify: KernelSource = { name: 'inotify', grade: 'watched', perFileSystem: false }

/** Why there is no watcher. */
export interface Refused {
  readonly refused: string
  /** How many the root has, where more folders would be watched than may be. */
  readonly folders?: number
}

/** A thread that is up, with what must be closed if it dies. */
interface Running {
  readonly thread: Thread<ReaderCalls>
  readonly opened: ReaderOpened
  /** What was opened for it is closed: its numbers may be somebody else's by now. */
  gone: boolean
}

/** The kernel's own events, for as many roots as it will serve. */
export class KernelEvents {
  readonly #options: KernelEventsOptions
  readonly #watches = new Map<PathText, KernelWatch>()
  /** Folders that are told of and are no roots. */
  readonly #beside = new Set<PathText>()
  #running: Promise<Running | { readonly why: string }> | null = null
  /** Last sign of life: what came after it may have been missed. */
  #aliveAt: number
  #taking = 0
  #stopped = false
  #reports: RoomReports = {}

  constructor(options: KernelEventsOptions) {
    this.#options = options
    this.#aliveAt = options.clock.now()
  }

  /**
   * A watcher whose root is served from now on, or why there is none. Never rejects.
   * @param why what it says of itself
   * @param ceiling so many folders may be watched for all roots, where each takes a watch
   */
  async offer(root: PathText, why = '', ceiling?: number): Promise<Watcher | Refused> {
    const running = await this.#run()
    if ('why' in running) {
      // The user's instances or descriptors are used up: later there may be some.
      if (/\b(?:EMFILE|ENFILE|ENOMEM)\b/.test(running.why)) this.#running = null
      return { refused: running.why }
    }
    try {
      await this.tellRules()
      const served = await this.#call(running, 'serve', ceiling === undefined ? { root } : { root, ceiling })
      if (!served.serves) {
        const { why: refused, folders } = served
        return folders === undefined ? { refused } : { refused, folders }
      }
    } catch (error) {
      return { refused: describeError(error) }
    }
    const { clock, source } = this.#options
    const watch = new KernelWatch(clock, source, why, {
      leave: () => this.#leave(root, watch),
      alsoTells: folder => this.alsoTells(root, folder),
    })
    this.#watches.set(root, watch)
    return watch
  }

  /** As `Watcher.alsoTells`: there is one queue for all, or for all that one file system tells. */
  async alsoTells(root: PathText, folder: PathText): Promise<CanaryWhy | null> {
    const running = await this.#run()
    if ('why' in running) return 'outside-unseen'
    try {
      const { perFileSystem } = this.#options.source
      if (perFileSystem && statSync(diskPath(root)).dev !== statSync(diskPath(folder)).dev) return 'other-file-system'
      if (this.#beside.has(folder)) return null
      const served = await this.#call(running, 'serve', { root: folder })
      if (served.serves) this.#beside.add(folder)
      return served.serves ? null : 'outside-unseen'
    } catch {
      // Root or folder is gone for now, or the thread is: the next canary asks again.
      return 'outside-unseen'
    }
  }

  /** Says what the profiles in force say, if somebody reads: before a root is served, and whenever they change. */
  async tellRules(): Promise<void> {
    const { inForce } = this.#options
    const running = await this.#running
    if (inForce === undefined || running === null || 'why' in running || this.#stopped) return
    const roots = inForce().map(({ root, rules }) => ({ root, rules }))
    await this.#call(running, 'rules', { roots }).catch(onlyIfAlive)
  }

  /** What was kept of a file that may be gone; null where nothing was, or nothing reads. */
  async kept(sha256: string): Promise<KeptContent | null> {
    const running = await this.#running
    if (running === null || 'why' in running || this.#stopped) return null
    return (await this.#call(running, 'kept', { sha256 }).catch(onlyIfAlive)) ?? null
  }

  /** As it was when it was last asked, mostly at the heartbeat before: the thread is not waited for. */
  reports(): RoomReports {
    void this.#askReports()
    return this.#reports
  }

  async #askReports(): Promise<void> {
    const running = await this.#running
    if (running === null || 'why' in running || this.#stopped) return
    this.#reports = (await this.#call(running, 'report', null).catch(onlyIfAlive)) ?? {}
  }

  async stop(): Promise<void> {
    const running = await this.#running
    this.#running = null
    if (running === null || running === undefined || 'why' in running) return
    // Closed by the thread itself; a thread that does not answer is ended all the same, and its descriptors with the process.
    this.#stopped = true
    await this.#call(running, 'close', null).catch(onlyIfAlive)
    await running.thread.stop()
    if (running.gone) return
    running.gone = true
    closeSync(running.opened.wake)
  }

  /** Messages of touches that are being taken. */
  get taking(): number {
    return this.#taking
  }

  #run(): Promise<Running | { readonly why: string }> {
    this.#running ??= this.#open()
    return this.#running
  }

  async #open(): Promise<Running | { readonly why: string }> {
    const thread = new Thread<ReaderCalls>(this.#options.entry, {
      workerData: this.#options.workerData,
      onEvent: event => this.#told(event as ReaderEvent, running),
      onDeath: error => this.#died(error, running),
    })
    let running: Running | null = null
    try {
      const answer = await thread.call('open', null)
      if ('why' in answer) {
        await thread.stop()
        return answer
      }
      this.#aliveAt = this.#options.clock.now()
      running = { thread, opened: answer, gone: false }
      return running
    } catch (error) {
      return { why: describeError(error) }
    }
  }

  /** The message is there before the wake, so the round that this ends finds it. */
  #call<N extends keyof ReaderCalls>(running: Running, name: N, input: Parameters<ReaderCalls[N]>[0]) {
    const answer = running.thread.call(name, input as never)
    if (!running.gone) writeSync(running.opened.wake, wakeUp)
    return answer
  }

  #told(event: ReaderEvent, running: Running | null): void {
    if (this.#stopped) {
      if ('closed' in event) closeSync(event.closed.descriptor)
      return
    }
    this.#aliveAt = this.#options.clock.now()
    if ('lost' in event) {
      const { root, cause } = event.lost
      if (cause === 'watch-lost') {
        this.#watches.delete(root)
        this.#beside.delete(root)
      }
      this.#options.door.lost(event.lost)
      return
    }
    if ('linked' in event) {
      this.#options.door.linked(event.linked)
      return
    }
    if ('kept' in event) {
      this.#options.contents?.kept(event.kept)
      return
    }
    if ('closed' in event) {
      this.#options.contents?.closed(event.closed, () => {
        if (running !== null && !this.#stopped) this.#call(running, 'closedAgain', null).catch(onlyIfAlive)
      })
      return
    }
    this.#options.door.touched(event.touched)
    if (running === null) return
    this.#taking++
    this.#call(running, 'taken', null)
      .catch(onlyIfAlive)
      .finally(() => {
        this.#taking--
      })
  }

  /** Of the same root another watcher may have been made meanwhile. */
  async #leave(root: PathText, watch: KernelWatch): Promise<void> {
    if (this.#watches.get(root) !== watch) return
    this.#watches.delete(root)
    const running = await this.#running
    if (running && !('why' in running)) await this.#call(running, 'leave', { root }).catch(onlyIfAlive)
  }

  #died(error: Error, running: Running | null): void {
    this.#options.log.error('reader of events died', { source: this.#options.source.name, error })
    this.#running = null
    this.#reports = {}
    if (running !== null) {
      running.gone = true
      for (const descriptor of running.opened.descriptors) closeSync(descriptor)
    }
    const roots = [...this.#watches.keys()]
    this.#watches.clear()
    this.#beside.clear()
    for (const root of roots) this.#options.door.lost({ root, cause: 'watch-lost', from: this.#aliveAt })
  }
}

/** A thread that is gone needs no answer, and its death has been declared. */
function onlyIfAlive(error: unknown): undefined {
  if (!(error instanceof ThreadError)) throw error
  return undefined
}

interface KernelWatchDoors {
  leave(): Promise<void>
  alsoTells(folder: PathText): Promise<CanaryWhy | null>
}

/** One root's share of the reader. */
class KernelWatch implements Watcher {
  readonly source: string
  readonly grade: Grade
  readonly why: string
  readonly makeshift = false
  readonly #clock: Clock
  readonly #since: number
  readonly #doors: KernelWatchDoors
  #phase: 'watching' | 'stopped' = 'watching'

  constructor(clock: Clock, { name, grade }: KernelSource, why: string, doors: KernelWatchDoors) {
    this.source = name
    this.grade = grade
    this.why = why
    this.#clock = clock
    this.#since = clock.monotonic()
    this.#doors = doors
  }

  alsoTells(folder: PathText): Promise<CanaryWhy | null> {
    return this.#doors.alsoTells(folder)
  }

  /** It was served before it was handed out. */
  async start(): Promise<void> {}

  async stop(): Promise<void> {
    if (this.#phase === 'stopped') return
    this.#phase = 'stopped'
    await this.#doors.leave()
  }

  report(): RoomReport {
    return { phase: this.#phase, sinceMs: this.#clock.monotonic() - this.#since, depth: 0, oldestAgeMs: 0 }
  }
}
