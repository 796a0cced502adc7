// Owns a baseline in memory for tests of the walk: rows as the journal would give them.
import { readdirSync } from 'node:fs'
import { closeDescriptor, fstatOf, lstatBelow, openDirectory, openRoot } from '@sekisho/shared/disk.ts'
import { stampOf } from '@sekisho/shared/observation.ts'
import { folderOf, joinPath, nameOf, type PathText, pathText } from '@sekisho/shared/path.ts'
import type { BaselineOrder, BaselineReader, BaselineStamp } from '../../agent/handover.ts'

export class BaselineRows implements BaselineReader, BaselineOrder {
  readonly rows = new Map<PathText, BaselineStamp>()
  /** Calls of `child`, to see that large directories are looked up singly. */
  lookedUp = 0

  put(path: string, row: Partial<BaselineStamp> = {}): void {
    const name = nameOf(path as PathText)
    this.rows.set(path as PathText, { name, stamp: '', named: true, ...row })
  }

  /** Takes over what the disk holds now, as a journal that has observed all of it. */
  observe(root: string): void {
    const descriptor = openRoot(root as PathText)
    this.put('', { stamp: stampOf(fstatOf(descriptor)) })
    this.#observeFolder(descriptor, '' as PathText)
    closeDescriptor(descriptor)
  }

  children(_root: PathText, directory: PathText, limit: number): readonly BaselineStamp[] | null {
    const found = this.#in(directory)
    return found.length > limit ? null : found
  }

  child(_root: PathText, directory: PathText, name: PathText): BaselineStamp | null {
    this.lookedUp++
    return this.rows.get(joinPath(directory, name)) ?? null
  }

  countChildren(_root: PathText, directory: PathText): number {
    return this.#in(directory).length
  }

  childrenAfter(_root: PathText, directory: PathText, after: PathText, limit: number): readonly BaselineStamp[] {
    return this.#in(directory)
      .filter(({ name }) => name > after)
      .slice(0, limit)
  }

  foldersAfter(_root: PathText, after: PathText, limit: number): readonly PathText[] {
    const folders = new Set([...this.rows.keys()].map(folderOf))
    return [...folders]
      .sort(inBytes)
      .filter(folder => inBytes(folder, after) > 0)
      .slice(0, limit)
  }

  foldersAt(_root: PathText, shares: readonly number[]): readonly PathText[] {
    const folders = [...this.rows.keys()].map(folderOf).sort(inBytes)
    return shares.flatMap(share => folders[Math.min(Math.floor(folders.length * share), folders.length - 1)] ?? [])
  }

  close(): void {}

  #observeFolder(descriptor: number, directory: PathText): void {
    for (const bytes of readdirSync(`/proc/self/fd/${descriptor}/`, { encoding: 'buffer' })) {
      const name = pathText(bytes)
      const stat = lstatBelow(descriptor, name)
      const path = joinPath(directory, name)
      this.put(path, { stamp: stampOf(stat) })
      if (stat.type !== 'directory') continue
      const below = openDirectory(descriptor, name)
      this.#observeFolder(below, path)
      closeDescriptor(below)
    }
  }

  #in(directory: PathText): BaselineStamp[] {
    return [...this.rows]
      .filter(([path]) => path !== '' && folderOf(path) === directory)
      .map(([, row]) => row)
      .sort((a, b) => inBytes(a.name, b.name))
  }
}

function inBytes(one: PathText, other: PathText): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}
