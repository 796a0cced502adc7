// Owns how what a root holds stands to a release: which of the release's entries are there as released, which differ, and
// which are missing, as far as that is known. What of it is a finding, is judged elsewhere and long before.
import { isBelow, joinPath, type PathText } from '@sekisho/shared/path.ts'
import { permittedDigest } from '@sekisho/shared/permitted.ts'
import type { DifferenceEntry, ReleaseReads, StandingPage } from '../handover.releases.ts'
import type { Connection } from './connection.ts'
import { listDifference } from './differences.ts'
import { unpackObservation } from './observations.ts'
import { placeOf } from './reads.releases.ts'

interface Root {
  readonly id: number
  /** Of the root in its site, and of the component in that site. */
  readonly root: PathText
  readonly component: PathText
}

export function readStanding(
  connection: Connection,
  { customer, release, host, root, after, limit }: Parameters<ReleaseReads['standing']>[0],
): StandingPage | null {
  const place = connection.one<Root>(
    `SELECT r.id, r.prefix AS root, s.prefix AS component FROM root r JOIN host h ON h.id = r.host
     JOIN site_component s ON s.site = r.site JOIN release rel ON rel.component = s.component
     JOIN component c ON c.id = rel.component
     WHERE h.customer = ?1 AND h.name = ?2 AND r.path = ?3 AND rel.id = ?4 AND c.customer IN (?1, 0)`,
    customer,
    host,
    root,
    release,
  )
  if (place === undefined) return null
  const entries = listDifference(connection, null, release, placeOf(after), limit)
  const others: StandingPage['others'][number][] = []
  let released = 0
  for (const { path, after: entry } of entries) {
    const below = pathBelow(place, path)
    if (below === null) continue
    const standing = standingOf(connection, place.id, below, entry)
    if (standing === 'released') released++
    else others.push({ path: below, standing })
  }
  return { released, others, last: entries.length === limit ? (entries.at(-1)?.path ?? null) : null }
}

/** Null where the entry lies outside the root. */
function pathBelow({ root, component }: Root, path: PathText): PathText | null {
  const inSite = joinPath(component, path)
  if (!isBelow(inSite, root) || inSite === root) return null
  return root === '' ? inSite : (inSite.slice(root.length + 1) as PathText)
}

function standingOf(
  connection: Connection,
  root: number,
  path: PathText,
  entry: DifferenceEntry['after'],
): 'released' | StandingPage['others'][number]['standing'] {
  const row = connection.one<{ observation: string }>(
    'SELECT observation FROM inventory_row WHERE root = ? AND path = ?',
    root,
    path,
  )
  const seen = row === undefined ? null : unpackObservation(row.observation)
  if (seen === null || seen.state === 'absent') return 'missing'
  if (seen.state !== 'present') return 'unknown'
  if (seen.type !== entry?.type) return 'differs'
  const digest = permittedDigest(seen)
  if (digest === null) return 'unknown'
  return digest === entry.sha256 ? 'released' : 'differs'
}
