// Owns the one command as a real process for tests: starts it, keeps what it prints, and sees to its end.
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { eventually } from './eventually.ts'

const program = fileURLToPath(new URL('../../bin/sekisho.js', import.meta.url))

export interface RunningProgram {
  readonly child: ChildProcess
  out(): string
  err(): string
  /** Resolves with the match once standard output fits. */
  says(pattern: RegExp, limitMs?: number): Promise<RegExpExecArray>
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
}

/** Starts `sekisho …` with a clean environment. It is killed when the test ends, if it did not end before. */
export function startSekisho(words: readonly string[], environment: Record<string, string> = {}): RunningProgram {
  return startProgram(program, words, environment)
}

/** As `startSekisho`, for another file of this checkout. */
export function startProgram(
  file: string,
  words: readonly string[],
  environment: Record<string, string>,
): RunningProgram {
  // For files that are not started by bin/sekisho.js, which says why, and does it by itself.
  const flags = process.execArgv.filter(flag => flag.startsWith('--wasm-'))
  const child = spawn(process.execPath, [...flags, file, ...words], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const ended = new Promise<number | NodeJS.Signals>(resolve => {
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'SIGKILL'))
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const says = async (pattern: RegExp, limitMs?: number) => {
    try {
      return await eventually(() => pattern.exec(out) ?? undefined, limitMs)
    } catch (cause) {
      throw new Error(`${words.join(' ')} never said ${pattern}:\n${out}\n${err}`, { cause })
    }
  }
  return { child, out: () => out, err: () => err, says, ended }
}
