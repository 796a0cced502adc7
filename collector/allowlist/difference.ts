// Owns the difference that people look at before a held release becomes current, with a digest by which a confirmation
// names exactly that difference. Reads through store's doors; decides nothing.
import { createHash } from 'node:crypto'
import { type Difference, entryMarks } from '@sekisho/shared/api.releases.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Base, DifferenceEntry, MarkedEntry, ReleaseReads } from '../handover.releases.ts'

/** Of one short read. */
const pageEntries = 5_000
const shownEntries = 1_000
const inOrder = [...entryMarks, null]

export interface Looked extends Difference {
  readonly base: Base | null
}

interface Comparison {
  readonly customer: number
  readonly release: number
  /** Instead of the one that it would replace; null: an empty one. */
  readonly against?: Base | null
}

export async function differenceOf(reads: ReleaseReads, { customer, release, against }: Comparison): Promise<Looked> {
  const base = against === undefined ? await reads.base({ customer, release }) : against
  const hash = createHash('sha256').update(`${base?.id ?? 'none'}\n${release}\n`)
  const counts = { added: 0, changed: 0, removed: 0 }
  const shown = new Shown()
  let after: PathText | '' = ''
  for (;;) {
    const page = await reads.difference({ customer, release, against: base?.id ?? null, after, limit: pageEntries })
    for (const entry of page) {
      counts[wayOf(entry)]++
      hash.update(`${entry.path}\n${contentOf(entry.before)} ${contentOf(entry.after)}\n`)
      shown.add(entry)
    }
    const last = page.at(-1)
    if (last === undefined || page.length < pageEntries) break
    after = last.path
  }
  const hold = against === undefined ? await reads.holdOf({ customer, release, place: null }) : null
  return { base, against: base?.version ?? null, digest: hash.digest('hex'), ...counts, hold, entries: shown.entries() }
}

/** Payment files are shown however many others come before them. */
class Shown {
  readonly #byMark = new Map<MarkedEntry['mark'], MarkedEntry[]>(inOrder.map(mark => [mark, []]))

  add(entry: MarkedEntry): void {
    const alike = this.#byMark.get(entry.mark)
    if (alike !== undefined && alike.length < shownEntries) alike.push(entry)
  }

  entries(): MarkedEntry[] {
    return inOrder.flatMap(mark => this.#byMark.get(mark) ?? []).slice(0, shownEntries)
  }
}

function wayOf({ before, after }: DifferenceEntry): 'added' | 'changed' | 'removed' {
  if (before === null) return 'added'
  return after === null ? 'removed' : 'changed'
}

function contentOf(content: DifferenceEntry['before']): string {
  return content === null ? '-' : `${content.type} ${content.sha256}`
}
