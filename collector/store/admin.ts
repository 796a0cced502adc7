// Owns the tables that people and their tools change through the API: sites, bindings, sessions, links, invitations of hosts.
// Each change stands in the audit trail of the same transaction. Who may ask is api's and auth's.
import { createHash } from 'node:crypto'
import type { PathText } from '@sekisho/shared/path.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { By, StoreWrites } from '../handover.ts'
import { auditBy } from './audit.ts'
import type { Desk } from './desk.ts'
import { hostNamed, siteNamed } from './names.ts'
import { noticeRebound } from './notices.roots.ts'
import { changingHolders, judgePatternsAgain } from './patterns.ts'
import { scheduleAgain } from './roots.ts'
import { withholdStaying } from './staying.ts'
import { addHolder } from './tokens.ts'

type Input<N extends keyof StoreWrites> = Parameters<StoreWrites[N]>[0]

/** The wire's bindings hold no more. */
const maxRoots = 1_000

export function addSite(desk: Desk, input: Input<'addSite'>): void {
  const { changes } = desk.connection.run(
    'INSERT INTO site (customer, name) VALUES (?, ?) ON CONFLICT DO NOTHING',
    input.customer,
    input.name,
  )
  if (changes === 0)
    throw new ToldFailure('name-taken', reason('problem.site-taken', { name: input.name }), { place: input.name })
  auditBy(desk, input, 'site.add', { site: input.name })
}

interface Bound {
  readonly id: number
  /** Null, as its name, where an agent watches it and nobody has bound it. */
  readonly site: number | null
  readonly name: string | null
  readonly prefix: PathText
  readonly profile: string
}

export function bindRoot(desk: Desk, input: Input<'bindRoot'>): void {
  const { connection } = desk
  const { customer, root, prefix, profile } = input
  const host = hostNamed(desk.connection, customer, input.host)
  const site = siteNamed(desk.connection, customer, input.site)
  if (!desk.profiles.has(profile)) {
    throw new ToldFailure('name-unknown', reason('problem.no-profile', { name: profile }), { place: profile })
  }
  const before = connection.one<Bound>(
    `SELECT r.id, r.site, s.name, r.prefix, r.profile FROM root r LEFT JOIN site s ON s.id = r.site
     WHERE r.host = ? AND r.path = ?`,
    host,
    root,
  )
  if (before?.site === site && before.prefix === prefix && before.profile === profile) return
  if (before === undefined) refuseTooMany(desk, host)
  changingHolders(desk, [...new Set([site, before?.site ?? site])], () =>
    connection.run(
      `INSERT INTO root (host, path, site, prefix, profile) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET site = excluded.site, prefix = excluded.prefix, profile = excluded.profile`,
      host,
      root,
      site,
      prefix,
      profile,
    ),
  )
  if (before !== undefined && before.profile !== profile) withholdStaying(desk, [before.id])
  // A new root also changes where the links of the host's other roots lead.
  const roots = connection.all<{ id: number; path: string }>('SELECT id, path FROM root WHERE host = ?', host)
  for (const { id, path } of roots) if (before === undefined || path === root) scheduleAgain(desk, id)
  connection.run('UPDATE site SET generation = generation + 1 WHERE id IN (?, ?)', site, before?.site ?? site)
  connection.run('UPDATE host SET bindings_version = bindings_version + 1 WHERE id = ?', host)
  const after = { site: input.site, prefix, profile }
  const was = before?.name == null ? null : { site: before.name, prefix: before.prefix, profile: before.profile }
  auditBy(desk, input, 'root.bind', { host: input.host, root, ...after, before: was })
  if (was !== null) noticeRebound(desk, input, { host: input.host, root, before: was, after })
  desk.bindingsChanged(host)
  desk.hostsChanged(host)
}

function refuseTooMany(desk: Desk, host: number): void {
  const row = desk.connection.one<{ roots: number }>('SELECT count(*) AS roots FROM root WHERE host = ?', host)
  if ((row?.roots ?? 0) >= maxRoots)
    throw new ToldFailure('request-invalid', reason('problem.roots-many', { most: maxRoots }))
}

export function addSession(desk: Desk, input: Input<'addSession'>): void {
  addHolder(desk, 'session', input)
  auditBy(desk, input, 'session.begin', { name: input.name, role: input.role })
}

export function endSession(desk: Desk, input: Input<'endSession'>): void {
  const { digest, customer } = input
  const { changes } = desk.connection.run(
    `DELETE FROM token WHERE kind = 'session' AND digest = ? AND customer = ?`,
    digest,
    customer,
  )
  if (changes > 0) auditBy(desk, input, 'session.end', {})
}

export function addLink(desk: Desk, input: Input<'addLink'>): void {
  const { digest, customer, expiresAt, at } = input
  desk.connection.run('DELETE FROM link WHERE expires_at <= ?', at)
  desk.connection.run('INSERT INTO link (digest, customer, expires_at) VALUES (?, ?, ?)', digest, customer, expiresAt)
  auditBy(desk, input, 'link.add', { expiresAt })
}

export function useLink(desk: Desk, { digest, now }: Input<'useLink'>): { customer: number } | null {
  const row = desk.connection.one<{ customer: number }>(
    'UPDATE link SET used_at = ? WHERE digest = ? AND used_at IS NULL AND expires_at > ? RETURNING customer',
    now,
    digest,
    now,
  )
  return row === undefined ? null : { customer: row.customer }
}

export function addEnrolment(desk: Desk, input: Input<'addEnrolment'>): void {
  const { id, customer, secret, expiresAt } = input
  desk.connection.run(
    'INSERT INTO enrolment (id, customer, secret, expires_at) VALUES (?, ?, ?, ?)',
    id,
    customer,
    secret,
    expiresAt,
  )
  auditBy(desk, input, 'enrolment.add', { id, expiresAt })
}

export function revokeHost(desk: Desk, input: Input<'revokeHost'>): void {
  const host = hostNamed(desk.connection, input.customer, input.host)
  desk.connection.run('UPDATE host SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?', input.at, host)
  auditBy(desk, input, 'host.revoke', { host: input.host })
  desk.hostsChanged(host)
}

/** Profiles are files: where one changed since the last start, its roots are judged again and all agents hear of it. */
export function noticeProfiles(desk: Desk, at: number): void {
  const { connection } = desk
  // Also after an upgrade, with the same profiles.
  withholdStaying(desk, null)
  const known = new Map(
    connection
      .all<{ name: string; digest: string }>('SELECT name, digest FROM profile')
      .map(row => [row.name, row.digest]),
  )
  const found = new Map([...desk.profiles].map(([name, profile]) => [name, digestOf(JSON.stringify(profile))]))
  const changed = [...new Set([...known.keys(), ...found.keys()])].filter(name => known.get(name) !== found.get(name))
  if (changed.length === 0) return
  connection.run('DELETE FROM profile')
  for (const [name, digest] of found) connection.run('INSERT INTO profile (name, digest) VALUES (?, ?)', name, digest)
  connection.run('UPDATE host SET bindings_version = bindings_version + 1')
  for (const name of changed) {
    connection.run(
      'UPDATE site SET generation = generation + 1 WHERE id IN (SELECT site FROM root WHERE profile = ?)',
      name,
    )
    for (const { id } of connection.all<{ id: number }>('SELECT id FROM root WHERE profile = ?', name))
      scheduleAgain(desk, id)
    const sites = connection.all<{ site: number }>(
      'SELECT DISTINCT site FROM root WHERE profile = ? AND site IS NOT NULL',
      name,
    )
    for (const { site } of sites) judgePatternsAgain(desk, site)
  }
  const by: By = { customer: 0, who: 'collector', from: 'local', at }
  auditBy(desk, by, 'profiles.changed', { profiles: changed })
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
