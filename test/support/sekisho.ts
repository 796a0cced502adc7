// Owns sekisho as people run it, for flow tests: commands that run to their end and programs that run until they are
// stopped, each a process of its own. What is still running when the tests end is killed by its pid.
import { type ChildProcess, spawn } from 'node:child_process'
import { systemClock } from '@sekisho/shared/clock.ts'

const program = new URL('../../bin/sekisho.js', import.meta.url).pathname
/** A loaded machine needs seconds to start a process; a program that hangs must not hang the tests. */
const limitMs = 120_000
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Program {
  readonly pid: number
  /** Everything it has said, on standard output and standard error. */
  said(): string
  /** Resolves with everything said once it holds the text. Rejects when the program ends before. */
  says(text: string | RegExp): Promise<string>
  signal(name: NodeJS.Signals): void
  /** Resolves when the process is gone. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  /** Asks it to stop and resolves with how long that took, in milliseconds. */
  stop(): Promise<number>
}

export interface How {
  /** Another program than sekisho, by its file. */
  readonly entry?: string
  /** As whom it runs; only root can choose. */
  readonly user?: number
  /** A command that runs another in its place, with its words, such as setpriv. */
  readonly through?: readonly string[]
}

function start(words: readonly string[], environment: Readonly<Record<string, string>>, how: How = {}): ChildProcess {
  const { PATH = '', TMPDIR = '/tmp' } = process.env
  const [command = process.execPath, ...before] = [...(how.through ?? []), process.execPath]
  const child = spawn(command, [...before, how.entry ?? program, ...words], {
    env: { PATH, TMPDIR, LANG: 'C', ...environment },
    ...(how.user === undefined ? {} : { uid: how.user, gid: how.user }),
  })
  running.add(child)
  child.once('close', () => running.delete(child))
  return child
}

/** Runs one command to its end. */
function runCommand(
  words: readonly string[],
  { input = '', ...environment }: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = start(words, environment)
    const out: Buffer[] = []
    const err: Buffer[] = []
    const limit = systemClock.after(limitMs, () => child.kill('SIGKILL'))
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk))
    child.stdin?.end(input)
    child.once('error', reject)
    child.once('close', code => {
      limit.cancel()
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() })
    })
  })
}

/** As `runCommand`, for commands that must do their work. Resolves with what they said on standard output. */
export async function sekisho(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { code, out, err } = await runCommand(words, environment)
  if (code !== 0) throw new Error(`sekisho ${words.join(' ')} ended with ${code}: ${err}`)
  return out
}

/** Starts a program that runs until it is stopped. */
export function startProgram(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  how: How = {},
): Program {
  const child = start(words, environment, how)
  const heard: Buffer[] = []
  const listeners = new Set<() => void>()
  const hear = (chunk: Buffer) => {
    heard.push(chunk)
    for (const listener of listeners) listener()
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(resolve =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  )
  const said = () => Buffer.concat(heard).toString()
  return {
    pid: child.pid ?? -1,
    said,
    ended,
    says: text => waitFor(said, text, listeners, ended, words),
    signal: name => void child.kill(name),
    async stop() {
      const from = systemClock.monotonic()
      child.kill('SIGINT')
      await ended
      return systemClock.monotonic() - from
    },
  }
}

function waitFor(
  said: () => string,
  text: string | RegExp,
  listeners: Set<() => void>,
  ended: Program['ended'],
  words: readonly string[],
): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      listeners.delete(look)
      limit.cancel()
      reject(new Error(`sekisho ${words.join(' ')} ${why} without saying ${text}, but said:\n${said()}`))
    }
    const limit = systemClock.after(limitMs, () => fail(`ran ${limitMs} ms`))
    const look = () => {
      const all = said()
      if (typeof text === 'string' ? !all.includes(text) : !text.test(all)) return
      listeners.delete(look)
      limit.cancel()
      resolve(all)
    }
    listeners.add(look)
    look()
    void ended.then(({ code, signal }) => fail(`ended with ${code ?? signal}`))
  })
}
