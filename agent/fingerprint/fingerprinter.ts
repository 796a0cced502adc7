// Owns the pool of fingerprint threads: who gets which job, and what becomes of the jobs of a thread that died.
// Opens no file. Answers with packed observations, which the pipeline carries to the journal.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { Thread, ThreadError } from '@sekisho/shared/thread.ts'
import type { FingerprintJob, FingerprintResult } from '../handover.ts'
import type { FingerprintCalls, LongJob, WorkerOptions } from './worker.ts'

export interface FingerprinterOptions {
  readonly clock: Clock
  /** Threads; 2 unless told. */
  readonly size?: number
  /** A thread died. Its jobs are given to another once, so nothing is lost yet; a job that fails twice rejects. */
  readonly onDeath?: (error: Error) => void
  readonly worker?: WorkerOptions
}

interface Waiting {
  readonly job: FingerprintJob
  readonly since: number
  readonly resolve: (result: FingerprintResult) => void
  readonly reject: (error: unknown) => void
  tries: number
}

interface Member {
  thread: Thread<FingerprintCalls> | null
  /** Jobs that hold a place, by id; those that read a large file let others pass and hold none. */
  readonly short: Set<number>
  readonly long: Set<number>
}

/** Two jobs a thread: while one result travels the next job is already there. */
const depthOfMember = 2
/** Large files that one thread reads by turns; more of them hold places like any other job. */
const longOfMember = 64

/** Reads what the disk holds, in threads. */
export class Fingerprinter {
  readonly #clock: Clock
  readonly #options: FingerprinterOptions
  readonly #members: readonly Member[]
  readonly #queues = { fast: [] as Waiting[], bulk: [] as Waiting[] }
  readonly #running = new Map<number, Waiting>()
  #idleSince: number
  #stopped = false

  constructor(options: FingerprinterOptions) {
    this.#options = options
    this.#clock = options.clock
    this.#idleSince = options.clock.monotonic()
    this.#members = Array.from({ length: options.size ?? 2 }, () => ({
      thread: null,
      short: new Set<number>(),
      long: new Set<number>(),
    }))
  }

  /** Jobs that would be started at once. */
  get room(): number {
    const free = this.#members.reduce((sum, member) => sum + Math.max(depthOfMember - member.short.size, 0), 0)
    return Math.max(free - this.#queues.fast.length - this.#queues.bulk.length, 0)
  }

  /**
   * Fast jobs go before bulk ones that wait.
   * @throws ThreadError `root-missing` when the root cannot be opened; `ERR_WORKER_DIED` after two threads died with it;
   * a system error's code such as EMFILE, which says nothing of the paths
   */
  fingerprint(job: FingerprintJob): Promise<FingerprintResult> {
    if (this.#stopped) return Promise.reject(new ThreadError('fingerprint has stopped', 'ERR_WORKER_DIED'))
    return new Promise((resolve, reject) => {
      const lane = job.items[0]?.lane ?? 'bulk'
      this.#queues[lane].push({ job, since: this.#clock.monotonic(), resolve, reject, tries: 0 })
      this.#dispatch()
    })
  }

  report(): RoomReport {
    const now = this.#clock.monotonic()
    const waiting = [...this.#running.values(), ...this.#queues.fast.slice(0, 1), ...this.#queues.bulk.slice(0, 1)]
    const depth = this.#running.size + this.#queues.fast.length + this.#queues.bulk.length
    const oldest = waiting.reduce((since, { since: next }) => Math.min(since, next), now)
    const phase = this.#stopped ? 'stopped' : depth === 0 ? 'idle' : 'reading'
    return { phase, sinceMs: now - (depth === 0 ? this.#idleSince : oldest), depth, oldestAgeMs: now - oldest }
  }

  /** What is still unanswered rejects; the pipeline stops taking from settle first. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const waiting of [...this.#queues.fast.splice(0), ...this.#queues.bulk.splice(0)])
      waiting.reject(new ThreadError('fingerprint has stopped', 'ERR_WORKER_DIED'))
    await Promise.all(this.#members.map(member => member.thread?.stop()))
  }

  #dispatch(): void {
    while (this.#queues.fast.length > 0 || this.#queues.bulk.length > 0) {
      const member = this.#members.reduce((best, next) => (next.short.size < best.short.size ? next : best))
      if (member.short.size >= depthOfMember) return
      const waiting = this.#queues.fast.shift() ?? this.#queues.bulk.shift()
      if (waiting) void this.#run(member, waiting)
    }
  }

  async #run(member: Member, waiting: Waiting): Promise<void> {
    const { job } = waiting
    this.#running.set(job.id, waiting)
    member.short.add(job.id)
    waiting.tries++
    try {
      member.thread ??= this.#startThread(member)
      waiting.resolve(await member.thread.call('fingerprint', job))
    } catch (error) {
      const died = error instanceof ThreadError && error.code === 'ERR_WORKER_DIED'
      if (died && waiting.tries < 2 && !this.#stopped) this.#queues[job.items[0]?.lane ?? 'bulk'].unshift(waiting)
      else waiting.reject(error)
    } finally {
      this.#running.delete(job.id)
      member.short.delete(job.id)
      member.long.delete(job.id)
      if (this.#running.size === 0) this.#idleSince = this.#clock.monotonic()
      if (!this.#stopped) this.#dispatch()
    }
  }

  #startThread(member: Member): Thread<FingerprintCalls> {
    return new Thread<FingerprintCalls>(new URL('./worker.ts', import.meta.url), {
      workerData: this.#options.worker,
      onEvent: event => {
        const { long } = event as LongJob
        if (member.long.size >= longOfMember || !member.short.delete(long)) return
        member.long.add(long)
        this.#dispatch()
      },
      onDeath: error => {
        // A thread that is needed again is started by the next job, so one that cannot start at all does not spin.
        member.thread = null
        this.#options.onDeath?.(error)
      },
    })
  }
}
