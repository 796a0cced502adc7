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

/** @param place what lies beyond, such as a site */
export function beyondSites(limit: readonly string[], place: string): Failure {
  return new ToldFailure('role-missing', reason('problem.other-site', { sites: limit.join(', ') }), { place })
}
