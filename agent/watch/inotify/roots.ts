// Owns the roots that inotify serves: whether each is what it was, and what to do when not all of one is watched any more.
// Declares what may have been missed, and decides nothing about gaps.
import { errnoOf } from '@sekisho/shared/failures.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { DueReading } from '../due-reading.ts'
import { identityOf } from '../identity.ts'
import { type Mount, mountSignature, readMounts } from '../linux/mounts.ts'
import { realPathOf } from '../linux/places.ts'
import type { Folder } from './folders.ts'
import type { Trees } from './trees.ts'

interface Served {
  readonly root: PathText
  readonly ceiling: number
  /** Where it leads, no link on the way. */
  readonly real: PathText
  /** Device and inode. */
  readonly identity: string | null
  /** Of the mounts that concern it. */
  readonly mounts: string
  /** When it was last found to be what it was. */
  knownAt: number
}

export interface WatchedRootsDoors {
  /** From `from` on something may have been missed there. `watch-lost`: the root is served no longer. */
  lost(root: PathText, cause: GapCause, from: number): void
  now(): number
}

export class WatchedRoots {
  readonly #trees: Trees
  readonly #doors: WatchedRootsDoors
  readonly #served = new Map<PathText, Served>()
  /** What had no place at the last look. */
  #strays: ReadonlySet<Folder> = new Set()
  /** They were changed, and could not be read since. Poll tells of it once. */
  readonly #mounts: DueReading<readonly Mount[]>

  constructor(trees: Trees, doors: WatchedRootsDoors) {
    this.#trees = trees
    this.#doors = doors
    this.#mounts = new DueReading(readMounts, () => {
      for (const { root, knownAt } of this.#served.values()) doors.lost(root, 'mount-changed', knownAt)
    })
  }

  /** `ceiling`: of the folders watched for all roots. @throws TooManyFolders, system errors: why it cannot be served */
  serve(root: PathText, ceiling: number = Number.POSITIVE_INFINITY): void {
    this.leave(root)
    const served = this.#look(root, ceiling)
    this.#trees.serve(root, ceiling)
    this.#served.set(root, served)
  }

  leave(root: PathText): void {
    if (this.#served.delete(root)) this.#trees.leave(root)
  }

  /** Lets go of what has had no place since the last time: it was moved out of its root, and does not come back. */
  release(): void {
    for (const stray of this.#trees.folders.nowhere) if (this.#strays.has(stray)) this.#trees.forget(stray)
    this.#strays = new Set(this.#trees.folders.nowhere)
  }

  /**
   * Looks whether every root is what it was. Cheap: one stat each.
   * @param at when the round began: what was mounted or led elsewhere since then may be told in the next one
   */
  guard(at: number): void {
    for (const served of [...this.#served.values()]) {
      const isSame = identityOf(served.root) === served.identity && served.identity !== null
      if (!isSame) this.#renew(served, 'root-replaced', served.knownAt)
      // What was mounted since then is found by the mounts alone.
      else if (!this.#mounts.isDue) served.knownAt = at
    }
  }

  get areMountsUnread(): boolean {
    return this.#mounts.isDue
  }

  /** Something was mounted or unmounted somewhere: no event tells what is hidden or comes to light by it. */
  mountsChanged(): void {
    const mounts = this.#mounts.take()
    if (mounts === null) return
    for (const served of [...this.#served.values()]) {
      if (identityOf(served.root) !== served.identity) this.#renew(served, 'root-replaced', served.knownAt)
      else if (mountSignature(mounts, served.real) !== served.mounts)
        this.#renew(served, 'mount-changed', served.knownAt)
    }
  }

  /** A file system of theirs is gone with its watches: mounted again since then, it has the same place and the same folders. */
  unmounted(roots: ReadonlySet<PathText>): void {
    for (const root of roots) {
      const served = this.#served.get(root)
      if (served !== undefined) this.#renew(served, 'mount-changed', served.knownAt)
    }
  }

  /** The kernel lost events, and with them where folders came and went: all is looked at anew. */
  overflowed(from: number): void {
    const all = [...this.#served.values()]
    this.#trees.reset()
    for (const served of all) this.#renew(served, 'overflow', from)
  }

  /** A folder of the root could not be watched. */
  failed(root: PathText, error: unknown): void {
    this.#giveUp(root, error, this.#served.get(root)?.knownAt ?? this.#doors.now())
  }

  #renew({ root, ceiling }: Served, cause: GapCause, from: number): void {
    try {
      this.serve(root, ceiling)
      this.#doors.lost(root, cause, from)
    } catch (error) {
      this.#giveUp(root, error, from)
    }
  }

  /** The walk that follows says what is there, and whoever chooses a new source tries this one again. */
  #giveUp(root: PathText, error: unknown, from: number): void {
    this.leave(root)
    if (errnoOf(error) === 'ENOSPC') this.#doors.lost(root, 'watch-limit', from)
    this.#doors.lost(root, 'watch-lost', from)
  }

  /** Before the watches: what is another by then is found at the next look. @throws system errors */
  #look(root: PathText, ceiling: number): Served {
    const knownAt = this.#doors.now()
    const mounts = readMounts()
    const real = realPathOf(root)
    return { root, ceiling, real, identity: identityOf(root), mounts: mountSignature(mounts, real), knownAt }
  }
}
