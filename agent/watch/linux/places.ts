// Owns where a directory of a watched file system lies below the roots: from its handle to paths, kept for as long as no
// directory is moved. Marks nothing and reads no events.
import { fstatSync } from 'node:fs'
import { closeDescriptor, openRoot } from '@sekisho/shared/disk.ts'
import { describeError, errnoOf } from '@sekisho/shared/failures.ts'
import { isBelow, joinPath, type PathText, pathText } from '@sekisho/shared/path.ts'
import { type Effort, nearestTold, pathFrom } from './deep.ts'
import { fsidBytes, type HandleKey } from './events.ts'
import { placeOf, type System } from './system.ts'

/** A path below a root. */
export interface Place {
  readonly root: PathText
  readonly path: PathText
}

/** A part of a root that one mount shows. */
export interface View {
  readonly root: PathText
  /** Where it begins below the root. */
  readonly base: PathText
  /** Where it begins in fact, no link on the way. */
  readonly real: PathText
}

/** One mount, with all that roots have of it. */
export interface ViewedMount {
  readonly id: number
  /** As the beginning of a HandleKey. */
  readonly fsid: string
  /** Of each it can be opened by where that begins. */
  readonly views: readonly View[]
}

/** Directories kept; some 200 bytes each. Beyond that the oldest are asked for again. */
const defaultCeiling = 20_000
const nowhere: readonly Place[] = []
/**
 * Of one round of reading: 35 ms of names were measured, of the same order as what glances may take, or 0.3 s for 640,000 levels.
 * See `Effort`.
 */
const effortOfRound = 10_000
/** Of a folder by its path: whatever whoever may write above it can put in its place. */
const unreachable = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EACCES', 'ESTALE'])

/**
 * Where a directory lies cannot be asked for now: the process has no descriptor left, or the kernel no memory. Or it can never be,
 * since it lies too deep.
 */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError'
  /** Those that it lies in; null where nobody knows. */
  readonly roots: readonly PathText[] | null

  constructor(cause: unknown, roots: readonly PathText[] | null = null) {
    super(describeError(cause), { cause })
    this.roots = roots
  }
}

type Handles = Pick<System, 'openByHandle' | 'fsidOf' | 'close'>

export class Places {
  readonly #system: Handles
  readonly #ceiling: number
  readonly #known = new Map<HandleKey, readonly Place[]>()
  #mounts: readonly ViewedMount[] = []
  /** Open for one round of reading only: an open mount cannot be unmounted. */
  readonly #open = new Map<number, number>()
  /** What deep folders may still cost in this round. */
  #effort: Effort = { left: effortOfRound }
  /** Look-ups that asked the kernel. */
  asked = 0

  constructor(system: Handles, ceiling: number = defaultCeiling) {
    this.#system = system
    this.#ceiling = ceiling
  }

  view(mounts: readonly ViewedMount[]): void {
    this.release()
    this.#mounts = mounts
    this.#known.clear()
  }

  /** Every place of the directory below the roots; none when it lies elsewhere or is gone. @throws UnansweredError */
  of(directory: HandleKey): readonly Place[] {
    const known = this.#known.get(directory)
    if (known !== undefined) return known
    const found = this.#ask(directory)
    this.learn(directory, found)
    return found
  }

  /** It is nowhere at all, neither below a root nor elsewhere. Asks the kernel each time. @throws UnansweredError */
  isGone(directory: HandleKey): boolean {
    const handle = Buffer.from(directory.slice(fsidBytes), 'latin1')
    return !this.#mounts.some(mount => directory.startsWith(mount.fsid) && this.#standsIn(mount, handle))
  }

  /** A directory has just come there. */
  learn(directory: HandleKey, places: readonly Place[]): void {
    if (this.#known.size >= this.#ceiling) {
      const oldest = this.#known.keys().next().value
      if (oldest !== undefined) this.#known.delete(oldest)
    }
    this.#known.set(directory, places.length === 0 ? nowhere : places)
  }

  forget(directory: HandleKey): void {
    this.#known.delete(directory)
  }

  /** A directory was moved: every path that leads through it is another one now. */
  moved(): void {
    this.#known.clear()
  }

  /** Ends a round of reading. */
  release(): void {
    for (const descriptor of this.#open.values()) closeDescriptor(descriptor)
    this.#open.clear()
    this.#effort = { left: effortOfRound }
  }

  /** Where one mount does not answer, the others are asked all the same: the roots that they show are concerned as well. */
  #ask(directory: HandleKey): readonly Place[] {
    const handle = Buffer.from(directory.slice(fsidBytes), 'latin1')
    const places: Place[] = []
    const failed: UnansweredError[] = []
    for (const mount of this.#mounts) {
      if (!directory.startsWith(mount.fsid)) continue
      try {
        places.push(...this.#askMount(mount, handle))
      } catch (error) {
        if (!(error instanceof UnansweredError)) throw error
        failed.push(error)
      }
    }
    if (failed.length > 0) throw together(failed)
    return places
  }

  #askMount(mount: ViewedMount, handle: Buffer): readonly Place[] {
    this.asked++
    const open = this.#openIn(mount, handle)
    if (open === null) return nowhere
    try {
      const real = this.#pathOf(mount, open)
      return real === null ? nowhere : placesOf(mount.views, real)
    } catch (error) {
      throw unanswered(error)
    } finally {
      this.#system.close(open)
    }
  }

  /** What is deleted can still be opened while somebody holds a file of it. */
  #standsIn(mount: ViewedMount, handle: Buffer): boolean {
    const open = this.#openIn(mount, handle)
    if (open === null) return false
    try {
      return fstatSync(open).nlink > 0
    } catch (error) {
      throw unanswered(error)
    } finally {
      this.#system.close(open)
    }
  }

  /** Null where it is gone. @throws UnansweredError */
  #openIn(mount: ViewedMount, handle: Buffer): number | null {
    try {
      const descriptor = this.#descriptorOf(mount)
      return descriptor === null ? null : this.#system.openByHandle(descriptor, handle)
    } catch (error) {
      // open_by_handle_at(2). What came before a directory's end has been told of the folder above it.
      if (errnoOf(error) === 'ESTALE') return null
      throw unanswered(error)
    }
  }

  /** A root's folder may be moved away while others lie on the same mount. Null where all are: the guard tells of each. */
  #descriptorOf(mount: ViewedMount): number | null {
    const known = this.#open.get(mount.id)
    if (known !== undefined) return known
    for (const { real } of mount.views) {
      const opened = this.#openOn(mount, real)
      if (opened === null) continue
      this.#open.set(mount.id, opened)
      return opened
    }
    return null
  }

  /** Null where it cannot be reached, or another file system is mounted over it. @throws system errors */
  #openOn(mount: ViewedMount, folder: PathText): number | null {
    let opened: number
    try {
      opened = openRoot(folder)
    } catch (error) {
      if (unreachable.has(errnoOf(error) ?? '')) return null
      throw error
    }
    if (this.#isOn(mount, opened)) return opened
    closeDescriptor(opened)
    return null
  }

  #isOn(mount: ViewedMount, open: number): boolean {
    try {
      return this.#system.fsidOf(open).toString('latin1') === mount.fsid
    } catch {
      // Whatever answers so, a server of files that has died, answers by no handle either.
      return false
    }
  }

  /** Null for a directory that is deleted. @throws system errors */
  #pathOf(mount: ViewedMount, open: number): PathText | null {
    try {
      const place = placeOf(open)
      if (place.toString('latin1').endsWith(' (deleted)') && fstatSync(open).nlink === 0) return null
      return pathText(place)
    } catch (error) {
      if (errnoOf(error) === 'ENAMETOOLONG') return this.#longPathOf(mount, open)
      throw error
    }
  }

  /** Deeper than the kernel tells in one piece (PATH_MAX). What lies outside of all roots costs no look for its names. */
  #longPathOf({ views }: ViewedMount, open: number): PathText | null {
    if (fstatSync(open).nlink === 0) return null
    // Until it is known what lies above it, it may be in any.
    let around = views
    try {
      const above = nearestTold(open, this.#effort)
      around = views.filter(({ real }) => isBelow(above.path, real))
      return around.length === 0 ? null : pathFrom(above, open, this.#effort)
    } catch (error) {
      if (errnoOf(error) !== 'ENAMETOOLONG') throw error
      const roots = around.map(({ root }) => root)
      throw new UnansweredError(error, roots)
    }
  }
}

function together(failed: readonly UnansweredError[]): UnansweredError {
  const roots = failed.some(error => error.roots === null) ? null : failed.flatMap(error => error.roots ?? [])
  return new UnansweredError(failed[0]?.cause, roots)
}

/** Of a system error; any other is passed on. */
function unanswered(error: unknown): unknown {
  return errnoOf(error) === undefined ? error : new UnansweredError(error)
}

function placesOf(views: readonly View[], real: PathText): readonly Place[] {
  return views
    .filter(view => isBelow(real, view.real))
    .map(({ root, base, real: top }) => ({ root, path: joinPath(base, belowOf(real, top)) }))
}

export function below({ root, path }: Place, name: PathText): Place {
  return { root, path: joinPath(path, name) }
}

export function belowOf(path: PathText, folder: PathText): PathText {
  if (path === folder) return '' as PathText
  return path.slice(folder === '/' ? 1 : folder.length + 1) as PathText
}

/** Where a folder lies in fact, for the places of its mount. @throws system errors: ENOTDIR where something else stands there */
export function realPathOf(folder: PathText): PathText {
  const open = openRoot(folder)
  try {
    return pathText(placeOf(open))
  } finally {
    closeDescriptor(open)
  }
}
