// Owns how the refusal of a release is made: in the words of whoever sent it, also where another thread refused it.
import { Failure, type FailureCode, failures } from '@sekisho/shared/failures.ts'
import type { MessageKey, MessageParams } from '@sekisho/shared/messages.ts'
import { ThreadError } from '@sekisho/shared/thread.ts'
import { ToldFailure } from '@sekisho/shared/told-failure.ts'

export function refuse(
  key: MessageKey,
  { params, ...about }: { readonly params?: MessageParams; readonly place?: string } = {},
): Failure {
  return new ToldFailure('release-refused', say => say(key, params), about)
}

/** Threads carry a failure's code, place and words, not its class. */
export function asFailure(error: unknown): unknown {
  if (!(error instanceof ThreadError)) return error
  const place = error.place === undefined ? {} : { place: error.place }
  if (error.code === 'ERR_WORKER_DIED') return new Failure('worker-died', error.message, { cause: error, ...place })
  if (error.code === undefined || !(error.code in failures)) return error
  return new Failure(error.code as FailureCode, error.message, { cause: error, ...place })
}
