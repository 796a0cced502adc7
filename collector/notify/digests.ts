// Owns the daily digests: plans each day's into the outbox once, and makes its message when it is sent. When a day is due is
// days.ts's, what it says digest.ts's.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { CoverageAsk, DigestReads, DigestSpan, DigestWrites, RootCoverage } from '../handover.digest.ts'
import type { Channel } from './channel.ts'
import { daysDue, latestDue } from './days.ts'
import { digestMessage, rootCoverage } from './digest.ts'
import type { Message, Writing } from './message.ts'

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
      if (days.length > 0) await writes.planDigests({ channel, at, days })
      this.#planned.set(channel, latest.day)
    }
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
