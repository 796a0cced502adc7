// Owns one order and what becomes of its answer: a part that is kept, a content that is whole, another try, or none.
import { backoffMs } from '@sekisho/shared/backoff.ts'
import { cardsOfDump } from '@sekisho/shared/cards.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import { contentPartBytes, maxContentBytes } from '@sekisho/shared/content-limits.ts'
import { describeError, Failure } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { ContentAnswer } from '@sekisho/shared/wire.content.ts'
import type { ContentOrder, ContentReads, ContentReply, ContentWrites, Wanted } from '../handover.capture.ts'
import { maskedAttributes } from './attributes.ts'
import { Growing } from './growing.ts'
import type { ContentKeys } from './keys.ts'
import type { CaptureLimits } from './limits.ts'
import { lookThrough } from './vault.ts'
import { criticalShare } from './wanting.ts'

interface TakingOptions {
  readonly reads: Pick<ContentReads, 'nextWanted' | 'contentPart'>
  readonly writes: ContentWrites
  /** With a connection. */
  readonly hosts: () => readonly number[]
  readonly ask: (host: number, order: ContentOrder) => Promise<ContentReply>
  readonly keys: ContentKeys
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  readonly limits: CaptureLimits
}

type Part = Extract<ContentAnswer, { outcome: 'part' }>
type Withheld = Extract<ContentAnswer, { outcome: 'withheld' }>
type Passing = 'refused' | 'unanswered' | 'unreadable' | 'mismatch'

export class Taking {
  readonly #options: TakingOptions
  /** Contents that are asked for just now: two hosts may have one. */
  readonly #under = new Set<number>()
  readonly #growing: Growing

  constructor(options: TakingOptions) {
    this.#options = options
    this.#growing = new Growing(options.clock)
  }

  /**
   * One step of what is most severe at the host; answers how many bytes came, null when there is nothing to do or the host is
   * gone. `answerOf`: null when it comes too late.
   */
  async one(
    host: number,
    answerOf: (asked: Promise<ContentReply>) => Promise<ContentReply | null>,
  ): Promise<number | null> {
    const { reads, clock, hosts } = this.#options
    const wanted = await reads.nextWanted({ host, now: clock.now(), except: [...this.#under], connected: hosts() })
    // Another host may have begun with it while this was read.
    if (wanted === null || this.#under.has(wanted.content)) return null
    this.#under.add(wanted.content)
    try {
      return await this.#step(host, wanted, answerOf)
    } finally {
      this.#under.delete(wanted.content)
    }
  }

  async #step(
    host: number,
    wanted: Wanted,
    answerOf: (asked: Promise<ContentReply>) => Promise<ContentReply | null>,
  ): Promise<number | null> {
    const { root, path, sha256, received } = wanted
    if (wanted.stays) return this.#giveUp(wanted, 'profile', false)
    if (wanted.settled) return this.#giveUp(wanted, 'authorised', false)
    if (received >= expectedOf(wanted)) return this.#finish(wanted)
    if (wanted.stock + expectedOf(wanted) - received > this.#limitOf(wanted))
      return this.#giveUp(wanted, 'over-budget', true)
    const rests = this.#growing.isDue(wanted) ? {} : { whole: true as const }
    const order = { what: 'content', root, path, sha256, from: received, size: wanted.size, ...rests } as const
    const reply = await answerOf(this.#options.ask(host, order))
    if (reply === null) {
      await this.#failed(wanted, 'unanswered')
      return null
    }
    if (reply.outcome === 'left') return null
    if (reply.outcome === 'refused') return this.#failed(wanted, 'refused')
    return reply.outcome === 'withheld' ? this.#withheld(wanted, reply) : this.#part(wanted, reply)
  }

  async #part(wanted: Wanted, part: Part): Promise<number> {
    const { writes, keys, limits } = this.#options
    const { content, place, customer, sha256, received } = wanted
    const bytes = Buffer.from(part.bytes, 'base64')
    if (!isDue(wanted, part, bytes.length, limits.leastPartBytes)) return this.#failed(wanted, 'mismatch')
    if (part.grown) this.#growing.took(wanted)
    const closed = keys.close({ customer, sha256, from: received }, bytes)
    const kept = { ...closed, from: received, length: bytes.length }
    const attributes = received === 0 && part.attributes !== undefined ? maskedAttributes(part.attributes) : null
    const outcome = await writes.keepPart({ content, place, part: kept, attributes, limit: this.#limitOf(wanted) })
    if (outcome === 'over-budget') await this.#giveUp(wanted, 'over-budget', true)
    else if (outcome === 'kept' && received + bytes.length >= expectedOf(wanted))
      await this.#finish({ ...wanted, received: received + bytes.length })
    return bytes.length
  }

  /** All is there that is to come. Of a larger file that is the beginning, of which its digest says nothing. */
  async #finish(wanted: Wanted): Promise<number> {
    const { writes, clock, log } = this.#options
    const { content, place, sha256, received, size } = wanted
    const whole = size <= maxContentBytes
    const came = await this.#lookThrough(wanted)
    if (came === null || (whole && came.sha256 !== sha256)) return this.#failed(wanted, 'mismatch')
    const { count, shown } = came.cards
    // Its agent should have withheld it. What had come is thrown away, and it was never readable on the disk.
    if (count >= cardsOfDump) return this.#giveUp(wanted, 'cards', whole, { count, shown: [...shown] })
    await writes.keepContent({ content, place, whole, at: clock.now() })
    log.info('a content was kept', { sha256, bytes: received, whole })
    return 0
  }

  async #lookThrough({ content, customer, sha256, received }: Wanted) {
    const { reads, keys, log } = this.#options
    try {
      return await lookThrough(reads, keys, { content, customer, sha256, bytes: received })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      // Parts of before a start whose key is gone: they are asked for anew.
      log.warn('parts of a content cannot be opened', { sha256, error: describeError(error) })
      return null
    }
  }

  #withheld(wanted: Wanted, { why, by, cards }: Withheld): Promise<number> {
    if (why === 'unreadable') return this.#failed(wanted, why)
    // As far as a finding read it, it was read there, by which its host is burdened as if it had been sent.
    if (why === 'cards' || why === 'changed') this.#growing.took(wanted)
    if (why === 'settings' && by === 'profile') return this.#giveUp(wanted, by, false)
    // Settings are what they are by their name, and an agent may lie about the rest: other places are asked all the same.
    return this.#giveUp(wanted, why, false, why === 'cards' && cards !== undefined ? cards : null)
  }

  async #failed(wanted: Wanted, why: Passing): Promise<number> {
    const { writes, clock, log, random, limits } = this.#options
    const { content, place, sha256, tries } = wanted
    log[why === 'mismatch' ? 'warn' : 'info']('a content did not come', { sha256, why, tries: tries + 1 })
    if (tries + 1 >= limits.tries) return this.#giveUp(wanted, why, false)
    const nextAt = clock.now() + backoffMs(limits.backoff, tries, random())
    await writes.postponePlace({ content, place, nextAt, dropped: why === 'mismatch' })
    return 0
  }

  async #giveUp(
    { content, place, sha256 }: Wanted,
    why: Parameters<ContentWrites['givePlaceUp']>[0]['why'],
    all: boolean,
    cards: Parameters<ContentWrites['givePlaceUp']>[0]['cards'] = null,
  ): Promise<number> {
    const { writes, clock, log } = this.#options
    await writes.givePlaceUp({ content, place, all, why, cards, at: clock.now() })
    log[why === 'over-budget' ? 'warn' : 'info']('a content is not taken here', { sha256, why })
    return 0
  }

  #limitOf({ severity }: Wanted): number {
    const { budgetBytes } = this.#options.limits
    return severity === 'critical' ? Math.floor(budgetBytes * criticalShare) : budgetBytes
  }
}

function expectedOf({ size }: Wanted): number {
  return Math.min(size, maxContentBytes)
}

/** Whether a part is the one that was asked for, of a file as the finding saw it, and not needlessly small. */
function isDue(wanted: Wanted, { size, from }: Part, length: number, leastBytes: number): boolean {
  const left = expectedOf(wanted) - wanted.received
  return (
    size === wanted.size &&
    from === wanted.received &&
    length >= Math.min(left, leastBytes) &&
    length <= Math.min(left, contentPartBytes)
  )
}
