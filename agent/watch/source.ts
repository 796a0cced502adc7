// Owns chokidar for one root: which of its events are touches, and which of its errors are losses.
// Raw events count as well as chokidar's own: they come first, and tell of names that it drops.
import { realpathSync } from 'node:fs'
import { basename } from 'node:path'
import { diskPath } from '@sekisho/shared/disk.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import { joinPath, type PathText, pathTextOfString } from '@sekisho/shared/path.ts'
import { FSWatcher } from 'chokidar'
import { OddPlaces } from './odd.ts'
import { isOutOfReach } from './survey.ts'

export interface SourceDoors {
  touched(path: PathText): void
  lost(cause: GapCause): void
}

const rootItself = '' as PathText

export class Source {
  readonly #root: PathText
  readonly #doors: SourceDoors
  readonly #odd: OddPlaces
  readonly #realRoot: string
  readonly #watcher: FSWatcher
  /** Folders that could not be read: when one is touched, it may be readable now. */
  readonly #refused = new Set<PathText>()
  #relist = new Set<PathText>()
  /** Before it is ready nothing that it comes upon is a change: the walk after it finds what is there. */
  #ready = false

  /** @throws system errors when the root is not there */
  constructor(root: PathText, doors: SourceDoors) {
    this.#root = root
    this.#doors = doors
    // chokidar would watch the link and not what it leads to.
    this.#realRoot = realpathSync.native(diskPath(root))
    this.#odd = new OddPlaces(root, {
      touched: path => doors.touched(path),
      unwatched: (_directory, errno) => doors.lost(lossOf(errno)),
    })
    // An environment variable could turn chokidar into one that polls.
    delete process.env.CHOKIDAR_USEPOLLING
    this.#watcher = new FSWatcher({
      ignoreInitial: true,
      followSymlinks: false,
      alwaysStat: false,
      // With it, names such as `x.php~` or `.x.php.swp` would be ignored, and deletions held back.
      atomic: false,
    })
  }

  /** Resolves when every later change will be touched. */
  async start(): Promise<void> {
    this.#watcher.on('raw', (_kind, name, details) => this.#raw(name, watchedPathOf(details)))
    this.#watcher.on('all', (kind, path) => this.#named(kind, path))
    this.#watcher.on('error', error => this.#failed(error))
    const ready = new Promise<void>(resolve => this.#watcher.once('ready', () => resolve()))
    this.#watcher.add(this.#realRoot)
    await ready
    this.#ready = true
    this.#odd.begin()
  }

  #raw(name: string | null, watched: string): void {
    const directory = this.#relative(watched)
    if (directory === null) return
    // Events of the watched folder itself come under its own last name, which may also be that of a child.
    if (name === null || name === basename(watched)) this.#touch(directory)
    if (name === null) return
    if (name.includes('\u{FFFD}')) {
      this.#relistSoon(directory)
      return
    }
    const path = joinPath(directory, pathTextOfString(name))
    this.#touch(path)
    if (isOutOfReach(this.#root, path)) this.#odd.adopt(path, true)
  }

  #named(kind: string, path: string): void {
    const relative = this.#relative(path)
    if (relative === null) return
    if (kind === 'unlinkDir') {
      if (relative === rootItself) this.#doors.lost('watch-lost')
      else {
        this.#odd.forget(relative)
        this.#refused.delete(relative)
      }
    }
    this.#touch(relative)
    // Odd names in a folder that has just come were never listed, and out of reach means that nobody else looks there.
    if (kind === 'addDir') this.#relistSoon(relative)
  }

  #touch(path: PathText): void {
    this.#doors.touched(path)
    // chokidar 6 then watches what lies below such a folder, but not the folder.
    if (this.#refused.has(path) && this.#odd.adopt(path, true)) this.#refused.delete(path)
  }

  #failed(error: unknown): void {
    const errno = errnoOf(error) ?? 'EIO'
    const path = error instanceof Error && 'path' in error ? String(error.path) : null
    const relative = path === null ? null : this.#relative(path)
    if (path === null || relative === null) this.#doors.lost(lossOf(errno))
    else if (errno === 'EACCES' || errno === 'EPERM') {
      // Unreadable, and recorded as that by fingerprint: no loss, as long as it is watched once it can be read.
      this.#doors.touched(relative)
      this.#refused.add(relative)
    } else if (errno === 'ENAMETOOLONG') this.#odd.adopt(relative, this.#ready)
    else this.#doors.lost(lossOf(errno))
  }

  /** Once a turn of the loop: a burst of odd names in one folder costs one listing. */
  #relistSoon(directory: PathText): void {
    if (this.#relist.size === 0) {
      setImmediate(() => {
        const directories = this.#relist
        this.#relist = new Set()
        for (const next of directories) this.#odd.relist(next)
      })
    }
    this.#relist.add(directory)
  }

  /** Below the root; null for what lies elsewhere, such as the folder that holds the root. */
  #relative(path: string): PathText | null {
    if (path === this.#realRoot) return rootItself
    const prefix = this.#realRoot === '/' ? '/' : `${this.#realRoot}/`
    return path.startsWith(prefix) ? pathTextOfString(path.slice(prefix.length)) : null
  }
}

function watchedPathOf(details: unknown): string {
  const isDetails = typeof details === 'object' && details !== null && 'watchedPath' in details
  return isDetails ? String(details.watchedPath) : ''
}

/** inotify_add_watch(2): ENOSPC is the limit of watches; EMFILE that of instances. */
function lossOf(errno: string): GapCause {
  return errno === 'ENOSPC' || errno === 'EMFILE' ? 'watch-limit' : 'watch-lost'
}
