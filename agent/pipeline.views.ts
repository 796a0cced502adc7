// Owns when the views of web servers and PHP are compared, and takes what differs to the journal; and with it when it is looked
// whether they serve more than is watched. What they see is the room views' to find out, what they serve served's, who they are
// attribution's.
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import { describeError } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { actorNow } from './attribution/table.ts'
import type { ViewsSeen } from './handover.ts'
import type { Journal } from './journal/journal.ts'
import { Served } from './served/keeper.ts'
import { Views } from './views/views.ts'

export interface ViewsDoors {
  readonly journal: Pick<Journal, 'tellViews'>
  roots(): readonly PathText[]
  /** Records wait in the outbox. */
  wake(): void
  /** Patterns of what is hidden in command lines. */
  readonly redact: readonly string[]
  readonly clock: Clock
  readonly log: Log
}

/** A comparison reads a few hundred small files of /proc. */
const compareEachMs = 60_000

export class ViewsKeeper {
  readonly #doors: ViewsDoors
  readonly #views: Views
  readonly #served: Served
  #timer: Timer | null = null
  #comparing: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(doors: ViewsDoors) {
    const { clock, redact } = doors
    this.#doors = doors
    this.#served = new Served(clock)
    this.#views = new Views({ clock, actorOf: pid => actorNow(pid, { clock, redact }) })
  }

  get seen(): ViewsSeen | null {
    return this.#views.seen
  }

  /** Folders that are served and lie in no root; null before the first look that came to an end. */
  get served(): readonly PathText[] | null {
    return this.#served.folders
  }

  /** The last look at what is served left something out. */
  get servedUnknown(): boolean {
    return this.#served.isUnknown
  }

  start(): void {
    this.#timer = this.#doors.clock.inStep(compareEachMs, () => this.compare())
    this.compare()
  }

  /** One after another: a slow one is not overtaken. */
  compare(): void {
    this.#comparing = this.#comparing.then(() => this.#compareOnce())
  }

  report(): RoomReport {
    return this.#views.report()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    await this.#comparing
  }

  async #compareOnce(): Promise<void> {
    if (!this.#stopped) await this.#compareViews()
    if (!this.#stopped) this.#lookAtServed()
  }

  /** Behind the comparison and apart from it: what the shop writes into its configuration must not end that. */
  #lookAtServed(): void {
    try {
      this.#served.look(this.#doors.roots())
    } catch (error) {
      this.#served.enterUnknown()
      this.#doors.log.error('what is served could not be looked at', { error: describeError(error) })
    }
  }

  async #compareViews(): Promise<void> {
    const { journal, log, wake } = this.#doors
    try {
      const views = await this.#views.compare(this.#doors.roots())
      if (views === null || this.#stopped) return
      const told = await journal.tellViews(views)
      if (told === 0) return
      log.warn('a web server or PHP sees something else than is watched', {
        views: views.map(({ root, path, actor }) => ({ root, path, pid: actor === 'unknown' ? null : actor.pid })),
      })
      wake()
    } catch (error) {
      // Nothing of it was written: the next comparison finds the same.
      log.error('views could not be compared', { error: describeError(error) })
    }
  }
}
