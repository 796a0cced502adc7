// Owns what is read of releases and components: listings for people, and what the allowlist asks before a release becomes
// current. What follows from the answers is allowlist's.
import type {
  ComponentRow,
  Hold,
  JudgingRow,
  MaliciousRow,
  ReleaseRow,
  SightingRow,
} from '@sekisho/shared/api.releases.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import { folderOf, isBelow, nameOf, type PathText } from '@sekisho/shared/path.ts'
import type { ReleaseEntry } from '@sekisho/shared/release.ts'
import type { PlacedRelease } from '../handover.compose.ts'
import type { Base, ReleaseReads } from '../handover.releases.ts'
import type { StoreReads } from '../handover.ts'
import { componentNamed } from './components.ts'
import type { Connection } from './connection.ts'
import { listDifference } from './differences.ts'
import { notedPaths } from './noted.ts'
import { safeTimeOrNull } from './rows.ts'

type Input<N extends keyof ReleaseReads> = Parameters<ReleaseReads[N]>[0]

interface ReleaseColumns {
  readonly id: number
  readonly component: string
  readonly customer: number
  readonly version: string
  readonly number: number
  readonly kind: ReleaseRow['kind']
  readonly weak: number
  readonly signer: string
  readonly files: number
  readonly digest: string
  readonly created_at: number
  readonly published_at: number
  readonly published_by: string
  readonly current: number
  readonly held: string | null
  readonly confirmed_by: string | null
  readonly overlap_until: number | null
  readonly expires_at: number | null
  readonly expired_at: number | null
  readonly revoked_at: number | null
  readonly revoked_reason: string | null
  readonly adopted_by: string | null
  readonly adopted_reason: string | null
}

/** In the order of their publishing; the provider's are among them. */
export function listReleases(connection: Connection, customer: number): ReleaseRow[] {
  return connection
    .all<ReleaseColumns>(
      `SELECT r.id, c.name AS component, c.customer, r.version, r.number, r.kind, r.weak, r.signer, r.files, r.digest, r.created_at,
       r.published_at, r.published_by, c.current IS r.id AS current, r.held, r.confirmed_by, r.overlap_until,
       r.expires_at, r.expired_at, r.revoked_at, r.revoked_reason, r.adopted_by, r.adopted_reason
       FROM release r JOIN component c ON c.id = r.component
       WHERE c.customer IN (?, 0) AND r.published_at IS NOT NULL ORDER BY r.published_at, r.id`,
      customer,
    )
    .map(releaseRowOf)
}

function releaseRowOf(row: ReleaseColumns): ReleaseRow {
  const state = stateOf(row)
  return {
    id: row.id,
    component: row.component,
    owner: ownerOf(row.customer),
    version: row.version,
    number: row.number,
    kind: row.kind,
    weak: row.weak === 1,
    state,
    signer: row.signer,
    files: row.files,
    digest: row.digest,
    createdAt: safeTime(row.created_at),
    publishedAt: safeTime(row.published_at),
    publishedBy: row.published_by,
    current: row.current === 1,
    held: state === 'held' && row.held !== null ? (JSON.parse(row.held) as Hold) : null,
    confirmedBy: row.confirmed_by,
    overlapUntil: safeTimeOrNull(row.overlap_until),
    expiresAt: safeTimeOrNull(row.expires_at),
    revokedAt: safeTimeOrNull(row.revoked_at),
    revokedReason: row.revoked_reason,
    by: row.adopted_by,
    reason: row.adopted_reason,
  }
}

function ownerOf(customer: number): ReleaseRow['owner'] {
  return customer === 0 ? 'provider' : 'customer'
}

function stateOf(row: ReleaseColumns): ReleaseRow['state'] {
  if (row.revoked_at !== null) return 'revoked'
  if (row.expired_at !== null) return 'expired'
  if (row.current === 1) return 'current'
  if (row.held !== null && row.confirmed_by === null) return 'held'
  return row.overlap_until === null ? 'ended' : 'overlap'
}

/** By folder, then by name. */
export function listEntries(
  connection: Connection,
  { id, customer, after, limit }: Parameters<StoreReads['releaseEntries']>[0],
): ReleaseEntry[] | null {
  const owned = connection.one(
    `SELECT 1 FROM release r JOIN component c ON c.id = r.component
     WHERE r.id = ? AND c.customer IN (?, 0) AND r.published_at IS NOT NULL`,
    id,
    customer,
  )
  if (owned === undefined) return null
  return listDifference(connection, null, id, placeOf(after as PathText), limit).flatMap(({ path, after: entry }) =>
    entry === null ? [] : [{ path, ...entry }],
  )
}

export function listComponents(connection: Connection, customer: number): ComponentRow[] {
  const rows = connection.all<{
    id: number
    component: string
    customer: number
    current: string | null
    releases: number
    held: number
  }>(
    `SELECT c.id, c.name AS component, c.customer, r.version AS current,
     (SELECT count(*) FROM release WHERE component = c.id AND published_at IS NOT NULL) AS releases,
     (SELECT count(*) FROM release WHERE component = c.id AND held IS NOT NULL AND confirmed_at IS NULL
       AND revoked_at IS NULL AND expired_at IS NULL) AS held
     FROM component c LEFT JOIN release r ON r.id = c.current WHERE c.customer IN (?, 0) ORDER BY c.name, c.customer DESC`,
    customer,
  )
  return rows
    .filter(({ releases }) => releases > 0)
    .map(({ id, component, customer: owner, current, releases, held }) => ({
      component,
      owner: ownerOf(owner),
      current,
      releases,
      held,
      sites: sitesOf(connection, id, customer),
    }))
}

function sitesOf(connection: Connection, component: number, customer: number): ComponentRow['sites'] {
  return connection
    .all<{ site: string; prefix: string }>(
      `SELECT s.name AS site, sc.prefix FROM site_component sc JOIN site s ON s.id = sc.site
       WHERE sc.component = ? AND s.customer = ? ORDER BY s.name`,
      component,
      customer,
    )
    .map(row => ({ ...row }))
}

/** By the key of the release: whoever uploads asks for each batch. */
export function findComponent(
  connection: Connection,
  { customer, release }: Parameters<StoreReads['componentOf']>[0],
): Awaited<ReturnType<StoreReads['componentOf']>> {
  const row = connection.one<{ id: number; name: string }>(
    `SELECT c.id, c.name FROM release r JOIN component c ON c.id = r.component
     WHERE r.id = ? AND c.customer IN (?, 0) AND r.published_at IS NOT NULL`,
    release,
    customer,
  )
  return row === undefined ? null : { component: row.name, sites: sitesOf(connection, row.id, customer) }
}

export function findBase(connection: Connection, { customer, release }: Input<'base'>): Base | null {
  const row = connection.one<{ id: number; version: string; current: number }>(
    `SELECT b.id, b.version, c.current IS NOT NULL AS current FROM release r JOIN component c ON c.id = r.component
     JOIN release b ON b.id = coalesce(c.current, (SELECT o.id FROM release o WHERE o.component = c.id
       AND o.activated_at IS NOT NULL AND o.id <> r.id ORDER BY o.activated_at DESC, o.id DESC LIMIT 1))
     WHERE r.id = ? AND c.customer IN (?, 0)`,
    release,
    customer,
  )
  return row === undefined ? null : { ...row, current: row.current === 1 }
}

/** After which folder and name a listing goes on; before the first, a name that is before all names. */
export function placeOf(path: PathText | ''): { folder: string; name: string } {
  return path === '' ? { folder: '', name: '' } : { folder: folderOf(path), name: nameOf(path) }
}

interface OtherComponent {
  readonly name: string
  readonly current: number
  readonly prefix: PathText
}

/**
 * The first path of the component's release that another component of one of its sites names too. A weak release keeps no
 * better one out, and comes in over none.
 */
export function findConflict(connection: Connection, input: Input<'conflict'>) {
  const { customer, component } = input
  const known = connection.one<{ id: number }>(
    'SELECT id FROM component WHERE name = ? AND customer IN (?, 0) ORDER BY customer DESC LIMIT 1',
    component,
    customer,
  )
  if (known === undefined && input.release === null) componentNamed(connection, customer, component)
  const id = known?.id ?? 0
  const release =
    input.release ??
    connection.one<{ current: number | null }>('SELECT current FROM component WHERE id = ?', id)?.current ??
    null
  if (release === null) return null
  for (const { site, name, prefix } of placesOf(connection, id, input)) {
    const others = connection.all<OtherComponent>(
      `SELECT c.name, c.current, s.prefix FROM site_component s JOIN component c ON c.id = s.component
       JOIN release r ON r.id = c.current WHERE s.site = ? AND c.id <> ? AND r.kind = 'release'
       AND r.weak <= (SELECT own.weak FROM release own WHERE own.id = ?)`,
      ...[site, id, release],
    )
    for (const other of others) {
      const path = sharedPath(connection, { release, prefix }, { release: other.current, prefix: other.prefix })
      if (path !== null) return { site: name, path, component: other.name }
    }
  }
  return null
}

function placesOf(connection: Connection, component: number, { customer, site, prefix }: Input<'conflict'>) {
  const had = connection.all<{ site: number; name: string; prefix: PathText }>(
    `SELECT s.id AS site, s.name, sc.prefix FROM site_component sc JOIN site s ON s.id = sc.site WHERE sc.component = ?`,
    component,
  )
  const wanted = connection.one<{ id: number; name: string }>(
    'SELECT id, name FROM site WHERE customer = ? AND name = ?',
    customer,
    site ?? '',
  )
  if (wanted === undefined) return had
  const others = had.filter(place => place.site !== wanted.id)
  const before = had.find(place => place.site === wanted.id)
  return [
    ...others,
    { site: wanted.id, name: wanted.name, prefix: prefix === '' ? (before?.prefix ?? prefix) : prefix },
  ]
}

/** By where the one's folders lie in the other, whose own prefix is `?3` deeper, or less deep. */
const sharedSql = {
  deeper: sqlOfShared(`CASE WHEN ?3 = '' THEN fa.path WHEN fa.path = '' THEN ?3 ELSE ?3 || '/' || fa.path END`, 'fb'),
  shallower: sqlOfShared(
    `CASE WHEN ?3 = '' THEN fa.path WHEN fa.path = ?3 THEN ''
     WHEN substr(fa.path, 1, length(?3) + 1) = ?3 || '/' THEN substr(fa.path, length(?3) + 2) END`,
    'fa',
  ),
}

/** The order of looking up is meant: from the folders of `?1`, which is the smaller. */
function sqlOfShared(folderOfOther: string, told: 'fa' | 'fb'): string {
  return `SELECT iif(${told}.path = '', e.name, ${told}.path || '/' || e.name) AS path
     FROM release_list a CROSS JOIN folder fa ON fa.id = a.folder
     CROSS JOIN folder fb ON fb.path = ${folderOfOther}
     CROSS JOIN release_list b ON b.release = ?2 AND b.folder = fb.id
     CROSS JOIN list_entry e ON e.list = a.list CROSS JOIN list_entry o ON o.list = b.list AND o.name = e.name
     WHERE a.release = ?1 LIMIT 1`
}

/** One path, below the site's top, that both name. Folder by folder: names are compared only where both have a folder. */
export function sharedPath(connection: Connection, one: PlacedRelease, other: PlacedRelease): PathText | null {
  const [deep, shallow] = one.prefix.length >= other.prefix.length ? [one, other] : [other, one]
  if (!isBelow(deep.prefix, shallow.prefix)) return null
  const shift = shallow.prefix === '' ? deep.prefix : deep.prefix.slice(shallow.prefix.length + 1)
  const row =
    filesOf(connection, deep.release) <= filesOf(connection, shallow.release)
      ? connection.one<{ path: string }>(sharedSql.deeper, deep.release, shallow.release, shift)
      : connection.one<{ path: string }>(sharedSql.shallower, shallow.release, deep.release, shift)
  if (row === undefined) return null
  return (shallow.prefix === '' ? row.path : `${shallow.prefix}/${row.path}`) as PathText
}

function filesOf(connection: Connection, release: number): number {
  return connection.one<{ files: number }>('SELECT files FROM release WHERE id = ?', release)?.files ?? 0
}

export function listMalicious(connection: Connection, customer: number): MaliciousRow[] {
  const rows = connection.all<{ sha256: string; reason: string; marked_by: string; marked_at: number }>(
    'SELECT sha256, reason, marked_by, marked_at FROM malicious WHERE customer IN (?, 0) ORDER BY marked_at, sha256',
    customer,
  )
  return rows.map(({ sha256, reason, marked_by, marked_at }) => ({
    sha256,
    reason,
    markedBy: marked_by,
    markedAt: safeTime(marked_at),
  }))
}

/** What the scan for a marked content has found so far, the earliest first. */
export function listSightings(
  connection: Connection,
  { customer, sha256 }: Parameters<StoreReads['sightings']>[0],
): SightingRow[] {
  const rows = connection.all<{ host: string; root: string; path: string; first: number; there: number }>(
    `SELECT h.name AS host, r.path AS root, p.path, min(p.at) AS first,
     EXISTS (SELECT 1 FROM inventory_row i WHERE i.root = p.root AND i.path = p.path
       AND instr(i.observation, ?1) > 0) AS there
     FROM host h CROSS JOIN ${notedPaths} WHERE h.customer = ?2 AND r.host = h.id
     AND instr(w.reasons, 'malicious') > 0 AND instr(p.after || coalesce(p.seen_between, ''), ?1) > 0
     GROUP BY p.root, p.path ORDER BY first, host, p.path LIMIT 10000`,
    sha256,
    customer,
  )
  return rows.map(({ host, root, path, first, there }) => ({
    host,
    root,
    path,
    firstSeenAt: safeTime(first),
    there: there === 1,
  }))
}

export function listJudging(connection: Connection, customer: number): JudgingRow[] {
  return connection
    .all<JudgingRow>(
      `SELECT h.name AS host, r.path AS root, a.scope, a.judged, a.total FROM again a JOIN root r ON r.id = a.root
       JOIN host h ON h.id = r.host WHERE h.customer = ? ORDER BY a.id`,
      customer,
    )
    .map(row => ({ ...row }))
}
