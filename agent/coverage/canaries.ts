// Owns the canaries: for each root a file that the agent touches itself, where the root's source must see it, and the time
// until the collector has committed that it did. One that does not come back is a loss; what is then done is the keeper's.
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import type { CanaryState, CanaryWhy } from '@sekisho/shared/wire.ts'
import { canaryName } from '../handover.canary.ts'
import type { WatchingSource } from '../handover.ts'

export interface CanaryDoors {
  /** `state`: in the agent's own folder; `root`: in the root itself; `none`: nowhere. */
  readonly place: 'state' | 'root' | 'none'
  /** The agent's own folder for them; it exists. */
  readonly folder: PathText
  readonly everyMs: number
  /** Null when it was touched, else why not. */
  touch(file: PathText, atMs: number): Promise<CanaryWhy | null>
  /** Resolves when everything touched so far is in the journal. */
  settled(): Promise<void>
  /** Puts what the source saw by `at` on its way to the collector; false where the root has no span. */
  tell(root: PathText, at: number): Promise<boolean>
  /** The link is up and little waits, so that what was told of the root at `at` should have arrived. */
  isDue(root: PathText, at: number): boolean
  lost(root: PathText, from: number): void
  readonly clock: Clock
  readonly log: Log
}

/**
 * touched  the file was written → seen, with the source's touch of it
 * seen     what came before it is being written down → told
 * told     on its way to the collector → returned, with its acknowledgement
 */
interface Beat {
  readonly at: number
  readonly startedAt: number
  stage: 'touched' | 'seen' | 'told'
  readonly limit: Timer
}

interface Canary {
  readonly root: PathText
  readonly watcher: WatchingSource
  readonly timer: Timer
  beat: Beat | null
  state: CanaryState
  /** Up to here it is known to have come back; the beginning of watching before the first. */
  goodAt: number
}

/** Until a canary must be back. */
const limitMs = 60_000
const none: CanaryState = { state: 'none', why: null, roundTripMs: null, returnedAt: null }

export class Canaries {
  readonly #doors: CanaryDoors
  readonly #canaries = new Map<PathText, Canary>()

  constructor(doors: CanaryDoors) {
    this.#doors = doors
  }

  /** The source watches the root from now on: the first canary flies at once. */
  begin(root: PathText, watcher: Canary['watcher']): void {
    this.end(root)
    const { place, clock, everyMs } = this.#doors
    const why = place === 'none' ? 'off' : watcher.grade === 'walked' ? 'walks-only' : null
    const state: CanaryState = why === null ? { ...none, state: 'waiting' } : { ...none, why }
    const timer = clock.inStep(everyMs, () => this.#fly(canary))
    const canary: Canary = { root, watcher, timer, beat: null, state, goodAt: clock.now() }
    this.#canaries.set(root, canary)
    if (why === null) this.#fly(canary)
    else timer.cancel()
  }

  end(root: PathText): void {
    const canary = this.#canaries.get(root)
    this.#canaries.delete(root)
    canary?.timer.cancel()
    canary?.beat?.limit.cancel()
  }

  stop(): void {
    for (const root of [...this.#canaries.keys()]) this.end(root)
  }

  state(root: PathText): CanaryState {
    return this.#canaries.get(root)?.state ?? none
  }

  /** A source touched a path. True when it is a canary's outside of the root, and nobody else's. */
  seen(root: PathText, path: PathText): boolean {
    const { folder, place } = this.#doors
    if (root === folder) {
      for (const canary of this.#canaries.values()) if (fileName(canary.root) === path) this.#passed(canary)
      return true
    }
    const canary = place === 'root' && path === canaryName ? this.#canaries.get(root) : undefined
    if (canary !== undefined) this.#passed(canary)
    return false
  }

  /** What was told of the root at `at` is committed at the collector. */
  arrived(root: PathText, at: number): void {
    const canary = this.#canaries.get(root)
    const beat = canary?.beat
    if (canary === undefined || beat?.stage !== 'told' || beat.at !== at) return
    const { clock, log } = this.#doors
    if (canary.state.state === 'lost') log.info('a canary came back', { root })
    const roundTripMs = clock.monotonic() - beat.startedAt
    canary.state = { state: 'returned', why: null, roundTripMs, returnedAt: clock.now() }
    canary.goodAt = beat.at
    this.#drop(canary)
  }

  #fly(canary: Canary): void {
    if (canary.beat !== null) return
    this.#send(canary).catch((error: unknown) => {
      this.#doors.log.warn('a canary could not be sent', { root: canary.root, error })
      this.#drop(canary)
    })
  }

  async #send(canary: Canary): Promise<void> {
    const { place, folder, clock, touch } = this.#doors
    const { root, watcher } = canary
    const limit = clock.after(limitMs, () => this.#timedOut(canary))
    const beat: Beat = { at: clock.now(), startedAt: clock.monotonic(), stage: 'touched', limit }
    canary.beat = beat
    const inside = place === 'root'
    const blind = inside ? null : await watcher.alsoTells(folder)
    if (canary.beat !== beat) return
    const why = blind ?? (await touch(inside ? joinPath(root, canaryName) : joinPath(folder, fileName(root)), beat.at))
    if (why === null || canary.beat !== beat) return
    canary.state = { ...canary.state, state: 'none', why }
    this.#drop(canary)
  }

  /** Everything that the kernel told before it was told before it: sources keep the order. */
  #passed(canary: Canary): void {
    const { beat } = canary
    if (beat?.stage !== 'touched') return
    beat.stage = 'seen'
    this.#tell(canary, beat).catch((error: unknown) => {
      this.#doors.log.warn('a canary could not be told', { root: canary.root, error })
    })
  }

  async #tell(canary: Canary, beat: Beat): Promise<void> {
    const { settled, tell } = this.#doors
    await settled()
    if (canary.beat !== beat) return
    beat.stage = 'told'
    if (!(await tell(canary.root, beat.at)) && canary.beat === beat) this.#drop(canary)
  }

  /** While the collector is away, refuses the batch, or more waits than can have arrived by now, nothing is lost: it comes late. */
  #timedOut(canary: Canary): void {
    const { beat, root, goodAt } = canary
    if (beat === null) return
    this.#drop(canary)
    const isLost = beat.stage === 'touched' || (beat.stage === 'told' && this.#doors.isDue(root, beat.at))
    canary.state = { ...canary.state, state: isLost ? 'lost' : 'late', why: null }
    if (isLost) this.#doors.lost(root, goodAt)
    this.#fly(canary)
  }

  #drop(canary: Canary): void {
    canary.beat?.limit.cancel()
    canary.beat = null
  }
}

/** One for each root, of the same length for the longest root. */
function fileName(root: PathText): PathText {
  return sha256Hex(root).slice(0, 16) as PathText
}
