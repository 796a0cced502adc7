// Owns reading what belongs to one incident beyond what the API lists: its hosts, coverage around it, lines of the audit
// trail, and where its findings lie in the evidence.
import { safeTime } from '@sekisho/shared/clock.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { KeyId } from '@sekisho/shared/proof.ts'
import type { Grade } from '@sekisho/shared/wire.ts'
import type { ExportedAudit, ExportedBatch, ExportedChain, ExportedCoverage, ExportedSite } from '../handover.export.ts'
import type { Connection } from './connection.ts'
import { keysOf } from './evidence-file.ts'
import { fourEyesOf } from './four-eyes.ts'
import { safeTimeOrNull } from './rows.ts'

/** One incident, and the numbers that lead to it. */
export interface IncidentScope {
  readonly customer: number
  readonly incident: number
  readonly merged: readonly number[]
}

interface RootOfIncident {
  readonly id: number
  readonly path: string
  readonly host: number
  readonly name: string
  readonly key: KeyId
}

const dayMs = 86_400_000

export function rootsOf(connection: Connection, { incident }: IncidentScope): readonly RootOfIncident[] {
  return connection.all<RootOfIncident>(
    `SELECT r.id, r.path, h.id AS host, h.name, h.key FROM root r JOIN host h ON h.id = r.host
     WHERE r.id IN (SELECT root FROM incident_file WHERE incident = ?) ORDER BY h.name, r.path`,
    incident,
  )
}

export function sitesOf(connection: Connection, { incident }: IncidentScope): readonly ExportedSite[] {
  const rows = connection.all<{ id: number; site: string }>(
    `SELECT DISTINCT s.id, s.name AS site FROM root r JOIN site s ON s.id = r.site
     WHERE r.id IN (SELECT root FROM incident_file WHERE incident = ?) ORDER BY s.name`,
    incident,
  )
  return rows.map(({ id, site }) => ({ site, fourEyes: fourEyesOf(connection, id) }))
}

/** Of each host of the incident every key that it has had. */
export function keysByHost(connection: Connection, scope: IncidentScope): ReadonlyMap<string, readonly KeyId[]> {
  return new Map(
    rootsOf(connection, scope).map(({ host, name, key }) => [name, keysOf(connection, key, host)] as const),
  )
}

/** From a day before its first finding to a day after its last. */
export function* coverageAround(
  connection: Connection,
  scope: IncidentScope,
): Generator<ExportedCoverage, void, undefined> {
  const [from, to] = timeAround(connection, scope)
  const roots = rootsOf(connection, scope)
  for (const { name: host, path: root } of roots)
    yield { row: 'root', host, root, from: safeTime(from), to: safeTime(to) }
  for (const root of roots) yield* spansOf(connection, root, from, to)
  for (const host of new Set(roots.map(({ host }) => host)))
    yield* gapsOf(
      connection,
      roots.filter(root => root.host === host),
      from,
      to,
    )
}

function timeAround(connection: Connection, { incident }: IncidentScope): readonly [number, number] {
  const row = connection.one<{ first: number; last: number }>(
    'SELECT first_at AS first, last_at AS last FROM incident WHERE id = ?',
    incident,
  )
  const { first, last } = row ?? { first: 0, last: 0 }
  return [first - dayMs, last + dayMs]
}

interface SpanColumns {
  readonly grade: Grade
  readonly source: string
  readonly from_at: number
  readonly until_at: number
  readonly ended: number
}

function* spansOf(
  connection: Connection,
  { id, name: host, path: root }: RootOfIncident,
  from: number,
  to: number,
): Generator<ExportedCoverage, void, undefined> {
  const rows = connection.each<SpanColumns>(
    `SELECT grade, source, from_at, until_at, ended FROM span WHERE root = ? AND from_at < ? AND until_at >= ?
     ORDER BY from_at`,
    id,
    to,
    from,
  )
  for (const { grade, source, from_at, until_at, ended } of rows) {
    const times = { from: safeTime(from_at), until: safeTime(until_at) }
    yield { row: 'span', host, root, grade, source, ...times, ended: ended === 1 }
  }
}

interface GapColumns {
  readonly maker: 'agent' | 'collector'
  readonly id: string
  readonly root: number | null
  readonly cause: GapCause
  readonly from_at: number
  readonly to_at: number | null
  readonly walk_from: number | null
  readonly walk_to: number | null
}

/** @param roots all of one host */
function* gapsOf(
  connection: Connection,
  roots: readonly RootOfIncident[],
  from: number,
  to: number,
): Generator<ExportedCoverage, void, undefined> {
  const paths = new Map(roots.map(({ id, path }) => [id, path]))
  const rows = connection.each<GapColumns>(
    `SELECT maker, id, root, cause, from_at, to_at, walk_from, walk_to FROM gap
     WHERE host = ? AND (root IS NULL OR root IN (SELECT value FROM json_each(?))) AND from_at < ?
       AND (to_at IS NULL OR to_at >= ?) ORDER BY from_at, maker, id`,
    roots[0]?.host ?? 0,
    JSON.stringify([...paths.keys()]),
    to,
    from,
  )
  for (const { maker, id, root, cause, from_at, to_at, walk_from, walk_to } of rows)
    yield {
      ...{ row: 'gap', host: roots[0]?.name ?? '', maker, id, cause },
      root: root === null ? null : (paths.get(root) ?? null),
      ...{ from: safeTime(from_at), to: safeTimeOrNull(to_at) },
      walk: walk_from === null || walk_to === null ? null : { from: safeTime(walk_from), to: safeTime(walk_to) },
    }
}

/**
 * What was done with the incident, with its hosts and with its contents, and when its sites asked for a second person and when not,
 * oldest first; and every time that the database was
 * put back from a copy, which is no customer's.
 * @param contents the sha256 of each that its findings show
 */
export function* auditAround(
  connection: Connection,
  scope: IncidentScope,
  contents: readonly string[],
): Generator<ExportedAudit, void, undefined> {
  const { customer, incident, merged } = scope
  const names = JSON.stringify([...new Set(rootsOf(connection, scope).map(({ name }) => name))])
  const sites = sitesOf(connection, scope).map(({ site }) => site)
  const rows = connection.each<Omit<ExportedAudit, 'at' | 'detail'> & { at: number; detail: string }>(
    `SELECT id, at, who, from_where AS "from", what, detail FROM audit
     WHERE (customer IS NULL AND what = 'store.restored') OR (customer = ?1 AND (
       json_extract(detail, '$.incident') IN (SELECT value FROM json_each(?2))
       OR json_extract(detail, '$.exportOf') IN (SELECT value FROM json_each(?2))
       OR json_extract(detail, '$.host') IN (SELECT value FROM json_each(?3))
       OR who IN (SELECT 'host:' || value FROM json_each(?3))
       OR json_extract(detail, '$.sha256') IN (SELECT value FROM json_each(?4))
       OR (what = 'site.four-eyes' AND json_extract(detail, '$.site') IN (SELECT value FROM json_each(?5)))))
     ORDER BY id`,
    customer,
    JSON.stringify([incident, ...merged]),
    names,
    JSON.stringify(contents),
    JSON.stringify(sites),
  )
  for (const { at, detail, ...line } of rows) yield { ...line, at: safeTime(at), detail: JSON.parse(detail) as unknown }
}

export function findingIds(connection: Connection, { incident }: IncidentScope): readonly number[] {
  return connection
    .all<{ finding: number }>(
      `SELECT m.finding FROM incident_file i JOIN incident_finding m ON m.file = i.id WHERE i.incident = ?
       ORDER BY m.finding`,
      incident,
    )
    .map(({ finding }) => finding)
}

interface Reach {
  readonly host: number
  readonly name: string
  readonly key: KeyId
  readonly epoch: string
  readonly first: number
  readonly last: number
}

function reachesOf(connection: Connection, { incident }: IncidentScope): readonly Reach[] {
  return connection.all<Reach>(
    `SELECT h.id AS host, h.name, h.key, e.epoch, min(e.sequence) AS first, max(e.sequence) AS last
     FROM incident_file i JOIN incident_finding m ON m.file = i.id JOIN finding_row f ON f.id = m.finding
     JOIN evidence e ON e.id = f.evidence JOIN host h ON h.id = e.host
     WHERE i.incident = ? GROUP BY h.id, e.epoch ORDER BY h.name, first, e.epoch`,
    incident,
  )
}

/** Refused ones included; none of them is read for it. */
export function countBatches(connection: Connection, scope: IncidentScope): number {
  const counts = reachesOf(connection, scope).map(({ host, epoch, first, last }) => {
    const refused = connection.one<{ count: number }>(
      `SELECT count(*) AS count FROM evidence
       WHERE host = ? AND epoch = ? AND state = 'refused' AND sequence BETWEEN ? AND ?`,
      host,
      epoch,
      first,
      last,
    )
    return last - first + 1 + (refused?.count ?? 0)
  })
  return counts.reduce((sum, count) => sum + count, 0)
}

export function chainsAround(connection: Connection, scope: IncidentScope): readonly ExportedChain[] {
  return reachesOf(connection, scope).map(reach => {
    const { host, name, key, epoch, first } = reach
    const batches = [...batchesOf(connection, reach, 'accepted'), ...batchesOf(connection, reach, 'refused')]
    const last = connection.one<{ sequence: number; digest: string }>(
      `SELECT sequence, digest FROM evidence WHERE host = ? AND epoch = ? AND state = 'accepted'
       ORDER BY sequence DESC LIMIT 1`,
      host,
      epoch,
    )
    return {
      ...{ host: name, epoch, keys: keysOf(connection, key, host) },
      head: { epoch, ...(last ?? { sequence: first, digest: '' }) },
      batches: batches.sort((a, b) => a.sequence - b.sequence || a.id - b.id),
    }
  })
}

function batchesOf(
  connection: Connection,
  { host, epoch, first, last }: Reach,
  state: ExportedBatch['state'],
): ExportedBatch[] {
  const rows = connection.all<Omit<ExportedBatch, 'state' | 'receivedAt'> & { received_at: number }>(
    `SELECT id, sequence, digest, previous, reason, received_at FROM evidence
     WHERE host = ? AND epoch = ? AND state = ? AND sequence BETWEEN ? AND ? ORDER BY sequence, id`,
    host,
    epoch,
    state,
    first,
    last,
  )
  return rows.map(({ received_at, ...row }) => ({ ...row, state, receivedAt: safeTime(received_at) }))
}
