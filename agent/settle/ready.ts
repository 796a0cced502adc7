// Owns what can be taken: by lane and directory, in the order in which the directories came. Knows no clock, merges nothing.
import type { PathText } from '@sekisho/shared/path.ts'
import type { Lane } from '@sekisho/shared/profile.ts'
import type { Unit } from './unit.ts'
import type { Walked } from './walked.ts'

/** Names of one job: large enough to pay for opening the folders, small enough that both threads have work. */
export const namesOfJob = 64

interface Folder {
  readonly root: PathText
  readonly directory: PathText
  readonly units: Unit[]
  /** How many of them have gone. */
  taken: number
  readonly walked: Walked[]
}

/** What one job is made of: paths of one directory and one lane. Of what was walked, none may be left. */
export type Taken = readonly [Unit, ...Unit[]] | Walked

export class Ready {
  readonly #folders: Record<Lane, Map<string, Folder>> = { fast: new Map(), bulk: new Map() }
  /** Where the last path of each lane came, while all of it is still there: a walk's come folder by folder. */
  readonly #last: Record<Lane, Folder | null> = { fast: null, bulk: null }

  get isEmpty(): boolean {
    return this.#folders.fast.size + this.#folders.bulk.size === 0
  }

  push(unit: Unit): void {
    this.#folderOf(unit, unit.apart ? unit.key : null).units.push(unit)
  }

  pushWalked(walked: Walked): void {
    this.#folderOf(walked, null).walked.push(walked)
  }

  /** Names that were walked together stay so: the last of them may be some more than were asked for. */
  take(maxNames: number): readonly Taken[] {
    this.#last.fast = null
    this.#last.bulk = null
    const all: Taken[] = []
    let left = maxNames
    for (const lane of ['fast', 'bulk'] as const) {
      const folders = this.#folders[lane]
      for (const [key, folder] of folders) {
        if (left <= 0) break
        folders.delete(key)
        const taken = takeFrom(folder, Math.min(left, namesOfJob))
        left -= taken === null ? 0 : 'names' in taken ? taken.names.length : taken.length
        if (taken !== null) all.push(taken)
        // What is left of a large directory goes behind the others, which would wait for all of it.
        if (folder.taken < folder.units.length || folder.walked.length > 0) folders.set(key, folder)
      }
    }
    return all
  }

  /** @param alone a key of its own for what is to be in no job with others */
  #folderOf({ root, directory, lane }: Unit | Walked, alone: string | null): Folder {
    const last = this.#last[lane]
    if (alone === null && last?.directory === directory && last.root === root) return last
    const place = alone ?? `${root}\0${directory}\0`
    const folder = this.#folders[lane].get(place) ?? { root, directory, units: [], taken: 0, walked: [] }
    this.#folders[lane].set(place, folder)
    if (alone === null) this.#last[lane] = folder
    return folder
  }
}

/** Paths that something was told of go before what a walk found. */
function takeFrom(folder: Folder, most: number): Taken | null {
  const [first, ...more] = folder.units.slice(folder.taken, folder.taken + most)
  if (first === undefined) return folder.walked.shift() ?? null
  folder.taken += 1 + more.length
  return [first, ...more]
}
