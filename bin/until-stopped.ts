// Owns the end of a running program: the first signal stops it in order, the second forces, and nothing hangs the exit.
import { MessageChannel } from 'node:worker_threads'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describeError } from '@sekisho/shared/failures.ts'
import { type StopOutcome, stopDeadlines } from '@sekisho/shared/shutdown.ts'
import type { Shell } from './command.ts'
import { tellFailure } from './failure-text.ts'
import { type Living, openService } from './service.ts'
import type { Terminal } from './terminal.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const oneKeyMs = 300

export interface StopRequest {
  /** Aborted by the first signal, or when the reader of standard output has gone. */
  readonly signal: AbortSignal
  /** Resolves when it is. */
  readonly requested: Promise<void>
}

/** From now on, signals ask to stop; a second one kills this process at once. */
export function listenForStop(shell: Shell): StopRequest {
  const controller = new AbortController()
  const requested = new Promise<void>(resolve => controller.signal.addEventListener('abort', () => resolve()))
  let askedAt = Number.NEGATIVE_INFINITY
  const ask = () => {
    // One Ctrl+C may come twice, from the terminal and through npm.
    if (shell.clock.monotonic() - askedAt < oneKeyMs) return
    if (controller.signal.aborted) killNow()
    askedAt = shell.clock.monotonic()
    shell.terminal.warn(shell.terminal.say('stop.asked'))
    controller.abort()
    shell.clock.after(stopDeadlines.processMs, () => {
      shell.terminal.warn(shell.terminal.say('stop.forced'))
      killNow()
    })
  }
  for (const signal of signals) process.on(signal, ask)
  shell.terminal.onReaderGone(() => {
    if (!controller.signal.aborted) ask()
  })
  return { signal: controller.signal, requested }
}

/** Stops and ends the process. A thread that hangs in the kernel would hold `exit` too, so then the kernel ends it. */
export async function endProcess(shell: Shell, stop: () => Promise<StopOutcome>): Promise<never> {
  const outcome = await stop()
  tellOutcome(outcome, shell.terminal)
  if (outcome.late.length > 0) killNow()
  // A program that ended itself has said how.
  process.exit(outcome.failed.length > 0 ? exitCodes.failed : process.exitCode)
}

/**
 * Runs a program until it is asked to stop. What fails once it has started stops it too, and the process ends with that.
 * @throws what `start` throws, which then has left nothing running
 */
export async function runUntilStopped<P extends Living & { stop(): Promise<StopOutcome> }>(
  shell: Shell,
  start: () => Promise<P>,
  started: (program: P) => void,
): Promise<never> {
  const request = listenForStop(shell)
  const service = openService(shell.environment, shell.clock)
  const release = holdProcess()
  try {
    const program = await start()
    try {
      started(program)
      service.ready(program)
      await request.requested
    } catch (error) {
      process.exitCode = tellFailure(shell, error)
    }
    service.stopping()
    return await endProcess(shell, () => program.stop())
  } finally {
    release()
  }
}

/**
 * Keeps the process alive until released: timers of the clock do not, and a program may wait with nothing but timers.
 * @returns the release
 */
export function holdProcess(): () => void {
  const channel = new MessageChannel()
  // A port that is listened to is what holds an event loop open.
  channel.port1.on('message', () => {})
  return () => channel.port1.close()
}

function tellOutcome({ late, failed }: StopOutcome, terminal: Terminal): void {
  if (late.length > 0) terminal.warn(terminal.say('stop.late', { rooms: late.join(', ') }))
  for (const { name, error } of failed)
    terminal.warn(terminal.say('stop.failed', { room: name, reason: describeError(error) }))
  if (late.length === 0 && failed.length === 0) terminal.warn(terminal.say('stop.done'))
}

function killNow(): never {
  process.kill(process.pid, 'SIGKILL')
  // Not reached: the kernel has ended the process.
  throw new Error('killed')
}
