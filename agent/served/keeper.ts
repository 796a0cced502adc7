// Owns when the agent looks at what the machine serves, and what it last found outside of the roots. It reads files alone: an agent
// with privileges starts no web server's program (nginx -T opens logs, and whoever could replace it would run as the agent).
import type { Clock } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { mostServed } from '@sekisho/shared/wire.ts'
import { Budget } from './budget.ts'
import { ConfigFiles } from './files.ts'
import { outsideOf } from './served.ts'

/** Configuration changes with deployments; a look reads some hundred small files. */
const lookEachMs = 600_000
/** Meanwhile the agent does nothing else, and until the file at hand is read: 16 files made for it, of 1 MiB each, took 0.9 s. */
const mostOfLookMs = 500

export class Served {
  readonly #clock: Clock
  readonly #top: string
  #folders: readonly PathText[] | null = null
  #roots = ''
  #lookedAt: number | null = null
  #isUnknown = false

  /** @param top what all paths lie below; nothing on a running system */
  constructor(clock: Clock, top = '') {
    this.#clock = clock
    this.#top = top
  }

  /** Served and in no root, at most 20; null before the first look that came to an end. */
  get folders(): readonly PathText[] | null {
    return this.#folders
  }

  /** What the last look left out, could not look at or not tell is not among the folders. */
  get isUnknown(): boolean {
    return this.#isUnknown
  }

  /** A look could not even begin, or broke off. */
  enterUnknown(): void {
    this.#isUnknown = true
  }

  /** Looks where the last look is old, or was for other roots; one that failed is not made again sooner. */
  look(roots: readonly PathText[]): void {
    const now = this.#clock.monotonic()
    const asked = roots.join('\0')
    if (this.#lookedAt !== null && asked === this.#roots && now - this.#lookedAt < lookEachMs) return
    this.#roots = asked
    this.#lookedAt = now
    const budget = new Budget(this.#clock, mostOfLookMs)
    const claims = new ConfigFiles(budget, this.#top).claims()
    const { outside, untold } = outsideOf(claims, roots, { budget, top: this.#top })
    this.#folders = outside.slice(0, mostServed).map(({ folder }) => folder)
    this.#isUnknown = budget.isCut || budget.unread !== null || untold.length > 0
  }
}
