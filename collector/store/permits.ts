// Owns which permits name a path of a site, and how each stands: current, overlapping, or of a release that has ended. What
// people approved is current until it is withdrawn.
// Whether one covers what is there is judge's.
import { folderOf, isRightIn, nameIn, type PathText, restBelow } from '@sekisho/shared/path.ts'
import type { PathPermit } from '../handover.ts'
import type { Connection } from './connection.ts'
import { type Entry, ListEntries, type Lists } from './list-entries.ts'
import { permitName } from './names.ts'

interface LiveRelease {
  readonly id: number
  readonly ref: string
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

/** What a component of the site has of a folder. */
interface Place {
  readonly subscription: Subscription
  readonly lists: Lists
}

interface Folder {
  readonly site: number
  readonly folder: PathText
  readonly places: readonly Place[]
}

/** Neighbouring paths lie in one folder: more than this many are asked about at once only by chance. */
const foldersKept = 2_000

export class Permits {
  readonly #connection: Connection
  readonly #subscriptions = new Map<number, readonly Subscription[]>()
  readonly #entries: ListEntries
  /** Of folders of one site. */
  readonly #places = new Map<string, readonly Place[]>()
  /** Which site that is, and which of its folders was asked about at last. */
  #last: Folder | null = null
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
    this.#places.clear()
    this.#last = null
    this.#entries.forget()
  }

  /** `path` is below the site's top. Permits of ended releases come only where no other names the path. */
  naming(site: number, path: PathText): readonly PathPermit[] {
    const { folder, places } = this.#folderOf(site, path)
    const name = nameIn(path, folder)
    const found: PathPermit[] = []
    for (const place of places) this.#addValid(found, place, name)
    const valid = found.length < 2 ? found : found.filter(permit => !isOutranked(permit, found))
    const permits = valid.length > 0 ? valid : this.ended(site, path)
    return this.#hasApprovals(site) ? [...permits, ...this.#approvalsOf(site, path)] : permits
  }

  /** Those of ended releases alone, whatever the valid ones name. */
  ended(site: number, path: PathText): readonly PathPermit[] {
    const found: PathPermit[] = []
    const { folder, places } = this.#folderOf(site, path)
    for (const place of places) this.#addEnded(found, place, nameIn(path, folder))
    return found
  }

  /** Those in force. */
  #approvalsOf(site: number, path: PathText): readonly PathPermit[] {
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

  /** Most sites have none, and are asked about that once. */
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

  /** Where components of the site would name the path: what names it lies in its folder. */
  #folderOf(site: number, path: PathText): Folder {
    const last = this.#last
    if (last !== null && last.site === site && isRightIn(path, last.folder)) return last
    const folder = folderOf(path)
    if (last?.site !== site || this.#places.size >= foldersKept) this.#places.clear()
    const places = this.#places.get(folder) ?? this.#placesIn(site, folder)
    this.#places.set(folder, places)
    this.#last = { site, folder, places }
    return this.#last
  }

  #placesIn(site: number, folder: PathText): readonly Place[] {
    return this.#subscriptionsOf(site).flatMap(subscription => {
      const below = folder === subscription.prefix ? ('' as PathText) : restBelow(folder, subscription.prefix)
      return below === null ? [] : [{ subscription, lists: this.#entries.listsOf(below) }]
    })
  }

  #addValid(found: PathPermit[], { subscription, lists }: Place, name: PathText): void {
    const { component, current, overlapping } = subscription
    const now = current === null ? null : this.#entry(lists, current, name)
    if (current !== null && now !== null) found.push(permitOf(component, current, now))
    for (const release of overlapping) {
      const entry = this.#entry(lists, release, name)
      const same = entry !== null && now !== null && entry.sha256 === now.sha256 && entry.type === now.type
      if (entry !== null && !same) found.push(permitOf(component, release, entry))
    }
  }

  #addEnded(found: PathPermit[], { subscription, lists }: Place, name: PathText): void {
    const asked = new Set<number>()
    for (const release of subscription.ended) {
      const own = lists.get(release.id) ?? []
      // Releases share lists: each is asked once, for the release that ended last with it. After a way back that is not the
      // newest.
      if (own.every(list => asked.has(list))) continue
      for (const list of own) asked.add(list)
      const entry = this.#entry(lists, release, name)
      if (entry !== null) found.push(permitOf(subscription.component, release, entry))
    }
  }

  #entry(lists: Lists, { id }: LiveRelease, name: PathText): Entry | null {
    const own = lists.get(id)
    if (own === undefined) return null
    for (const list of own) {
      const entry = this.#entries.find(list, name)
      if (entry !== null) return entry
    }
    return null
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
    return { id, ref: String(id), kind, weak: row.weak === 1, name, standing, replacedAt, currentSince }
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

/** Field by field: a spread costs as much as the look for the entry. */
function permitOf(component: number, release: LiveRelease, { type, sha256 }: Entry): PathPermit {
  const { ref, kind, weak, name, standing, replacedAt, currentSince } = release
  return { kind, ref, name, sha256, type, weak, component, standing, replacedAt, currentSince }
}
