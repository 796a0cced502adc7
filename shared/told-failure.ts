// Owns failures whose reason people read in their own language; logs have it in English. What fails and how it is worth
// retrying is failures.ts's.
import { Failure, type FailureCode, isFailureCode } from './failures.ts'
import { type Locale, type MessageKey, type MessageParams, type Say, translator } from './messages.ts'
import { ThreadError, type Told } from './thread.ts'

/** Why, in the reader's words. */
export type Reason = (say: Say) => string

export const reason =
  (key: MessageKey, params?: MessageParams): Reason =>
  say =>
    say(key, params)

export class ToldFailure extends Failure {
  readonly #reason: Reason

  constructor(code: FailureCode, reason: Reason, options: { cause?: unknown; place?: string } = {}) {
    super(code, reason(translator('en')), options)
    this.#reason = reason
  }

  in(say: Say): string {
    return this.#reason(say)
  }

  /** For whoever cannot ask: another thread. */
  get told(): Told {
    return { en: this.message, ja: this.#reason(translator('ja')) }
  }
}

/** The reason of anything that failed, here or in another thread: in English where there is nothing else. */
export function reasonIn(error: Error, locale: Locale): string {
  if (error instanceof ToldFailure) return error.in(translator(locale))
  return (error instanceof ThreadError ? error.told?.[locale] : undefined) ?? error.message
}

/** With the place before it, for a sentence that says of what. */
export function placedReasonIn(failure: Failure, locale: Locale): string {
  const { place } = failure
  return `${place === undefined ? '' : `${place}: `}${reasonIn(failure, locale)}`
}

/** The same in every language, for what is kept and told later. */
export function placedReasons(failure: Failure): Told {
  return { en: placedReasonIn(failure, 'en'), ja: placedReasonIn(failure, 'ja') }
}

/** In English where there is nothing else. */
export function reasonOf(failure: Failure, say: Say): string {
  return failure instanceof ToldFailure ? failure.in(say) : failure.message
}

/**
 * What a thread refused, as a failure again: what crosses is its code, place and words, and not its class. Anything else
 * comes back as it is. `place` is for what names none.
 */
export function fromThread(error: unknown, place?: string): unknown {
  if (!(error instanceof ThreadError)) return error
  const code = error.code === 'ERR_WORKER_DIED' ? 'worker-died' : error.code
  if (code === undefined || !isFailureCode(code)) return error
  const where = error.place ?? place
  const about = { cause: error, ...(where === undefined ? {} : { place: where }) }
  const { told } = error
  if (told === undefined) return new Failure(code, error.message, about)
  return new ToldFailure(code, say => (say('language') === 'ja' ? told.ja : told.en), about)
}
