// Owns how a folder compares with a release: what is missing, what differs, what is there besides. Looks at nothing itself:
// whoever walks the folder shows it what is there. No collector is needed.
import { translator } from '@sekisho/shared/messages.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { ReleaseEntry } from '@sekisho/shared/release.ts'
import type { Reason } from '@sekisho/shared/told-failure.ts'

export type DifferenceKind = 'missing' | 'differs' | 'extra' | 'unreadable'

type Content = Pick<ReleaseEntry, 'sha256' | 'type'>

/** As a walk that hashes by sha256 shows it. */
type Seen = Pick<ReleaseEntry, 'path' | 'type'> & { readonly digest: string }

export interface Difference {
  readonly path: PathText
  readonly difference: DifferenceKind
  /** What the release lists; null for what it does not. */
  readonly expected: Content | null
  /** What is there; null when nothing is, or it could not be read. */
  readonly found: Content | null
  /** Why it could not be read; empty otherwise. */
  readonly why: string
}

export interface Compared {
  /** Files and links that are as the release lists them. */
  readonly same: number
  /** By path. */
  readonly differences: readonly Difference[]
}

/** Rows are for programs, in one language. */
const inRows = translator('en')

/** The visitor of one walk; see source/directory.ts. */
export class Comparison {
  readonly #expected: Map<PathText, ReleaseEntry>
  readonly #differences: Difference[] = []
  readonly #excluded: (path: PathText) => boolean
  readonly #onProgress: (done: number) => void
  #same = 0

  /** @param excluded paths that count neither here nor there */
  constructor(
    entries: readonly ReleaseEntry[],
    excluded: (path: PathText) => boolean,
    onProgress: (done: number) => void,
  ) {
    this.#expected = new Map(entries.filter(({ path }) => !excluded(path)).map(entry => [entry.path, entry]))
    this.#excluded = excluded
    this.#onProgress = onProgress
  }

  leavesOut(folder: PathText): boolean {
    return this.#excluded(folder)
  }

  nameOf(path: PathText): PathText | null {
    return this.#excluded(path) ? null : path
  }

  found({ path, digest: sha256, type }: Seen): void {
    const expected = this.#take(path)
    if (expected === null) this.#differ(path, 'extra', null, { sha256, type }, '')
    else if (expected.sha256 === sha256 && expected.type === type) this.#same++
    else this.#differ(path, 'differs', expected, { sha256, type }, '')
  }

  fault(path: PathText, why: Reason): void {
    this.#differ(path, 'unreadable', this.#take(path), null, why(inRows))
  }

  progress(): void {
    this.#onProgress(this.#same + this.#differences.length)
  }

  finish(): Compared {
    for (const [path, entry] of this.#expected) this.#differ(path, 'missing', entry, null, '')
    this.#expected.clear()
    const differences = this.#differences.toSorted((a, b) => (a.path < b.path ? -1 : 1))
    return { same: this.#same, differences }
  }

  #take(path: PathText): ReleaseEntry | null {
    const expected = this.#expected.get(path) ?? null
    this.#expected.delete(path)
    return expected
  }

  #differ(
    path: PathText,
    difference: DifferenceKind,
    expected: ReleaseEntry | null,
    found: Content | null,
    why: string,
  ): void {
    const listed = expected === null ? null : { sha256: expected.sha256, type: expected.type }
    this.#differences.push({ path, difference, expected: listed, found, why })
  }
}
