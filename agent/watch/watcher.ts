// Owns the choice of a root's source, by trying: fanotify, else inotify, else chokidar where the machine bears it, else walks
// alone, with the reason in words. Watches nothing itself.
import { realpathSync } from 'node:fs'
import type { Clock } from '@sekisho/shared/clock.ts'
import { diskPath } from '@sekisho/shared/disk.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { WatchDoor, Watcher } from '../handover.ts'
import { inotifyCeiling, type MachineLimits, megabytes, type Shortage, shortageOf } from './limits.ts'
import type { KernelEvents } from './linux/kernel.ts'
import type { Surveyed } from './protocol.ts'
import { remoteFileSystem } from './survey.ts'
import type { WantedSource } from './wanted.ts'
import { WatchThread } from './watching.ts'

export interface WatchOptions {
  readonly root: PathText
  /**
   * As the config says: `auto` takes the best that works, `chokidar` does not ask whether the machine bears it, `walk`
   * watches nothing; of `fanotify` and `inotify` each takes itself or walks.
   */
  readonly wanted: WantedSource
  /** fanotify; null where nobody reads its events. */
  readonly kernel: KernelEvents | null
  /** Null where nobody reads its events. */
  readonly inotify: KernelEvents | null
  readonly door: WatchDoor
  readonly clock: Clock
  readonly log: Log
  readonly limits: MachineLimits
  readonly say: Say
}

/** Beyond this no machine is asked for: a survey need not count on. */
const surveyCeiling = 5_000_000

/** The best source that serves the root as it now is; one that only waits for walks where none does. Never rejects. */
export async function chooseWatcher(options: WatchOptions): Promise<Watcher> {
  const { clock, wanted, say } = options
  if (wanted === 'walk') return new Walked(clock, say('watch.not-wanted'), false)
  if (wanted === 'chokidar') return chooseChokidar(options, '')
  const offered = wanted === 'inotify' ? await offerInotify(options, '') : await offer(options)
  if (!('refused' in offered)) return offered
  if (wanted === 'auto') return chooseByFolder(options, `${offered.refused}; `)
  // Where it is wanted and nothing else, a root that is missing now may be served once it is there.
  return new Walked(clock, say('watch.refused', { found: offered.refused }), true)
}

/** What takes a watch for each folder. `refused`: what was better and did not work, to be said first. */
async function chooseByFolder(options: WatchOptions, refused: string): Promise<Watcher> {
  const { clock, root } = options
  if (remoteOrGone(root)) return chooseChokidar(options, refused)
  const offered = await offerInotify(options, refused)
  if (!('refused' in offered)) return offered
  // chokidar takes the same of the kernel. Others may take less of it later.
  if (offered.isShort) return new Walked(clock, refused + offered.refused, true)
  return chooseChokidar(options, `${refused}${offered.refused}; `)
}

interface NoInotify {
  readonly refused: string
  /** The kernel gives too little, to this source and to others. */
  readonly isShort: boolean
}

async function offerInotify(
  { root, inotify, limits, say }: WatchOptions,
  refused: string,
): Promise<Watcher | NoInotify> {
  if (inotify === null) return { refused: say('watch.no-inotify', { found: process.platform }), isShort: false }
  const offered = await inotify.offer(root, refused + say('watch.inotify-blind'), inotifyCeiling(limits))
  if (!('refused' in offered)) return offered
  const { folders, refused: found } = offered
  const short = folders === undefined ? null : shortageOf({ files: 0, directories: folders }, limits, 'inotify')
  if (short !== null) return { refused: shortageText(short, say), isShort: true }
  // It may be the roots together that are too many, or what other programs watch.
  if (folders !== undefined || /\b(?:ENOSPC|EMFILE)\b/.test(found))
    return { refused: say('watch.inotify-full', { found: folders ?? found }), isShort: true }
  return { refused: say('watch.no-inotify', { found }), isShort: false }
}

function remoteOrGone(root: PathText): boolean {
  try {
    return remoteFileSystem(root) !== null
  } catch {
    // Whoever looks next says why.
    return true
  }
}

function shortageText({ of, found, limit }: Shortage, say: Say): string {
  if (of === 'watches') return say('watch.watches', { found, limit })
  return say('watch.memory', { found: megabytes(found), limit: megabytes(limit) })
}

/** The kernel's own events, or in words why not. */
async function offer({ root, kernel, wanted, say }: WatchOptions): Promise<Watcher | { readonly refused: string }> {
  if (kernel === null) return { refused: say('watch.no-fanotify', { found: process.platform }) }
  try {
    const remote = remoteFileSystem(root)
    if (wanted === 'auto' && remote !== null) return { refused: say('watch.no-fanotify', { found: remote }) }
  } catch (error) {
    return { refused: say('watch.no-fanotify', { found: errnoOf(error) ?? String(error) }) }
  }
  const offered = await kernel.offer(root)
  if (!('refused' in offered)) return offered
  const isForbidden = /\b(?:EPERM|EACCES)\b/.test(offered.refused)
  return {
    refused: say(isForbidden ? 'watch.fanotify-forbidden' : 'watch.no-fanotify', { found: offered.refused }),
  }
}

/** `refused`: what was better and did not work, to be said first. */
async function chooseChokidar(options: WatchOptions, refused: string): Promise<Watcher> {
  const { root, door, clock, say, log } = options
  const thread = new WatchThread({ root, door, clock, log, why: refused + say('watch.losses-unseen') })
  try {
    const why = await reasonToWalk(options, thread)
    if (why === null) return thread
    await thread.stop()
    return new Walked(clock, refused + why, false)
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
  const shortage = shortageOf(surveyed, limits, 'chokidar')
  return shortage === null ? null : shortageText(shortage, say)
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

  async alsoTells(): Promise<'walks-only'> {
    return 'walks-only'
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}

  report(): RoomReport {
    return { phase: 'walked', sinceMs: this.#clock.monotonic() - this.#since, depth: 0, oldestAgeMs: 0 }
  }
}
