// Owns the names that walks found, while they wait or are read: those of one folder are one thing, as long as nobody tells
// anything else of one of them. Knows no clock and no queue.
//   ready     in: found by a walk       out: taken → reading
//   reading   in: taken in a job        out: done
import type { PathText } from '@sekisho/shared/path.ts'
import type { Lane } from '@sekisho/shared/profile.ts'
import type { FingerprintItem, Wanted } from '../handover.ts'
import { nothingSeen, type Unit } from './unit.ts'

export interface Walked {
  readonly root: PathText
  readonly directory: PathText
  readonly lane: Lane
  readonly wanted: Wanted
  /** Serial for barriers, of all of them together. */
  readonly born: number
  readonly firstAt: number
  state: 'ready' | 'reading'
  /** Those that are still together. */
  names: PathText[]
  /** By name, the touches that came while it was being read. */
  readonly again: Map<PathText, Unit>
}

/** Never added to. */
const nobody: FingerprintItem['witnesses'] = []

/** Field by field: with `...wanted` V8 makes each object in its runtime, at many times the cost. */
export function itemsOf({ names, wanted, lane }: Walked): readonly FingerprintItem[] {
  const { algorithm, cacheDepth } = wanted
  return names.map(name =>
    cacheDepth === undefined
      ? { name, algorithm, lane, noticed: 'walk', saw: nothingSeen, witnesses: nobody }
      : { name, algorithm, cacheDepth, lane, noticed: 'walk', saw: nothingSeen, witnesses: nobody },
  )
}

export function enterReading(walked: Walked): void {
  if (walked.state !== 'ready') throw new Error(`what was walked cannot leave ${walked.state} here`)
  walked.state = 'reading'
}

/** By name. */
type Folder = Map<PathText, Walked>

/** Each name is here once at a time. */
export class WalkedFolders {
  readonly #folders = new Map<string, Folder>()
  /** A walk comes with one name of a folder after the other: where it was last, while anything is there. */
  #last: { readonly root: PathText; readonly directory: PathText; readonly folder: Folder } | null = null
  #size = 0

  /** Names. */
  get size(): number {
    return this.#size
  }

  find(root: PathText, directory: PathText, name: PathText): Walked | undefined {
    return this.#size === 0 ? undefined : this.#folderOf(root, directory)?.get(name)
  }

  add(walked: Walked, name: PathText): void {
    const { root, directory } = walked
    const folder = this.#folderOf(root, directory) ?? this.#begin(root, directory)
    folder.set(name, walked)
    walked.names.push(name)
    this.#size++
  }

  /** All that are still together are done. */
  removeAll(walked: Walked): void {
    const folder = this.#folderOf(walked.root, walked.directory)
    for (const name of walked.names) folder?.delete(name)
    if (folder?.size === 0) this.#end(walked)
    this.#size -= walked.names.length
    walked.names = []
  }

  /** Something else is told of one of them. */
  remove(walked: Walked, name: PathText): void {
    const folder = this.#folderOf(walked.root, walked.directory)
    folder?.delete(name)
    if (folder?.size === 0) this.#end(walked)
    this.#size--
    walked.names = walked.names.filter(other => other !== name)
  }

  /** One of the oldest, if there is any. */
  first(): Walked | undefined {
    for (const folder of this.#folders.values()) for (const walked of folder.values()) return walked
    return undefined
  }

  #folderOf(root: PathText, directory: PathText): Folder | undefined {
    if (this.#last?.directory === directory && this.#last.root === root) return this.#last.folder
    const folder = this.#folders.get(keyOf(root, directory))
    if (folder !== undefined) this.#last = { root, directory, folder }
    return folder
  }

  #begin(root: PathText, directory: PathText): Folder {
    const folder: Folder = new Map()
    this.#folders.set(keyOf(root, directory), folder)
    this.#last = { root, directory, folder }
    return folder
  }

  #end({ root, directory }: Walked): void {
    this.#folders.delete(keyOf(root, directory))
    this.#last = null
  }
}

function keyOf(root: PathText, directory: PathText): string {
  return `${root}\0${directory}`
}
