// Owns which contents of a release's files are to be kept for differences: code and payment files, as every root that has the
// component classes them; never settings nor what stays on its host, and nothing while no root says what class a file is.
import { staysOnHost } from '@sekisho/shared/classify.ts'
import { mayHoldSettings } from '@sekisho/shared/marks/settings.ts'
import { folderOf, nameOf, type PathText } from '@sekisho/shared/path.ts'
import type { Profile } from '@sekisho/shared/profile.ts'
import type { ContentReads, ReleasedPage } from '../handover.capture.ts'
import type { Connection } from './connection.ts'
import { listDifference } from './differences.ts'
import { classifierOf } from './reads.hold.ts'
import { placeOf } from './reads.releases.ts'

type Profiles = ReadonlyMap<string, Profile>

export function releasedWishes(
  connection: Connection,
  profiles: Profiles,
  { customer, release, after, limit }: Parameters<ContentReads['releasedWishes']>[0],
): ReleasedPage | null {
  if (!isOwn(connection, customer, release)) return null
  const isWanted = wantedTest(connection, profiles, customer, release)
  const entries = listDifference(connection, null, release, placeOf(after), limit)
  const items = entries.flatMap(({ path, after: entry }) => {
    if (entry?.type !== 'file' || !isWanted(path) || isKept(connection, customer, entry.sha256)) return []
    return [{ path, sha256: entry.sha256 }]
  })
  return { items, last: entries.length === limit ? (entries.at(-1)?.path ?? null) : null }
}

export function releasedDigests(
  connection: Connection,
  profiles: Profiles,
  { customer, release, paths }: Parameters<ContentReads['releasedDigests']>[0],
): ReadonlyMap<string, string> {
  const digests = new Map<string, string>()
  if (!isOwn(connection, customer, release)) return digests
  const isWanted = wantedTest(connection, profiles, customer, release)
  for (const path of paths) {
    const row = connection.one<{ sha256: Uint8Array }>(
      `SELECT e.sha256 FROM folder f JOIN release_list l ON l.folder = f.id JOIN list_entry e ON e.list = l.list
       WHERE f.path = ? AND l.release = ? AND e.name = ? AND e.type = 'file'`,
      folderOf(path),
      release,
      nameOf(path),
    )
    if (row !== undefined && isWanted(path)) digests.set(path, Buffer.from(row.sha256).toString('hex'))
  }
  return digests
}

/** The provider's components are the provider's to fill. */
function isOwn(connection: Connection, customer: number, release: number): boolean {
  const row = connection.one(
    `SELECT 1 FROM release r JOIN component c ON c.id = r.component
     WHERE r.id = ? AND c.customer = ? AND r.published_at IS NOT NULL`,
    release,
    customer,
  )
  return row !== undefined
}

function wantedTest(
  connection: Connection,
  profiles: Profiles,
  customer: number,
  release: number,
): (path: PathText) => boolean {
  const classify = classifierOf(connection, profiles, { customer, release, place: null })
  return path => {
    const found = classify(path)
    const isSecret = mayHoldSettings(nameOf(path)) || found.some(one => one.class === 'config' || staysOnHost(one))
    return !isSecret && found.some(one => one.class === 'code' || one.payment)
  }
}

function isKept(connection: Connection, customer: number, sha256: string): boolean {
  const row = connection.one(
    `SELECT 1 FROM content WHERE customer = ? AND sha256 = ? AND state = 'kept' AND whole = 1`,
    customer,
    sha256,
  )
  return row !== undefined
}
