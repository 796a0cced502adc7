// Owns the roots that the reader serves: where each lies, through which mounts it is seen, and whether it is still the same.
// Marks their file systems. Tells what became of a root, and declares nothing itself.
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { DueReading } from '../due-reading.ts'
import { identityOf } from '../identity.ts'
import type { HandleKey } from './events.ts'
import type { Marks, Standing } from './marks.ts'
import { type Mount, mountSignature, mountsBelow, readMounts } from './mounts.ts'
import { belowOf, type Places, realPathOf, type ViewedMount } from './places.ts'
import type { System } from './system.ts'
import { isToldOf } from './told.ts'
import { type Step, stepOf, wayTo } from './way.ts'

interface Served {
  readonly root: PathText
  /** Where it leads, no link on the way. */
  real: PathText
  /** Device and inode; null while nothing stands there. */
  identity: string | null
  /** Of the mounts that concern it. */
  mounts: string
  /** Of the file systems that were seen to be marked. */
  devices: ReadonlySet<string>
  /** By fsid, with a folder of each. */
  fileSystems: ReadonlyMap<string, PathText>
  parts: readonly Part[]
  /** Names on the way to it: a change of one of them may have led it elsewhere. */
  names: ReadonlySet<string>
  /** The same, each in its folder. */
  steps: ReadonlySet<Step>
  /** One of them was changed since it was last looked at: it may have been led elsewhere and back. */
  wasLed: boolean
  /** Whatever may lead it elsewhere lies on its own file system, and is told of. */
  isTold: boolean
  /** When it was last found to be what it was. */
  knownAt: number
}

/** What one mount shows of a root. */
interface Part {
  readonly mount: number
  readonly fsid: string
  readonly base: PathText
  readonly real: PathText
}

/** At one time: what is mounted, and what of it was marked before anything is marked anew. */
interface Found {
  readonly mounts: readonly Mount[]
  readonly standing: Standing
}

export interface RootsDoors {
  /** From `from` on something may have been missed there. `watch-lost`: the root is served no longer. */
  lost(root: PathText, cause: GapCause, from: number): void
  now(): number
}

export class ServedRoots {
  readonly #system: System
  readonly #marks: Marks
  readonly #places: Places
  readonly #doors: RootsDoors
  readonly #served = new Map<PathText, Served>()
  #names: ReadonlySet<string> = new Set()
  /** Served since the queue was last empty: what waits there may be how they came to be. */
  readonly #fresh = new Set<PathText>()
  /** They were changed, and could not be read since. Poll tells of it once. */
  readonly #mounts: DueReading<Found>

  constructor(parts: { system: System; marks: Marks; places: Places }, doors: RootsDoors) {
    this.#system = parts.system
    this.#marks = parts.marks
    this.#places = parts.places
    this.#doors = doors
    this.#mounts = new DueReading(
      () => ({ mounts: readMounts(), standing: this.#marks.standing() }),
      () => {
        for (const { root, knownAt } of this.#served.values()) doors.lost(root, 'mount-changed', knownAt)
      },
    )
  }

  get all(): readonly PathText[] {
    return [...this.#served.keys()]
  }

  /** Whether the kernel tells of each change that may lead a root elsewhere, so that nobody need look for one. */
  get areTold(): boolean {
    return !this.#mounts.isDue && [...this.#served.values()].every(({ isTold }) => isTold)
  }

  /** @throws system errors: why it cannot be served */
  serve(root: PathText): void {
    this.#served.set(root, this.#look(root))
    this.#fresh.add(root)
    this.#changed()
  }

  leave(root: PathText): void {
    const served = this.#served.get(root)
    if (served === undefined) return
    this.#served.delete(root)
    this.#unmark(served)
    this.#changed()
  }

  /** Whether a change of that name may have led a root elsewhere. */
  concerns(name: PathText): boolean {
    return this.#names.has(name)
  }

  /** Whether it is one by that very name in that folder, and not called so by chance. */
  isStep(folder: HandleKey, name: PathText): boolean {
    const step = stepOf(folder, name)
    return this.concerns(name) && [...this.#served.values()].some(({ steps }) => steps.has(step))
  }

  /** Such a name was changed in that folder. */
  led(folder: HandleKey, name: PathText): void {
    const step = stepOf(folder, name)
    for (const served of this.#served.values())
      if (served.steps.has(step) && !this.#fresh.has(served.root)) served.wasLed = true
  }

  /** Something is served of which it is not known yet what waits in the queue. */
  get isFresh(): boolean {
    return this.#fresh.size > 0
  }

  /** All that waited in the queue has been read. */
  drained(): void {
    this.#fresh.clear()
  }

  /**
   * Looks whether every root is what it was. Cheap: one stat each.
   * @param at when the round began: what was mounted or led elsewhere since then may be told in the next one
   */
  guard(at: number): void {
    for (const served of [...this.#served.values()]) {
      const isSame = identityOf(served.root) === served.identity && served.identity !== null
      if (!isSame || served.wasLed) this.#renew(served, 'root-replaced')
      // What was mounted since then is found by the mounts alone.
      else if (!this.#mounts.isDue) served.knownAt = at
    }
  }

  get areMountsUnread(): boolean {
    return this.#mounts.isDue
  }

  /** Something was mounted or unmounted somewhere. Answers with what was found; null where that cannot be read now. */
  mountsChanged(): Found | null {
    const found = this.#mounts.take()
    if (found === null) return null
    const { mounts, standing } = found
    for (const served of [...this.#served.values()]) {
      // Unmounted and mounted again since the last look, all is as it was, but for the mark.
      const isMarked = [...served.devices].every(device => standing.changes.has(device))
      if (identityOf(served.root) !== served.identity) this.#renew(served, 'root-replaced')
      else if (!isMarked || mountSignature(mounts, served.real) !== served.mounts) this.#renew(served, 'mount-changed')
    }
    return found
  }

  #renew(served: Served, cause: GapCause): void {
    const { root, knownAt } = served
    try {
      this.#served.set(root, this.#look(root))
      this.#unmark(served)
      this.#changed()
      this.#doors.lost(root, cause, knownAt)
    } catch {
      // Gone, or where no fanotify reaches: the walk that follows says so, and whoever makes a new source tries this one again.
      this.leave(root)
      this.#doors.lost(root, 'watch-lost', knownAt)
    }
  }

  /** @throws system errors */
  #look(root: PathText): Served {
    const knownAt = this.#doors.now()
    const mounts = readMounts()
    if (identityOf(root) === null) throw Object.assign(new Error('ENOTDIR: no directory'), { code: 'ENOTDIR' })
    // First the mark, then the look: what changes in between is seen by one of the two.
    const fsid = this.#marks.mark(root)
    const real = realPathOf(root)
    const fileSystems = new Map([[fsid, real]])
    const own = this.#mountIdOf(mounts, real)
    const parts: Part[] = [{ mount: own, fsid, base: '' as PathText, real }]
    for (const { id, at } of mountsBelow(mounts, real)) {
      const below = this.#marks.mark(at)
      fileSystems.set(below, at)
      parts.push({ mount: id, fsid: below, base: belowOf(at, real), real: at })
    }
    const devices = this.#devicesOf(mounts, parts)
    const identity = identityOf(root)
    const isTold = isToldOf(root, real)
    const { names, steps } = wayTo(this.#system, root, real)
    const found = { root, real, identity, mounts: mountSignature(mounts, real), fileSystems, parts, knownAt }
    return { ...found, devices, names, steps, wasLed: false, isTold }
  }

  /** Only those that the kernel tells by the same number: of the others nothing can be said later. */
  #devicesOf(mounts: readonly Mount[], parts: readonly Part[]): ReadonlySet<string> {
    const { changes } = this.#marks.standing()
    const ids = new Set(parts.map(({ mount }) => mount))
    return new Set(mounts.filter(({ id, device }) => ids.has(id) && changes.has(device)).map(({ device }) => device))
  }

  /** The innermost mount that a folder lies on. */
  #mountIdOf(mounts: readonly Mount[], folder: PathText): number {
    const above = mounts.filter(({ at }) => at === '/' || folder === at || folder.startsWith(`${at}/`))
    return above.reduce((best, next) => (next.at.length >= best.at.length ? next : best), above[0] ?? noMount).id
  }

  #unmark(left: Served): void {
    const needed = new Set([...this.#served.values()].flatMap(({ fileSystems }) => [...fileSystems.keys()]))
    for (const [fsid, folder] of left.fileSystems) if (!needed.has(fsid)) this.#marks.unmark(fsid, folder)
  }

  #changed(): void {
    const mounts = new Map<number, { fsid: string; views: ViewedMount['views'][number][] }>()
    for (const { root, parts } of this.#served.values()) {
      for (const { mount, fsid, base, real } of parts) {
        const known = mounts.get(mount) ?? { fsid, views: [] }
        known.views.push({ root, base, real })
        mounts.set(mount, known)
      }
    }
    this.#places.view([...mounts].map(([id, mount]) => ({ id, ...mount })))
    this.#names = new Set([...this.#served.values()].flatMap(({ names }) => [...names]))
  }
}

const noMount: Mount = { id: 0, device: '', shows: '/' as PathText, at: '/' as PathText, type: '' }
