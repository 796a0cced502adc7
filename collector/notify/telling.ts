// Owns what is to be told, at one time, of deliveries that are about one thing: a message, nothing yet, or nothing any more.
// Sends nothing and notes nothing.
import { isWorse } from '@sekisho/shared/verdict.ts'
import type { CoverageAsk } from '../handover.digest.ts'
import type { DiskReads } from '../handover.disk.ts'
import type { IncidentReads } from '../handover.incidents.ts'
import type { Delivery, NotifyReads } from '../handover.notify.ts'
import type { Channel } from './channel.ts'
import type { Digests } from './digests.ts'
import { bySubject, dueOfHost, isOfIncident, worstOf } from './due.ts'
import { alarmMessage, hostMessage, type Message, severalMessage, type Writing } from './message.ts'
import { isPast, noticeMessage } from './notices.ts'

/**
 * Of one incident a channel is told again only after this time, unless it became worse or got what was not in it when it was
 * acknowledged: the latest, as one.
 */
const calmMs = 10 * 60_000
/** What is muted is looked at again: another file may have come, or the mute be over. */
const muteLookMs = 30_000

export type Telling =
  | { readonly state: 'now'; readonly message: Message }
  | { readonly state: 'later'; readonly at: number }
  | { readonly state: 'never' }

export type TellingReads = NotifyReads &
  Pick<IncidentReads, 'incident'> &
  Pick<DiskReads, 'diskReport'> & { readonly coverage: CoverageAsk }

export class Tellings {
  readonly #reads: TellingReads
  readonly #writing: Writing
  readonly #digests: Digests

  constructor(reads: TellingReads, writing: Writing, digests: Digests) {
    this.#reads = reads
    this.#writing = writing
    this.#digests = digests
  }

  /** @param deliveries at least one, of one subject or of one bundle */
  async of(channel: Channel, deliveries: readonly Delivery[], now: number): Promise<Telling> {
    const [first] = deliveries
    const worst = worstOf(deliveries)
    if (first === undefined || worst === undefined) return { state: 'never' }
    if (first.bundled) return this.#ofBundle(channel, first)
    const message = await this.#messageOf(channel, deliveries, first, worst)
    if (message === null) return { state: 'never' }
    if (await this.#isMuted(first, message.cause, now)) return { state: 'later', at: now + muteLookMs }
    const calmUntil = first.told === null || first.notice?.topic === 'digest' ? 0 : first.told.at + calmMs
    const isWorseNow = first.told !== null && isWorse(worst.severity, first.told.severity)
    const isUrgent = worst.cause === 'cards' || isWorseNow || deliveries.some(({ unseen }) => unseen)
    return calmUntil > now && !isUrgent ? { state: 'later', at: calmUntil } : { state: 'now', message }
  }

  /** That each is to be told, and now, was found when they were put together: else a repeat would be of others. */
  async #ofBundle(channel: Channel, head: Delivery): Promise<Telling> {
    const messages: Message[] = []
    const members = await this.#reads.bundle({ head: head.id })
    for (const deliveries of bySubject(members)) {
      const [first] = deliveries
      const worst = worstOf(deliveries)
      if (first === undefined || worst === undefined) continue
      const message = await this.#messageOf(channel, deliveries, first, worst)
      if (message !== null) messages.push(message)
    }
    // No alarm by itself has that name: whoever gets both must not take one for a repeat of the other.
    const id = `${head.alarm}+${members.length - 1}-${channel.name}`
    const message = severalMessage(id, messages, { most: channel.most, at: head.madeAt }, this.#writing)
    return message === null ? { state: 'never' } : { state: 'now', message }
  }

  /** Null where nothing is left to tell. */
  async #messageOf(
    channel: Channel,
    deliveries: readonly Delivery[],
    first: Delivery,
    worst: Delivery,
  ): Promise<Message | null> {
    const [reads, writing] = [this.#reads, this.#writing]
    const { customer, incident: id, host, told } = first
    const name = `${first.alarm}-${channel.name}`
    if (first.notice?.topic === 'digest') return this.#digests.message(name, channel, first.notice, first.madeAt)
    if (first.notice?.topic === 'disk') {
      const isFine = (await reads.diskReport(null))?.state === 'fine'
      if (isFine && isPast(deliveries, told !== null)) return null
    }
    if (first.notice !== null) return noticeMessage(name, deliveries, first.notice.topic, writing)
    if (host !== null) {
      const often = deliveries.find(({ cause }) => cause === 'gap-often')
      const standing = await reads.hostStanding({ customer, host, oftenAt: often?.madeAt ?? null })
      const due = dueOfHost(deliveries, standing, told !== null)
      return standing === null || due === null ? null : hostMessage(name, standing, due, writing)
    }
    const incident = await reads.incident({ customer, id })
    const taken = channel.route.after > 0 && incident?.state !== 'open'
    if (incident === null || incident.state === 'closed' || taken || !isOfIncident(worst.cause)) return null
    return alarmMessage(name, incident, worst.cause, worst.madeAt, writing)
  }

  /** A fork puts in doubt whatever else a host says. */
  #isMuted({ customer, incident, host, notice }: Delivery, cause: Message['cause'], now: number): Promise<boolean> {
    if (notice !== null || cause === 'fork') return Promise.resolve(false)
    return this.#reads.isMuted({ customer, incident, host, now })
  }
}
