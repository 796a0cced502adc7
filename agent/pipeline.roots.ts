// Owns the life of one root: its source, its walks and their schedule, its census, and the gaps that walks close.
// Touches and truth go through pipeline.flow.ts; what is stored is the journal's.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Grade, RootState } from '@sekisho/shared/wire.ts'
import { dueWalk, type WalkSchedule, walkPeriod } from './coverage/schedule.ts'
import type { Loss, Watcher, WatchingSource } from './handover.ts'

export type WalkMode = 'stat' | 'guarded' | 'full'
export type WalkEnd = 'completed' | 'root-missing' | 'stopped'

export interface Walked {
  readonly end: WalkEnd
  /** Folders on another file system than their parent. */
  readonly mounts: readonly PathText[]
  /** When what it reads was begun to be read: earlier than the walk where it went on with another. */
  readonly readSince: number
}

/** As many mounts as a heartbeat tells. */
const maxMounts = 100
const maxRefused = 20
/** What the collector refused may be longer than any path should be. */
const maxShownPath = 4096

export interface RootDoors {
  /** Makes the best source for the root as it now is. */
  choose(root: PathText): Promise<Watcher>
  walk(root: PathText, from: PathText, mode: WalkMode): Promise<Walked>
  /** Resolves when everything touched so far is in the journal. */
  settled(): Promise<void>
  rootState(root: PathText): {
    readonly censused: boolean
    readonly paths: number
    readonly openGaps: number
    /** How many of them a walk may close. */
    readonly mendableGaps: number
    /** Paths of records that the collector refused for good. */
    readonly refused: readonly PathText[]
    readonly hashedAt: number | null
  }
  /** Every file of the root was hashed at that time or later. */
  hashed(root: PathText, at: number): Promise<void>
  beginCensus(root: PathText): Promise<void>
  /** All that it named was hashed since it began, and counts so. */
  endCensus(root: PathText): Promise<void>
  openGap(loss: Loss): Promise<void>
  /** The root is watched otherwise than before. */
  standingChanged(): void
  /** Every later change of the root is seen by this source; the one before it, if any, no longer watches. */
  watched(root: PathText, source: WatchingSource): Promise<void>
  unwatched(root: PathText): Promise<void>
  /** The time for a walk that begins now: later than every gap that it may close. */
  walkBegin(): number
  /** A walk that began at `startedAt` is complete, and all it touched is in the journal. */
  walked(root: PathText, startedAt: number): Promise<void>
  readonly clock: Clock
  readonly log: Log
}

/**
 * missing   the root does not exist, is no directory, or an empty one in its place → starting, when it is there again
 * starting  a source is being chosen and started → walking
 * walking   a walk is under way → watching, or missing
 * watching  the source is alive, or there is none and walks alone come → walking
 * stopped   no way out
 */
type Phase = 'missing' | 'starting' | 'walking' | 'watching' | 'stopped'

/** Where a source did not start, walks alone come. */
const nobody: WatchingSource = { grade: 'walked', source: 'none', alsoTells: async () => 'walks-only' }

/** A gap that stays open is walked again, but not more often than this: each walk costs the disk. */
const retryGapMs = 10_000

export class RootKeeper {
  readonly root: PathText
  readonly #doors: RootDoors
  readonly #schedule: WalkSchedule
  #phase: Phase = 'starting'
  #watcher: Watcher | null = null
  #source: { source: string; grade: Grade; why: string } = { source: 'none', grade: 'walked', why: '' }
  /** The first start of the source is through, well or not. */
  #started = false
  #wanted: WalkMode | null = null
  #walking: Promise<void> | null = null
  #restartWatch = false
  /** The source was chosen while the root could not be looked at, or did not start: another may serve by now. */
  #makeshift = false
  /** Who watches, where that was not told yet: until a walk has found the root, nothing of it can be watched. */
  #untold: WatchingSource | null = null
  /** Losses so far: a census during which one came has not seen all, and does not end. */
  #losses = 0
  /** Walks in a row during which one came. */
  #spoiled = 0
  /** Losses that were logged since the last walk began. */
  readonly #said = new Set<GapCause>()
  /** Gaps that a full disk would not take, with their beginnings: the next walk writes them down before it looks. */
  readonly #undeclared = new Map<GapCause, number>()
  #lastWalkAt: number | null = null
  #mounts: readonly PathText[] = []
  #lastTryAt = 0

  constructor(root: PathText, doors: RootDoors, schedule: WalkSchedule) {
    this.root = root
    this.#doors = doors
    this.#schedule = schedule
  }

  /** Starts the source, then walks: in this order nothing falls between the two. */
  async start(mode: WalkMode = 'guarded'): Promise<void> {
    try {
      await this.#startWatch()
    } finally {
      this.#started = true
    }
    this.request(mode)
  }

  /** Asks for a walk; one under way is followed by another, and several requests are one. None begins before the source. */
  request(mode: WalkMode): void {
    if (this.#phase === 'stopped') return
    this.#wanted = heavier(this.#wanted, mode)
    if (!this.#started) return
    this.#walking ??= this.#walkAll().finally(() => {
      this.#walking = null
      if (this.#wanted !== null) this.request(this.#wanted)
    })
  }

  /** Resolves when no walk is under way or asked for. */
  async quiet(): Promise<void> {
    while (this.#walking !== null) await this.#walking
  }

  /** A source lost something: the gap opens now, and the walk that closes it begins. */
  async lost(cause: GapCause, from: number): Promise<void> {
    if (this.#phase === 'stopped') return
    this.#losses++
    if (cause === 'watch-lost') this.#restartWatch = true
    const said = this.#said.has(cause)
    if (!said) this.#doors.log.warn('loss', { root: this.root, cause })
    this.#said.add(cause)
    try {
      await this.#openGap(cause, from)
    } catch (error) {
      // The next walk tries again; that it cannot be written need not be said for each of many losses.
      if (!said) throw error
    }
    // Until there is space, or while each walk loses something again, another one would only cost the shop: `tick` asks for
    // one now and then.
    if (cause !== 'disk-full' && cause !== 'disk-budget' && this.#spoiled === 0) this.request('stat')
  }

  /** Called now and then: walks that are due, gaps that wait for a walk, a root that may be back. */
  tick(): void {
    const now = this.#doors.clock.now()
    const { grade } = this.#source
    const retryMs = Math.min(retryGapMs, walkPeriod(this.#schedule, grade))
    if (this.#walking !== null || now - this.#lastTryAt < retryMs) return
    const { mendableGaps, hashedAt } = this.#doors.rootState(this.root)
    const isOpen = this.#phase === 'missing' || mendableGaps + this.#undeclared.size > 0
    const times = { now, grade, walkedAt: this.#lastWalkAt, hashedAt }
    const mode = isOpen ? 'stat' : dueWalk(this.#schedule, times)
    if (mode !== null) this.request(mode)
  }

  state(): RootState {
    const { paths, openGaps, refused } = this.#doors.rootState(this.root)
    return {
      root: this.root,
      phase: this.#phase,
      ...this.#source,
      lastWalkAt: this.#lastWalkAt,
      paths,
      openGaps,
      mounts: [...this.#mounts],
      refused: refused.slice(0, maxRefused).map(path => path.slice(0, maxShownPath)),
    }
  }

  async stop(): Promise<void> {
    this.#phase = 'stopped'
    this.#wanted = null
    if (this.#watcher !== null) await this.#stopWatch(this.#watcher)
  }

  async #stopWatch(watcher: Watcher): Promise<void> {
    await watcher.stop()
    await this.#doors.unwatched(this.root)
  }

  async #startWatch(): Promise<void> {
    const isMissing = this.#phase === 'missing'
    this.#enter('starting')
    if (this.#watcher !== null) await this.#stopWatch(this.#watcher)
    this.#restartWatch = false
    const watcher = await this.#doors.choose(this.root)
    if (this.stopped) return watcher.stop()
    this.#watcher = watcher
    this.#source = { source: watcher.source, grade: watcher.grade, why: watcher.why }
    const failedBefore = this.#makeshift
    this.#makeshift = watcher.makeshift
    try {
      await watcher.start()
      this.#doors.log.info('root has its source', { root: this.root, ...this.#source })
      this.#untold = watcher
    } catch (error) {
      this.#doors.log.error('watch failed to start', { root: this.root, error })
      this.#source = { source: 'none', grade: 'walked', why: error instanceof Error ? error.message : String(error) }
      this.#makeshift = true
      this.#untold = nobody
      // Where it fails again nothing more is lost: nobody watched in between.
      if (!failedBefore) await this.#openGap('watch-lost', this.#doors.clock.now())
    }
    if (!isMissing) await this.#tellWatched()
  }

  async #tellWatched(): Promise<void> {
    const source = this.#untold
    this.#untold = null
    if (source !== null) await this.#doors.watched(this.root, source)
  }

  /** A walk has found the root: what could not be watched before may be by now, and then another walk follows. */
  async #chooseAnew(): Promise<void> {
    await this.#startWatch()
    if (!this.#makeshift) this.request('stat')
  }

  async #walkAll(): Promise<void> {
    while (this.#wanted !== null && this.#phase !== 'stopped') {
      const mode = this.#wanted
      this.#wanted = null
      this.#lastTryAt = this.#doors.clock.now()
      try {
        await this.#walkOnce(mode)
      } catch (error) {
        if (this.stopped) return
        this.#doors.log.error('walk failed', { root: this.root, error })
        this.#enter('watching')
      }
    }
  }

  private get stopped(): boolean {
    return this.#phase === 'stopped'
  }

  async #walkOnce(mode: WalkMode): Promise<void> {
    const { clock } = this.#doors
    await this.#declare()
    if (this.#restartWatch || this.#phase === 'missing') await this.#startWatch()
    this.#enter('walking')
    const startedAt = this.#doors.walkBegin()
    const losses = this.#losses
    this.#said.clear()
    const { censused } = this.#doors.rootState(this.root)
    if (!censused) await this.#doors.beginCensus(this.root)
    const { end, mounts, readSince } = await this.#doors.walk(this.root, '' as PathText, mode)
    if (end === 'root-missing') return this.#missing(startedAt)
    if (end === 'stopped' || this.stopped) return
    await this.#tellWatched()
    await this.#doors.settled()
    if (this.stopped) return
    await this.#declare()
    const whole = this.#losses === losses
    this.#spoiled = whole ? 0 : this.#spoiled + 1
    if (!censused && !whole) return this.#enter('watching')
    if (!censused) await this.#doors.endCensus(this.root)
    await this.#doors.walked(this.root, startedAt)
    this.#lastWalkAt = clock.now()
    this.#mounts = mounts.slice(0, maxMounts)
    if (whole && mode === 'full') await this.#doors.hashed(this.root, readSince)
    if (this.#makeshift) await this.#chooseAnew()
    this.#enter('watching')
  }

  /** Nothing is inferred from a root that is not there: no file of it is called deleted. */
  async #missing(at: number): Promise<void> {
    if (this.#phase === 'missing' || this.stopped) return
    this.#enter('missing')
    this.#doors.log.error('root is missing', { root: this.root })
    await this.#doors.unwatched(this.root)
    await this.#openGap('root-missing', at)
  }

  async #openGap(cause: GapCause, from: number): Promise<void> {
    const since = Math.min(from, this.#undeclared.get(cause) ?? from)
    this.#undeclared.set(cause, since)
    await this.#doors.openGap({ root: this.root, cause, from: since })
    this.#undeclared.delete(cause)
  }

  async #declare(): Promise<void> {
    for (const [cause, from] of this.#undeclared) await this.#openGap(cause, from)
  }

  #enter(phase: Phase): void {
    if (this.stopped) return
    this.#phase = phase
    this.#doors.standingChanged()
  }
}

const weight: Readonly<Record<WalkMode, number>> = { stat: 0, guarded: 1, full: 2 }

function heavier(a: WalkMode | null, b: WalkMode): WalkMode {
  return a === null || weight[b] > weight[a] ? b : a
}
