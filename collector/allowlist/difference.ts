// Owns the difference that people look at before a held release becomes current, with a digest by which a confirmation
// names exactly that difference. Reads through store's doors; decides nothing.
import { createHash } from 'node:crypto'
import type { Difference } from '@sekisho/shared/api.releases.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Base, DifferenceEntry, ReleaseReads } from '../handover.releases.ts'

/** Of one short read. */
const pageEntries = 5_000
const shownEntries = 1_000

export interface Looked extends Difference {
  readonly base: Base | null
}

export async function differenceOf(
  reads: ReleaseReads,
  { customer, release }: { readonly customer: number; readonly release: number },
): Promise<Looked> {
  const base = await reads.base({ customer, release })
  const hash = createHash('sha256').update(`${base?.id ?? 'none'}\n${release}\n`)
  const counts = { added: 0, changed: 0, removed: 0 }
  const entries: DifferenceEntry[] = []
  let after: PathText | '' = ''
  for (;;) {
    const page = await reads.difference({ customer, release, against: base?.id ?? null, after, limit: pageEntries })
    for (const entry of page) {
      counts[wayOf(entry)]++
      hash.update(`${entry.path}\n${contentOf(entry.before)} ${contentOf(entry.after)}\n`)
      if (entries.length < shownEntries) entries.push(entry)
    }
    const last = page.at(-1)
    if (last === undefined || page.length < pageEntries) break
    after = last.path
  }
  const hold = await reads.holdOf({ customer, release, place: null })
  return { base, against: base?.version ?? null, digest: hash.digest('hex'), ...counts, hold, entries }
}

function wayOf({ before, after }: DifferenceEntry): 'added' | 'changed' | 'removed' {
  if (before === null) return 'added'
  return after === null ? 'removed' : 'changed'
}

function contentOf(content: DifferenceEntry['before']): string {
  return content === null ? '-' : `${content.type} ${content.sha256}`
}
