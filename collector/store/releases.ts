// Owns the tables of releases while they are staged: in small transactions, sharing what an earlier release has as well.
// What becomes of a staged release is lives.ts's; what it must be to come here, and who may sign it, is allowlist's.
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { ReleaseWrites } from '../handover.releases.ts'
import type { Desk } from './desk.ts'

type Input<N extends keyof ReleaseWrites> = Parameters<ReleaseWrites[N]>[0]

/**
 * A release that was published before with the same content is taken again as it is, for another site.
 * @throws Failure release-refused when this version was published with other content
 */
export function stageRelease(desk: Desk, input: Input<'stageRelease'>): number {
  const { connection } = desk
  const { customer, who, component, version, kind, weak, signer, digest, createdAt, adoption } = input
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
  if (published !== undefined)
    throw new ToldFailure('release-refused', reason('publish.other-content'), { place: `${component} ${version}` })
  return connection.run(
    `INSERT INTO release (component, version, kind, weak, signer, digest, created_at, adopted_by, adopted_reason, published_by)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    version,
    kind,
    weak ? 1 : 0,
    signer,
    digest,
    createdAt,
    adoption?.by ?? null,
    adoption?.reason ?? null,
    who,
  ).id
}

/** Lists of a release that is published already are its own: nothing is added. */
export function stageLists(desk: Desk, { release, lists }: Input<'stageLists'>): void {
  if (!isStaged(desk, release)) return
  const { connection } = desk
  for (const { folder, digest, entries } of lists) {
    connection.run('INSERT INTO folder (path) VALUES (?) ON CONFLICT DO NOTHING', folder)
    const at = connection.one<{ id: number }>('SELECT id FROM folder WHERE path = ?', folder)?.id ?? 0
    const known = connection.one<{ id: number }>('SELECT id FROM list WHERE digest = ?', digest)
    const list = known?.id ?? connection.run('INSERT INTO list (digest) VALUES (?)', digest).id
    connection.run('INSERT INTO release_list (folder, release, list) VALUES (?, ?, ?)', at, release, list)
    connection.run('UPDATE release SET files = files + ? WHERE id = ?', entries.length, release)
    if (known !== undefined) continue
    for (const { name, type, sha256 } of entries) {
      connection.run(
        'INSERT INTO list_entry (list, name, type, sha256) VALUES (?, ?, ?, ?)',
        list,
        name,
        type,
        Buffer.from(sha256, 'hex'),
      )
    }
  }
}

export function stagePart(desk: Desk, { release, part, bytes }: Input<'stagePart'>): void {
  if (!isStaged(desk, release)) return
  desk.connection.run('INSERT INTO release_part (release, part, bytes) VALUES (?, ?, ?)', release, part, bytes)
}

/** Some of what was staged, so that no transaction is long; true when there is more. A published release is never dropped. */
export function dropStaged(desk: Desk, { release }: Input<'dropStaged'>): boolean {
  if (!isStaged(desk, release)) return false
  const { connection } = desk
  const lists = connection.all<{ folder: number; list: number }>(
    'SELECT folder, list FROM release_list WHERE release = ? LIMIT 500',
    release,
  )
  for (const { folder, list } of lists) {
    connection.run('DELETE FROM release_list WHERE folder = ? AND release = ? AND list = ?', folder, release, list)
    if (connection.one('SELECT 1 FROM release_list WHERE list = ? LIMIT 1', list) !== undefined) continue
    connection.run('DELETE FROM list_entry WHERE list = ?', list)
    connection.run('DELETE FROM list WHERE id = ?', list)
  }
  if (lists.length > 0) return true
  connection.run('DELETE FROM release_part WHERE release = ?', release)
  connection.run('DELETE FROM release WHERE id = ?', release)
  return false
}

/** What a crash left half staged. */
export function dropAllStaged(desk: Desk): void {
  const left = desk.connection.all<{ id: number }>('SELECT id FROM release WHERE published_at IS NULL')
  for (const { id } of left) while (dropStaged(desk, { release: id }));
}

function isStaged(desk: Desk, release: number): boolean {
  return desk.connection.one('SELECT 1 FROM release WHERE id = ? AND published_at IS NULL', release) !== undefined
}
