// Owns which watch stands for which folder: the trees of all roots, as far as they are watched, and what has left its place
// and not yet come to another. Asks neither disk nor kernel.
import { joinPath, type PathText } from '@sekisho/shared/path.ts'

/** One watched folder at one place. Some 200 bytes: there may be hundreds of thousands. */
export interface Folder {
  readonly root: PathText
  readonly watch: number
  /** Null for a root, and for what has no place. */
  parent: Folder | null
  name: PathText
  children: Map<PathText, Folder> | null
  /** The same folder at another place: below another root, or mounted a second time. */
  twin: Folder | null
}

const root = '' as PathText

export class Folders {
  readonly #roots = new Map<PathText, Folder>()
  readonly #byWatch = new Map<number, Folder>()
  /** Folders without a place, with all below them. */
  readonly #nowhere = new Set<Folder>()

  /** Watches that there are. */
  get size(): number {
    return this.#byWatch.size
  }

  get nowhere(): ReadonlySet<Folder> {
    return this.#nowhere
  }

  rootOf(path: PathText): Folder | null {
    return this.#roots.get(path) ?? null
  }

  /** Every folder that a watch stands for. */
  at(watch: number): readonly Folder[] {
    const found: Folder[] = []
    for (let next = this.#byWatch.get(watch) ?? null; next !== null; next = next.twin) found.push(next)
    return found
  }

  /** Below its root; null for what has no place. */
  pathOf(folder: Folder): PathText | null {
    let path = root
    let top = folder
    for (; top.parent !== null; top = top.parent) path = path === root ? top.name : joinPath(top.name, path)
    return this.#roots.get(folder.root) === top ? path : null
  }

  /** The folder without a place that this one lies in, or is. */
  strayOf(folder: Folder): Folder {
    let top = folder
    while (top.parent !== null) top = top.parent
    return top
  }

  /** A folder that was not known, at its place. What stood there has none any more. */
  add(rootPath: PathText, parent: Folder | null, name: PathText, watch: number): Folder {
    const twin = this.#byWatch.get(watch) ?? null
    const folder: Folder = { root: rootPath, watch, parent: null, name, children: null, twin }
    this.#byWatch.set(watch, folder)
    if (parent === null) this.#roots.set(rootPath, folder)
    else this.put(folder, parent, name)
    return folder
  }

  /** A known folder comes to a place of its root, with all below it. What stood there has none any more. */
  put(folder: Folder, parent: Folder, name: PathText): void {
    this.take(folder)
    const before = parent.children?.get(name)
    if (before !== undefined) this.take(before)
    this.#nowhere.delete(folder)
    folder.parent = parent
    folder.name = name
    parent.children ??= new Map()
    parent.children.set(name, folder)
  }

  /** A folder leaves its place, with all below it. */
  take(folder: Folder): void {
    if (folder.parent !== null) {
      const { parent, name } = folder
      if (parent.children?.get(name) === folder) parent.children.delete(name)
      if (parent.children?.size === 0) parent.children = null
      folder.parent = null
    } else if (this.#roots.get(folder.root) === folder) this.#roots.delete(folder.root)
    this.#nowhere.add(folder)
  }

  /** Forgets a folder and all below it; answers with the watches that no folder needs any more. */
  drop(folder: Folder): readonly number[] {
    this.take(folder)
    this.#nowhere.delete(folder)
    const left: number[] = []
    const pending = [folder]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      pending.push(...(next.children?.values() ?? []))
      if (this.#forget(next)) left.push(next.watch)
    }
    return left
  }

  /** The kernel has ended a watch. Answers with the watches below it that no folder needs any more. */
  ended(watch: number): readonly number[] {
    return this.at(watch).flatMap(folder => this.drop(folder).filter(left => left !== watch))
  }

  clear(): void {
    this.#roots.clear()
    this.#byWatch.clear()
    this.#nowhere.clear()
  }

  /** True when its watch stands for nothing else. */
  #forget(folder: Folder): boolean {
    const rest = this.at(folder.watch).filter(other => other !== folder)
    for (const [index, other] of rest.entries()) other.twin = rest[index + 1] ?? null
    const [first] = rest
    if (first === undefined) this.#byWatch.delete(folder.watch)
    else this.#byWatch.set(folder.watch, first)
    return first === undefined
  }
}
