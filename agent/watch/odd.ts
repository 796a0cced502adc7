// Owns the folders and names that chokidar misses: not UTF-8, deeper than a path may be long, or unreadable once. Watches
// such folders itself, through descriptors, and finds out odd names by listing, against what it last saw there.
import { type FSWatcher, watch } from 'node:fs'
import { closeDescriptor, openFolder, openRoot, pathOfDescriptor } from '@sekisho/shared/disk.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { isBelow, joinPath, type PathText, pathText } from '@sekisho/shared/path.ts'
import { forEachEntry, isOutOfReach } from './survey.ts'

export interface OddDoors {
  touched(path: PathText): void
  /** A folder could not be watched, with the errno. */
  unwatched(directory: PathText, errno: string): void
}

/** Odd names remembered, and odd folders watched; a tree with more of them is beyond this source. */
const ceiling = 20_000

export class OddPlaces {
  readonly #root: PathText
  readonly #doors: OddDoors
  readonly #rootDescriptor: number
  /** Odd names of folders that chokidar watches, as last listed. */
  readonly #names = new Map<PathText, ReadonlySet<PathText>>()
  readonly #watchers = new Map<PathText, FSWatcher>()
  #remembered = 0

  /** @throws system errors when the root cannot be opened */
  constructor(root: PathText, doors: OddDoors) {
    this.#root = root
    this.#doors = doors
    this.#rootDescriptor = openRoot(root)
  }

  /** Looks over the whole tree once, and watches what chokidar will not. */
  begin(): void {
    const pending: PathText[] = ['' as PathText]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const odd = new Set<PathText>()
      forEachEntry(this.#rootDescriptor, next, ({ name, isDirectory, odd: isOdd }) => {
        if (isOdd) odd.add(name)
        if (!isDirectory) return
        const path = joinPath(next, name)
        if (isOdd || isOutOfReach(this.#root, path)) this.adopt(path, false)
        else pending.push(path)
      })
      this.#remember(next, odd)
    }
  }

  /** Something with an odd name changed in a folder that chokidar watches. */
  relist(directory: PathText): void {
    const before = this.#names.get(directory)
    const now = new Set<PathText>()
    const folders: PathText[] = []
    forEachEntry(this.#rootDescriptor, directory, ({ name, isDirectory, odd }) => {
      if (!odd) return
      now.add(name)
      if (isDirectory) folders.push(joinPath(directory, name))
    })
    for (const folder of folders) this.adopt(folder, true)
    for (const name of before ?? []) {
      if (now.has(name)) continue
      this.forget(joinPath(directory, name))
      this.#doors.touched(joinPath(directory, name))
    }
    for (const name of now) this.#doors.touched(joinPath(directory, name))
    this.#remember(directory, now)
  }

  /**
   * Watches a folder and all below it, unless it does already; `touch`: whatever is there may be new.
   * False when the folder is not there, or still cannot be opened.
   */
  adopt(directory: PathText, touch: boolean): boolean {
    const pending: PathText[] = [directory]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (this.#watchers.has(next)) continue
      // First the watch, then the listing: what comes in between is seen by one of the two.
      if (!this.#watch(next)) continue
      const folder = next
      forEachEntry(this.#rootDescriptor, folder, ({ name, isDirectory }) => {
        const path = joinPath(folder, name)
        if (touch) this.#doors.touched(path)
        if (isDirectory) pending.push(path)
      })
    }
    return this.#watchers.has(directory)
  }

  /** A folder is gone, with all below it. */
  forget(directory: PathText): void {
    for (const [path, watcher] of this.#watchers) {
      if (!isBelow(path, directory)) continue
      watcher.close()
      this.#watchers.delete(path)
    }
    for (const path of [...this.#names.keys()]) if (isBelow(path, directory)) this.#remember(path, new Set())
  }

  #remember(directory: PathText, names: ReadonlySet<PathText>): void {
    this.#remembered += names.size - (this.#names.get(directory)?.size ?? 0)
    if (names.size === 0) this.#names.delete(directory)
    else if (this.#remembered <= ceiling) this.#names.set(directory, names)
    else this.#doors.unwatched(directory, 'ENOSPC')
  }

  /** False when it is no directory, gone, or cannot be watched. */
  #watch(directory: PathText): boolean {
    if (this.#watchers.size >= ceiling) {
      this.#doors.unwatched(directory, 'ENOSPC')
      return false
    }
    let descriptor: number
    try {
      descriptor = openFolder(this.#rootDescriptor, directory)
    } catch {
      // No directory, or gone again: it has been touched, and fingerprint finds what is there.
      return false
    }
    try {
      // The watch is on the directory itself, so it outlives the descriptor, and no length of path matters.
      const options = { encoding: 'buffer', persistent: false } as const
      const watcher = watch(`${pathOfDescriptor(descriptor)}.`, options, (_, name) => this.#changed(directory, name))
      watcher.on('error', error => this.#doors.unwatched(directory, errnoOf(error) ?? 'EIO'))
      this.#watchers.set(directory, watcher)
      return true
    } catch (error) {
      this.#doors.unwatched(directory, errnoOf(error) ?? 'EIO')
      return false
    } finally {
      closeDescriptor(descriptor)
    }
  }

  #changed(directory: PathText, name: Buffer | null): void {
    // What concerns the folder itself comes under the last name of the path that was watched: a dot.
    if (name === null || name.toString() === '.') {
      // It may be gone, and another may stand there already: whichever it is gets its own watch.
      this.#doors.touched(directory)
      this.forget(directory)
      this.adopt(directory, true)
      return
    }
    const path = joinPath(directory, pathText(name))
    // A folder that took the place of a watched one needs its own watch.
    if (!this.#isThere(path)) this.forget(path)
    else this.adopt(path, true)
    this.#doors.touched(path)
  }

  #isThere(directory: PathText): boolean {
    try {
      closeDescriptor(openFolder(this.#rootDescriptor, directory))
      return true
    } catch {
      // Only whether it can be opened as a directory is asked.
      return false
    }
  }
}
