// Owns the touches that wait: merged per path until quiet or due, by lane, each with a ceiling of its own (laws 1 and 4).
// Reads no disk and classifies nothing. Hands fingerprint its jobs, grouped by directory, fast lane first.
import type { Clock } from '@sekisho/shared/clock.ts'
import { folderOf, isBelow, joinPath, nameOf, type PathText } from '@sekisho/shared/path.ts'
import type { Lane } from '@sekisho/shared/profile.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { FingerprintItem, FingerprintJob, Touch, Wanted } from '../handover.ts'
import { Barriers } from './barriers.ts'
import { DueWheel } from './due.ts'
import { namesOfJob, Ready, type Taken } from './ready.ts'
import {
  enterQuieting,
  enterReading,
  enterReady,
  join,
  merge,
  type Unit,
  unitOf,
  untouched,
  walkTouch,
} from './unit.ts'
import { enterReading as enterReadingWalked, itemsOf, type Walked, WalkedFolders } from './walked.ts'

export interface SettleOptions {
  readonly clock: Clock
  /** Something can be taken. Called once until the next `take`, never within `add`. */
  readonly onReady: () => void
  /** Without another touch for so long a path is read; 50 unless told. */
  readonly quietMs?: number
  /** However often it is touched, a path is read after this; 1000 unless told. */
  readonly deadlineMs?: number
  /** Paths of each lane that may wait or be read at one time. */
  readonly ceilings?: Readonly<Record<Lane, number>>
}

/** Some 300 bytes a path: 30 MB where both lanes are full. From a burst of 50,000 files none must be refused. */
const defaultCeilings: Readonly<Record<Lane, number>> = { fast: 60_000, bulk: 60_000 }
/**
 * Of these a walk may fill so many. It can wait where a watcher cannot, so most of each lane stays free for that one; and
 * the less waits, the flatter the memory and the sooner a watcher's touch is read.
 */
const walkCeiling = 4096
/**
 * For word of a rename: it lies in the kernel's queue by the time the file is gone, but on a busy machine the thread that reads
 * the queue comes late.
 */
const vanishedMs = 500

export class Settle {
  readonly #clock: Clock
  readonly #onReady: () => void
  readonly #quietMs: number
  readonly #deadlineMs: number
  readonly #ceilings: Readonly<Record<Lane, number>>
  readonly #units = new Map<string, Unit>()
  readonly #counts: Record<Lane, number> = { fast: 0, bulk: 0 }
  readonly #walked = new WalkedFolders()
  readonly #ready = new Ready()
  readonly #reading = new Map<number, Taken>()
  readonly #barriers = new Barriers()
  readonly #wheel: DueWheel<Unit>
  readonly #waitingForRoom: Record<Lane, (() => void)[]> = { fast: [], bulk: [] }
  #walkNames = walkCeiling
  #nextJob = 1
  #announced = false
  #phase: 'idle' | 'settling' = 'idle'
  #phaseSince: number

  constructor(options: SettleOptions) {
    this.#clock = options.clock
    this.#onReady = options.onReady
    this.#quietMs = options.quietMs ?? 50
    this.#deadlineMs = options.deadlineMs ?? 1000
    this.#ceilings = options.ceilings ?? defaultCeilings
    this.#phaseSince = options.clock.monotonic()
    this.#wheel = new DueWheel(options.clock, unit => this.#due(unit))
  }

  /**
   * Takes a touch. False when the lane is full: nothing of it is kept, and the walker waits for `room`, others declare a loss.
   * A path that is known already is never refused.
   */
  add(touch: Touch, lane: Lane, wanted: Wanted): boolean {
    const key = keyOf(touch.root, touch.path)
    const now = this.#clock.monotonic()
    if (this.#isKnown(key, touch, lane, wanted, now)) return true
    const ceiling = touch.noticed === 'walk' ? this.#walkCeiling(lane) : this.#ceilings[lane]
    if (this.#counts[lane] >= ceiling) return false
    const unit = unitOf(key, touch, lane, wanted, now, this.#barriers.born())
    this.#units.set(key, unit)
    this.#counts[lane]++
    if (this.#phase === 'idle') this.#enter('settling')
    this.#settle(unit, now)
    return true
  }

  /**
   * Takes what a walk found in one directory, in this order: as `add` takes a touch of each, at a fraction of its cost. Answers
   * with how many were taken; the walker waits for `room` before it comes with the next one.
   */
  addWalked(root: PathText, directory: PathText, names: readonly PathText[], lane: Lane, wanted: Wanted): number {
    const now = this.#clock.monotonic()
    const ceiling = this.#walkCeiling(lane)
    let taken = 0
    let walked: Walked | null = null
    for (const name of names) {
      const isNew = this.#units.size === 0 && this.#walked.find(root, directory, name) === undefined
      const path = isNew ? name : joinPath(directory, name)
      if (isNew || !this.#isKnown(keyOf(root, path), walkTouch(root, path), lane, wanted, now)) {
        if (this.#counts[lane] >= ceiling) break
        if (walked === null || walked.names.length === namesOfJob)
          walked = this.#beginWalked({ root, directory, lane, wanted, firstAt: now })
        this.#walked.add(walked, name)
        this.#counts[lane]++
      }
      taken++
    }
    return taken
  }

  /** Resolves when the lane has room for a walk: at once, or when half of its share is done. */
  room(lane: Lane): Promise<void> {
    if (this.#counts[lane] < this.#walkCeiling(lane)) return Promise.resolve()
    return new Promise(resolve => this.#waitingForRoom[lane].push(resolve))
  }

  /** How many paths of each lane a walk may fill from now on, where the disk allows fewer than usual. */
  limitWalks(names: number): void {
    this.#walkNames = names
  }

  /**
   * Jobs of at most `maxNames` names in all, but that names of one walk stay together; one directory and one lane each, the fast
   * lane first. Each must be `done`.
   */
  take(maxNames: number): readonly FingerprintJob[] {
    this.#announced = false
    const jobs: FingerprintJob[] = []
    for (const taken of this.#ready.take(maxNames)) {
      if (!('names' in taken) || taken.names.length > 0) jobs.push(this.#jobOf(taken))
      // All of them were told of otherwise.
      else this.#barriers.done(taken.born)
    }
    if (!this.#ready.isEmpty) this.#announce()
    return jobs
  }

  /** The job's observations are committed, or given up with a loss. `apart` and `vanished` as in the job's result. */
  done(id: number, apart: readonly PathText[] = [], vanished: readonly PathText[] = []): void {
    const read = this.#reading.get(id)
    if (!read) return
    this.#reading.delete(id)
    const now = this.#clock.monotonic()
    if ('names' in read) this.#finishWalked(read, apart, now)
    else
      for (const unit of read) {
        if (apart.includes(unit.name)) this.#setApart(unit)
        else if (vanished.includes(unit.name)) this.#waitAgain(unit, now)
        else this.#finish(unit, now)
      }
    if (this.depth === 0) this.#enter('idle')
  }

  /**
   * Another directory stands at a path than before, or none. What is being read below was perhaps read in the one before it,
   * and whoever looks through the new one cannot know of it yet: it is read again.
   */
  readAgainBelow(root: PathText, path: PathText): void {
    const now = this.#clock.monotonic()
    for (const read of this.#reading.values()) {
      const first = 'names' in read ? read : read[0]
      if (first === undefined || first.root !== root || !isBelow(first.directory, path)) continue
      if ('names' in read) for (const name of read.names) this.#touchWalkedAgain(read, name, now)
      else for (const unit of read) unit.again ??= untouched(unit, now, this.#barriers.born())
    }
  }

  /** Resolves when everything that was added before is done. */
  barrier(): Promise<void> {
    return this.#barriers.wait()
  }

  /** Paths that wait or are being read. */
  get depth(): number {
    return this.#units.size + this.#walked.size
  }

  report(): RoomReport {
    const now = this.#clock.monotonic()
    const oldest = [this.#units.values().next().value, this.#walked.first()].flatMap(one => one?.firstAt ?? [])
    const full = (['fast', 'bulk'] as const).filter(lane => this.#counts[lane] >= this.#ceilings[lane])
    return {
      phase: full.length > 0 ? `full: ${full.join(', ')}` : this.#phase,
      sinceMs: now - this.#phaseSince,
      depth: this.depth,
      oldestAgeMs: now - Math.min(now, ...oldest),
    }
  }

  stop(): void {
    this.#wheel.stop()
  }

  /** Whether the path waits or is read: then the touch belongs to that, or to what is read after it. */
  #isKnown(key: string, touch: Touch, lane: Lane, wanted: Wanted, now: number): boolean {
    const unit = this.#units.get(key) ?? this.#unitAmongWalked(touch)
    if (unit) this.#touchAgain(unit, touch, lane, wanted, now)
    if (unit || this.#walked.size === 0) return unit !== undefined
    const name = nameOf(touch.path)
    const walked = this.#walked.find(touch.root, folderOf(touch.path), name)
    if (walked === undefined) return false
    const again = walked.again.get(name)
    if (again) merge(again, touch, wanted, now)
    else walked.again.set(name, unitOf(key, touch, lane, wanted, now, this.#barriers.born()))
    return true
  }

  /** Of names that a walk found and that wait, the one that is touched is from now on a path like others. */
  #unitAmongWalked({ root, path }: Touch): Unit | undefined {
    if (this.#walked.size === 0) return undefined
    const name = nameOf(path)
    const walked = this.#walked.find(root, folderOf(path), name)
    if (walked?.state !== 'ready') return undefined
    const unit = this.#unitFrom(walked, name)
    this.#makeReady(unit)
    return unit
  }

  #touchWalkedAgain(walked: Walked, name: PathText, now: number): void {
    if (walked.again.has(name)) return
    walked.again.set(name, untouched(namedOf(walked, name), now, this.#barriers.born()))
  }

  #unitFrom(walked: Walked, name: PathText): Unit {
    this.#walked.remove(walked, name)
    const unit = untouched(namedOf(walked, name), walked.firstAt, this.#barriers.bornWith(walked.born))
    this.#units.set(unit.key, unit)
    return unit
  }

  #beginWalked(of: Omit<Walked, 'born' | 'state' | 'names' | 'again'>): Walked {
    const walked: Walked = { ...of, born: this.#barriers.born(), state: 'ready', names: [], again: new Map() }
    if (this.#phase === 'idle') this.#enter('settling')
    this.#ready.pushWalked(walked)
    this.#announce()
    return walked
  }

  #touchAgain(unit: Unit, touch: Touch, lane: Lane, wanted: Wanted, now: number): void {
    if (unit.state === 'reading') {
      if (unit.again) merge(unit.again, touch, wanted, now)
      else unit.again = unitOf(unit.key, touch, lane, wanted, now, this.#barriers.born())
      return
    }
    merge(unit, touch, wanted, now)
    if (unit.lane !== lane && unit.state === 'quieting') this.#changeLane(unit, lane)
    if (touch.settled && unit.state === 'quieting') this.#makeReady(unit)
  }

  /** A profile that came meanwhile put the path into another lane: it counts there, even beyond the ceiling. */
  #changeLane(unit: Unit, lane: Lane): void {
    this.#leave(unit.lane, 1)
    this.#counts[lane]++
    unit.lane = lane
  }

  #settle(unit: Unit, now: number): void {
    if (unit.settled) this.#makeReady(unit)
    else {
      enterQuieting(unit)
      this.#wheel.put(unit, now + this.#quietMs)
    }
  }

  #due(unit: Unit): void {
    if (unit.state !== 'quieting') return
    const now = this.#clock.monotonic()
    const dueAt = Math.min(unit.lastAt + this.#quietMs, unit.firstAt + this.#deadlineMs)
    if (dueAt <= now) this.#makeReady(unit)
    else this.#wheel.put(unit, dueAt)
  }

  #makeReady(unit: Unit): void {
    enterReady(unit)
    this.#ready.push(unit)
    this.#announce()
  }

  /** Later than the touch that made it ready, so that one taking finds a whole burst, grouped. */
  #announce(): void {
    if (this.#announced) return
    this.#announced = true
    queueMicrotask(() => this.#onReady())
  }

  #jobOf(read: Taken): FingerprintJob {
    const id = this.#nextJob++
    this.#reading.set(id, read)
    if ('names' in read) {
      enterReadingWalked(read)
      const { root, directory } = read
      return { id, root, directory, items: itemsOf(read) }
    }
    const [{ root, directory }] = read
    for (const unit of read) enterReading(unit)
    return { id, root, directory, items: read.map(itemOf) }
  }

  #finishWalked(walked: Walked, apart: readonly PathText[], now: number): void {
    for (const name of apart) {
      if (!walked.names.includes(name)) continue
      const unit = this.#unitFrom(walked, name)
      unit.again = walked.again.get(name) ?? null
      walked.again.delete(name)
      this.#setApart(unit)
    }
    const finished = walked.names.length
    this.#walked.removeAll(walked)
    this.#barriers.done(walked.born)
    for (const again of walked.again.values()) this.#readAgain(again, now)
    this.#leave(walked.lane, finished)
  }

  #setApart(unit: Unit): void {
    unit.apart = true
    this.#makeReady(unit)
  }

  #waitAgain(unit: Unit, now: number): void {
    unit.waited = true
    unit.lastAt = now
    if (unit.again) {
      join(unit, unit.again)
      this.#barriers.done(unit.again.born)
      unit.again = null
    }
    enterQuieting(unit)
    this.#wheel.put(unit, now + vanishedMs)
  }

  #finish(unit: Unit, now: number): void {
    this.#barriers.done(unit.born)
    this.#units.delete(unit.key)
    if (unit.again) this.#readAgain(unit.again, now)
    this.#leave(unit.lane, 1)
  }

  #readAgain(again: Unit, now: number): void {
    this.#units.set(again.key, again)
    this.#counts[again.lane]++
    this.#settle(again, now)
  }

  /** Walks go on when half of their share is done: to wake them for each path would cost more than the path. */
  #leave(lane: Lane, names: number): void {
    this.#counts[lane] -= names
    if (this.#counts[lane] > this.#walkCeiling(lane) / 2) return
    for (const resolve of this.#waitingForRoom[lane].splice(0)) resolve()
  }

  #walkCeiling(lane: Lane): number {
    return Math.min(this.#ceilings[lane], walkCeiling, this.#walkNames)
  }

  #enter(phase: 'idle' | 'settling'): void {
    this.#phase = phase
    this.#phaseSince = this.#clock.monotonic()
  }
}

function keyOf(root: PathText, path: PathText): string {
  return `${root}\0${path}`
}

function namedOf({ root, directory, lane, wanted }: Walked, name: PathText) {
  return { key: keyOf(root, joinPath(directory, name)), root, directory, name, lane, wanted }
}

function itemOf(unit: Unit): FingerprintItem {
  const { name, wanted, lane, noticed, saw, witnesses, glimpses, waited } = unit
  const item = { name, ...wanted, lane, noticed, saw, witnesses }
  if (glimpses.length === 0 && !waited) return item
  return { ...item, glimpses, ...(waited ? { waited } : {}) }
}
