// Owns the touches that wait: merged per path until quiet or due, by lane, each with a ceiling of its own (laws 1 and 4).
// Reads no disk and classifies nothing. Hands fingerprint its jobs, grouped by directory, fast lane first.
import type { Clock } from '@sekisho/shared/clock.ts'
import { isBelow, type PathText } from '@sekisho/shared/path.ts'
import type { Lane } from '@sekisho/shared/profile.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { FingerprintItem, FingerprintJob, Touch, Wanted } from '../handover.ts'
import { Barriers } from './barriers.ts'
import { DueWheel } from './due.ts'
import { againOf, enterQuieting, enterReading, enterReady, join, merge, type Unit, unitOf } from './unit.ts'

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
/** Names of one job: large enough to pay for opening the folders, small enough that both threads have work. */
const namesOfJob = 64
/**
 * For word of a rename: it lies in the kernel's queue by the time the file is gone, but on a busy machine the thread that reads
 * the queue comes late.
 */
const vanishedMs = 500

interface Folder {
  readonly root: PathText
  readonly directory: PathText
  readonly units: Unit[]
  /** How many of them have gone. */
  taken: number
}

/** Ready paths of one lane by their directory, in the order in which the directories came. */
type ReadyFolders = Map<string, Folder>

export class Settle {
  readonly #clock: Clock
  readonly #onReady: () => void
  readonly #quietMs: number
  readonly #deadlineMs: number
  readonly #ceilings: Readonly<Record<Lane, number>>
  readonly #units = new Map<string, Unit>()
  readonly #counts: Record<Lane, number> = { fast: 0, bulk: 0 }
  readonly #ready: Record<Lane, ReadyFolders> = { fast: new Map(), bulk: new Map() }
  /** Where the last path of each lane became ready, while all of it is still there: a walk's come folder by folder. */
  readonly #readyLast: Record<Lane, Folder | null> = { fast: null, bulk: null }
  readonly #reading = new Map<number, readonly Unit[]>()
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
    const key = `${touch.root}\0${touch.path}`
    const now = this.#clock.monotonic()
    const known = this.#units.get(key)
    if (known) {
      this.#touchAgain(known, touch, lane, wanted, now)
      return true
    }
    const ceiling = touch.noticed === 'walk' ? this.#walkCeiling(lane) : this.#ceilings[lane]
    if (this.#counts[lane] >= ceiling) return false
    const unit = unitOf(key, touch, lane, wanted, now, this.#barriers.born())
    this.#units.set(key, unit)
    this.#counts[lane]++
    if (this.#phase === 'idle') this.#enter('settling')
    this.#settle(unit, now)
    return true
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

  /** Jobs of at most `maxNames` names in all, one directory and one lane each, the fast lane first. Each must be `done`. */
  take(maxNames: number): readonly FingerprintJob[] {
    this.#announced = false
    this.#readyLast.fast = null
    this.#readyLast.bulk = null
    const jobs: FingerprintJob[] = []
    let left = maxNames
    for (const lane of ['fast', 'bulk'] as const) {
      const folders = this.#ready[lane]
      for (const [key, folder] of folders) {
        if (left === 0) break
        const units = folder.units.slice(folder.taken, folder.taken + Math.min(left, namesOfJob))
        folder.taken += units.length
        left -= units.length
        folders.delete(key)
        // What is left of a large directory goes behind the others, which would wait for all of it.
        if (folder.taken < folder.units.length) folders.set(key, folder)
        jobs.push(this.#jobOf(folder, units))
      }
    }
    if (this.#ready.fast.size + this.#ready.bulk.size > 0) this.#announce()
    return jobs
  }

  /** The job's observations are committed, or given up with a loss. `apart` and `vanished` as in the job's result. */
  done(id: number, apart: readonly PathText[] = [], vanished: readonly PathText[] = []): void {
    const units = this.#reading.get(id)
    if (!units) return
    this.#reading.delete(id)
    const now = this.#clock.monotonic()
    for (const unit of units) {
      if (apart.includes(unit.name)) this.#setApart(unit)
      else if (vanished.includes(unit.name)) this.#waitAgain(unit, now)
      else this.#finish(unit, now)
    }
    if (this.#units.size === 0) this.#enter('idle')
  }

  /**
   * Another directory stands at a path than before, or none. What is being read below was perhaps read in the one before it,
   * and whoever looks through the new one cannot know of it yet: it is read again.
   */
  readAgainBelow(root: PathText, path: PathText): void {
    const now = this.#clock.monotonic()
    for (const units of this.#reading.values()) {
      const [first] = units
      if (first === undefined || first.root !== root || !isBelow(first.directory, path)) continue
      for (const unit of units) unit.again ??= againOf(unit, now, this.#barriers.born())
    }
  }

  /** Resolves when everything that was added before is done. */
  barrier(): Promise<void> {
    return this.#barriers.wait()
  }

  /** Paths that wait or are being read. */
  get depth(): number {
    return this.#units.size
  }

  report(): RoomReport {
    const now = this.#clock.monotonic()
    const oldest = this.#units.values().next().value
    const full = (['fast', 'bulk'] as const).filter(lane => this.#counts[lane] >= this.#ceilings[lane])
    return {
      phase: full.length > 0 ? `full: ${full.join(', ')}` : this.#phase,
      sinceMs: now - this.#phaseSince,
      depth: this.#units.size,
      oldestAgeMs: oldest ? now - oldest.firstAt : 0,
    }
  }

  stop(): void {
    this.#wheel.stop()
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
    this.#leave(unit.lane)
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
    this.#folderOf(unit).units.push(unit)
    this.#announce()
  }

  #folderOf({ key, root, directory, lane, apart }: Unit): Folder {
    const last = this.#readyLast[lane]
    if (!apart && last?.directory === directory && last.root === root) return last
    const place = apart ? key : `${root}\0${directory}\0`
    const folder = this.#ready[lane].get(place) ?? { root, directory, units: [], taken: 0 }
    this.#ready[lane].set(place, folder)
    if (!apart) this.#readyLast[lane] = folder
    return folder
  }

  /** Later than the touch that made it ready, so that one taking finds a whole burst, grouped. */
  #announce(): void {
    if (this.#announced) return
    this.#announced = true
    queueMicrotask(() => this.#onReady())
  }

  #jobOf(folder: Folder, units: readonly Unit[]): FingerprintJob {
    const id = this.#nextJob++
    for (const unit of units) enterReading(unit)
    this.#reading.set(id, units)
    return { id, root: folder.root, directory: folder.directory, items: units.map(itemOf) }
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
    const { again } = unit
    if (again) {
      this.#units.set(again.key, again)
      this.#counts[again.lane]++
      this.#settle(again, now)
    }
    this.#leave(unit.lane)
  }

  /** Walks go on when half of their share is done: to wake them for each path would cost more than the path. */
  #leave(lane: Lane): void {
    if (--this.#counts[lane] > this.#walkCeiling(lane) / 2) return
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

function itemOf(unit: Unit): FingerprintItem {
  const { name, wanted, lane, noticed, saw, witnesses, glimpses, waited } = unit
  const item = { name, ...wanted, lane, noticed, saw, witnesses }
  if (glimpses.length === 0 && !waited) return item
  return { ...item, glimpses, ...(waited ? { waited } : {}) }
}
