// Owns how a root stands to a release as a whole, put together from short reads. Decides nothing.
import type { Standing } from '@sekisho/shared/api.releases.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { ReleaseReads } from '../handover.releases.ts'

/** Of one short read: each entry is a look into the inventory. */
const pageEntries = 5_000
const shownEntries = 200

interface Wanted {
  readonly customer: number
  readonly release: number
  readonly host: string
  readonly root: PathText
}

/** Null where the root has no such component. */
export async function standingOf(reads: Pick<ReleaseReads, 'standing'>, wanted: Wanted): Promise<Standing | null> {
  const counts = { released: 0, differs: 0, missing: 0, unknown: 0 }
  const entries: Standing['entries'] = []
  let after: PathText | '' | null = ''
  while (after !== null) {
    const page = await reads.standing({ ...wanted, after, limit: pageEntries })
    if (page === null) return null
    counts.released += page.released
    for (const other of page.others) {
      counts[other.standing]++
      if (entries.length < shownEntries) entries.push(other)
    }
    after = page.last
  }
  return { host: wanted.host, root: wanted.root, ...counts, entries }
}
