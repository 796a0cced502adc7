// Owns what keeps the client from an answer, as an error: a collector's refusal, and that none was reached.
import type { Problem } from './api.ts'
import { Failure } from './failures.ts'
import { type Locale, translator } from './messages.ts'
import { tlsTroubleOf } from './tls-trouble.ts'

/** The collector's refusal, with its problem. `status` is HTTP's. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly problem: Problem

  constructor(status: number, problem: Problem) {
    super(problem.message)
    this.status = status
    this.problem = problem
  }
}

/** Of a connection that was not made: no collector is there, or its side of TLS is not to be trusted. */
export function unreached(address: string, locale: Locale, cause: unknown): Failure {
  const say = translator(locale)
  // `fetch` says what failed by its cause.
  const trouble = tlsTroubleOf(cause instanceof Error ? (cause.cause ?? cause) : cause)
  const options = { cause, place: address }
  if (trouble === null) return new Failure('collector-unreachable', say('client.unreachable', { address }), options)
  const { what, names } = trouble
  return new Failure(
    'tls-untrusted',
    say(what === 'unknown' ? 'tls.unknown-command' : `tls.${what}`, { names }),
    options,
  )
}
