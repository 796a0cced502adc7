// Owns how the end of a permit is typed: a date (UTC midnight) or a time with its zone. Pure.
import { Failure } from '@sekisho/shared/failures.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { typedTime } from './typed.ts'

/** ISO 8601. @throws Failure request-invalid; an age, which listings take, would lie in the past */
export function expiryOf(text: string, say: Say): string {
  const at = /^\d+[a-z]+$/.test(text) ? null : typedTime(text, 0)
  if (at === null) throw new Failure('request-invalid', say('usage.expire-at'), { place: text })
  return at
}
