// Owns how a file that was written by a link outside of all roots is found below them: by device and inode, among all that is
// known, once for all that were written within a second. Reads no disk and no database itself.
import type { Clock, Timer } from '@sekisho/shared/clock.ts'
import type { Actor } from '@sekisho/shared/finding.ts'
import type { FileIdentity, Linked, PlaceOfFile, Touch } from './handover.ts'

export interface LinksDoors {
  /** Reads every row of the baseline, and looks on the disk at what has one of the inodes. */
  whereAre(files: readonly FileIdentity[]): Promise<readonly PlaceOfFile[]>
  touched(touches: readonly Touch[]): void
  /** Which files were written cannot be told: every root must be walked. */
  lost(error: unknown): void
  readonly clock: Clock
}

/** Between two searches, each of some 0.1 s for 200,000 files. */
const searchEachMs = 1000
/** Files that wait for the next search. Few files have several names, and fewer are written by those outside. */
const ceiling = 1024
/** As settle keeps. */
const maxWitnesses = 8

interface Waiting {
  readonly file: FileIdentity
  readonly witnesses: readonly Actor[]
}

export class Links {
  readonly #doors: LinksDoors
  #waiting = new Map<string, Waiting>()
  #timer: Timer | null = null
  #nextAt = 0
  #stopped = false

  constructor(doors: LinksDoors) {
    this.#doors = doors
  }

  add(files: readonly Linked[]): void {
    if (this.#stopped) return
    for (const file of files) {
      const key = keyOf(file)
      const known = this.#waiting.get(key)
      if (known === undefined && this.#waiting.size >= ceiling) {
        this.#waiting = new Map()
        this.#doors.lost(new Error('more files with several names are being written than can be looked for'))
        return
      }
      const { device, inode, witness } = file
      const witnesses = [...(known?.witnesses ?? []), witness].slice(-maxWitnesses)
      this.#waiting.set(key, { file: { device, inode }, witnesses })
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
      const found = await whereAre([...sought.values()].map(({ file }) => file))
      touched(found.map(place => touchOf(place, sought.get(keyOf(place))?.witnesses ?? [])))
    } catch (error) {
      if (!this.#stopped) lost(error)
    }
    this.#timer = null
    this.#nextAt = clock.monotonic() + searchEachMs
    this.#searchSoon()
  }
}

function keyOf({ device, inode }: FileIdentity): string {
  return `${device}:${inode}`
}

function touchOf({ root, path }: PlaceOfFile, witnesses: readonly Actor[]): Touch {
  return { root, path, noticed: 'watch', saw: ['written'], settled: true, witnesses, late: true }
}
