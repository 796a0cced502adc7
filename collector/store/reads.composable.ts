// Owns what is read of components that a site has or could be given: their releases that may stand on a host, by which rare
// names one is found wherever it lies, and the roots that are looked at.
import type { PathText } from '@sekisho/shared/path.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { Composable, ComposableRelease, ComposedRoot, ComposeReads } from '../handover.compose.ts'
import type { Connection } from './connection.ts'
import { hostNamed, siteNamed } from './names.ts'

type Input<N extends keyof ComposeReads> = Parameters<ComposeReads[N]>[0]
type Output<N extends keyof ComposeReads> = Awaited<ReturnType<ComposeReads[N]>>

/** A shop's own code may have been released every day for years; what stands on a host is one of the last. */
const releasesOfComponent = 100
/** One anchor may be new in a version, or have been dropped by it. */
const anchorsOfRelease = 16

/** Long names are the rarest: `ProductClassCategoryRepository.php` stands in one place, `index.php` in a hundred. */
export function listAnchors(connection: Connection, { release }: Input<'anchors'>): PathText[] {
  return connection
    .all<{ path: PathText }>(
      `SELECT iif(f.path = '', e.name, f.path || '/' || e.name) AS path FROM release_list l
       JOIN folder f ON f.id = l.folder JOIN list_entry e ON e.list = l.list
       WHERE l.release = ? GROUP BY e.name HAVING count(*) = 1 ORDER BY length(e.name) DESC, path LIMIT ${anchorsOfRelease}`,
      release,
    )
    .map(({ path }) => path)
}

/** @throws Failure name-unknown */
export function listComposable(connection: Connection, wish: Input<'composable'>): Output<'composable'> {
  const { customer, host, root } = wish
  const site = siteNamed(connection, customer, wish.site)
  const roots = connection
    .all<ComposedRoot>(
      `SELECT id, path, prefix FROM root WHERE host = ?1 AND site = ?2 AND (?3 IS NULL OR path = ?3) ORDER BY path`,
      hostNamed(connection, customer, host),
      site,
      root,
    )
    .map(row => ({ ...row }))
  if (roots.length > 0) return { roots, components: composables(connection, customer, site) }
  throw new ToldFailure('name-unknown', reason('problem.no-root-of-site', { host, site: wish.site }), {
    place: root ?? host,
  })
}

interface ComponentColumns {
  readonly id: number
  readonly component: string
  readonly customer: number
  readonly current: number
  readonly subscribed: PathText | null
}

/** A name means the customer's own component before the provider's. Adoptions say what was found, not what is known. */
function composables(connection: Connection, customer: number, site: number): Composable[] {
  return connection
    .all<ComponentColumns>(
      `SELECT c.id, c.name AS component, c.customer, c.current, s.prefix AS subscribed FROM component c
       JOIN release r ON r.id = c.current AND r.kind = 'release'
       LEFT JOIN site_component s ON s.component = c.id AND s.site = ?2
       WHERE c.customer IN (?1, 0) AND (s.site IS NOT NULL OR c.customer = ?1 OR NOT EXISTS
         (SELECT 1 FROM component own WHERE own.customer = ?1 AND own.name = c.name)) ORDER BY c.name, c.id`,
      customer,
      site,
    )
    .flatMap(({ id, component, customer: owner, current, subscribed }) => {
      const releases = releasesOf(connection, id)
      const now = releases.find(release => release.id === current)
      if (now === undefined) return []
      return [{ id, component, owner: owner === 0 ? 'provider' : 'customer', current: now, subscribed, releases }]
    })
}

/** Whatever is current comes first, also after a way back. */
function releasesOf(connection: Connection, component: number): ComposableRelease[] {
  return connection
    .all<Omit<ComposableRelease, 'weak'> & { readonly weak: number }>(
      `SELECT r.id, r.version, r.weak, r.files, r.number FROM release r JOIN component c ON c.id = r.component
       WHERE c.id = ? AND r.kind = 'release' AND r.activated_at IS NOT NULL AND r.revoked_at IS NULL
       AND r.expired_at IS NULL ORDER BY r.id = c.current DESC, r.number DESC LIMIT ${releasesOfComponent}`,
      component,
    )
    .map(row => ({ ...row, weak: row.weak === 1 }))
}
