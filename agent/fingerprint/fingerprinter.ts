// Owns the pool of fingerprint threads: who gets which job, and what becomes of the jobs of a thread that died.
// Opens no file. Answers with packed observations, which the pipeline carries to the journal. One thread is as quick as any
// of this machine and reads what a source points at; the quiet ones read for walks, and help it out.

import type { Lane } from '@sekisho/shared/classify.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { Thread, ThreadError } from '@sekisho/shared/thread.ts'
import type { FingerprintJob, FingerprintResult } from '../handover.ts'
import { messageOf } from './message.ts'
import type { Answered, FingerprintCalls, ReadCold, WorkerOptions } from './worker.ts'

export interface FingerprinterOptions {
  readonly clock: Clock
  /** Quiet threads; 2 unless told. */
  readonly size?: number
  /** Of large files, from the disk and for walks, by all threads together; 0 or nothing for no limit. */
  readonly bytesPerSecond?: number
  /** So many bytes were read from the disk for a walk, and for so many names; 0 names for a part of a large file. */
  readonly onCold?: (bytes: number, names: number) => void
  /** A thread died. Its jobs are given to another once, so nothing is lost yet; a job that fails twice rejects. */
  readonly onDeath?: (error: Error) => void
  readonly worker?: Pick<WorkerOptions, 'faults' | 'settingsKey'>
}

interface Waiting {
  readonly job: FingerprintJob
  readonly since: number
  readonly resolve: (result: FingerprintResult) => void
  readonly reject: (error: unknown) => void
  tries: number
}

interface Member {
  readonly quiet: boolean
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
  /** What a source points at, and what walks do. */
  readonly #queues = { prompt: emptyQueues(), walk: emptyQueues() }
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
    const quiet = Array.from({ length: options.size ?? 2 }, () => true)
    this.#members = [false, ...quiet].map(isQuiet => ({ quiet: isQuiet, thread: null, messages: 0, large: new Map() }))
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
      this.#queueOf(job).push({ job, since: this.#clock.monotonic(), resolve, reject, tries: 0 })
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

  /** Much will be read for a walk. Resolves when the threads have started; whether they could, the first job tells. */
  async expectWalk(): Promise<void> {
    if (this.#stopped) return
    const quiet = this.#members.filter(member => member.quiet)
    for (const member of quiet) member.thread ??= this.#startThread(member)
    await Promise.allSettled(quiet.map(({ thread }) => thread?.call('read', { jobs: [], places: 0 })))
  }

  report(): RoomReport {
    const now = this.#clock.monotonic()
    const queues = this.#allQueues()
    const waiting = [...this.#running.values(), ...queues.flatMap(queue => queue.slice(0, 1))]
    const queued = queues.reduce((sum, queue) => sum + queue.length, 0)
    const depth = this.#running.size + queued + this.#postponed.length
    const oldest = waiting.reduce((since, { since: next }) => Math.min(since, next), now)
    const phase = this.#stopped ? 'stopped' : depth === 0 ? 'idle' : 'reading'
    return { phase, sinceMs: now - (depth === 0 ? this.#idleSince : oldest), depth, oldestAgeMs: now - oldest }
  }

  /** What is still unanswered rejects; the pipeline stops taking from settle first. */
  async stop(): Promise<void> {
    this.#stopped = true
    const queued = this.#allQueues().flatMap(queue => queue.splice(0))
    for (const waiting of [...queued, ...this.#postponed.splice(0)])
      waiting.reject(new ThreadError('fingerprint has stopped', 'ERR_WORKER_DIED'))
    await Promise.all(this.#members.map(member => member.thread?.stop()))
    for (const { large } of this.#members)
      for (const waiting of large.values())
        waiting.reject(new ThreadError('fingerprint has stopped', 'ERR_WORKER_DIED'))
  }

  #dispatch(): void {
    this.#dispatchFrom(this.#queues.prompt, this.#members)
    this.#dispatchFrom(
      this.#queues.walk,
      this.#members.filter(({ quiet }) => quiet),
    )
  }

  /** To whoever has least to do, the first of several. */
  #dispatchFrom(queues: Queues, members: readonly Member[]): void {
    while (!this.#stopped && queues.fast.length + queues.bulk.length > 0) {
      const member = members.reduce((best, next) => (next.messages < best.messages ? next : best))
      if (member.messages >= messagesOfMember) return
      void this.#send(member, this.#takeMessage(queues))
    }
  }

  /** Jobs for one message, fast ones first, at least one. */
  #takeMessage(queues: Queues): readonly Waiting[] {
    const taken: Waiting[] = []
    for (let names = 0; names < namesOfMessage; ) {
      const waiting = queues.fast.shift() ?? queues.bulk.shift()
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
      const { answered, read } = await member.thread.call('read', {
        jobs: message.map(({ job }) => messageOf(job)),
        places: largeOfMember - member.large.size,
      })
      if (read !== null) this.#options.onCold?.(read.cold, read.names)
      const ids = new Set(answered.map(({ id }) => id))
      for (const waiting of message) if (!ids.has(waiting.job.id)) this.#goesOn(member, waiting)
      for (const answer of answered) this.#answered(member, answer)
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
    if (died && waiting.tries < 2 && !this.#stopped) this.#queueOf(waiting.job).unshift(waiting)
    else waiting.reject(error)
  }

  #resumeOne(): void {
    const next = this.#postponed.shift()
    if (next) this.#queueOf(next.job).push(next)
  }

  #queueOf(job: FingerprintJob): Waiting[] {
    const source = job.items.every(({ noticed }) => noticed === 'walk') ? 'walk' : 'prompt'
    return this.#queues[source][job.items[0]?.lane ?? 'bulk']
  }

  #allQueues(): readonly Waiting[][] {
    const { prompt, walk } = this.#queues
    return [prompt.fast, walk.fast, prompt.bulk, walk.bulk]
  }

  #ended(waiting: Waiting): void {
    this.#running.delete(waiting.job.id)
    if (this.#running.size === 0) this.#idleSince = this.#clock.monotonic()
  }

  #startThread(member: Member): Thread<FingerprintCalls> {
    const { worker, bytesPerSecond = 0, onCold } = this.#options
    const { quiet } = member
    const share = bytesPerSecond / Math.max(this.#members.length - 1, 1)
    return new Thread<FingerprintCalls>(new URL('./worker.ts', import.meta.url), {
      workerData: { ...worker, quiet, bytesPerSecond: share } satisfies WorkerOptions,
      onEvent: event => {
        const answer = event as Answered | ReadCold
        if ('cold' in answer) return onCold?.(answer.cold, answer.names)
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

type Queues = Readonly<Record<Lane, Waiting[]>>

function emptyQueues(): Queues {
  return { fast: [], bulk: [] }
}
