// Owns the way of alarms from the tables to the channels: plans new ones into the outbox, sends what is due, and waits longer
// after each try that failed. At least once: what was sent, and not noted before the process ended, is sent again under the
// same id; while it runs only the noting is tried again, of what was taken and of what was given up alike.
import { backoffMs } from '@sekisho/shared/backoff.ts'
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import { describeError } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { isWorse } from '@sekisho/shared/verdict.ts'
import type { CoverageAsk } from '../handover.digest.ts'
import type { DiskReads } from '../handover.disk.ts'
import type { IncidentReads } from '../handover.incidents.ts'
import type { Alarm, ChannelRow, Delivery, NotifyDoors, NotifyReads, NotifyWrites } from '../handover.notify.ts'
import { type Channel, SendError } from './channel.ts'
import { Digests } from './digests.ts'
import { aboutOf, dueOfHost, idsOf, isOfIncident, worstOf } from './due.ts'
import { alarmMessage, hostMessage, type Message, testMessage, type Writing } from './message.ts'
import { isPast, noticeMessage } from './notices.ts'
import { plannedAt } from './routes.ts'
import { Tries } from './tries.ts'

const lookMs = 1_000
const maxAlarms = 200
/** Of one channel: what a dead one has waiting must not stand before what another could take. */
const maxDue = 500
/**
 * Of one incident a channel is told again only after this time, unless it became worse or got what was not in it when it was
 * acknowledged: the latest, as one.
 */
const calmMs = 10 * 60_000
/** What is muted is looked at again: another file may have come, or the mute be over. */
const muteLookMs = 30_000
const backoff = { firstMs: 2_000, longestMs: 10 * 60_000 }
/** After this a delivery that nobody takes is given up, and shown as failed. */
const patienceMs = 48 * 3_600_000
/** What a mute kept back may be older than that when it is first tried. */
const leastTries = 12

export interface NotifierOptions {
  readonly channels: readonly Channel[]
  readonly reads: NotifyReads &
    Pick<IncidentReads, 'incident'> &
    Pick<DiskReads, 'diskReport'> & { readonly coverage: CoverageAsk }
  readonly writes: NotifyWrites
  readonly writing: Writing
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  /** Called each time that alarms were looked at to the end. */
  readonly looked?: () => void
}

export class Notifier implements NotifyDoors {
  readonly #options: NotifierOptions
  readonly #digests: Digests
  readonly #timer: Timer
  /** Channels that are being served: one turn each, so that a slow one delays no other. */
  readonly #busy = new Map<string, Promise<void>>()
  readonly #tries = new Tries()
  /** Channels of which the log says already that what became of their deliveries cannot be noted. */
  readonly #complainedOf = new Set<string>()
  readonly #since: number
  #looking: Promise<void> | null = null
  #again = false
  #stopped = false
  #waiting = 0
  #tests = 0

  constructor(options: NotifierOptions) {
    this.#options = options
    this.#digests = new Digests(options)
    this.#since = options.clock.monotonic()
    this.#timer = options.clock.every(lookMs, () => this.wake())
  }

  /** Something may be there to tell. */
  wake(): void {
    if (this.#stopped) return
    if (this.#looking !== null) {
      this.#again = true
      return
    }
    this.#looking = this.#look()
      .then(() => this.#options.looked?.())
      .catch((error: unknown) =>
        this.#options.log.error('alarms could not be looked at', { error: describeError(error) }),
      )
      .finally(() => {
        this.#looking = null
        if (this.#again) {
          this.#again = false
          this.wake()
        }
      })
  }

  report(): RoomReport {
    const sinceMs = this.#options.clock.monotonic() - this.#since
    return { phase: this.#stopped ? 'stopped' : 'open', sinceMs, depth: this.#waiting, oldestAgeMs: 0 }
  }

  /** What is on its way is waited for. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer.cancel()
    await this.#looking
    await Promise.all(this.#busy.values())
  }

  async channels(): Promise<readonly ChannelRow[]> {
    const counts = await this.#options.reads.channelCounts(null)
    return this.#options.channels.map(({ name, kind }) => {
      const known = counts.find(({ channel }) => channel === name)
      return { ...(known ?? { channel: name, waiting: 0, failed: 0, lastAt: null, lastError: null }), kind }
    })
  }

  async test(channel: string | null) {
    const { channels, clock, writing } = this.#options
    const meant = channels.filter(({ name }) => channel === null || name === channel)
    if (channel !== null && meant.length === 0) return null
    return Promise.all(
      meant.map(async ({ name, send }) => {
        const now = clock.now()
        const id = `test-${now}-${++this.#tests}-${name}`
        const error = await send(testMessage(id, now, writing), now).then(() => null, describeError)
        return { channel: name, error }
      }),
    )
  }

  async #look(): Promise<void> {
    const { reads, channels, clock } = this.#options
    const alarms = await reads.newAlarms({ limit: maxAlarms })
    if (alarms.length > 0) await this.#plan(alarms)
    if (alarms.length === maxAlarms) this.#again = true
    await this.#digests.plan()
    const due = await reads.dueDeliveries({ now: clock.now(), limit: maxDue, except: [...this.#busy.keys()] })
    this.#waiting = due.length
    for (const name of new Set(due.map(({ channel }) => channel))) {
      const channel = channels.find(candidate => candidate.name === name)
      const own = due.filter(delivery => delivery.channel === name)
      if (channel === undefined)
        await this.#noted(name, this.#settle(own, 'failed', 'there is no such channel any more'))
      else if (!this.#busy.has(name)) this.#serve(channel, own)
    }
  }

  async #plan(alarms: readonly Alarm[]): Promise<void> {
    const { writes, channels, writing } = this.#options
    const planned = []
    for (const alarm of alarms) {
      const sites = await this.#sitesOf(alarm)
      const dead = alarm.notice?.topic === 'channel' ? alarm.notice.channel : null
      // That another channel is dead, or the disk is filling, concerns everybody.
      const isOfAll = dead !== null || alarm.notice?.topic === 'disk'
      for (const { name, route } of channels) {
        if (name === dead) continue
        const nextAt = plannedAt(route, alarm, isOfAll ? route.sites : sites, writing.timeZone)
        if (nextAt !== null) planned.push({ alarm: alarm.id, channel: name, nextAt })
      }
    }
    await writes.planDeliveries({ upTo: alarms.at(-1)?.id ?? 0, deliveries: planned })
  }

  async #sitesOf({ customer, incident, host, notice }: Alarm): Promise<readonly string[]> {
    const { reads } = this.#options
    if (notice !== null) return notice.topic === 'release' ? notice.sites : []
    const about =
      host === null
        ? await reads.incident({ customer, id: incident })
        : await reads.hostStanding({ customer, host, oftenAt: null })
    return about?.sites ?? []
  }

  #serve(channel: Channel, due: readonly Delivery[]): void {
    const serving = this.#sendAll(channel, due)
    this.#busy.set(
      channel.name,
      serving.finally(() => this.#busy.delete(channel.name)),
    )
  }

  /** Several of one incident, or of one host, are one message. What cannot be told keeps nothing else back. */
  async #sendAll(channel: Channel, due: readonly Delivery[]): Promise<void> {
    try {
      const ends = Map.groupBy(due, ({ id }) => this.#tries.endOf(id))
      for (const [error, deliveries] of ends) if (error !== undefined) await this.#noteEnd(channel, deliveries, error)
      // What was read of those that were taken does not know yet when they were told: the next look does.
      const stale = new Set(ends.get(null)?.map(aboutOf))
      const now = this.#options.clock.now()
      const open = ends.get(undefined) ?? []
      const left = open.filter(delivery => !stale.has(aboutOf(delivery)) && this.#tries.isDue(delivery.id, now))
      for (const about of new Set(left.map(aboutOf))) {
        if (this.#stopped) return
        await this.#sendOne(
          channel,
          left.filter(delivery => aboutOf(delivery) === about),
        )
      }
    } catch (error) {
      // The store does not write: what is due stays due, and is served at the next look.
      this.#options.log.error('the outbox could not be served', { channel: channel.name, error: describeError(error) })
    }
  }

  /** They were taken, or given up for a reason: they are not sent again, whether that can be noted or not. */
  async #noteEnd(channel: Channel, deliveries: readonly Delivery[], error: string | null): Promise<void> {
    this.#tries.ended(idsOf(deliveries), error)
    const noting = this.#settle(deliveries, error === null ? 'delivered' : 'failed', error)
    if (await this.#noted(channel.name, noting)) this.#tries.noted(idsOf(deliveries))
  }

  /** While the store does not write, other alarms are told all the same. */
  async #noted(channel: string, noting: Promise<void>): Promise<boolean> {
    try {
      await noting
      this.#complainedOf.delete(channel)
      return true
    } catch (error) {
      if (this.#complainedOf.has(channel)) return false
      this.#complainedOf.add(channel)
      this.#options.log.error('what became of alarms cannot be noted', { channel, error: describeError(error) })
      return false
    }
  }

  async #sendOne(channel: Channel, deliveries: readonly Delivery[]): Promise<void> {
    const { clock } = this.#options
    const [first] = deliveries
    const worst = worstOf(deliveries)
    if (first === undefined || worst === undefined) return
    const now = clock.now()
    let message: Message | null
    let isMuted = false
    try {
      message = await this.#messageOf(channel, deliveries, first, worst)
      isMuted = message !== null && (await this.#isMuted(first, message.cause, now))
    } catch (error) {
      await this.#failed(channel, deliveries, first, error)
      return
    }
    if (message === null) {
      if (await this.#noted(channel.name, this.#settle(deliveries, 'settled', null)))
        this.#tries.noted(idsOf(deliveries))
      return
    }
    if (isMuted) {
      await this.#noted(channel.name, this.#postpone(deliveries, now + muteLookMs))
      return
    }
    const calmUntil = first.told === null || first.notice?.topic === 'digest' ? 0 : first.told.at + calmMs
    const isWorseNow = first.told !== null && isWorse(worst.severity, first.told.severity)
    const isUrgent = worst.cause === 'cards' || isWorseNow || deliveries.some(({ unseen }) => unseen)
    if (calmUntil > now && !isUrgent) {
      await this.#noted(channel.name, this.#postpone(deliveries, calmUntil))
      return
    }
    try {
      await channel.send(message, now)
    } catch (error) {
      await this.#failed(channel, deliveries, first, error)
      return
    }
    await this.#noteEnd(channel, deliveries, null)
  }

  /** Null where nothing is left to tell. */
  async #messageOf(
    channel: Channel,
    deliveries: readonly Delivery[],
    first: Delivery,
    worst: Delivery,
  ): Promise<Message | null> {
    const { reads, writing } = this.#options
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
    return this.#options.reads.isMuted({ customer, incident, host, now })
  }

  async #failed(channel: Channel, deliveries: readonly Delivery[], first: Delivery, error: unknown): Promise<void> {
    const { clock, log, random } = this.#options
    const now = clock.now()
    const text = describeError(error)
    const again = !(error instanceof SendError) || error.again
    const attempts = first.attempts + this.#tries.beyondStore(first.id)
    log.warn('an alarm was not taken', {
      channel: channel.name,
      incident: first.incident,
      attempt: attempts + 1,
      again,
      error: text,
    })
    const isGivenUp = !again || (now - first.madeAt > patienceMs && attempts >= leastTries)
    if (isGivenUp) {
      log.error('an alarm was given up', { channel: channel.name, incident: first.incident, error: text })
      await this.#noteEnd(channel, deliveries, text)
      return
    }
    const nextAt = now + backoffMs(backoff, attempts, random())
    const noting = this.#postpone(deliveries, nextAt, { error: text })
    if (await this.#noted(channel.name, noting)) this.#tries.noted(idsOf(deliveries))
    else this.#tries.failed(idsOf(deliveries), nextAt)
  }

  #postpone(
    deliveries: readonly Delivery[],
    nextAt: number,
    attempted: { readonly error: string } | null = null,
  ): Promise<void> {
    return this.#options.writes.postponeDeliveries({ ids: idsOf(deliveries), nextAt, attempted })
  }

  #settle(
    deliveries: readonly Delivery[],
    state: 'delivered' | 'settled' | 'failed',
    error: string | null,
  ): Promise<void> {
    return this.#options.writes.settleDeliveries({
      ids: idsOf(deliveries),
      state,
      at: this.#options.clock.now(),
      error,
    })
  }
}
