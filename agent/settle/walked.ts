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

export function itemsOf({ names, wanted, lane }: Walked): readonly FingerprintItem[] {
  return names.map(name => ({ name, ...wanted, lane, noticed: 'walk', saw: nothingSeen, witnesses: [] }))
}

export function enterReading(walked: Walked): void {
  if (walked.state !== 'ready') throw new Error(`what was walked cannot leave ${walked.state} here`)
  walked.state = 'reading'
}

/** Each name is here once at a time. */
export class WalkedFolders {
  readonly #folders = new Map<string, Map<PathText, Walked>>()
  #size = 0

  /** Names. */
  get size(): number {
    return this.#size
  }

  find(root: PathText, directory: PathText, name: PathText): Walked | undefined {
    return this.#size === 0 ? undefined : this.#folders.get(keyOf(root, directory))?.get(name)
  }

  add(walked: Walked, name: PathText): void {
    const key = keyOf(walked.root, walked.directory)
    const folder = this.#folders.get(key) ?? new Map<PathText, Walked>()
    this.#folders.set(key, folder)
    folder.set(name, walked)
    walked.names.push(name)
    this.#size++
  }

  /** All that are still together are done. */
  removeAll(walked: Walked): void {
    const key = keyOf(walked.root, walked.directory)
    const folder = this.#folders.get(key)
    for (const name of walked.names) folder?.delete(name)
    if (folder?.size === 0) this.#folders.delete(key)
    this.#size -= walked.names.length
    walked.names = []
  }

  /** Something else is told of one of them. */
  remove(walked: Walked, name: PathText): void {
    const key = keyOf(walked.root, walked.directory)
    const folder = this.#folders.get(key)
    folder?.delete(name)
    if (folder?.size === 0) this.#folders.delete(key)
    this.#size--
    walked.names = walked.names.filter(other => other !== name)
  }

  /** One of the oldest, if there is any. */
  first(): Walked | undefined {
    for (const folder of this.#folders.values()) for (const walked of folder.values()) return walked
    return undefined
  }
}

function keyOf(root: PathText, directory: PathText): string {
  return `${root}\0${directory}`
}
