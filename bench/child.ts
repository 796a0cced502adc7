// Owns a measured process of our own: started from a module, asked by messages, ended by whoever started it. What it is
// asked is typed by the module's calls.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const compiled = fileURLToPath(new URL('../node_modules/.cache/sekisho', import.meta.url))

/** What a child can be asked: each name with a function from input to output, both JSON. */
export type Calls = { readonly [name: string]: (input: never) => unknown }
type Input<F> = F extends (input: infer I) => unknown ? I : never
type Output<F> = F extends (input: never) => infer O ? Awaited<O> : never

interface Request {
  readonly name: string
  readonly input: unknown
}

type Answer = { readonly output: unknown } | { readonly error: string }

/** In the child: answers one call after the other. */
export function serve(calls: Calls): void {
  process.on('message', async ({ name, input }: Request) => {
    let answer: Answer
    try {
      const call = calls[name] as ((input: unknown) => unknown) | undefined
      answer = { output: (await call?.(input)) ?? null }
    } catch (error) {
      answer = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
    }
    process.send?.(answer)
  })
}

export class Child<C extends Calls> {
  readonly #process: ChildProcess

  constructor(entry: URL) {
    // As bin/sekisho.js has it.
    const environment = { ...process.env, NODE_COMPILE_CACHE: compiled }
    this.#process = fork(fileURLToPath(entry), { serialization: 'advanced', env: environment })
  }

  get pid(): number {
    const { pid } = this.#process
    if (pid === undefined) throw new Error('the process could not be started')
    return pid
  }

  /** One call at a time. @throws what the child threw, or that it ended */
  async ask<N extends keyof C & string>(name: N, input: Input<C[N]>): Promise<Output<C[N]>> {
    this.#process.send({ name, input } satisfies Request)
    const ended = once(this.#process, 'exit').then(([code]) => ({ error: `it ended with ${code}` }))
    const answer: Answer = await Promise.race([once(this.#process, 'message').then(([said]) => said as Answer), ended])
    if ('error' in answer) throw new Error(`${name}: ${answer.error}`)
    return answer.output as Output<C[N]>
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await ended
  }
}
