// Owns how the refusal of a release is made: in the words of whoever sent it.
import type { Failure } from '@sekisho/shared/failures.ts'
import type { MessageKey, MessageParams } from '@sekisho/shared/messages.ts'
import { ToldFailure } from '@sekisho/shared/told-failure.ts'

export function refuse(
  key: MessageKey,
  { params, ...about }: { readonly params?: MessageParams; readonly place?: string } = {},
): Failure {
  return new ToldFailure('release-refused', say => say(key, params), about)
}
