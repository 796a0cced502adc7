// Owns what the agent says of its own watching: which source watches each root from when on, up to when all that was seen
// is written down, and times that nobody saw. Gaps of a root are its keeper's, what is stored the journal's.
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import { pause } from '@sekisho/shared/clock.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Grade } from '@sekisho/shared/wire.ts'
import type { WatchingSource } from '../handover.ts'
import type { Canaries } from './canaries.ts'
import { type Jump, jumpBetween, type Moment } from './clocks.ts'

export interface CoverageDoors {
  /** Milliseconds since the machine started, sleep included. */
  uptime(): number
  beginSpan(
    root: PathText,
    span: { readonly grade: Grade; readonly source: string; readonly at: number },
  ): Promise<void>
  endSpan(root: PathText, at: number): Promise<void>
  /** Everything that the sources saw by `at` was committed. */
  markAlive(at: number): Promise<void>
  /** Resolves when everything touched so far is in the journal. */
  settled(): Promise<void>
  /** Time went by that nobody saw. */
  jumped(jump: Jump): void
  /** Records may wait in the outbox. */
  wake(): void
  readonly clock: Clock
  readonly log: Log
}

const lookMs = 5000
/** How far the last sign of life may lie back when the agent is killed: the restart's gap reaches that much further. */
const aliveMs = 10_000
/** What the kernel told a source by then has come to settle: sources read at once, in threads of their own. */
const readMs = 1000
/** As long as settle may keep a path that is written again and again. */
const settleMs = 1000

export class Coverage {
  readonly canaries: Canaries
  readonly #doors: CoverageDoors
  readonly #timers: Timer[] = []
  #moment: Moment
  #marking: Promise<void> | null = null

  constructor(canaries: Canaries, doors: CoverageDoors) {
    this.canaries = canaries
    this.#doors = doors
    this.#moment = this.#look()
  }

  /** Before any source: from here on a killed agent leaves a sign of life behind. */
  async start(): Promise<void> {
    const { clock, markAlive } = this.#doors
    await this.#tell(markAlive(clock.now()))
    this.#timers.push(
      clock.inStep(lookMs, () => this.#compare()),
      clock.inStep(aliveMs, () => this.mark()),
    )
  }

  /** Every later change is seen by this source. Never rejects: a span that is not written down claims nothing. */
  async watched(root: PathText, watcher: WatchingSource): Promise<void> {
    const { grade, source } = watcher
    await this.#tell(this.#doors.beginSpan(root, { grade, source, at: this.#doors.clock.now() }))
    this.canaries.begin(root, watcher)
  }

  /** From here on nothing watches the root. */
  async unwatched(root: PathText): Promise<void> {
    this.canaries.end(root)
    await this.#tell(this.#doors.endSpan(root, this.#doors.clock.now()))
  }

  /** The sign of life. One at a time: while something takes long to be written down, nothing later is claimed. */
  mark(): Promise<void> {
    this.#marking ??= this.#mark().finally(() => {
      this.#marking = null
    })
    return this.#marking
  }

  /** After the sources: what they saw last is waited for a little, and the next start's gap begins where that ended. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) timer.cancel()
    this.canaries.stop()
    const { clock, settled, markAlive } = this.#doors
    const at = clock.now() - readMs
    const done = await Promise.race([settled().then(() => true), pause(clock, settleMs).then(() => false)])
    if (done) await this.#tell(markAlive(at))
  }

  async #mark(): Promise<void> {
    const { clock, settled, markAlive } = this.#doors
    const at = clock.now()
    await pause(clock, readMs)
    await settled()
    await this.#tell(markAlive(at))
  }

  async #tell(written: Promise<void>): Promise<void> {
    const { log, wake } = this.#doors
    try {
      await written
      wake()
    } catch (error) {
      // Less is claimed than was true; the next start's gap only reaches further back.
      log.warn('coverage could not be written down', { error })
    }
  }

  #compare(): void {
    const moment = this.#look()
    const jump = jumpBetween(this.#moment, moment)
    this.#moment = moment
    if (jump !== null) this.#doors.jumped(jump)
  }

  #look(): Moment {
    const { clock, uptime } = this.#doors
    return { now: clock.now(), monotonic: clock.monotonic(), uptime: uptime() }
  }
}
