// Owns how much one look at configuration may cost. Whoever writes what a web server includes (the shop, often) decides what is
// read here: one budget for all of it, so that no file, folder or pattern holds up the agent, and a cut look is known as one.
import type { Clock } from '@sekisho/shared/clock.ts'
import { type PathText, pathText } from '@sekisho/shared/path.ts'

/** Far above a machine with a thousand sites, each with a few includes, and PHP in five versions. */
const most = {
  files: 1_000,
  bytes: 16 * 1024 * 1024,
  includes: 10_000,
  folders: 2_000,
  /** In the folders that patterns look through, and those made of patterns. */
  names: 50_000,
  claims: 5_000,
}

/** A file or folder that is there, and cannot be read. */
export interface Unread {
  readonly path: PathText
  readonly errno: string
}

export class Budget {
  readonly #clock: Clock
  readonly #until: number
  readonly #left = { ...most }
  #isCut = false
  #unread: Unread | null = null

  /** @param forMs from now on; looked at with each thing that is spent, at least between any two files */
  constructor(clock: Clock, forMs: number) {
    this.#clock = clock
    this.#until = clock.monotonic() + forMs
  }

  /** Something was left out: what was found is not all. */
  get isCut(): boolean {
    return this.#isCut
  }

  /** The first of them; what it names is not among what was found. */
  get unread(): Unread | null {
    return this.#unread
  }

  /** False where not so much is left, or the time is over. */
  spend(what: keyof typeof most, count = 1): boolean {
    if (this.#left[what] < count || this.isTimeOver()) return this.cut()
    this.#left[what] -= count
    return true
  }

  isTimeOver(): boolean {
    if (this.#clock.monotonic() < this.#until) return false
    this.cut()
    return true
  }

  noteUnread(path: Buffer, errno: string): void {
    this.#unread ??= { path: pathText(path), errno }
  }

  /** Notes that something was left out for another reason. */
  cut(): false {
    this.#isCut = true
    return false
  }
}
