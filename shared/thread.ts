// Owns calls between a thread and its worker: typed requests with answers, and events. Loads neither zod nor winston,
// because every worker carries it. A worker that dies rejects what it held; nothing waits for ever.

import { type MessagePort, type Transferable, Worker } from 'node:worker_threads'
import type { Locale } from './messages.ts'

/** What a worker can be asked: each name with a function from input to output, both structured-cloneable. */
export type Calls = { readonly [name: string]: (input: never) => unknown }
type Input<F> = F extends (input: infer I) => unknown ? I : never
type Output<F> = F extends (input: never) => infer O ? Awaited<O> : never

interface Request {
  readonly id: number
  readonly name: string
  readonly input: unknown
}

interface Answer {
  readonly id: number
  readonly output?: unknown
  readonly error?: {
    readonly message: string
    readonly code: string | undefined
    readonly place: string | undefined
    readonly told: Told | undefined
  }
}

interface Event {
  readonly event: unknown
}

/** It has loaded what it needs, and answers from now on. */
interface Ready {
  readonly ready: true
}

/** One reason in each language: see told-failure.ts, whose closures stay in their thread. */
export type Told = Readonly<Record<Locale, string>>

/** Raised for what a worker refused, and for all calls that a dead worker leaves unanswered. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError'
  /** The system error or SQLite code, `ERR_WORKER_DIED` for a worker that is gone. */
  readonly code: string | undefined
  /** Where, if a Failure said so. */
  readonly place: string | undefined
  /** In the languages of people, if a Failure said so. */
  readonly told: Told | undefined

  constructor(message: string, code: string | undefined, place?: string, told?: Told) {
    super(message)
    this.code = code
    this.place = place
    this.told = told
  }
}

/** In the worker: answers requests with `calls`, one at a time in the order of arrival unless a call is async. */
export function serveCalls(port: MessagePort, calls: Calls): void {
  port.on('message', async (request: Request) => {
    try {
      const call = calls[request.name] as ((input: unknown) => unknown) | undefined
      if (call === undefined) throw new Error(`no call ${request.name}`)
      port.postMessage({ id: request.id, output: await call(request.input) } satisfies Answer)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      const answer: Answer = {
        id: request.id,
        error: { message, code: said(error, 'code'), place: said(error, 'place'), told: toldBy(error) },
      }
      port.postMessage(answer)
    }
  })
  port.postMessage({ ready: true } satisfies Ready)
}

/** By what it has and not by its class, which would bring every message into every thread. */
function toldBy(error: unknown): Told | undefined {
  return error instanceof Error && 'told' in error ? (error.told as Told) : undefined
}

function said(error: unknown, name: 'code' | 'place'): string | undefined {
  const fields: { readonly [name: string]: unknown } = error instanceof Error ? { ...error } : {}
  return fields[name] === undefined ? undefined : String(fields[name])
}

/** In the worker: tells the owner something that it did not ask for. */
export function tellOwner(port: MessagePort, event: unknown): void {
  port.postMessage({ event } satisfies Event)
}

export interface ThreadOptions {
  readonly workerData?: unknown
  /** What `tellOwner` sends. */
  readonly onEvent?: (event: unknown) => void
  /** Called once when the worker ends without having been stopped. */
  readonly onDeath?: (error: Error) => void
}

/** The owner's side of one worker. */
export class Thread<C extends Calls> {
  /** Null where the system had no thread left for it. */
  readonly #worker: Worker | null
  readonly #pending = new Map<number, { resolve: (output: never) => void; reject: (error: Error) => void }>()
  readonly #onDeath: ((error: Error) => void) | undefined
  readonly #ready = Promise.withResolvers<void>()
  #nextId = 1
  #state: 'running' | 'stopping' | 'gone' = 'running'

  constructor(entry: URL, options: ThreadOptions = {}) {
    this.#onDeath = options.onDeath
    this.#worker = this.#started(entry, options)
    this.#worker?.on('message', (message: Answer | Event | Ready) => {
      if ('event' in message) options.onEvent?.(message.event)
      else if ('ready' in message) this.#ready.resolve()
      else this.#answered(message)
    })
    this.#worker?.on('error', error => this.#died(errorOf(error)))
    this.#worker?.on('exit', code => this.#died(new Error(`worker ended with ${code}`)))
  }

  /** Of one that cannot start (`ERR_WORKER_INIT_FAILED`) whoever asked for it hears as of one that died, and not before it has it. */
  #started(entry: URL, { workerData }: ThreadOptions): Worker | null {
    try {
      return new Worker(entry, { workerData })
    } catch (error) {
      queueMicrotask(() => this.#died(errorOf(error)))
      return null
    }
  }

  get waiting(): number {
    return this.#pending.size
  }

  /** @throws ThreadError */
  call<N extends keyof C & string>(
    name: N,
    input: Input<C[N]>,
    transfer: readonly Transferable[] = [],
  ): Promise<Output<C[N]>> {
    if (this.#state === 'gone') return Promise.reject(new ThreadError('the worker is gone', 'ERR_WORKER_DIED'))
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject })
      this.#worker?.postMessage({ id, name, input } satisfies Request, transfer)
    })
  }

  /**
   * Ends the worker, once it has started: of a thread that ends while it loads koffi, koffi aborts the process. Calls still
   * unanswered are rejected. A worker stuck in a system call cannot be ended: whoever stops it sets the deadline (see
   * shutdown.ts) and leaves the process by force after it.
   */
  async stop(): Promise<void> {
    if (this.#state === 'gone') return
    this.#state = 'stopping'
    await this.#ready.promise
    await this.#worker?.terminate()
  }

  #answered(answer: Answer): void {
    const waiter = this.#pending.get(answer.id)
    this.#pending.delete(answer.id)
    if (answer.error) {
      const { message, code, place, told } = answer.error
      waiter?.reject(new ThreadError(message, code, place, told))
    } else waiter?.resolve(answer.output as never)
  }

  #died(error: Error): void {
    if (this.#state === 'gone') return
    const expected = this.#state === 'stopping'
    this.#state = 'gone'
    this.#ready.resolve()
    for (const waiter of this.#pending.values()) waiter.reject(new ThreadError(error.message, 'ERR_WORKER_DIED'))
    this.#pending.clear()
    if (!expected) this.#onDeath?.(error)
  }
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
