// Owns when the log is taken into the database, on the main thread: again and again, beside those who commit.
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { Thread } from '@sekisho/shared/thread.ts'
import type { CheckpointCalls } from './checkpoint.ts'

/** Where much is judged otherwise the log grows by 64 MiB a second, which is then written back by whoever commits. */
const eachMs = 250

export interface CheckpointsOptions {
  readonly clock: Clock
  readonly log: Log
  readonly onDeath: (error: Error) => void
}

/**
 * keeping  up to some thousand pages are in the log alone → failing
 * failing  the log could not be taken; who commits does it once it is long → keeping
 */
export class Checkpoints {
  readonly #options: CheckpointsOptions
  readonly #thread: Thread<CheckpointCalls>
  #timer: Timer | null = null
  #running = false
  #phase: 'keeping' | 'failing' = 'keeping'
  #since: number
  #pages = 0

  constructor(options: CheckpointsOptions) {
    this.#options = options
    this.#since = options.clock.monotonic()
    this.#thread = new Thread(new URL('./checkpoint.ts', import.meta.url), { onDeath: options.onDeath })
  }

  /** Once the store has made the database. */
  async open(path: string): Promise<void> {
    await this.#thread.call('open', { path })
    this.#timer = this.#options.clock.every(eachMs, () => void this.#take())
  }

  report(): RoomReport {
    const sinceMs = this.#options.clock.monotonic() - this.#since
    return { phase: this.#phase, sinceMs, depth: this.#pages, oldestAgeMs: 0 }
  }

  /** Before whoever writes: only the last connection can take all of the log. */
  async close(): Promise<void> {
    this.#timer?.cancel()
    await this.#thread.call('close', null)
  }

  stop(): Promise<void> {
    this.#timer?.cancel()
    return this.#thread.stop().then(() => {})
  }

  async #take(): Promise<void> {
    if (this.#running) return
    this.#running = true
    try {
      this.#pages = await this.#thread.call('takeLog', null)
      this.#enter('keeping')
    } catch (error) {
      // Nothing is lost: what was committed is in the log, and who commits writes it back. On a full disk that one says so.
      if (this.#phase !== 'failing') this.#options.log.warn('the log could not be taken into the database', { error })
      this.#enter('failing')
    } finally {
      this.#running = false
    }
  }

  #enter(phase: 'keeping' | 'failing'): void {
    if (this.#phase !== phase) this.#since = this.#options.clock.monotonic()
    this.#phase = phase
  }
}
