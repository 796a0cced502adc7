// Owns the tables of releases: staged in small transactions, made current by one. What a release must be to come here,
// and who may sign it, is allowlist's.
import { Failure } from '@sekisho/shared/failures.ts'
import type { ReleaseWrites } from '../handover.ts'
import { auditBy } from './audit.ts'
import type { Desk } from './desk.ts'
import { siteNamed } from './names.ts'
import { scheduleAgain } from './roots.ts'

type Input<N extends keyof ReleaseWrites> = Parameters<ReleaseWrites[N]>[0]

/**
 * A release that was published before with the same bytes is taken again as it is, for another site or as a way back.
 * @throws Failure release-refused when this version was published with other content
 */
export function stageRelease(desk: Desk, input: Input<'stageRelease'>): number {
  const { connection } = desk
  const { customer, component, version, kind, signer, digest, envelope, createdAt, adoption } = input
  connection.run('INSERT INTO component (customer, name) VALUES (?, ?) ON CONFLICT DO NOTHING', customer, component)
  const { id } = connection.one<{ id: number }>(
    'SELECT id FROM component WHERE customer = ? AND name = ?',
    customer,
    component,
  ) ?? { id: 0 }
  const published = connection.one<{ id: number; digest: string }>(
    'SELECT id, digest FROM release WHERE component = ? AND version = ? AND published_at IS NOT NULL',
    id,
    version,
  )
  if (published?.digest === digest) return published.id
  if (published !== undefined) {
    const message = `${component} ${version} was published before with other content`
    throw new Failure('release-refused', message, { place: version })
  }
  return connection.run(
    `INSERT INTO release (component, version, kind, signer, digest, envelope, created_at, adopted_by, adopted_reason)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    version,
    kind,
    signer,
    digest,
    envelope,
    createdAt,
    adoption?.by ?? null,
    adoption?.reason ?? null,
  ).id
}

/** Entries of a release that is published already are its own: nothing is added. */
export function stageEntries(desk: Desk, { release, entries }: Input<'stageEntries'>): void {
  if (!isStaged(desk, release)) return
  for (const { path, type, sha256 } of entries) {
    desk.connection.run(
      'INSERT INTO release_entry (release, path, type, sha256) VALUES (?, ?, ?, ?)',
      release,
      path,
      type,
      Buffer.from(sha256, 'hex'),
    )
  }
}

export function activateRelease(desk: Desk, input: Input<'activateRelease'>): void {
  const { connection } = desk
  const { customer, release, prefix, at } = input
  const site = siteNamed(desk.connection, customer, input.site)
  const row = connection.one<{ component: number; name: string; version: string }>(
    `SELECT c.id AS component, c.name, r.version FROM release r JOIN component c ON c.id = r.component
     WHERE r.id = ? AND c.customer = ?`,
    release,
    customer,
  )
  if (row === undefined) throw new Failure('name-unknown', `there is no release ${release}`, { place: String(release) })
  const { component, name, version } = row
  connection.run(
    `UPDATE release SET published_at = ?, files = (SELECT count(*) FROM release_entry WHERE release = ?) WHERE id = ?`,
    at,
    release,
    release,
  )
  connection.run('UPDATE component SET current = ? WHERE id = ?', release, component)
  // Said without a prefix, a subscription stays where it is.
  connection.run(
    `INSERT INTO site_component (site, component, prefix) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET prefix = iif(excluded.prefix = '', prefix, excluded.prefix)`,
    site,
    component,
    prefix,
  )
  connection.run(
    'UPDATE site SET generation = generation + 1 WHERE id IN (SELECT site FROM site_component WHERE component = ?)',
    component,
  )
  const roots = connection.all<{ id: number }>(
    'SELECT id FROM root WHERE site IN (SELECT site FROM site_component WHERE component = ?)',
    component,
  )
  for (const { id } of roots) scheduleAgain(desk, id)
  desk.permits.forget()
  auditBy(desk, input, 'release.publish', { component: name, version, site: input.site, prefix })
  desk.changed(customer, 'releases-changed')
}

/** A published release is never dropped. */
export function dropStaged(desk: Desk, { release }: Input<'dropStaged'>): void {
  if (!isStaged(desk, release)) return
  desk.connection.run('DELETE FROM release_entry WHERE release = ?', release)
  desk.connection.run('DELETE FROM release WHERE id = ?', release)
}

/** What a crash left half staged. */
export function dropAllStaged(desk: Desk): void {
  const left = desk.connection.all<{ id: number }>('SELECT id FROM release WHERE published_at IS NULL')
  for (const { id } of left) dropStaged(desk, { release: id })
}

function isStaged(desk: Desk, release: number): boolean {
  return desk.connection.one('SELECT 1 FROM release WHERE id = ? AND published_at IS NULL', release) !== undefined
}
