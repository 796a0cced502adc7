// Owns how a token is refused that is limited to some sites. Which sites a deed would reach is asked by whoever does it.
import type { Failure } from './failures.ts'
import { reason, ToldFailure } from './told-failure.ts'

/** The sites that a token is limited to; null: to none of them in particular. */
export type SiteLimit = readonly string[] | null

/** @throws Failure role-missing that names the first site beyond the limit, and those within */
export function refuseOtherSites(limit: SiteLimit, reached: readonly string[]): void {
  const other = limit === null ? undefined : reached.find(site => !limit.includes(site))
  if (limit !== null && other !== undefined) throw beyondSites(limit, other)
}

/**
 * What is done with a component is done wherever it is had, and where no site has it the next that does.
 * @param had the sites that have it
 * @throws Failure role-missing that names the first site beyond the limit, or the component where none within it has it
 */
export function refuseOtherComponent(limit: SiteLimit, component: string, had: readonly string[]): void {
  refuseOtherSites(limit, had)
  if (limit === null || had.length > 0) return
  const params = { sites: limit.join(', '), component, site: limit[0] ?? '' }
  throw new ToldFailure('role-missing', reason('problem.of-no-site', params), { place: component })
}

/** @param place what lies beyond, such as a site */
export function beyondSites(limit: readonly string[], place: string): Failure {
  return new ToldFailure('role-missing', reason('problem.other-site', { sites: limit.join(', ') }), { place })
}
