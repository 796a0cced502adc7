// Owns how often a growing file is taken: each of its findings shows another beginning of it, of up to 20 MB, so one an hour is
// enough, also where it was read for nothing. Knows it since the start of the collector alone: after one it is an hour early, and nothing more.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Wanted } from '../handover.capture.ts'

const restMs = 3_600_000
/** Of more paths that grow at one time those taken longest ago are forgotten. */
const maxPaths = 10_000

type Place = Pick<Wanted, 'host' | 'root' | 'path' | 'content'>

export class Growing {
  readonly #clock: Clock
  readonly #most: number
  /** By path, the one that was taken longest ago first. */
  readonly #taken = new Map<string, { readonly content: number; readonly at: number }>()

  constructor(clock: Clock, most = maxPaths) {
    this.#clock = clock
    this.#most = most
  }

  /** Whether a beginning of it would do. What was begun is not left in the middle. */
  isDue(place: Place): boolean {
    const last = this.#taken.get(keyOf(place))
    return last === undefined || last.content === place.content || this.#clock.monotonic() - last.at >= restMs
  }

  /** A beginning came, or was read and withheld. */
  took(place: Place): void {
    const key = keyOf(place)
    const known = this.#taken.get(key)
    if (known?.content === place.content) return
    this.#taken.delete(key)
    this.#taken.set(key, { content: place.content, at: this.#clock.monotonic() })
    const [oldest] = this.#taken.keys()
    if (this.#taken.size > this.#most && oldest !== undefined) this.#taken.delete(oldest)
  }
}

function keyOf({ host, root, path }: Place): string {
  return JSON.stringify([host, root, path])
}
