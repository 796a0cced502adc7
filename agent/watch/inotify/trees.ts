// Owns the inotify instance and its watches: which folders of the roots are watched, as the disk has them when they are looked
// at. First the watch, then the listing: what comes in between is seen by one of the two. Reads no events.
import { fstatSync } from 'node:fs'
import { closeDescriptor, openDirectory, openFolder, openRoot, pathOfDescriptor } from '@sekisho/shared/disk.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import { type System, watchedMask } from '../linux/system.ts'
import { type Entry, forEachEntry, visitEntries } from '../survey.ts'
import { type Folder, Folders } from './folders.ts'

/**
 * How a folder came to be looked at; null for one that was there before the root was watched. `along`: it lies, or lay, in
 * one that has moved, and folders may have come into it while it had no place.
 */
export type Came = 'created' | 'moved' | 'readable' | 'along' | null
/** How something came that nobody was told of. */
export type Found = Exclude<Came, 'along' | null>

export interface TreesDoors {
  /** Something stands there that nobody was told of. */
  found(root: PathText, path: PathText, came: Found): void
  /** A folder is at its place again, and so is what was told below it meanwhile. */
  back(folder: Folder): void
  /** A folder of a root that is served could not be watched: ENOSPC when the kernel gives no more watches. */
  failed(root: PathText, error: unknown): void
  /** Called now and then in long work: events wait. */
  drain(): void
}

interface Pending {
  readonly root: PathText
  /** Null for the root itself. */
  readonly parent: Folder | null
  readonly name: PathText
  readonly came: Came
}

/** `known`: at that very place. */
interface Settled {
  readonly folder: Folder
  readonly as: 'new' | 'moved' | 'known'
}

/** More folders than may be watched. */
export class TooManyFolders extends Error {
  override readonly name = 'TooManyFolders'
  readonly folders: number

  constructor(folders: number) {
    super(`${folders} folders`)
    this.folders = folders
  }
}

/** Folders looked at between two looks for events; some 30 µs each. */
const foldersOfSlice = 64
/** Watches ended between two looks for events: each makes one. */
const endsOfSlice = 500

export class Trees {
  readonly folders = new Folders()
  readonly #system: System
  readonly #doors: TreesDoors
  readonly #instance: number
  #pending: Pending[] = []
  /** The root that is about to be served. */
  #serving: PathText | null = null
  /** Open during one slice only: an open mount cannot be unmounted. */
  readonly #open = new Map<PathText, number>()
  #parent: { readonly folder: Folder; readonly descriptor: number } | null = null

  /** @throws SystemError: EMFILE where the user has too many instances */
  constructor(system: System, doors: TreesDoors) {
    this.#system = system
    this.#doors = doors
    this.#instance = system.inotifyInit()
  }

  get instance(): number {
    return this.#instance
  }

  get isAtRest(): boolean {
    return this.#pending.length === 0
  }

  /** Watches all of a root. @throws TooManyFolders above the ceiling, system errors, and then watches nothing of it */
  serve(root: PathText, ceiling: number): void {
    const count = this.#count(root)
    if (this.folders.size + count > ceiling) throw new TooManyFolders(count)
    try {
      this.#serving = root
      this.look({ root, parent: null, name: '' as PathText, came: null })
      while (!this.isAtRest) {
        this.slice()
        this.#doors.drain()
      }
      if (this.folders.rootOf(root) === null) throw new Gone(root)
    } catch (error) {
      this.leave(root)
      throw error
    } finally {
      this.#serving = null
    }
  }

  leave(root: PathText): void {
    this.#pending = this.#pending.filter(pending => pending.root !== root)
    const top = this.folders.rootOf(root)
    if (top !== null) this.forget(top)
    for (const stray of this.folders.nowhere) if (stray.root === root) this.forget(stray)
  }

  /** Asks that a folder be watched and listed, which happens in one of the next slices. */
  look(pending: Pending): void {
    this.#pending.push(pending)
  }

  /** Looks at some of what is to be looked at. @throws system errors that concern the root that is about to be served */
  slice(): void {
    try {
      for (let left = foldersOfSlice; left > 0; left--) {
        const next = this.#pending.pop()
        if (next === undefined) return
        try {
          this.#lookAt(next)
        } catch (error) {
          if (next.root === this.#serving) throw error
          this.#doors.failed(next.root, error)
        }
      }
    } finally {
      this.#release()
    }
  }

  /** A folder is watched no longer, nor what lies below it. */
  forget(folder: Folder): void {
    this.#end(this.folders.drop(folder))
  }

  /** The kernel has ended a watch: the folder is deleted, or unmounted. */
  ended(watch: number): void {
    this.#end(this.folders.ended(watch))
  }

  /** Forgets all, and what waits in the queue with it. @throws SystemError */
  reset(): void {
    this.folders.clear()
    this.#pending = []
    this.#system.inotifyInitAgain(this.#instance)
  }

  close(): void {
    this.#system.close(this.#instance)
  }

  #end(watches: readonly number[]): void {
    for (const [index, watch] of watches.entries()) {
      this.#system.inotifyRemove(this.#instance, watch)
      if (index % endsOfSlice === endsOfSlice - 1) this.#doors.drain()
    }
  }

  #count(root: PathText): number {
    let count = 1
    const descriptor = openRoot(root)
    try {
      const pending = ['' as PathText]
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        const folder = next
        forEachEntry(descriptor, folder, ({ name, isDirectory }) => {
          if (!isDirectory) return
          pending.push(joinPath(folder, name))
          count++
        })
        if (count % endsOfSlice === 0) this.#doors.drain()
      }
    } finally {
      closeDescriptor(descriptor)
    }
    return count
  }

  #lookAt(pending: Pending): void {
    let descriptor: number
    try {
      descriptor = this.#openAt(pending)
    } catch (error) {
      if (isOfThePlace(error)) return
      throw error
    }
    try {
      const watch = this.#system.inotifyAdd(this.#instance, `${pathOfDescriptor(descriptor)}.`, watchedMask)
      this.#listAs(this.#settle(pending, watch, descriptor), pending, descriptor)
    } catch (error) {
      if (!isOfThePlace(error)) throw error
    } finally {
      closeDescriptor(descriptor)
    }
  }

  #settle({ root, parent, name }: Pending, watch: number, descriptor: number): Settled {
    const known = this.folders.at(watch)
    const there = known.find(folder => folder.root === root && folder.parent === parent && folder.name === name)
    if (there !== undefined) return { folder: there, as: 'known' }
    const moved = known.find(folder => folder.root === root && !this.#isStillThere(folder, descriptor))
    if (moved === undefined || parent === null || this.folders.strayOf(parent) === moved)
      return { folder: this.folders.add(root, parent, name, watch), as: 'new' }
    this.folders.put(moved, parent, name)
    return { folder: moved, as: 'moved' }
  }

  #listAs({ folder, as }: Settled, { came }: Pending, descriptor: number): void {
    try {
      if (as === 'new') this.#list(folder, came === 'along' ? 'readable' : came, descriptor)
      else if (as === 'moved' || came === 'along') this.#listAgain(folder, descriptor)
    } finally {
      // Last: what was told meanwhile says more of how a folder came, and what is asked for last is looked at first.
      if (as === 'moved') this.#doors.back(folder)
    }
  }

  /** Whether the place where it is known to be leads to it: then it has two. */
  #isStillThere(folder: Folder, descriptor: number): boolean {
    const path = this.folders.pathOf(folder)
    if (path === null) return false
    try {
      const there = openFolder(this.#rootDescriptor(folder.root), path)
      try {
        const [a, b] = [fstatSync(there), fstatSync(descriptor)]
        return a.ino === b.ino && a.dev === b.dev
      } finally {
        closeDescriptor(there)
      }
    } catch (error) {
      if (isOfThePlace(error)) return false
      throw error
    }
  }

  #list(folder: Folder, came: Found | null, descriptor: number): void {
    const { root } = folder
    const path = this.folders.pathOf(folder)
    if (path === null) return
    visitNow(descriptor, ({ name, isDirectory }) => {
      if (came !== null) this.#doors.found(root, joinPath(path, name), came)
      if (isDirectory) this.look({ root, parent: folder, name, came })
    })
  }

  /**
   * A folder that came into a known one while that had no place could not be opened then, and is not watched. Files need no
   * second look: the watch has told of them.
   */
  #listAgain(folder: Folder, descriptor: number): void {
    const { root } = folder
    const path = this.folders.pathOf(folder)
    if (path === null) return
    visitNow(descriptor, ({ name, isDirectory }) => {
      if (!isDirectory) return
      const isKnown = folder.children?.has(name) ?? false
      if (!isKnown) this.#doors.found(root, joinPath(path, name), 'readable')
      this.look({ root, parent: folder, name, came: isKnown ? 'along' : 'readable' })
    })
  }

  /** Most folders are looked at right after their parent or a sibling, and then one open is enough. */
  #openAt({ root, parent, name }: Pending): number {
    if (parent === null) return openFolder(this.#rootDescriptor(root), '' as PathText)
    if (this.#parent?.folder !== parent) {
      const path = this.folders.pathOf(parent)
      if (path === null) throw new Gone(name)
      const descriptor = openFolder(this.#rootDescriptor(root), path)
      if (this.#parent !== null) closeDescriptor(this.#parent.descriptor)
      this.#parent = { folder: parent, descriptor }
    }
    return openDirectory(this.#parent.descriptor, name)
  }

  #rootDescriptor(root: PathText): number {
    const known = this.#open.get(root)
    if (known !== undefined) return known
    const opened = openRoot(root)
    this.#open.set(root, opened)
    return opened
  }

  #release(): void {
    if (this.#parent !== null) closeDescriptor(this.#parent.descriptor)
    this.#parent = null
    for (const descriptor of this.#open.values()) closeDescriptor(descriptor)
    this.#open.clear()
  }
}

/**
 * The names in a folder that was opened before it was watched. It is opened anew: since Linux 6.5 an open directory of btrfs
 * lists nothing that came after it was opened. @throws system errors
 */
function visitNow(opened: number, visit: (entry: Entry) => void): void {
  const descriptor = openDirectory(opened, '.' as PathText)
  try {
    visitEntries(descriptor, visit)
  } finally {
    closeDescriptor(descriptor)
  }
}

/** What is to be watched has no place any more. */
class Gone extends Error {
  readonly code = 'ENOENT'
}

/**
 * Gone, replaced, or closed to us: fingerprint establishes which, and a folder that can be read again comes with a change of
 * its attributes.
 */
function isOfThePlace(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM', 'ESTALE'].includes(errnoOf(error) ?? '')
}
