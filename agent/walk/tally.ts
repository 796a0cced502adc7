// Owns what a walk has seen so far, with ceilings for its lists, and the touches that wait to be sent.
import type { PathText } from '@sekisho/shared/path.ts'
import type { Place, WalkEnd, WalkReport, WalkRequest } from './request.ts'

/** Longer lists help nobody, and an attacker can make them as long as the disk allows. */
const listCeiling = 10_000

export class Tally {
  files = 0
  directories = 0
  /** Directories of other parts: gone through for what lies below, and work all the same. */
  passed = 0
  touched = 0
  /** How far the walk has come; null where it cannot say, or goes over what an earlier one had done. */
  place: () => Place | null = () => null
  readonly #unreadable: PathText[] = []
  readonly #mounts: PathText[] = []
  readonly #links: { path: PathText; target: PathText }[] = []
  #unlisted = 0
  #groups: { directory: PathText; names: PathText[] }[] = []
  #waiting = 0

  touch(directory: PathText, name: PathText): void {
    const last = this.#groups.at(-1)
    if (last?.directory === directory) last.names.push(name)
    else this.#groups.push({ directory, names: [name] })
    this.touched++
    this.#waiting++
  }

  /** Touches that wait to be sent. */
  get waiting(): number {
    return this.#waiting
  }

  takeTouched(): readonly { readonly directory: PathText; readonly names: readonly PathText[] }[] {
    const groups = this.#groups
    this.#groups = []
    this.#waiting = 0
    return groups
  }

  unreadable(path: PathText): void {
    this.#list(this.#unreadable, path)
  }

  mount(path: PathText): void {
    this.#list(this.#mounts, path)
  }

  link(path: PathText, target: PathText): void {
    this.#list(this.#links, { path, target })
  }

  reportOf(request: WalkRequest, end: WalkEnd, elapsedMs: number): WalkReport {
    return {
      root: request.root,
      from: request.from,
      mode: request.mode,
      end,
      files: this.files,
      directories: this.directories,
      touched: this.touched,
      unreadable: this.#unreadable,
      mounts: this.#mounts,
      links: this.#links,
      unlisted: this.#unlisted,
      elapsedMs,
    }
  }

  #list<T>(list: T[], item: T): void {
    if (list.length < listCeiling) list.push(item)
    else this.#unlisted++
  }
}
