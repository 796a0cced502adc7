// Owns the daily digests: plans each day's into the outbox once, when all that came before its time is in incidents, and makes its
// message when it is sent. When a day is due is days.ts's, what it says digest.ts's.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { CoverageAsk, DigestDay, DigestReads, DigestSpan, DigestWrites, RootCoverage } from '../handover.digest.ts'
import type { Channel } from './channel.ts'
import { daysDue, latestDue } from './days.ts'
import { digestMessage, rootCoverage } from './digest.ts'
import type { Message, Writing } from './message.ts'

/** By then a batch that was received just before a day's time is in the store: reckoned as ten slow commits before its own. */
const commitMs = 10_000
/** Grouping takes seconds. What takes longer than this is stuck, or behind in a flood, and is to silence no digest: it says so. */
const patienceMs = 5 * 60_000

export interface DigestOptions {
  readonly channels: readonly Channel[]
  readonly reads: DigestReads & { readonly coverage: CoverageAsk }
  readonly writes: DigestWrites
  readonly writing: Writing
  readonly clock: Clock
}

export class Digests {
  readonly #options: DigestOptions
  /** The newest day of each channel that is known to stand in the outbox. */
  readonly #planned = new Map<string, string>()
  /** The day of each channel that waits, and since when by the monotonic clock: after a start there may be much to catch up with. */
  readonly #waiting = new Map<string, { readonly day: string; readonly since: number }>()

  constructor(options: DigestOptions) {
    this.#options = options
  }

  /** Whatever is due by now and was not planned, also what was missed while nothing ran. */
  async plan(): Promise<void> {
    const { channels, reads, writes, writing, clock } = this.#options
    const at = clock.now()
    for (const { name: channel, route } of channels) {
      if (route.digest === undefined) continue
      const latest = latestDue(route.digest, writing.timeZone, at)
      if (this.#planned.get(channel) === latest.day) continue
      const last = await reads.lastDigest({ channel, upTo: latest.day })
      const days = daysDue(route.digest, writing.timeZone, last, latest)
      // Before a channel's first one there is nothing to tell.
      if (days.some(({ span }) => span !== null) && !(await this.#isReady(channel, latest))) continue
      if (days.length > 0) await writes.planDigests({ channel, at, days })
      this.#planned.set(channel, latest.day)
      this.#waiting.delete(channel)
    }
  }

  /** An incident that is made later is of the time before, too: the next digest would not count it. */
  async #isReady(channel: string, { day, dueAt }: DigestDay): Promise<boolean> {
    const { reads, clock } = this.#options
    const now = clock.monotonic()
    const waiting = this.#waiting.get(channel)
    const since = waiting?.day === day ? waiting.since : now
    this.#waiting.set(channel, { day, since })
    if (clock.now() - dueAt < commitMs) return false
    return now - since >= patienceMs || (await reads.isGrouped({ before: dueAt }))
  }

  async message(id: string, { route }: Channel, span: DigestSpan, at: number): Promise<Message> {
    const { reads, writing, clock } = this.#options
    const now = clock.now()
    const { from, to } = span
    const facts = await reads.digestFacts({ scope: route, from, to, now })
    const coverage: RootCoverage[] = []
    for (const { customer, customerName, host, roots } of facts.hosts)
      for (const root of roots) {
        const known = await reads.coverage({ customer, host, root, from, to })
        if (known !== null) coverage.push(rootCoverage({ customer: customerName, host, root }, known))
      }
    return digestMessage(id, at, { span, facts, coverage, now }, writing)
  }
}
