// Owns how a failure is told to people: where, what, and how to mend it, and which exit code it ends a command with.
// Codes and their meaning are shared/failures.ts's and shared/exit.ts's.
import type { ApiError } from '@sekisho/shared/client.ts'
import { exitCodeOf, exitCodes } from '@sekisho/shared/exit.ts'
import { describeError, Failure, isFailureCode } from '@sekisho/shared/failures.ts'
import { failureMessages } from '@sekisho/shared/messages/failures.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { reasonOf } from '@sekisho/shared/told-failure.ts'
import type { Shell } from './command.ts'
import { visibleLines } from './terminal.ts'

type FailureKey = keyof typeof failureMessages

/** One or a few lines for standard error, foreign text made visible. */
function failureText(error: unknown, say: Say): string {
  if (isRefusal(error)) {
    const { message, place, mend } = error.problem
    const lines = [`sekisho: ${place === null ? '' : `${place}: `}${message}`, ...(mend === null ? [] : [`  ${mend}`])]
    return visibleLines(lines.join('\n'))
  }
  if (!(error instanceof Failure)) return `sekisho: ${visibleLines(describeError(error))}`
  const place = error.place === undefined ? '' : `${visibleLines(error.place)}: `
  // The sentence around it has its own full stop.
  const detail = visibleLines(reasonOf(error, say)).replace(/[.。]$/, '')
  const key: string = `failure.${error.code}`
  if (!isKey(key)) return `sekisho: ${place}${detail} (${error.code})`
  return `sekisho: ${place}${say(key, { detail })}`
}

/** Why, in the reader's words, for a sentence that says of what: a failure says of its cause what helps. */
export function whyOf(error: unknown, say: Say): string {
  if (isRefusal(error)) return error.problem.message
  return error instanceof Failure ? reasonOf(error, say) : describeError(error)
}

/** Says it, and with SEKISHO_DEBUG where it arose. @returns the code to exit with */
export function tellFailure({ terminal, environment }: Shell, error: unknown): number {
  terminal.warn(failureText(error, terminal.say))
  if (environment.SEKISHO_DEBUG && error instanceof Error) terminal.warn(error.stack ?? describeError(error))
  return exitCodeFor(error)
}

function exitCodeFor(error: unknown): number {
  if (isRefusal(error)) {
    const { code } = error.problem
    if (isFailureCode(code)) return exitCodeOf(code)
    return error.status >= 500 ? exitCodes.failed : exitCodes.refused
  }
  return error instanceof Failure ? exitCodeOf(error.code) : exitCodes.failed
}

/** By name, so that --help and refused command lines need not load the client and its schemas. */
function isRefusal(error: unknown): error is ApiError {
  return error instanceof Error && error.name === 'ApiError' && 'problem' in error
}

function isKey(key: string): key is FailureKey {
  return Object.hasOwn(failureMessages, key)
}
