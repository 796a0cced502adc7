// Owns failures whose reason people read in their own language; logs have it in English. What fails and how it is worth
// retrying is failures.ts's.
import { Failure, type FailureCode } from './failures.ts'
import { type Say, translator } from './messages.ts'

export class ToldFailure extends Failure {
  readonly #reason: (say: Say) => string

  constructor(code: FailureCode, reason: (say: Say) => string, options: { cause?: unknown; place?: string } = {}) {
    super(code, reason(translator('en')), options)
    this.#reason = reason
  }

  in(say: Say): string {
    return this.#reason(say)
  }
}

/** In English where there is nothing else. */
export function reasonOf(failure: Failure, say: Say): string {
  return failure instanceof ToldFailure ? failure.in(say) : failure.message
}
