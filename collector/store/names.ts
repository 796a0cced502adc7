// Owns the lookup of what people name: sites and hosts of one customer. A name that nothing has is never an empty answer. And how
// a release is named where it permits something.
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { Connection } from './connection.ts'

/** @throws Failure name-unknown */
export function siteNamed(connection: Connection, customer: number, name: string): number {
  const row = connection.one<{ id: number }>('SELECT id FROM site WHERE customer = ? AND name = ?', customer, name)
  if (row === undefined) throw new ToldFailure('name-unknown', reason('problem.no-site', { name }), { place: name })
  return row.id
}

/** @throws Failure name-unknown */
export function hostNamed(connection: Connection, customer: number, name: string): number {
  const row = connection.one<{ id: number }>('SELECT id FROM host WHERE customer = ? AND name = ?', customer, name)
  if (row === undefined) throw new ToldFailure('name-unknown', reason('problem.no-host', { name }), { place: name })
  return row.id
}

/**
 * The name of a permit, in SQL. An adoption says who adopted and on which day (UTC) wherever it is named: nobody who reads a verdict
 * is to take it for a release.
 * @param release alias of the release that is named, beside `c`, its component
 */
export function permitName(release: 'r' | 'n'): string {
  const adopted = `'adopted by ' || ${release}.adopted_by || ' on ' || date(${release}.published_at / 1000, 'unixepoch') || ': '`
  return `CASE ${release}.kind WHEN 'adoption' THEN ${adopted} ELSE '' END || c.name || ' ' || ${release}.version`
}
