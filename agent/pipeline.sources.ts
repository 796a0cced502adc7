// Owns the sources of touches as one: the kernel's events for all roots, and the choice for each. What becomes of touches
// and losses is their door's.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { translator } from '@sekisho/shared/messages.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { ContentDoor, KeptContent, WatchDoor, Watcher } from './handover.ts'
import type { WatchThreadData } from './pipeline.watch.ts'
import { machineLimits } from './watch/limits.ts'
import { fanotify, inotify, KernelEvents } from './watch/linux/kernel.ts'
import type { RootRules } from './watch/linux/protocol.ts'
import type { WantedSource } from './watch/wanted.ts'
import { chooseWatcher } from './watch/watcher.ts'

export interface SourcesOptions {
  readonly wanted: WantedSource
  /** With what the thread that reads the kernel's events is started. */
  readonly thread: WatchThreadData
  /** Roots with what their profiles say: of some paths nothing is kept. */
  readonly inForce: () => readonly RootRules[]
  readonly door: WatchDoor
  /** Null where contents are not kept for longer than the reader has them. */
  readonly contents: ContentDoor | null
  readonly clock: Clock
  readonly log: Log
}

const inotifyThread = new URL('./watch/inotify/worker.ts', import.meta.url)

export class Sources {
  readonly #options: SourcesOptions
  readonly #fanotify: KernelEvents
  readonly #inotify: KernelEvents

  constructor(options: SourcesOptions) {
    this.#options = options
    const { thread, inForce, door, contents, clock, log } = options
    const entry = new URL('./pipeline.watch.ts', import.meta.url)
    const shared = { door, clock, log }
    this.#fanotify = new KernelEvents({
      entry,
      workerData: { ...thread, handsOn: contents !== null },
      source: fanotify,
      inForce,
      ...(contents === null ? {} : { contents }),
      ...shared,
    })
    this.#inotify = new KernelEvents({ entry: inotifyThread, workerData: null, source: inotify, ...shared })
  }

  /** The best source for the root as it now is. Never rejects. */
  choose(root: PathText): Promise<Watcher> {
    // The collector and its readers speak many languages; what it is told is in one.
    return chooseWatcher({
      root,
      limits: machineLimits(),
      say: translator('en'),
      kernel: this.#fanotify,
      inotify: this.#inotify,
      ...this.#options,
    })
  }

  /** Of the rooms in the threads that read, as they were a heartbeat ago. None before a root was offered to them. */
  reports(): Readonly<Record<string, RoomReport>> {
    return { ...this.#inotify.reports(), ...this.#fanotify.reports() }
  }

  /** Contents of scripts that were closed just now: only fanotify's reader has them. */
  kept(sha256: string): Promise<KeptContent | null> {
    return this.#fanotify.kept(sha256)
  }

  /** Other profiles are in force, or other roots. */
  rulesChanged(): void {
    void this.#fanotify.tellRules()
  }

  async stop(): Promise<void> {
    await Promise.all([this.#fanotify.stop(), this.#inotify.stop()])
  }
}
