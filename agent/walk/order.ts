// Owns which directory is walked next: payment first, then code and config, then what may change by itself; and how far a walk
// has come, in a few words, so that another can go on from there. No I/O.
import { type Classify, laneOf } from '@sekisho/shared/classify.ts'
import { folderOf, joinPath, nameOf, type PathText } from '@sekisho/shared/path.ts'
import type { Place } from './request.ts'

export interface Pending {
  readonly path: PathText
  /** Of the directory it lies in, to notice mounts; null at the start. */
  readonly parentDevice: number | null
}

/** 0 payment, 1 code and config, 2 the rest. */
export type Rank = 0 | 1 | 2

/** Directories of one parent and one rank that are still to be walked, in the order of their names. */
interface Group {
  /** Null for the start alone. */
  readonly parent: PathText | null
  readonly parentDevice: number | null
  /** The last comes next. */
  readonly names: PathText[]
  /** The name that came last. */
  after: PathText
}

const root = '' as PathText
/** Three for each level: deeper trees, which only somebody hostile makes, are walked from their start again. */
const groupsTold = 600

export class WalkOrder {
  readonly #rankOf: (directory: PathText) => Rank
  /** Stacks: the depth of a tree costs memory then, and of its breadth only names. */
  readonly #stacks: readonly [Group[], Group[], Group[]] = [[], [], []]
  /** Found in the directory that is being walked. */
  #found: Pending[] = []
  #walking: PathText | null = null

  constructor(classify: Classify) {
    this.#rankOf = directory => rankOf(classify, directory)
  }

  add(pending: Pending): void {
    this.#found.push(pending)
  }

  next(): Pending | undefined {
    this.#sort()
    for (const stack of this.#stacks) {
      const group = stack.at(-1)
      const name = group?.names.pop()
      if (group === undefined || name === undefined) continue
      if (group.names.length === 0) stack.pop()
      group.after = name
      this.#walking = group.parent === null ? name : joinPath(group.parent, name)
      return { path: this.#walking, parentDevice: group.parentDevice }
    }
    this.#walking = null
    return undefined
  }

  /** Null before the first directory is walked, and where it would be too long to keep. */
  place(): Place | null {
    if (this.#walking === null) return null
    const left = this.#stacks.flatMap((stack, rank) =>
      stack.flatMap(({ parent, after }) => (parent === null ? [] : [{ parent, rank, after }])),
    )
    return left.length > groupsTold ? null : { walking: this.#walking, left }
  }

  /** What was found in one directory becomes a group for each rank, on top: the walk goes down before it goes on. */
  #sort(): void {
    const groups: [Group | null, Group | null, Group | null] = [null, null, null]
    for (const { path, parentDevice } of this.#found) {
      const rank = this.#rankOf(path)
      const isStart = parentDevice === null
      const parent = isStart ? null : folderOf(path)
      groups[rank] ??= { parent, parentDevice, names: [], after: root }
      groups[rank].names.push(isStart ? path : nameOf(path))
    }
    this.#found = []
    for (const [rank, group] of groups.entries()) {
      if (group === null) continue
      group.names.sort().reverse()
      this.#stacks[rank as Rank].push(group)
    }
  }
}

/** Which directories an earlier walk had done when it was cut short. What it did not know of it has not done. */
export function donePart(place: Place, classify: Classify): (directory: PathText) => boolean {
  const left = new Map(place.left.map(({ parent, rank, after }) => [`${rank}\0${parent}`, after]))
  return directory => {
    if (place.walking === '') return false
    let parent = root
    for (const name of directory === '' ? [] : (directory.split('/') as PathText[])) {
      const path = joinPath(parent, name)
      const after = left.get(`${rankOf(classify, path)}\0${parent}`)
      if (path === place.walking || (after !== undefined && name > after)) return false
      parent = path
    }
    return true
  }
}

/** Rules name what lies below a folder, so a name in it tells for the folder. */
function rankOf(classify: Classify, directory: PathText): Rank {
  const where = classify(joinPath(directory, '-' as PathText))
  return where.payment ? 0 : laneOf(where) === 'fast' ? 1 : 2
}
