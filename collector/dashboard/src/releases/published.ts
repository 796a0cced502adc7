// Owns the order in which components and their releases stand on the page, and which release came before which. Pure.
import type { ComponentRow, ReleaseRow } from '@sekisho/shared/api.releases.ts'
import type { HostRow } from '@sekisho/shared/api.ts'

export interface Published extends ComponentRow {
  readonly newestFirst: readonly ReleaseRow[]
}

/** Components in which a release waits come first, the others by name. */
export function byComponent(components: readonly ComponentRow[], releases: readonly ReleaseRow[]): Published[] {
  const rows = Map.groupBy(releases, nameOf)
  return components
    .map(row => ({ ...row, newestFirst: (rows.get(nameOf(row)) ?? []).toSorted(newerFirst) }))
    .toSorted((one, other) => Math.sign(other.held) - Math.sign(one.held) || compare(one.component, other.component))
}

/** The component's release before, by number; null for its first. */
export function releaseBefore(row: ReleaseRow, releases: readonly ReleaseRow[]): ReleaseRow | null {
  const earlier = releases.filter(other => nameOf(other) === nameOf(row) && other.number < row.number)
  return earlier.toSorted(newerFirst)[0] ?? null
}

/** The roots of the sites that have a component. */
export function rootsOf(
  row: Pick<ReleaseRow, 'component' | 'owner'>,
  components: readonly ComponentRow[],
  hosts: readonly HostRow[],
): { host: string; root: string }[] {
  const own = components.filter(other => nameOf(other) === nameOf(row))
  const sites = new Set(own.flatMap(row => row.sites.map(({ site }) => site)))
  return hosts.flatMap(({ host, roots }) =>
    roots.flatMap(({ root, site }) => (site !== null && sites.has(site) ? [{ host, root }] : [])),
  )
}

/** A customer may give a component of its own the name of one of the provider's. */
function nameOf({ owner, component }: Pick<ReleaseRow, 'component' | 'owner'>): string {
  return `${owner} ${component}`
}

function newerFirst(one: ReleaseRow, other: ReleaseRow): number {
  return other.number - one.number || other.id - one.id
}

/** By code unit: the same on every machine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
