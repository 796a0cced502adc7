// Owns the set of roots in force: one keeper each, made and given up as bindings come and go, and the gaps that only the
// walks of all of them close. What one root goes through is pipeline.roots.ts's.
import type { Clock } from '@sekisho/shared/clock.ts'
import { describeError } from '@sekisho/shared/failures.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { refuseStateInside } from '@sekisho/shared/state.ts'
import type { RootState } from '@sekisho/shared/wire.ts'
import type { WalkSchedule } from './coverage/schedule.ts'
import type { Watcher, WatchingSource } from './handover.ts'
import type { Journal } from './journal/journal.ts'
import { RootKeeper, type Walked, type WalkMode } from './pipeline.roots.ts'
import type { RootsChange } from './roots/roots.ts'

export interface KeepersDoors {
  readonly state: string
  readonly journal: Journal
  readonly schedule: WalkSchedule
  choose(root: PathText): Promise<Watcher>
  walk(root: PathText, from: PathText, mode: WalkMode): Promise<Walked>
  /** Whether the last run did not finish reading every file of the root. */
  isUnfinished(root: PathText): boolean
  /** Resolves when everything touched so far is in the journal. */
  settled(): Promise<void>
  /** Records wait in the outbox. */
  wake(): void
  /** A root is watched otherwise than before. */
  standingChanged(): void
  /** Every later change of the root is seen by this source. */
  watched(root: PathText, source: WatchingSource): Promise<void>
  unwatched(root: PathText): Promise<void>
  readonly clock: Clock
  readonly log: Log
}

export class Keepers {
  readonly #doors: KeepersDoors
  readonly #keepers = new Map<PathText, RootKeeper>()
  /** When each root's last complete walk began. */
  readonly #walkedAt = new Map<PathText, number>()
  /** Roots that were given up and whose baseline is not yet dropped: bound again, they wait for that. */
  readonly #leaving = new Map<PathText, Promise<void>>()
  /** Roots that cannot be watched at all, with the reason. */
  readonly #refused = new Map<PathText, string>()
  #stopping = false

  constructor(doors: KeepersDoors) {
    this.#doors = doors
  }

  states(): readonly RootState[] {
    const kept = [...this.#keepers.values()].map(keeper => keeper.state())
    return [...kept, ...[...this.#refused].map(([root, why]) => refusedState(root, why))]
  }

  keep(root: PathText): void {
    const { state, log, schedule } = this.#doors
    try {
      refuseStateInside(state, root)
    } catch (error) {
      // Watching its own state would never come to rest. The heartbeat tells the collector.
      log.error('root refused', { root, error })
      this.#refused.set(root, `${state}: ${describeError(error)}`)
      return
    }
    const keeper = new RootKeeper(root, this.#rootDoors(), schedule)
    this.#keepers.set(root, keeper)
    const left = this.#leaving.get(root) ?? Promise.resolve()
    left
      .then(() => keeper.start(this.#doors.isUnfinished(root) ? 'full' : 'guarded'))
      .catch((error: unknown) => log.error('root could not be started', { root, error }))
  }

  change({ added, removed, reclassified }: RootsChange): void {
    for (const { root } of added) this.keep(root)
    for (const root of reclassified) this.#keepers.get(root)?.request('full')
    for (const root of removed) {
      const keeper = this.#keepers.get(root)
      this.#keepers.delete(root)
      this.#refused.delete(root)
      if (keeper) this.#leave(root, keeper)
    }
  }

  #leave(root: PathText, keeper: RootKeeper): void {
    const { journal, log } = this.#doors
    const left = keeper
      .stop()
      .then(() => journal.dropRoot(root))
      .catch((error: unknown) => log.error('a root could not be given up', { root, error }))
      .finally(() => {
        if (this.#leaving.get(root) === left) this.#leaving.delete(root)
      })
    this.#leaving.set(root, left)
  }

  lost(roots: readonly PathText[], cause: GapCause, from: number): void {
    if (this.#stopping) return
    for (const root of roots) {
      this.#keepers
        .get(root)
        ?.lost(cause, from)
        .catch((error: unknown) => this.#doors.log.error('a gap could not be written down', { root, cause, error }))
    }
  }

  /** False when the root is none of this host's. */
  request(root: PathText, mode: WalkMode): boolean {
    this.#keepers.get(root)?.request(mode)
    return this.#keepers.has(root)
  }

  requestAll(mode: WalkMode): void {
    for (const keeper of this.#keepers.values()) keeper.request(mode)
  }

  /** Every root alike. */
  lostAll(cause: GapCause, from: number): void {
    this.lost([...this.#keepers.keys()], cause, from)
  }

  /** Called again and again: walks that are due. */
  tick(): void {
    for (const keeper of this.#keepers.values()) keeper.tick()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all([...this.#keepers.values()].map(keeper => keeper.stop()))
  }

  #rootDoors() {
    const { journal, choose, walk, settled, wake, standingChanged, watched, unwatched, clock, log } = this.#doors
    return {
      choose,
      walk,
      watched,
      unwatched,
      settled,
      rootState: (root: PathText) => journal.rootState(root),
      hashed: (root: PathText, at: number) => journal.markHashed(root, at),
      beginCensus: async (root: PathText) => void (await journal.beginCensus(root)),
      endCensus: async (root: PathText) => {
        if (!(await journal.endCensus(root))) this.request(root, 'stat')
        wake()
      },
      openGap: async (loss: { root: PathText | null; cause: GapCause; from: number }) => {
        await journal.openGap(loss)
        wake()
      },
      walkBegin: () => journal.walkBegin(),
      walked: (root: PathText, startedAt: number) => this.#walked(root, startedAt),
      standingChanged,
      clock,
      log,
    }
  }

  /** Gaps of one root close with its walk, those of all roots with the last of theirs. */
  async #walked(root: PathText, startedAt: number): Promise<void> {
    const { journal, clock, wake } = this.#doors
    this.#walkedAt.set(root, startedAt)
    await journal.closeGaps(root, startedAt, clock.now())
    const starts = [...this.#keepers.keys()].map(known => this.#walkedAt.get(known) ?? 0)
    await journal.closeGaps(null, Math.min(...starts), clock.now())
    wake()
  }
}

function refusedState(root: PathText, why: string): RootState {
  const none = { lastWalkAt: null, paths: 0, openGaps: 0, mounts: [], refused: [] }
  return { root, phase: 'refused', grade: 'walked', source: 'none', why: why.slice(0, 1000), ...none }
}
