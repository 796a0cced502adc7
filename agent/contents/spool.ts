// Owns which contents are kept on this host's disk until the collector has said, by asking or by not asking, whether it wants
// them: within a room, at a pace, and never what may not leave the host. Who may have them is contents.ts's.
//
// A content lies there from when it was seen until one of these:
//   asked    so long after it was asked for last
//   told     everything was told, and so long on the line nobody asked for it: it is permitted
//   old      so old that nobody will ask
//   forbidden  a profile says by now that it stays here
//   room     something that is gone needs its room, and it was not gone when it was kept
import { cardsOfDump } from '@sekisho/shared/cards.ts'
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import { describeError, type FailureCode } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { mayHoldSettings } from '@sekisho/shared/marks/settings.ts'
import { nameOf, type PathText } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { ContentAttributes } from '@sekisho/shared/wire.content.ts'
import type { PlaceBelow } from '../handover.ts'
import type { Rank } from './sealed.ts'
import type { Shelf } from './shelf.ts'
import { lookThrough } from './slices.ts'
import type { SpoolLimits } from './spool-limits.ts'
import { Pace } from './spool-pace.ts'

/** What is in a file, and what the file said of itself. */
export interface SpooledContent {
  readonly bytes: Buffer
  readonly attributes: ContentAttributes
}

/** A content that could be kept. */
export interface Offered {
  readonly sha256: string
  /** Bytes. */
  readonly size: number
  readonly rank: Rank
  readonly places: readonly PlaceBelow[]
  /** Null: it is not to be had any more. */
  read(): Promise<SpooledContent | null>
}

export interface SpoolOptions {
  readonly shelf: Shelf
  readonly limits: SpoolLimits
  /** Older contents go. */
  readonly keepMs: number
  /** Bytes that may lie there, as the disk is now. @throws system errors */
  room(): number
  /** Whether the collector hears us, and whether all that was found until now has been told. */
  standing(): { readonly connected: boolean; readonly told: boolean }
  stays(root: PathText, path: PathText): boolean
  readonly clock: Clock
  readonly log: Log
}

interface Kept {
  readonly at: number
  rank: Rank
  readonly places: readonly PlaceBelow[]
  readonly bytes: number
  /** On the line, as `#lineMs` counts, since this was asked for, or since all was told; null before both. */
  since: number | null
  asked: boolean
}

type Missed = 'room' | 'pace' | 'gone' | 'disk'

export class Spool {
  readonly #options: SpoolOptions
  readonly #pace: Pace
  /** By sha256, the longest kept first. */
  readonly #kept = new Map<string, Kept>()
  readonly #queues: Readonly<Record<Rank, Map<string, Offered>>> = { 0: new Map(), 1: new Map() }
  readonly #inHand = new Map<string, SpooledContent>()
  readonly #settled = new Set<string>()
  readonly #missed: Record<Missed, number> = { room: 0, pace: 0, gone: 0, disk: 0 }
  #bytes = 0
  /** Milliseconds on the line, as far as ticks tell. */
  #lineMs = 0
  #tickedAt: number
  #toldAt: number | null = null
  #fullAt: number | null = null
  #isUnusable = false
  #working: Promise<void> | null = null
  #waiting: Timer | null = null
  #writing: Promise<void> = Promise.resolve()
  #opened: Promise<void> | null = null
  #stopped = false

  constructor(options: SpoolOptions) {
    this.#options = options
    this.#pace = new Pace(options.limits, options.clock)
    this.#tickedAt = options.clock.monotonic()
    try {
      options.shelf.makeFolder()
    } catch (error) {
      // On a full disk, say. Nothing else of an agent waits for this; contents are passed over until it is mended.
      this.#unusable(error)
    }
  }

  /** Takes over what lies there from before. Nothing is written, and nothing handed out, until that is done. */
  open(): Promise<void> {
    this.#opened ??= this.#takeOver()
    return this.#opened
  }

  async #takeOver(): Promise<void> {
    try {
      const { shelved, spoiled, unread, error } = await this.#options.shelf.list()
      for (const { sha256, head, bytes } of shelved) {
        const { at, rank, places } = head
        this.#add(sha256, { at, rank, places, bytes, since: null, asked: false })
      }
      if (spoiled + unread > 0) {
        const why = error === null ? {} : { error: describeError(error) }
        this.#options.log.warn('contents of the spool could not be taken over', { spoiled, unread, ...why })
      }
      await this.rulesChanged()
    } catch (error) {
      this.#unusable(error)
    }
    this.#pump()
  }

  /** One that is known already, or may not leave this host, is passed over without a word. */
  offer(offered: Offered): void {
    const { sha256, rank, places } = offered
    if (this.#stopped || this.#isKnown(sha256, rank) || this.#isForbidden(places)) return
    if (rank === 1) this.#queues[0].delete(sha256)
    const queue = this.#queues[rank]
    if (queue.size >= this.#options.limits.waiting) this.#missed.pace++
    else queue.set(sha256, offered)
    this.#pump()
  }

  /**
   * As `offer`, of what its owner has in memory and cannot let wait: now or not at all. It is handed out from the first moment
   * on, since whoever was told of it may ask before it is written. Resolves when its owner need not have it any more.
   */
  async put(offered: Omit<Offered, 'read' | 'size'>, content: SpooledContent): Promise<void> {
    const { sha256, rank, places } = offered
    const size = content.bytes.length
    if (this.#stopped || this.#isKnown(sha256, rank) || this.#isForbidden(places)) return
    if (this.#pace.waitMs({ size, rank }) > 0) {
      this.#missed.pace++
      return
    }
    this.#inHand.set(sha256, content)
    try {
      await this.#oneByOne(() => this.#keep({ ...offered, size, read: async () => content }))
    } finally {
      this.#inHand.delete(sha256)
    }
  }

  /** Null: it is not here. */
  async of(sha256: string): Promise<SpooledContent | null> {
    const inHand = this.#inHand.get(sha256)
    if (inHand !== undefined) return inHand
    await this.#opened
    if (!this.#kept.has(sha256)) return null
    try {
      const taken = await this.#options.shelf.take(sha256)
      if (taken !== null) return { bytes: taken.bytes, attributes: taken.head.attributes }
      this.#options.log.warn('a content in the spool is not as it was written', { sha256 })
    } catch (error) {
      this.#options.log.warn('a content in the spool cannot be read', { sha256, error: describeError(error) })
    }
    await this.#drop(sha256)
    return null
  }

  /** A part of it is on its way. */
  asked(sha256: string): void {
    const kept = this.#kept.get(sha256)
    if (kept === undefined) return
    kept.asked = true
    kept.since = this.#lineMs
  }

  /** What a profile says by now that it stays is not here any more. */
  async rulesChanged(): Promise<void> {
    for (const queue of Object.values(this.#queues))
      for (const { sha256, places } of queue.values()) if (this.#isForbidden(places)) queue.delete(sha256)
    for (const [sha256, { places }] of [...this.#kept]) if (this.#isForbidden(places)) await this.#drop(sha256)
  }

  /** Called again and again. Resolves when what was due is gone. */
  async tick(): Promise<void> {
    const { clock, limits, standing, keepMs } = this.#options
    const [monotonic, now] = [clock.monotonic(), clock.now()]
    const { connected, told } = standing()
    if (connected) this.#lineMs += monotonic - this.#tickedAt
    this.#tickedAt = monotonic
    const due: string[] = []
    for (const [sha256, kept] of this.#kept) {
      if (kept.since === null && connected && told && now - kept.at >= limits.findingMs) kept.since = this.#lineMs
      const termMs = kept.asked ? limits.askedMs : limits.graceMs
      const isOver = kept.since !== null && this.#lineMs - kept.since >= termMs
      if (isOver) this.#settle(sha256)
      if (isOver || now - kept.at >= keepMs) due.push(sha256)
    }
    if (this.#toldAt === null || monotonic - this.#toldAt >= limits.tellMs) this.#tell()
    for (const sha256 of due) await this.#drop(sha256)
  }

  /** `full`: something found no room of late, or the disk took nothing. Depth: contents that are kept or wait to be. */
  report(): RoomReport {
    const { clock, limits } = this.#options
    const [oldest] = this.#kept.values()
    const isFull = this.#fullAt !== null && clock.monotonic() - this.#fullAt < limits.tellMs
    const depth = this.#kept.size + this.#queues[0].size + this.#queues[1].size
    const phase = this.#stopped ? 'stopped' : isFull ? 'full' : depth === 0 ? 'empty' : 'keeping'
    const sinceMs = isFull ? clock.monotonic() - (this.#fullAt ?? 0) : 0
    return { phase, sinceMs, depth, oldestAgeMs: oldest === undefined ? 0 : Math.max(0, clock.now() - oldest.at) }
  }

  /** What waits is not written any more, but counts, and what was counted is told. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#waiting?.cancel()
    await this.#opened
    await this.#working
    await this.#writing
    for (const queue of Object.values(this.#queues)) {
      this.#missed.pace += queue.size
      queue.clear()
    }
    this.#tell()
  }

  #isKnown(sha256: string, rank: Rank): boolean {
    const kept = this.#kept.get(sha256)
    // It stood there, and is gone by now.
    if (kept !== undefined && kept.rank < rank) kept.rank = rank
    const waits = this.#queues[1].has(sha256) || (rank === 0 && this.#queues[0].has(sha256))
    return kept !== undefined || waits || this.#settled.has(sha256)
  }

  /** By its name, or by its profile, under one of the names that it had. */
  #isForbidden(places: readonly PlaceBelow[]): boolean {
    return places.some(({ root, path }) => mayHoldSettings(nameOf(path)) || this.#options.stays(root, path))
  }

  #pump(): void {
    if (this.#working !== null || this.#stopped) return
    this.#waiting?.cancel()
    this.#waiting = null
    this.#working = this.#work()
      .catch((error: unknown) => this.#options.log.error('the spool failed', { error: describeError(error) }))
      .finally(() => {
        this.#working = null
        // What came in the moment between the last look and this.
        if (this.#next !== undefined && this.#waiting === null) this.#pump()
      })
  }

  get #next(): Offered | undefined {
    return this.#queues[1].values().next().value ?? this.#queues[0].values().next().value
  }

  async #work(): Promise<void> {
    await this.#opened
    for (;;) {
      const next = this.#next
      if (next === undefined || this.#stopped) return
      const waitMs = this.#pace.waitMs(next)
      if (waitMs > 0) {
        this.#waiting = this.#options.clock.after(waitMs, () => this.#pump())
        return
      }
      this.#queues[next.rank].delete(next.sha256)
      await this.#oneByOne(() => this.#keep(next))
    }
  }

  /** A content of 20 MB is in memory while it is written, and what finds room depends on what was written before. */
  #oneByOne(write: () => Promise<void>): Promise<void> {
    const written = this.#writing.then(write)
    this.#writing = written.catch(() => {})
    return written
  }

  async #keep(offered: Offered): Promise<void> {
    const { sha256, rank, places, size } = offered
    if (this.#kept.has(sha256)) return
    // Before it is read, for most do not fit where some do not.
    if (!(await this.#hasRoom(size, rank))) return
    const content = await offered.read()
    if (content === null) {
      this.#missed.gone++
      return
    }
    const { bytes, attributes } = content
    this.#pace.spend(bytes.length)
    const looked = await lookThrough(bytes)
    // Cards leave this host in no form, and then there is no reason to have them twice.
    if (looked.cards.count >= cardsOfDump || this.#isForbidden(places)) return
    if (looked.sha256 !== sha256) {
      // Another stands there by now.
      this.#missed.gone++
      return
    }
    const { clock, shelf } = this.#options
    const head = { at: clock.now(), rank, places, attributes }
    try {
      const length = await shelf.put(sha256, head, bytes)
      this.#isUnusable = false
      if (length === null) this.#missed.room++
      else this.#add(sha256, { ...head, bytes: length, since: null, asked: false })
    } catch (error) {
      this.#unusable(error)
      this.#missed.disk++
    }
    // A new profile looked through what waits and what lies there while this was neither.
    if (this.#isForbidden(places)) await this.#drop(sha256)
  }

  /** Where nobody can say how much room there is, there is none. */
  async #hasRoom(size: number, rank: Rank): Promise<boolean> {
    try {
      return await this.#makeRoom(size, rank)
    } catch (error) {
      this.#unusable(error)
      this.#missed.disk++
      return false
    }
  }

  /** Only what still stood there gives way, and only to what is gone: nobody can push out what he left before. */
  async #makeRoom(size: number, rank: Rank): Promise<boolean> {
    const { limits } = this.#options
    const share = rank === 1 ? 1 : 1 - limits.reservedShare
    const room = this.#options.room() * share
    const fits = () =>
      this.#bytes + size + limits.bytesOfFile <= room && this.#kept.size < Math.floor(limits.contents * share)
    if (fits()) return true
    const lesser = [...this.#kept].filter(([, kept]) => kept.rank < rank)
    if (this.#bytes - sumOf(lesser) + size + limits.bytesOfFile <= room)
      for (const [sha256] of lesser) {
        if (fits()) break
        await this.#drop(sha256)
        this.#missed.room++
      }
    if (fits()) return true
    this.#fullAt = this.#options.clock.monotonic()
    this.#missed.room++
    return false
  }

  /** Told once until it could be used again, however many contents find it so. */
  #unusable(error: unknown): void {
    const { clock, log } = this.#options
    this.#fullAt = clock.monotonic()
    if (this.#isUnusable) return
    this.#isUnusable = true
    const code: FailureCode = 'spool-unusable'
    log.error('the spool cannot be used', { code, error: describeError(error) })
  }

  #add(sha256: string, kept: Kept): void {
    this.#kept.set(sha256, kept)
    this.#bytes += kept.bytes
  }

  async #drop(sha256: string): Promise<void> {
    const kept = this.#kept.get(sha256)
    if (kept === undefined) return
    this.#kept.delete(sha256)
    this.#bytes -= kept.bytes
    try {
      await this.#options.shelf.drop(sha256)
    } catch (error) {
      // At the next start it is found there, and goes then.
      this.#options.log.warn('a content in the spool cannot be removed', { sha256, error: describeError(error) })
    }
  }

  #settle(sha256: string): void {
    this.#settled.add(sha256)
    const [oldest] = this.#settled
    if (this.#settled.size > this.#options.limits.settled && oldest !== undefined) this.#settled.delete(oldest)
  }

  #tell(): void {
    const { clock, log } = this.#options
    const count = Object.values(this.#missed).reduce((sum, missed) => sum + missed, 0)
    if (count === 0) return
    this.#toldAt = clock.monotonic()
    const code: FailureCode = 'spool-full'
    log.warn('contents were not kept until the collector asks for them', { code, ...this.#missed })
    for (const why of Object.keys(this.#missed) as Missed[]) this.#missed[why] = 0
  }
}

function sumOf(kept: readonly (readonly [string, Kept])[]): number {
  return kept.reduce((sum, [, { bytes }]) => sum + bytes, 0)
}
