// Owns the way of alarms from the tables to the channels: plans new ones into the outbox, sends what is due, and waits longer
// after each try that failed. At least once: what was sent, and not noted before the process ended, is sent again under the
// same id; while it runs only the noting is tried again, of what was taken and of what was given up alike.
import { backoffMs } from '@sekisho/shared/backoff.ts'
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import { describeError } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { Alarm, ChannelRow, Delivery, NotifyDoors, NotifyWrites, Overdue } from '../handover.notify.ts'
import { type Channel, SendError } from './channel.ts'
import { Digests } from './digests.ts'
import { aboutOf, bundleOf, idsOf, isCritical } from './due.ts'
import { type Message, testMessage, type Writing } from './message.ts'
import { sitesOfNotice } from './notices.ts'
import { Pace } from './pace.ts'
import { plannedAt } from './routes.ts'
import { type TellingReads, Tellings } from './telling.ts'
import { Tries } from './tries.ts'

const lookMs = 1_000
const maxAlarms = 200
/** Of one channel: what a dead one has waiting must not stand before what another could take. */
const maxDue = 500
const backoff = { firstMs: 2_000, longestMs: 10 * 60_000 }
/** After this a delivery that nobody takes is given up, and shown as failed. */
const patienceMs = 48 * 3_600_000
/** What found no room for that long goes out with the next critical one, if critical ones leave it none. */
const heldMs = 60_000
/** What a mute kept back may be older than that when it is first tried. */
const leastTries = 12

/** `limited`: something waits because its channel was sent as many messages as it may be. */
type Phase = 'open' | 'limited' | 'stopped'

export interface NotifierOptions {
  readonly channels: readonly Channel[]
  readonly reads: TellingReads
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
  readonly #tellings: Tellings
  /**
   * What found no room when it was last looked at, by channel, and since when by the monotonic clock: it comes late, and all
   * at once rather than one by one.
   */
  readonly #held = new Map<string, ReadonlyMap<number, number>>()
  readonly #paces: ReadonlyMap<string, Pace>
  /** Channels of which the log says already that what became of their deliveries cannot be noted. */
  readonly #complainedOf = new Set<string>()
  #phase: Phase = 'open'
  #since: number
  #looking: Promise<void> | null = null
  #again = false
  #stopped = false
  #overdue: Overdue = { count: 0, oldestAt: null }
  #tests = 0

  constructor(options: NotifierOptions) {
    this.#options = options
    const { channels, reads, writing } = options
    this.#digests = new Digests(options)
    this.#tellings = new Tellings(reads, writing, this.#digests)
    this.#paces = new Map(channels.map(({ name, most }) => [name, new Pace(most)]))
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
    const { clock } = this.#options
    const sinceMs = clock.monotonic() - this.#since
    const oldestAgeMs = Math.max(0, clock.now() - (this.#overdue.oldestAt ?? clock.now()))
    return { phase: this.#phase, sinceMs, depth: this.#overdue.count, oldestAgeMs }
  }

  /** What is on its way is waited for. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#enter('stopped')
    this.#timer.cancel()
    await this.#looking
    await Promise.all(this.#busy.values())
  }

  async channels(): Promise<readonly ChannelRow[]> {
    const counts = await this.#options.reads.channelCounts({ now: this.#options.clock.now() })
    return this.#options.channels.map(channel => {
      const { name, kind, most } = channel
      const known = counts.find(one => one.channel === name)
      const { due, ...row } = known ?? { channel: name, waiting: 0, due: 0, failed: 0, lastAt: null, lastError: null }
      return { ...row, held: this.#room(channel, false) === 0 ? due : 0, kind, most }
    })
  }

  async test(channel: string | null) {
    const { channels, clock, writing } = this.#options
    const meant = channels.filter(({ name }) => channel === null || name === channel)
    if (channel !== null && meant.length === 0) return null
    return Promise.all(
      meant.map(async one => {
        const { name } = one
        const now = clock.now()
        const id = `test-${now}-${++this.#tests}-${name}`
        const error = await this.#send(one, testMessage(id, now, writing)).then(() => null, describeError)
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
    this.#overdue = await reads.overdueDeliveries({ now: clock.now() })
    this.#enter(due.some(({ channel }) => this.#room({ name: channel }, false) === 0) ? 'limited' : 'open')
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
    if (notice !== null) return sitesOfNotice(notice)
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
      const open = await this.#notedAndOpen(channel, due)
      const groups = [...Map.groupBy(open, aboutOf).values()]
      const held = this.#held.get(channel.name) ?? new Map<number, number>()
      this.#held.delete(channel.name)
      for (const [index, group] of groups.entries()) {
        if (this.#stopped) return
        const room = this.#room(channel, group.some(isCritical))
        const left = groups.slice(index)
        // Critical ones come first: what follows has no room either, and stays due.
        if (room === 0) {
          const now = this.#options.clock.monotonic()
          return void this.#held.set(channel.name, new Map(left.flatMap(idsOf).map(id => [id, held.get(id) ?? now])))
        }
        const isLate = group.some(({ id }) => held.has(id))
        const isStarved = this.#isStarved(channel, left, held)
        const rest = room === 1 || isLate || isStarved ? bundleOf(channel, left, isStarved) : []
        if (rest.length > 1) return await this.#sendRest(channel, rest)
        await this.#sendOne(channel, group)
      }
    } catch (error) {
      // The store does not write: what is due stays due, and is served at the next look.
      this.#options.log.error('the outbox could not be served', { channel: channel.name, error: describeError(error) })
    }
  }

  /** Critical ones took all the room for a minute, and this one leaves none again: something else would wait without end. */
  #isStarved(channel: Channel, left: readonly (readonly Delivery[])[], held: ReadonlyMap<number, number>): boolean {
    const now = this.#options.clock.monotonic()
    return (
      this.#room(channel, false) <= 1 &&
      left.some(group => group.some(({ id }) => now - (held.get(id) ?? now) >= heldMs))
    )
  }

  /** Notes what became of those of which the store does not know it yet, and says which are still to be told. */
  async #notedAndOpen(channel: Channel, due: readonly Delivery[]): Promise<readonly Delivery[]> {
    const ends = Map.groupBy(due, ({ id }) => this.#tries.endOf(id))
    for (const [error, deliveries] of ends) if (error !== undefined) await this.#noteEnd(channel, deliveries, error)
    // What was read of those that were taken does not know yet when they were told: the next look does.
    const stale = new Set(ends.get(null)?.map(aboutOf))
    const now = this.#options.clock.now()
    const open = ends.get(undefined) ?? []
    return open.filter(delivery => !stale.has(aboutOf(delivery)) && this.#tries.isDue(delivery.id, now))
  }

  /** How many messages the channel may be sent now; of one that the config names no more nothing is held back. */
  #room({ name }: Pick<Channel, 'name'>, forCritical: boolean): number {
    return this.#paces.get(name)?.room(this.#options.clock.monotonic(), forCritical) ?? Number.POSITIVE_INFINITY
  }

  #enter(phase: Phase): void {
    if (this.#phase === phase || this.#phase === 'stopped') return
    this.#phase = phase
    this.#since = this.#options.clock.monotonic()
  }

  async #send(channel: Channel, message: Message): Promise<void> {
    this.#paces.get(channel.name)?.take(this.#options.clock.monotonic())
    await channel.send(message, this.#options.clock.now())
  }

  /** In one message, which is all that there is room for: what is told as one is noted before, so that a repeat is the same. */
  async #sendRest(channel: Channel, groups: readonly (readonly Delivery[])[]): Promise<void> {
    const told: (readonly Delivery[])[] = []
    for (const group of groups) if ((await this.#messageOf(channel, group)) !== null) told.push(group)
    const [first] = told
    if (first === undefined) return
    const ids = told.flatMap(idsOf)
    const isNoted = told.length > 1 && (await this.#noted(channel.name, this.#options.writes.bundleDeliveries({ ids })))
    await this.#sendOne(channel, isNoted ? first.slice(0, 1).map(head => ({ ...head, bundled: true })) : first)
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
    const message = await this.#messageOf(channel, deliveries)
    if (message === null) return
    try {
      await this.#send(channel, message)
    } catch (error) {
      await this.#failed(channel, deliveries, error)
      return
    }
    await this.#noteEnd(channel, deliveries, null)
  }

  /** Null where there is nothing to tell now, which is noted. */
  async #messageOf(channel: Channel, deliveries: readonly Delivery[]): Promise<Message | null> {
    try {
      const telling = await this.#tellings.of(channel, deliveries, this.#options.clock.now())
      if (telling.state === 'now') return telling.message
      if (telling.state === 'later') await this.#noted(channel.name, this.#postpone(deliveries, telling.at))
      else if (await this.#noted(channel.name, this.#settle(deliveries, 'settled', null)))
        this.#tries.noted(idsOf(deliveries))
    } catch (error) {
      await this.#failed(channel, deliveries, error)
    }
    return null
  }

  async #failed(channel: Channel, deliveries: readonly Delivery[], error: unknown): Promise<void> {
    const { clock, log, random } = this.#options
    const [first] = deliveries
    if (first === undefined) return
    const now = clock.now()
    const text = describeError(error)
    const again = !(error instanceof SendError) || error.again
    const members = await this.#membersOf(first, deliveries)
    // Whatever is told with it: the one that was tried least, and the newest, is to have all its tries and time.
    const attempts = Math.min(...members.map(member => member.attempts)) + this.#tries.beyondStore(first.id)
    const madeAt = Math.max(...members.map(member => member.madeAt))
    log.warn('an alarm was not taken', {
      channel: channel.name,
      incident: first.incident,
      attempt: attempts + 1,
      again,
      error: text,
    })
    // Of several it may be one that is refused. Where that cannot be noted, they are tried again as they are.
    const isOneOfThem = !again && first.bundled
    if (isOneOfThem && (await this.#parted(channel, first, text))) return
    const isGivenUp = again ? now - madeAt > patienceMs && attempts >= leastTries : !isOneOfThem
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

  /** Those that are told with it. Where they cannot be read, it alone, as of now: nothing is given up unseen. */
  async #membersOf(first: Delivery, deliveries: readonly Delivery[]): Promise<readonly Delivery[]> {
    if (!first.bundled) return deliveries
    const { reads, clock } = this.#options
    const members = await reads.bundle({ head: first.id }).catch(() => [])
    return members.length > 0 ? members : [{ ...first, madeAt: clock.now() }]
  }

  /** From now on each of them goes by itself: false where that cannot be noted. */
  async #parted(channel: Channel, { id }: Delivery, error: string): Promise<boolean> {
    const isNoted = await this.#noted(channel.name, this.#options.writes.partBundle({ head: id, error }))
    if (isNoted) this.#tries.noted([id])
    return isNoted
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
