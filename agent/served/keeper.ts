// Owns when the agent looks at what the machine serves, and what it last found outside of the roots. It reads files alone: an agent
// with privileges starts no web server's program (nginx -T opens logs, and whoever could replace it would run as the agent).
import type { Clock } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { ConfigFiles } from './files.ts'
import { mostOutside, outsideOf } from './served.ts'

/** Configuration changes with deployments; a look reads some hundred small files. */
const lookEachMs = 600_000

export class Served {
  readonly #clock: Clock
  readonly #top: string
  #folders: readonly PathText[] | null = null
  #roots = ''
  #lookedAt = 0

  /** @param top what all paths lie below; nothing on a running system */
  constructor(clock: Clock, top = '') {
    this.#clock = clock
    this.#top = top
  }

  /** Served and in no root, at most 20; null before the first look. */
  get folders(): readonly PathText[] | null {
    return this.#folders
  }

  /** Looks where the last look is old, or was for other roots. */
  look(roots: readonly PathText[]): void {
    const now = this.#clock.monotonic()
    const asked = roots.join('\0')
    if (this.#folders !== null && asked === this.#roots && now - this.#lookedAt < lookEachMs) return
    const outside = outsideOf(new ConfigFiles(this.#top).claims(), roots, this.#top)
    this.#folders = outside.slice(0, mostOutside).map(({ folder }) => folder)
    this.#roots = asked
    this.#lookedAt = now
  }
}
