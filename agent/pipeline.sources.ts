// Owns the sources of touches as one: the kernel's events for all roots, and the choice for each. What becomes of touches
// and losses is their door's.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { translator } from '@sekisho/shared/messages.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { KeptContent, WatchDoor, Watcher } from './handover.ts'
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
    const { thread, inForce, door, clock, log } = options
    const entry = new URL('./pipeline.watch.ts', import.meta.url)
    this.#fanotify = new KernelEvents({ entry, workerData: thread, source: fanotify, inForce, door, clock, log })
    this.#inotify = new KernelEvents({ entry: inotifyThread, workerData: null, source: inotify, door, clock, log })
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
