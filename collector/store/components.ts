// Owns which sites have which components, and below which folder. Whether two of them name one path is looked up here;
// what follows from it is allowlist's.
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { ReleaseWrites } from '../handover.releases.ts'
import { auditBy } from './audit.ts'
import { changeSite } from './changes.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { siteNamed } from './names.ts'

type Input<N extends keyof ReleaseWrites> = Parameters<ReleaseWrites[N]>[0]

/**
 * Said again without a prefix, a subscription stays where it is.
 * @returns below which folder it lay before, null where the site had it not; undefined when nothing changed
 */
export function subscribeSite(desk: Desk, site: number, component: number, prefix: string): string | null | undefined {
  const { connection } = desk
  const before = connection.one<{ prefix: string }>(
    'SELECT prefix FROM site_component WHERE site = ? AND component = ?',
    site,
    component,
  )
  if (before !== undefined && (prefix === '' || before.prefix === prefix)) return undefined
  connection.run(
    `INSERT INTO site_component (site, component, prefix) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET prefix = excluded.prefix`,
    site,
    component,
    prefix,
  )
  changeSite(desk, site)
  return before?.prefix ?? null
}

export function subscribe(desk: Desk, input: Input<'subscribe'>): void {
  const { customer, component, prefix } = input
  const site = siteNamed(desk.connection, customer, input.site)
  const id = componentNamed(desk.connection, customer, component)
  const before = subscribeSite(desk, site, id, prefix)
  if (before === undefined) return
  auditBy(desk, input, 'component.subscribe', { component, site: input.site, prefix, before })
  desk.changed(customer, 'releases-changed')
}

export function unsubscribe(desk: Desk, input: Input<'unsubscribe'>): void {
  const { customer, component } = input
  const site = siteNamed(desk.connection, customer, input.site)
  const id = componentNamed(desk.connection, customer, component)
  const [before] = desk.connection.all<{ prefix: string }>(
    'DELETE FROM site_component WHERE site = ? AND component = ? RETURNING prefix',
    site,
    id,
  )
  if (before === undefined) {
    throw new ToldFailure('name-unknown', reason('problem.not-subscribed', { site: input.site, component }), {
      place: component,
    })
  }
  changeSite(desk, site)
  auditBy(desk, input, 'component.unsubscribe', { component, site: input.site, before: before.prefix })
  desk.changed(customer, 'releases-changed')
}

/** The customer's own before the provider's. @throws Failure name-unknown */
export function componentNamed(connection: Connection, customer: number, name: string): number {
  const row = connection.one<{ id: number }>(
    'SELECT id FROM component WHERE name = ? AND customer IN (?, 0) ORDER BY customer DESC LIMIT 1',
    name,
    customer,
  )
  if (row === undefined)
    throw new ToldFailure('name-unknown', reason('problem.no-component', { name }), { place: name })
  return row.id
}
