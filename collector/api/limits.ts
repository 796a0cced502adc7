// Owns how much one address may ask: all requests, sign-ins, and failed proofs, each in windows of a minute by the
// injected clock. It protects store and log from floods; the secrets protect themselves by their 256 bits.
import rateLimit from '@fastify/rate-limit'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from './problems.ts'

export interface Limits {
  /** Per address and minute. A command that pages through everything asks a few hundred times. */
  readonly requests: number
  readonly signIns: number
  /** Requests without a valid token or session. Beyond it the answer is 429; a valid one is never locked out. */
  readonly failures: number
}

export const usualLimits: Limits = { requests: 6000, signIns: 20, failures: 60 }

const windowMs = 60_000
/** Addresses that are counted at one time; beyond it the one seen longest ago is forgotten. */
const maxAddresses = 5000

export interface Limiter {
  /** @throws Refusal rate-exceeded */
  count(request: FastifyRequest): Promise<void>
}

/** Registers the plugin and makes the three limiters. */
export async function openLimits(
  app: FastifyInstance,
  clock: Clock,
  limits: Limits,
): Promise<{ requests: Limiter; signIns: Limiter; failures: Limiter }> {
  class Counters extends WindowCounters {
    constructor() {
      super(clock)
    }
  }
  await app.register(rateLimit, { global: false, store: Counters })
  const limiter = (max: number): Limiter => {
    const take = app.createRateLimit({ max, timeWindow: windowMs })
    return {
      async count(request) {
        const taken = await take(request)
        if (taken.isAllowed || !taken.isExceeded) return
        const seconds = Math.max(taken.ttlInSeconds, 1)
        throw new Refusal('rate-exceeded', 'problem.rate-exceeded', { params: { seconds }, retryAfterS: seconds })
      },
    }
  }
  return { requests: limiter(limits.requests), signIns: limiter(limits.signIns), failures: limiter(limits.failures) }
}

/** Fixed windows by the injected clock: the plugin's own store looks at the machine's. */
class WindowCounters {
  readonly #clock: Clock
  readonly #seen = new Map<string, { count: number; readonly from: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  incr(
    key: string,
    callback: (error: Error | null, result?: { current: number; ttl: number }) => void,
    timeWindow: number,
  ): void {
    const now = this.#clock.monotonic()
    const known = this.#seen.get(key)
    const window = known !== undefined && now < known.from + timeWindow ? known : { count: 0, from: now }
    window.count++
    this.#seen.delete(key)
    this.#seen.set(key, window)
    const oldest = this.#seen.size > maxAddresses ? this.#seen.keys().next().value : undefined
    if (oldest !== undefined) this.#seen.delete(oldest)
    callback(null, { current: window.count, ttl: window.from + timeWindow - now })
  }

  child(): WindowCounters {
    return new WindowCounters(this.#clock)
  }
}
