// Owns when rules with an interval of their own are due to be read again: by the walks of each root, since this process
// started. Keeps nothing on disk: after a start all are due once. Reads no file.
import type { ProfileRules } from '@sekisho/shared/classify.ts'
import { parseDuration } from '@sekisho/shared/duration.ts'
import type { PathText } from '@sekisho/shared/path.ts'

export class Rehashing {
  /** By root and pattern, when a complete walk last read the rule's files; monotonic milliseconds. */
  readonly #readAt = new Map<PathText, Map<string, number>>()

  /** Patterns of the rules that a walk beginning now has to read. */
  due(root: PathText, { rules }: ProfileRules, now: number): readonly string[] {
    const readAt = this.#readAt.get(root)
    return rules.flatMap(({ pattern, rehash }) => {
      const every = rehash === undefined ? null : parseDuration(rehash)
      if (every === null) return []
      const last = readAt?.get(pattern)
      return last === undefined || now - last >= every ? [pattern] : []
    })
  }

  /** A walk of the whole root that began at `now` has read them. */
  read(root: PathText, patterns: readonly string[], now: number): void {
    const readAt = this.#readAt.get(root) ?? new Map<string, number>()
    for (const pattern of patterns) readAt.set(pattern, now)
    this.#readAt.set(root, readAt)
  }
}
