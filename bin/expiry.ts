// Owns how the end of a permit or of a mute is typed: a date (UTC midnight), a time with its zone, or how long it lasts. Pure.
import { isoTime } from '@sekisho/shared/clock.ts'
import { parseDuration } from '@sekisho/shared/duration.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { typedTime } from './typed.ts'

/** ISO 8601. @throws Failure request-invalid; an age, which listings take, would lie in the past */
export function expiryOf(text: string, say: Say): string {
  const at = /^\d+[a-z]+$/.test(text) ? null : typedTime(text, 0)
  if (at === null) throw new Failure('request-invalid', say('usage.expire-at'), { place: text })
  return at
}

/** As `expiryOf`, or how long from now. @throws Failure request-invalid */
export function endOf(text: string, now: number, say: Say): string {
  const lastsMs = parseDuration(text)
  return lastsMs === null ? expiryOf(text, say) : isoTime(now + lastsMs)
}
