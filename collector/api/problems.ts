// Owns how anything that fails becomes an answer: HTTP status, code, words in the asker's language, place and mend.
// Nothing internal leaves here: what has no row for askers is logged and answered as the collector's own failure.
import { STATUS_CODES } from 'node:http'
import type { Problem } from '@sekisho/shared/api.ts'
import { describeError, type FailureCode } from '@sekisho/shared/failures.ts'
import { placeIn, wrongIn } from '@sekisho/shared/issue-words.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { type Locale, type MessageKey, type MessageParams, translator } from '@sekisho/shared/messages.ts'
import { reasonIn } from '@sekisho/shared/told-failure.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'

/** HTTP status of each failure that an asker may see. */
const statuses: Partial<Record<FailureCode, number>> = {
  'request-invalid': 400,
  'body-slow': 408,
  'length-required': 411,
  'payload-too-large': 413,
  'unsupported-media-type': 415,
  'token-refused': 401,
  'role-missing': 403,
  'origin-refused': 403,
  'name-unknown': 404,
  'name-taken': 409,
  'path-conflict': 409,
  'host-offline': 409,
  'key-refused': 409,
  'incident-refused': 409,
  'order-refused': 409,
  'release-in-force': 409,
  'release-refused': 422,
  'rate-exceeded': 429,
  'content-damaged': 409,
  'content-key-missing': 409,
  'store-busy': 503,
  'store-full': 503,
  'worker-died': 503,
}

/** How requests look helps where one was not of that shape (`invalid`), and never where it was understood and refused. */
const mends: Partial<Record<FailureCode, MessageKey>> = {
  'token-refused': 'mend.token-refused',
  'role-missing': 'mend.role-missing',
  'host-offline': 'mend.host-offline',
  'release-in-force': 'mend.release-in-force',
  'rate-exceeded': 'mend.later',
  'body-slow': 'mend.body-slow',
  'length-required': 'mend.body-unsized',
  'payload-too-large': 'mend.body-large',
  'unsupported-media-type': 'mend.body-packed',
  'store-busy': 'mend.later',
  'store-full': 'mend.later',
  'worker-died': 'mend.later',
}

interface RefusalOptions {
  readonly params?: MessageParams
  readonly place?: string
  readonly mend?: MessageKey
  readonly retryAfterS?: number
}

/** What the API itself refuses, in words of the catalogue. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: FailureCode
  readonly key: MessageKey
  readonly options: RefusalOptions

  constructor(code: FailureCode, key: MessageKey, options: RefusalOptions = {}) {
    super(`${code} (${key})`)
    this.code = code
    this.key = key
    this.options = options
  }
}

/** There is no such host, finding, incident … */
export function unknown(
  what: 'channel' | 'content' | 'finding' | 'incident' | 'host' | 'root' | 'path' | 'profile',
  request: FastifyRequest,
): Refusal {
  const thing = translator(localeOf(request))(`thing.${what}`)
  return new Refusal('name-unknown', 'problem.name-unknown', { params: { what: thing }, place: what })
}

/** The first of our languages that the asker names; English otherwise. */
export function localeOf(request: FastifyRequest): Locale {
  const named = request.headers['accept-language']?.match(/(?:^|[,\s])(ja|en)(?=[-,;\s]|$)/i)
  return named?.[1]?.toLowerCase() === 'ja' ? 'ja' : 'en'
}

/** Fastify's error handler. */
export function answerErrors(log: Log) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { status, problem, retryAfterS } = answerTo(error, request)
    const what = { method: request.method, route: request.routeOptions.url ?? 'none', from: request.ip, status }
    if (status >= 500) log.error('request failed', { ...what, error: describeError(error) })
    else log.debug('request refused', { ...what, code: problem.code })
    if (retryAfterS !== undefined) reply.header('retry-after', retryAfterS)
    if (status === 401) reply.header('www-authenticate', 'Bearer realm="sekisho"')
    return reply.code(status).type('application/json; charset=utf-8').serializer(JSON.stringify).send(problem)
  }
}

interface Answer {
  readonly status: number
  readonly problem: Problem
  readonly retryAfterS?: number
}

function answerTo(error: unknown, request: FastifyRequest): Answer {
  const say = translator(localeOf(request))
  if (error instanceof Refusal) {
    const { params, place, mend = mends[error.code], retryAfterS } = error.options
    const problem = {
      code: error.code,
      message: say(error.key, params),
      place: place ?? null,
      mend: mend ? say(mend, params) : null,
    }
    return { status: statuses[error.code] ?? 400, problem, ...(retryAfterS === undefined ? {} : { retryAfterS }) }
  }
  if (hasZodFastifySchemaValidationErrors(error)) return invalid(error, request)
  return fromElsewhere(error, request)
}

/** A request that is not of the shape: names the field, says the rule, never repeats the value. */
function invalid(error: ValidationFailure, request: FastifyRequest): Answer {
  const say = translator(localeOf(request))
  const { keyword: code = '', message: english = '', instancePath = '', params } = error.validation[0] ?? {}
  const path = instancePath.split('/').filter(name => name !== '')
  const issue = { ...params, code, message: english, path }
  const field = placeIn(issue)
  const part = error.validationContext === 'querystring' ? 'query' : error.validationContext
  const place = [part, field].filter(name => name).join('.')
  const message = say('problem.request-invalid', { detail: `${field || place}: ${wrongIn(issue, say)}` })
  const problem = { code: 'request-invalid', message, place, mend: say('mend.request-invalid') }
  return { status: 400, problem }
}

interface ValidationFailure {
  readonly validation: readonly {
    readonly keyword: string
    readonly instancePath: string
    readonly message?: string | undefined
    /** What zod tells of the issue beside these. */
    readonly params?: Readonly<Record<string, unknown>>
  }[]
  readonly validationContext?: string | undefined
}

/** Failures from behind the doors carry a row of the table; Fastify's own refusals carry a 4xx; the rest is ours. */
function fromElsewhere(error: unknown, request: FastifyRequest): Answer {
  const say = translator(localeOf(request))
  const { code, place, statusCode } = fieldsOf(error)
  const failure = code === 'ERR_WORKER_DIED' ? 'worker-died' : isFailureCode(code) ? code : undefined
  if (failure !== undefined) {
    const status = statuses[failure] ?? 500
    const own = status < 500 && error instanceof Error
    // Which role is missing, its own message says.
    const mend = failure === 'role-missing' ? undefined : mends[failure]
    return {
      status,
      problem: {
        code: failure,
        message: own ? reasonIn(error, localeOf(request)) : say('problem.store-busy'),
        place: typeof place === 'string' ? place : null,
        mend: mend ? say(mend) : null,
      },
      ...(status === 503 ? { retryAfterS: 1 } : {}),
    }
  }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 && error instanceof Error) {
    const message = say('problem.request-invalid', { detail: error.message })
    return { status: statusCode, problem: { ...plain(statusCode, message), mend: say('mend.request-invalid') } }
  }
  return { status: 500, problem: plain(500, say('problem.internal')) }
}

/** A problem that only has an HTTP status. */
export function plain(status: number, message: string): Problem {
  const name = (STATUS_CODES[status] ?? 'error').toLowerCase().replaceAll(/[^a-z]+/g, '-')
  return { code: name, message, place: null, mend: null }
}

function isFailureCode(code: unknown): code is FailureCode {
  return typeof code === 'string' && code in statuses
}

function fieldsOf(error: unknown): {
  readonly code?: unknown
  readonly place?: unknown
  readonly statusCode?: unknown
} {
  return typeof error === 'object' && error !== null ? error : {}
}
