// Owns the pool of fingerprint threads: who gets which job, and what becomes of the jobs of a thread that died.
// Opens no file. Answers with packed observations, which the pipeline carries to the journal.

import type { Lane } from '@sekisho/shared/classify.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { Thread, ThreadError } from '@sekisho/shared/thread.ts'
import type { FingerprintJob, FingerprintResult } from '../handover.ts'
import { messageOf } from './message.ts'
import type { Answered, FingerprintCalls, WorkerOptions } from './worker.ts'

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
  /** Messages on their way or being worked on. */
  messages: number
  /** Jobs of it that go on reading a large file, by turns, while others are answered. */
  readonly large: Map<number, Waiting>
}

/** Two messages a thread: while one answer travels the next jobs are already there. */
const messagesOfMember = 2
/** Names of one message: a message costs as much as two files, and a fast job waits for the messages before it. */
const namesOfMessage = 128
/** Large files that one thread reads by turns, each with an open descriptor; more of them wait, and hold up nothing else. */
const largeOfMember = 64

/** Reads what the disk holds, in threads. */
export class Fingerprinter {
  readonly #clock: Clock
  readonly #options: FingerprinterOptions
  readonly #members: readonly Member[]
  readonly #queues = { fast: [] as Waiting[], bulk: [] as Waiting[] }
  /** Jobs with a large file for which no thread has a place. */
  #postponed: Waiting[] = []
  readonly #running = new Map<number, Waiting>()
  #idleSince: number
  #dispatching = false
  #stopped = false

  constructor(options: FingerprinterOptions) {
    this.#options = options
    this.#clock = options.clock
    this.#idleSince = options.clock.monotonic()
    this.#members = Array.from({ length: options.size ?? 2 }, () => ({
      thread: null,
      messages: 0,
      large: new Map<number, Waiting>(),
    }))
  }

  /** Jobs under way that read a large file, or wait for a place to do so: they take no room from others. */
  get large(): number {
    return this.#members.reduce((sum, member) => sum + member.large.size, this.#postponed.length)
  }

  /**
   * Fast jobs go before bulk ones that wait.
   * @throws ThreadError `root-missing` when the root cannot be opened; `ERR_WORKER_DIED` after two threads died with it;
   * a system error's code such as EMFILE, which says nothing of the paths
   */
  fingerprint(job: FingerprintJob): Promise<FingerprintResult> {
    if (this.#stopped) return Promise.reject(new ThreadError('fingerprint has stopped', 'ERR_WORKER_DIED'))
    return new Promise((resolve, reject) => {
      this.#queues[laneOfJob(job)].push({ job, since: this.#clock.monotonic(), resolve, reject, tries: 0 })
      // Together with what else this turn brings.
      if (!this.#dispatching) {
        this.#dispatching = true
        queueMicrotask(() => {
          this.#dispatching = false
          this.#dispatch()
        })
      }
    })
  }

  report(): RoomReport {
    const now = this.#clock.monotonic()
    const waiting = [...this.#running.values(), ...this.#queues.fast.slice(0, 1), ...this.#queues.bulk.slice(0, 1)]
    const depth = this.#running.size + this.#queues.fast.length + this.#queues.bulk.length + this.#postponed.length
    const oldest = waiting.reduce((since, { since: next }) => Math.min(since, next), now)
    const phase = this.#stopped ? 'stopped' : depth === 0 ? 'idle' : 'reading'
    return { phase, sinceMs: now - (depth === 0 ? this.#idleSince : oldest), depth, oldestAgeMs: now - oldest }
  }

  /** What is still unanswered rejects; the pipeline stops taking from settle first. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const waiting of [
      ...this.#queues.fast.splice(0),
      ...this.#queues.bulk.splice(0),
      ...this.#postponed.splice(0),
    ])
      waiting.reject(new ThreadError('fingerprint has stopped', 'ERR_WORKER_DIED'))
    await Promise.all(this.#members.map(member => member.thread?.stop()))
    for (const { large } of this.#members)
      for (const waiting of large.values())
        waiting.reject(new ThreadError('fingerprint has stopped', 'ERR_WORKER_DIED'))
  }

  #dispatch(): void {
    while (!this.#stopped && this.#queues.fast.length + this.#queues.bulk.length > 0) {
      const member = this.#members.reduce((best, next) => (next.messages < best.messages ? next : best))
      if (member.messages >= messagesOfMember) return
      void this.#send(member, this.#takeMessage())
    }
  }

  /** Jobs for one message, fast ones first, at least one. */
  #takeMessage(): readonly Waiting[] {
    const taken: Waiting[] = []
    for (let names = 0; names < namesOfMessage; ) {
      const waiting = this.#queues.fast.shift() ?? this.#queues.bulk.shift()
      if (waiting === undefined) break
      taken.push(waiting)
      names += waiting.job.items.length
    }
    return taken
  }

  async #send(member: Member, message: readonly Waiting[]): Promise<void> {
    member.messages++
    for (const waiting of message) {
      waiting.tries++
      this.#running.set(waiting.job.id, waiting)
    }
    try {
      member.thread ??= this.#startThread(member)
      const answers = await member.thread.call('read', {
        jobs: message.map(({ job }) => messageOf(job)),
        places: largeOfMember - member.large.size,
      })
      const answered = new Set(answers.map(({ id }) => id))
      for (const waiting of message) if (!answered.has(waiting.job.id)) this.#goesOn(member, waiting)
      for (const answer of answers) this.#answered(member, answer)
    } catch (error) {
      for (const waiting of message) this.#failed(waiting, error)
    } finally {
      member.messages--
      this.#dispatch()
    }
  }

  /** It may have told of its end already: the event is sent after the answer, but heard before whoever awaits that. */
  #goesOn(member: Member, waiting: Waiting): void {
    if (this.#running.has(waiting.job.id)) member.large.set(waiting.job.id, waiting)
  }

  #answered(member: Member, answer: Answered): void {
    const waiting = this.#running.get(answer.id)
    if (!waiting) return
    this.#ended(waiting)
    if ('postponed' in answer) {
      waiting.tries--
      this.#postponed.push(waiting)
      // The places may have become free while the answer travelled, and then nothing else would say so.
      if (member.large.size < largeOfMember) this.#resumeOne()
      return
    }
    if ('result' in answer) waiting.resolve(answer.result)
    else waiting.reject(new ThreadError(answer.error.message, answer.error.code))
  }

  #failed(waiting: Waiting, error: unknown): void {
    this.#ended(waiting)
    const died = error instanceof ThreadError && error.code === 'ERR_WORKER_DIED'
    if (died && waiting.tries < 2 && !this.#stopped) this.#queues[laneOfJob(waiting.job)].unshift(waiting)
    else waiting.reject(error)
  }

  #resumeOne(): void {
    const next = this.#postponed.shift()
    if (next) this.#queues[laneOfJob(next.job)].push(next)
  }

  #ended(waiting: Waiting): void {
    this.#running.delete(waiting.job.id)
    if (this.#running.size === 0) this.#idleSince = this.#clock.monotonic()
  }

  #startThread(member: Member): Thread<FingerprintCalls> {
    return new Thread<FingerprintCalls>(new URL('./worker.ts', import.meta.url), {
      workerData: this.#options.worker,
      onEvent: event => {
        const answer = event as Answered
        member.large.delete(answer.id)
        this.#answered(member, answer)
        this.#resumeOne()
        this.#dispatch()
      },
      onDeath: error => {
        // A thread that is needed again is started by the next job, so one that cannot start at all does not spin.
        member.thread = null
        const died = new ThreadError(error.message, 'ERR_WORKER_DIED')
        for (const waiting of member.large.values()) this.#failed(waiting, died)
        member.large.clear()
        while (this.#postponed.length > 0) this.#resumeOne()
        this.#options.onDeath?.(error)
        this.#dispatch()
      },
    })
  }
}

function laneOfJob(job: FingerprintJob): Lane {
  return job.items[0]?.lane ?? 'bulk'
}
