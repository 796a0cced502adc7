// Owns the taking of contents: asks each connected host for what is wanted of it, the most severe first, one part at a time
// and at a pace; checks what comes, since an agent may lie; and hands parts to store only after they are closed.
//
// open     hosts are asked → full, keyless, stopped
// full     the budget is spent: only what is critical is taken → open, keyless, stopped
// keyless  there is no key to close parts with: nobody is asked → open, full, stopped
// stopped  no way out
import { type ContentSummary, contentFileName } from '@sekisho/shared/api.contents.ts'
import { type Clock, pause, type Timer } from '@sekisho/shared/clock.ts'
import { describeError } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { Locale } from '@sekisho/shared/messages.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { placedReasonIn } from '@sekisho/shared/told-failure.ts'
import type { Seal } from '../handover.archive.ts'
import type {
  ContentDoors,
  ContentLook,
  ContentOrder,
  ContentReads,
  ContentReply,
  ContentWrites,
} from '../handover.capture.ts'
import type { AuditEvent, By } from '../handover.ts'
import { Differences } from './differences.ts'
import type { ContentKeys } from './keys.ts'
import type { CaptureLimits } from './limits.ts'
import { endReleased, keepReleased } from './released.ts'
import { Taking } from './taking.ts'
import { takeOut } from './vault.ts'

export interface CaptureOptions {
  readonly reads: ContentReads
  readonly writes: ContentWrites
  readonly audit: (event: AuditEvent) => Promise<void>
  /** Hosts with a connection. */
  readonly hosts: () => readonly number[]
  readonly ask: (host: number, order: ContentOrder) => Promise<ContentReply>
  readonly keys: ContentKeys
  /** Puts a content into an archive under a password. */
  readonly seal: Seal
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  readonly limits: CaptureLimits
  /** Whether text differences of files of class config are shown. */
  readonly compareConfig: boolean
}

type Phase = 'open' | 'full' | 'keyless' | 'stopped'

export class Capture implements ContentDoors {
  readonly #options: CaptureOptions
  readonly #taking: Taking
  readonly #differences: Differences
  readonly #timer: Timer
  /** Hosts that are served, each with its turn. */
  readonly #busy = new Map<number, Promise<void>>()
  /** Hosts that owe an answer for longer than they had. */
  readonly #owing = new Map<number, number>()
  /** When each host's last turn was over. */
  readonly #served = new Map<number, number>()
  readonly #stopping: Promise<void>
  #stop: () => void = () => {}
  #phase: Phase = 'open'
  #since: number
  #waiting = 0
  #keysReadAt: number | null = null
  #told: string | null = null
  #looking: Promise<void> | null = null

  constructor(options: CaptureOptions) {
    const { clock, limits } = options
    this.#options = options
    this.#taking = new Taking(options)
    this.#differences = new Differences(options)
    this.#since = clock.monotonic()
    this.#stopping = new Promise(resolve => {
      this.#stop = resolve
    })
    this.#timer = clock.every(limits.lookMs, () => this.wake())
  }

  get reads(): ContentDoors['reads'] {
    return this.#options.reads
  }

  /** Something may be there to take. */
  wake(): void {
    if (this.#phase === 'stopped' || this.#looking !== null) return
    this.#looking = this.#look()
      .catch((error: unknown) =>
        this.#options.log.error('contents could not be looked at', { error: describeError(error) }),
      )
      .finally(() => {
        this.#looking = null
      })
  }

  report(): RoomReport {
    const now = this.#options.clock.monotonic()
    const oldestAgeMs = Math.max(0, ...[...this.#owing.values()].map(since => now - since))
    return { phase: this.#phase, sinceMs: now - this.#since, depth: this.#waiting, oldestAgeMs }
  }

  async stop(): Promise<void> {
    this.#enter('stopped')
    this.#timer.cancel()
    this.#stop()
    await this.#differences.stop()
    await this.#looking
    await Promise.all(this.#busy.values())
  }

  async summary(customer: number, locale: Locale): Promise<ContentSummary> {
    const { reads, keys, limits } = this.#options
    const counts = await reads.contentCounts({ customer })
    return { ...counts, budget: limits.budgetBytes, trouble: troubleOf(keys, locale) }
  }

  async take(by: By, sha256: string): Promise<Buffer | null> {
    const { reads, audit, keys } = this.#options
    const { customer, who, from, at } = by
    const kept = await reads.keptContent({ customer, sha256 })
    if (kept === null) return null
    const bytes = await takeOut(reads, keys, { customer, sha256, ...kept })
    await audit({ customer, at, who, from, what: 'content.download', detail: { sha256, bytes: bytes.length } })
    return bytes
  }

  async takeSealed(by: By, sha256: string, password: string): Promise<AsyncIterable<Uint8Array> | null> {
    const bytes = await this.take(by, sha256)
    return bytes && this.#options.seal([{ name: contentFileName(sha256), pieces: () => [bytes] }], password, by.at)
  }

  difference(by: By, finding: number): ReturnType<ContentDoors['difference']> {
    return this.#differences.of(by, finding)
  }

  keepReleased(...asked: Parameters<ContentDoors['keepReleased']>): ReturnType<ContentDoors['keepReleased']> {
    return keepReleased(this.#options, ...asked)
  }

  endReleased(by: By, release: number): Promise<number | null> {
    return endReleased(this.#options, by, release)
  }

  async #look(): Promise<void> {
    const { reads, keys, clock, limits } = this.#options
    await this.#readKeys()
    const look = await reads.contentLook({ now: clock.now() })
    if (this.#phase === 'stopped') return
    this.#waiting = look.waiting
    if (!keys.usable) this.#enter('keyless')
    else this.#enter(look.stock >= limits.budgetBytes ? 'full' : 'open')
    if (keys.usable) for (const host of this.#next(look)) this.#serve(host)
  }

  /** At the start, and from time to time while something is wrong with them. */
  async #readKeys(): Promise<void> {
    const { reads, keys, clock, log, limits } = this.#options
    const now = clock.monotonic()
    const isDue = this.#keysReadAt === null || (keys.trouble !== null && now - this.#keysReadAt >= limits.keyLookMs)
    if (!isDue) return
    keys.load(await reads.contentKeys({}))
    this.#keysReadAt = now
    const { trouble } = keys
    const text = troubleOf(keys, 'en')
    if (text === this.#told) return
    this.#told = text
    if (trouble === null) log.info('the keys of contents are whole again')
    else log.error('contents: a key is missing', { code: trouble.code, place: trouble.place, detail: trouble.message })
  }

  /** Who has the most severe comes first, then who waited longest for a turn. */
  #next({ hosts }: ContentLook): readonly number[] {
    const connected = new Set(this.#options.hosts())
    const free = hosts.filter(({ host }) => connected.has(host) && !this.#busy.has(host) && !this.#owing.has(host))
    const servedAt = (host: number) => this.#served.get(host) ?? 0
    const sorted = free.sort((one, other) => one.rank - other.rank || servedAt(one.host) - servedAt(other.host))
    return sorted.slice(0, Math.max(0, this.#options.limits.hostsAtOnce - this.#busy.size)).map(({ host }) => host)
  }

  #serve(host: number): void {
    const { clock, log } = this.#options
    const turn = this.#turn(host)
      .catch((error: unknown): number => {
        log.error('a content could not be taken', { host, error: describeError(error) })
        return 0
      })
      .then(steps => {
        this.#busy.delete(host)
        this.#served.set(host, clock.monotonic())
        // A host that has nothing to give just now is looked at again with all others, and not at once.
        if (steps > 0) this.wake()
      })
    this.#busy.set(host, turn)
  }

  /** Some orders, one after the other, and how many: before each what is most severe is looked for anew. */
  async #turn(host: number): Promise<number> {
    const { clock, limits } = this.#options
    let order = 0
    for (; order < limits.ordersInARow && this.#phase !== 'stopped'; order++) {
      const came = await this.#taking.one(host, asked => this.#answerOf(host, asked))
      if (came === null) break
      const pauseMs = Math.max(limits.leastPauseMs, (came / limits.bytesPerSecond) * 1000)
      await Promise.race([pause(clock, pauseMs), this.#stopping])
    }
    return order
  }

  /** Null when it does not come in time; until it comes the host is not asked again. */
  async #answerOf(host: number, asked: Promise<ContentReply>): Promise<ContentReply | null> {
    const { clock, limits } = this.#options
    const since = clock.monotonic()
    const late = new Promise<null>(resolve => {
      const timer = clock.after(limits.answerMs, () => resolve(null))
      const done = () => timer.cancel()
      void asked.then(done, done)
    })
    const stopped = this.#stopping.then((): ContentReply => ({ outcome: 'left' }))
    const reply = await Promise.race([asked, late, stopped])
    if (reply !== null) return reply
    this.#owing.set(host, since)
    const done = () => this.#owing.delete(host)
    void asked.then(done, done)
    return null
  }

  #enter(phase: Phase): void {
    if (this.#phase === phase || this.#phase === 'stopped') return
    const { log, clock, limits } = this.#options
    if (phase === 'full')
      log.warn('contents: the budget is spent, and only critical ones are taken', { budget: limits.budgetBytes })
    else if (this.#phase === 'full' && phase === 'open') log.info('contents: there is room again')
    this.#phase = phase
    this.#since = clock.monotonic()
  }
}

function troubleOf({ trouble }: ContentKeys, locale: Locale): string | null {
  return trouble === null ? null : placedReasonIn(trouble, locale)
}
