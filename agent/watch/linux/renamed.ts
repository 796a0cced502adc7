// Owns what a content that was read under one name is told as under another: which lines of it let something run depends on the
// name, as that of a configuration. Whoever renames a file means its new name, so what was closed just now is kept to be read again.
import type { Glimpse } from '@sekisho/shared/finding.ts'
import { isConfiguration } from '@sekisho/shared/marks/directives.ts'
import { marksOf } from '@sekisho/shared/marks.ts'
import type { ContentMarks } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { Ring } from './ring.ts'

/** In all, of those closed last: a rename follows at once, and nothing that is closed here has more than a quarter of it. */
const ringBytes = 4 * 1024 * 1024

interface Closed {
  readonly bytes: Buffer
  /** As those of a configuration; a file can be renamed again and again. */
  marks: ContentMarks | null
}

export class Renamed {
  /** By sha256. */
  readonly #closed = new Ring<Closed>(ringBytes, ({ bytes }) => bytes.length)

  /** @param read the content; it is copied by whoever brings it */
  closed(sha256: string, read: () => Buffer): void {
    this.#closed.put(sha256, this.#closed.of(sha256) ?? { bytes: read(), marks: null })
  }

  /** What was pushed out by then keeps the marks that it had under its old name. */
  under(name: PathText, glimpse: Glimpse): Glimpse {
    if (!isConfiguration(name)) return { ...glimpse, marks: withoutDirectives(glimpse.marks) }
    const closed = this.#closed.of(glimpse.digest.hex)
    if (closed === undefined) return glimpse
    closed.marks ??= marksOf(closed.bytes, { name, size: closed.bytes.length, settingsKey: null })
    return { ...glimpse, marks: closed.marks }
  }
}

function withoutDirectives({ quotes: _, found, ...marks }: ContentMarks): ContentMarks {
  return { ...marks, found: found.filter(mark => mark !== 'execution-directive') }
}
