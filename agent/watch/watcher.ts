// Owns the choice of a root's source: chokidar where the machine bears it, else walks alone, with the reason in words.
// Watches nothing itself.
import { realpathSync } from 'node:fs'
import type { Clock } from '@sekisho/shared/clock.ts'
import { diskPath } from '@sekisho/shared/disk.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { WatchDoor, Watcher } from '../handover.ts'
import { type MachineLimits, megabytes, shortageOf } from './limits.ts'
import type { Surveyed } from './protocol.ts'
import { WatchThread } from './watching.ts'

export interface WatchOptions {
  readonly root: PathText
  /** As the config says: `auto` looks first whether the machine bears it, `chokidar` does not, `walk` watches nothing. */
  readonly wanted: 'auto' | 'chokidar' | 'walk'
  readonly door: WatchDoor
  readonly clock: Clock
  readonly limits: MachineLimits
  readonly say: Say
}

/** Beyond this no machine is asked for: a survey need not count on. */
const surveyCeiling = 5_000_000

/** The best source that serves the root as it now is; one that only waits for walks where none does. Never rejects. */
export async function chooseWatcher(options: WatchOptions): Promise<Watcher> {
  const { root, door, clock, wanted, say } = options
  if (wanted === 'walk') return new Walked(clock, say('watch.not-wanted'), false)
  const thread = new WatchThread({ root, door, clock, why: say('watch.losses-unseen') })
  try {
    const why = await reasonToWalk(options, thread)
    if (why === null) return thread
    await thread.stop()
    return new Walked(clock, why, false)
  } catch (error) {
    await thread.stop()
    // A root that is missing has its own gap; this is only why it is not watched.
    return new Walked(clock, say('watch.unavailable', { found: errnoOf(error) ?? String(error) }), true)
  }
}

/** Null where chokidar serves. @throws what keeps the root from being looked at */
async function reasonToWalk(options: WatchOptions, thread: WatchThread): Promise<string | null> {
  const { root, wanted, limits, say } = options
  if (!isPlainPath(root)) return say('watch.odd-root')
  const surveyed: Surveyed = await thread.survey(surveyCeiling)
  if (wanted === 'chokidar') return null
  if (surveyed.remote !== null) return say('watch.remote', { found: surveyed.remote })
  const shortage = shortageOf(surveyed, limits)
  if (shortage === null) return null
  const { of, found, limit } = shortage
  if (of === 'watches') return say('watch.watches', { found, limit })
  return say('watch.memory', { found: megabytes(found), limit: megabytes(limit) })
}
/** chokidar takes strings, and a backslash for a separator. @throws system errors */
function isPlainPath(root: PathText): boolean {
  const real = realpathSync.native(diskPath(root), { encoding: 'buffer' })
  const text = real.toString()
  return !text.includes('\\') && !text.includes('\u{FFFD}') && real.length < 3500
}

/** No source: the root is walked on schedule. */
class Walked implements Watcher {
  readonly source = 'walk'
  readonly grade = 'walked'
  readonly why: string
  readonly makeshift: boolean
  readonly #clock: Clock
  readonly #since: number

  constructor(clock: Clock, why: string, makeshift: boolean) {
    this.#clock = clock
    this.#since = clock.monotonic()
    this.why = why
    this.makeshift = makeshift
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}

  report(): RoomReport {
    return { phase: 'walked', sinceMs: this.#clock.monotonic() - this.#since, depth: 0, oldestAgeMs: 0 }
  }
}
