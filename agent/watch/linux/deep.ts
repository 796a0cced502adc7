// Owns the path of a folder that lies deeper than the kernel tells in one piece: the nearest folder above that it does tell of, and
// the names from there down. Any user can make such folders, so what their names may cost is bounded. Knows no roots.
import {
  closeDescriptor,
  fstatOf,
  listDirectory,
  lstatBelow,
  nameText,
  openDirectory,
  shownPlace,
} from '@sekisho/shared/disk.ts'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { joinPath, maxPieceLength, type PathText } from '@sekisho/shared/path.ts'

/** Of one call, which takes 4,096 bytes (PATH_MAX). */
const levelsAtOnce = 1024
/**
 * Of such a call. It takes as long as to look at a hundred names (450 µs and 3.5 µs were measured) and counts less: where no effort
 * is left every root has a gap, which nobody shall open by a few folders.
 */
const effortOfClimb = 16

const crowded = 'too many folders beside those on its way'

/** A folder above a deep one. */
export interface Above {
  readonly path: PathText
  /** How far up. */
  readonly levels: number
}

/**
 * What the way to a folder may still cost: each level counts one where its name is looked for, and each folder that lies beside one
 * on the way.
 */
export interface Effort {
  left: number
}

/**
 * The nearest above that the kernel can name. Costs a dozen calls, and two for each thousand levels.
 * @throws system errors: ENAMETOOLONG where to climb there costs more effort than is left
 */
export function nearestTold(deep: number, effort: Effort): Above {
  let from = deep
  try {
    let levels = 0
    for (let next = untoldUp(from); next !== null; next = untoldUp(from)) {
      closeUnless(deep, from)
      from = next
      levels += levelsAtOnce
      spend(effort, effortOfClimb, 'too many levels below what can be named')
    }
    let [untold, told] = [0, levelsAtOnce]
    while (told - untold > 1) {
      const middle = (untold + told) >> 1
      if (placeUp(from, middle) === null) untold = middle
      else told = middle
    }
    const path = placeUp(from, told)
    if (path === null) throw movedMeanwhile()
    return { path, levels: levels + told }
  } finally {
    closeUnless(deep, from)
  }
}

/**
 * Null where it has no name any more, or left the folder above meanwhile. Two descriptors are open at a time.
 * @throws system errors: ENAMETOOLONG where it is longer than any path that is handed on, or costs more effort than is left
 */
export function pathFrom({ path, levels }: Above, deep: number, effort: Effort): PathText | null {
  const names: PathText[] = []
  let { length } = path
  let from = deep
  try {
    for (let level = 0; level < levels; level++) {
      const { inode } = fstatOf(from)
      const above = openUp(from, 1)
      closeUnless(deep, from)
      from = above
      const name = nameIn(above, inode, effort)
      if (name === null) return null
      length += name.length + 1
      if (length > maxPieceLength) throw tooLong('longer than any path that is handed on')
      names.unshift(name)
    }
    const top = placeUp(from, 0)
    if (top === null) throw movedMeanwhile()
    return joinPath(top, names.join('/') as PathText)
  } finally {
    closeUnless(deep, from)
  }
}

/** The folder so many levels up, if the kernel cannot say where that is. Whoever asks closes it. */
function untoldUp(from: number): number | null {
  const up = openUp(from, levelsAtOnce)
  try {
    if (shownPlace(up) === null) return up
  } catch (error) {
    closeDescriptor(up)
    throw error
  }
  closeDescriptor(up)
  return null
}

/** Null: too deep for the kernel to say. */
function placeUp(from: number, levels: number): PathText | null {
  const up = openUp(from, levels)
  try {
    const place = shownPlace(up)
    return place === null ? null : nameText(place)
  } finally {
    closeDescriptor(up)
  }
}

function openUp(from: number, levels: number): number {
  const way = levels === 0 ? '.' : Array.from({ length: levels }, () => '..').join('/')
  return openDirectory(from, way as PathText)
}

function closeUnless(kept: number, descriptor: number): void {
  if (descriptor !== kept) closeDescriptor(descriptor)
}

function nameIn(folder: number, inode: number, effort: Effort): PathText | null {
  spend(effort, 1, crowded)
  let names: string[] = []
  const visit = (name: string, type: string) => {
    if (type === 'directory' || type === 'unknown') names.push(name)
  }
  const listing = listDirectory(folder, visit)
  for (let isOver = false; !isOver; ) {
    isOver = listing.next().done ?? false
    for (const name of names.map(nameText)) {
      if (inodeBelow(folder, name) === inode) return name
      spend(effort, 1, crowded)
    }
    names = []
  }
  return null
}

/** Null of what is gone by now. */
function inodeBelow(folder: number, name: PathText): number | null {
  try {
    return lstatBelow(folder, name).inode
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}

function spend(effort: Effort, cost: number, why: string): void {
  if (effort.left <= 0) throw tooLong(why)
  effort.left -= cost
}

function movedMeanwhile(): Error {
  return tooLong('moved to somewhere deeper while it was asked for')
}

function tooLong(why: string): Error {
  return Object.assign(new Error(`ENAMETOOLONG: ${why}`), { code: 'ENAMETOOLONG' })
}
