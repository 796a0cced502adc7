// Owns which permits name a path of a site, and how each stands: current, overlapping, or of a release that has ended. What
// people approved is current until it is withdrawn.
// Whether one covers what is there is judge's.
import { folderOf, nameOf, type PathText, restBelow } from '@sekisho/shared/path.ts'
import type { PathPermit } from '../handover.ts'
import type { Connection } from './connection.ts'
import { type Entry, ListEntries } from './list-entries.ts'
import { permitName } from './names.ts'

interface LiveRelease {
  readonly id: number
  readonly kind: 'release' | 'adoption'
  readonly weak: boolean
  readonly name: string
  readonly standing: PathPermit['standing']
  readonly replacedAt: number | null
  readonly currentSince: number | null
}

interface Subscription {
  readonly component: number
  readonly prefix: string
  readonly current: LiveRelease | null
  readonly overlapping: readonly LiveRelease[]
  /** Neither revoked nor expired, the last replaced first: what only they name is stale. */
  readonly ended: readonly LiveRelease[]
}

interface ReleaseColumns {
  readonly component: number
  readonly prefix: string
  readonly id: number
  readonly kind: LiveRelease['kind']
  readonly weak: number
  readonly name: string
  readonly current: number
  readonly overlap: number
  readonly replacedAt: number | null
  readonly activatedAt: number
}

interface ApprovalColumns {
  readonly id: number
  readonly type: PathPermit['type']
  readonly sha256: Uint8Array
  readonly by: string
}

/** Lists of one folder by release. */
type Lists = ReadonlyMap<number, readonly number[]>

/** Where a component of the site would name the path. */
interface Place {
  readonly subscription: Subscription
  /** Below the component's top. */
  readonly below: PathText
  readonly lists: Lists
}

/** Neighbouring paths lie in one folder: more than this many are asked about at once only by chance. */
const foldersKept = 2_000
const noLists: Lists = new Map()

export class Permits {
  readonly #connection: Connection
  readonly #subscriptions = new Map<number, readonly Subscription[]>()
  readonly #folders = new Map<string, Lists>()
  readonly #entries: ListEntries
  /** Whether a site has approvals at all. */
  readonly #approved = new Map<number, boolean>()

  constructor(connection: Connection) {
    this.#connection = connection
    this.#entries = new ListEntries(connection)
  }

  /** Forgets what it remembers of sites and folders: in each transaction they may be others. */
  forget(): void {
    this.#subscriptions.clear()
    this.#approved.clear()
    this.#folders.clear()
    this.#entries.forget()
  }

  /** `path` is below the site's top. Permits of ended releases come only where no other names the path. */
  naming(site: number, path: PathText): readonly PathPermit[] {
    const found: PathPermit[] = []
    for (const { subscription, below, lists } of this.#placesOf(site, path))
      this.#addValid(found, subscription, below, lists)
    const valid = found.filter(permit => !isOutranked(permit, found))
    return [...(valid.length > 0 ? valid : this.ended(site, path)), ...this.#approvalsOf(site, path)]
  }

  /** Those of ended releases alone, whatever the valid ones name. */
  ended(site: number, path: PathText): readonly PathPermit[] {
    const found: PathPermit[] = []
    for (const { subscription, below, lists } of this.#placesOf(site, path))
      this.#addEnded(found, subscription, below, lists)
    return found
  }

  /** Those in force; most sites have none, and are asked about that once. */
  #approvalsOf(site: number, path: PathText): readonly PathPermit[] {
    if (!this.#hasApprovals(site)) return []
    const rows = this.#connection.all<ApprovalColumns>(
      `SELECT id, type, sha256, coalesce(confirmed_by, asked_by) AS by FROM approval
       WHERE site = ? AND path = ? AND withdrawn_at IS NULL AND (second = 0 OR confirmed_at IS NOT NULL) ORDER BY id`,
      site,
      path,
    )
    return rows.map(({ id, type, sha256, by }) => ({
      ...{ kind: 'approval', ref: String(id), name: `approval ${id} (${by})`, type },
      sha256: Buffer.from(sha256).toString('hex'),
      ...{ weak: false, component: 0, standing: 'current', replacedAt: null, currentSince: null },
    }))
  }

  #hasApprovals(site: number): boolean {
    const known = this.#approved.get(site)
    if (known !== undefined) return known
    const has =
      this.#connection.one(
        'SELECT 1 FROM approval WHERE site = ? AND pattern IS NULL AND withdrawn_at IS NULL LIMIT 1',
        site,
      ) !== undefined
    this.#approved.set(site, has)
    return has
  }

  #placesOf(site: number, path: PathText): readonly Place[] {
    return this.#subscriptionsOf(site).flatMap(subscription => {
      const { prefix } = subscription
      const below = restBelow(path, prefix)
      return below === null || below === '' ? [] : [{ subscription, below, lists: this.#listsOf(folderOf(below)) }]
    })
  }

  #addValid(
    found: PathPermit[],
    { component, current, overlapping }: Subscription,
    path: PathText,
    lists: Lists,
  ): void {
    const now = current === null ? null : this.#entry(lists, current, path)
    if (current !== null && now !== null) found.push(permitOf(component, current, now))
    for (const release of overlapping) {
      const entry = this.#entry(lists, release, path)
      const same = entry !== null && now !== null && entry.sha256 === now.sha256 && entry.type === now.type
      if (entry !== null && !same) found.push(permitOf(component, release, entry))
    }
  }

  #addEnded(found: PathPermit[], { component, ended }: Subscription, path: PathText, lists: Lists): void {
    const asked = new Set<number>()
    for (const release of ended) {
      const own = lists.get(release.id) ?? []
      // Releases share lists: each is asked once, for the release that ended last with it. After a way back that is not the
      // newest.
      if (own.every(list => asked.has(list))) continue
      for (const list of own) asked.add(list)
      const entry = this.#entry(lists, release, path)
      if (entry !== null) found.push(permitOf(component, release, entry))
    }
  }

  #entry(lists: Lists, { id }: LiveRelease, path: PathText): Entry | null {
    const name = nameOf(path)
    for (const list of lists.get(id) ?? []) {
      const entry = this.#entries.find(list, name)
      if (entry !== null) return entry
    }
    return null
  }

  /** Of all releases. */
  #listsOf(folder: PathText): Lists {
    const known = this.#folders.get(folder)
    if (known !== undefined) return known
    const rows = this.#connection.all<{ release: number; list: number }>(
      'SELECT l.release, l.list FROM folder f JOIN release_list l ON l.folder = f.id WHERE f.path = ?',
      folder,
    )
    const lists = new Map<number, number[]>()
    for (const { release, list } of rows) {
      const own = lists.get(release)
      if (own === undefined) lists.set(release, [list])
      else own.push(list)
    }
    if (this.#folders.size >= foldersKept) this.#folders.clear()
    this.#folders.set(folder, rows.length === 0 ? noLists : lists)
    return lists
  }

  #subscriptionsOf(site: number): readonly Subscription[] {
    const known = this.#subscriptions.get(site)
    if (known !== undefined) return known
    const rows = this.#connection.all<ReleaseColumns>(
      `SELECT c.id AS component, s.prefix, r.id, r.kind, r.weak, ${permitName('r')} AS name, r.id IS c.current AS current,
       r.overlap_until IS NOT NULL AS overlap, r.replaced_at AS replacedAt, r.activated_at AS activatedAt
       FROM site_component s JOIN component c ON c.id = s.component JOIN release r ON r.component = c.id
       WHERE s.site = ? AND r.activated_at IS NOT NULL AND r.revoked_at IS NULL AND r.expired_at IS NULL
       ORDER BY c.id, r.id`,
      site,
    )
    const found = [...new Set(rows.map(row => row.component))].map(component =>
      subscriptionOf(rows.filter(row => row.component === component)),
    )
    this.#subscriptions.set(site, found)
    return found
  }
}

/**
 * A better release of another component came in over a weak one's path, and alone says what is to be there. Of one component
 * the weak one is its own overlap, which somebody asked for.
 */
export function isOutranked(
  { weak, component }: Pick<PathPermit, 'weak' | 'component'>,
  all: readonly Pick<PathPermit, 'kind' | 'weak' | 'component' | 'standing'>[],
): boolean {
  return (
    weak &&
    all.some(one => one.kind === 'release' && !one.weak && one.standing === 'current' && one.component !== component)
  )
}

function subscriptionOf(rows: readonly ReleaseColumns[]): Subscription {
  const releases = rows.map(({ id, kind, name, ...row }): LiveRelease => {
    const standing = row.current === 1 ? 'current' : row.overlap === 1 ? 'overlap' : 'stale'
    const [currentSince, replacedAt] = standing === 'current' ? [row.activatedAt, null] : [null, row.replacedAt]
    return { id, kind, weak: row.weak === 1, name, standing, replacedAt, currentSince }
  })
  const [first] = rows
  return {
    component: first?.component ?? 0,
    prefix: first?.prefix ?? '',
    current: releases.find(({ standing }) => standing === 'current') ?? null,
    overlapping: releases.filter(({ standing }) => standing === 'overlap'),
    ended: releases
      .filter(({ standing, kind }) => standing === 'stale' && kind === 'release')
      .sort((a, b) => (b.replacedAt ?? 0) - (a.replacedAt ?? 0)),
  }
}

function permitOf(component: number, { id, ...release }: LiveRelease, entry: Entry): PathPermit {
  return { ref: String(id), ...release, ...entry, component }
}
