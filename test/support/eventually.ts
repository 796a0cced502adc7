// Owns waiting for something that another process or thread makes true: asks again until it holds, with a generous limit
// against hanging. Not a sleep: it returns as soon as the probe does.
import { pause, systemClock } from '@sekisho/shared/clock.ts'

const askAgainMs = 20

/** Resolves with the probe's first value that is neither undefined nor false. Rejects with the last error or value. */
export async function eventually<T>(
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = 120_000,
): Promise<T> {
  const until = systemClock.monotonic() + limitMs
  let last: unknown = 'nothing'
  while (systemClock.monotonic() < until) {
    try {
      const value = await probe()
      if (value !== undefined && value !== false) return value
      last = value
    } catch (error) {
      last = error
    }
    await pause(systemClock, askAgainMs)
  }
  throw new Error(`did not come true in ${limitMs} ms`, { cause: last })
}
