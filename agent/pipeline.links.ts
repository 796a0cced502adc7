// Owns how a file that was written by a link outside of all roots is found below them: by its inode, among all that is known,
// once for all that were written within a second. Reads no disk and no database itself.
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import type { Actor } from '@sekisho/shared/finding.ts'
import type { Linked, PlaceOfInode, Touch } from './handover.ts'

export interface LinksDoors {
  /** Reads every row of the baseline. */
  whereAre(inodes: readonly number[]): Promise<readonly PlaceOfInode[]>
  touched(touches: readonly Touch[]): void
  /** Which files were written cannot be told: every root must be walked. */
  lost(error: unknown): void
  readonly clock: Clock
}

/** Between two searches, each of some 0.1 s for 200,000 files. */
const searchEachMs = 1000
/** Inodes that wait for the next search. Few files have several names, and fewer are written by those outside. */
const ceiling = 1024
/** As settle keeps. */
const maxWitnesses = 8

export class Links {
  readonly #doors: LinksDoors
  #waiting = new Map<number, readonly Actor[]>()
  #timer: Timer | null = null
  #nextAt = 0
  #stopped = false

  constructor(doors: LinksDoors) {
    this.#doors = doors
  }

  add(files: readonly Linked[]): void {
    if (this.#stopped) return
    for (const { inode, witness } of files) {
      const known = this.#waiting.get(inode)
      if (known === undefined && this.#waiting.size >= ceiling) {
        this.#waiting = new Map()
        this.#doors.lost(new Error('more files with several names are being written than can be looked for'))
        return
      }
      this.#waiting.set(inode, [...(known ?? []), witness].slice(-maxWitnesses))
    }
    this.#searchSoon()
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
  }

  #searchSoon(): void {
    if (this.#timer !== null || this.#waiting.size === 0 || this.#stopped) return
    const { clock } = this.#doors
    this.#timer = clock.after(Math.max(0, this.#nextAt - clock.monotonic()), () => void this.#search())
  }

  async #search(): Promise<void> {
    const { whereAre, touched, lost, clock } = this.#doors
    const sought = this.#waiting
    this.#waiting = new Map()
    try {
      const found = await whereAre([...sought.keys()])
      touched(found.map(place => touchOf(place, sought.get(place.inode) ?? [])))
    } catch (error) {
      if (!this.#stopped) lost(error)
    }
    this.#timer = null
    this.#nextAt = clock.monotonic() + searchEachMs
    this.#searchSoon()
  }
}

function touchOf({ root, path }: PlaceOfInode, witnesses: readonly Actor[]): Touch {
  return { root, path, noticed: 'watch', saw: ['written'], settled: true, witnesses, late: true }
}
