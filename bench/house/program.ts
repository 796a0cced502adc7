// Owns a program of ours that is measured as people run it: the command itself in a process of its own. Ended by its pid.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { pause, systemClock } from '@sekisho/shared/clock.ts'

const command = fileURLToPath(new URL('../../bin/sekisho.js', import.meta.url))
/** A first walk of a million files, and the judging of them, on a slow disk. */
const deadlineMs = 1_800_000

export class Program {
  readonly #process: ChildProcess
  readonly #words: readonly string[]

  /** What it says goes into the file. */
  constructor(words: readonly string[], logFile: string) {
    this.#words = words
    const log = openSync(logFile, 'a')
    this.#process = spawn(process.execPath, [command, ...words], { stdio: ['ignore', log, log] })
    closeSync(log)
  }

  get pid(): number {
    const { pid } = this.#process
    if (pid === undefined) throw new Error(`sekisho ${this.#words.join(' ')} could not be started`)
    return pid
  }

  /** Asks again and again until there is an answer. @throws Error when the program ends meanwhile, or takes minutes */
  async until<T>(ask: () => Promise<T | null> | T | null, everyMs = 50): Promise<T> {
    const from = performance.now()
    for (;;) {
      const answer = await ask()
      if (answer !== null) return answer
      if (this.#hasEnded) throw new Error(`sekisho ${this.#words.join(' ')} ended`)
      if (performance.now() - from > deadlineMs) throw new Error(`sekisho ${this.#words.join(' ')} takes too long`)
      await pause(systemClock, everyMs)
    }
  }

  get isRunning(): boolean {
    return !this.#hasEnded
  }

  /** Its exit code; null where a signal ended it. */
  async ended(): Promise<number | null> {
    if (!this.#hasEnded) await once(this.#process, 'exit')
    return this.#process.exitCode
  }

  async stop(): Promise<void> {
    if (this.#hasEnded) return
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGTERM')
    await ended
  }

  get #hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null
  }
}
