// Owns the numbers for /metrics: counters that are kept anyway, and one small index. Nothing here reads the inventory.
import type { Heartbeat } from '@sekisho/shared/wire.ts'
import type { HostMetrics, Metrics } from '../handover.metrics.ts'
import type { Connection } from './connection.ts'
import { diskReport } from './disk.ts'
import { isOpen, notedFindings } from './noted.ts'
import { stateOf } from './reads.hosts.ts'

/** More hosts than a collector serves; the series of one scrape stay within what a Prometheus server takes. */
const maxHosts = 5000

interface HostColumns {
  readonly id: number
  readonly name: string
  readonly revoked_at: number | null
  readonly forked_at: number | null
  readonly last_seen_at: number | null
  readonly clock_offset: number | null
  readonly heartbeat: string | null
  readonly batches: number
  readonly files: number
  readonly unauthorised: number
  readonly findings: number
  readonly open: number
  readonly gaps: number
}

export function readMetrics(connection: Connection, customer: number, now: number): Metrics {
  const hosts = connection.all<HostColumns>(
    `SELECT h.id, h.name, h.revoked_at, h.forked_at, h.last_seen_at, h.clock_offset, h.heartbeat, h.batches,
     coalesce(sum(r.files), 0) AS files, coalesce(sum(r.unauthorised), 0) AS unauthorised,
     coalesce(sum(r.findings), 0) AS findings, coalesce(sum(r.open), 0) AS open,
     (SELECT count(*) FROM gap g WHERE g.host = h.id AND g.to_at IS NULL) AS gaps
     FROM host h LEFT JOIN root r ON r.host = h.id WHERE h.customer = ? GROUP BY h.id ORDER BY h.name LIMIT ?`,
    customer,
    maxHosts,
  )
  const open = connection.all<Metrics['open'][number]>(
    `SELECT w.verdict, w.severity, count(*) AS findings FROM host h CROSS JOIN ${notedFindings}
     WHERE h.customer = ? AND r.host = h.id AND ${isOpen}
     GROUP BY w.verdict, w.severity ORDER BY w.verdict, w.severity`,
    customer,
  )
  const size = connection.one<{ bytes: number }>(
    'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()',
  )
  return {
    hosts: hosts.map(row => hostMetrics(row, now)),
    open: open.map(row => ({ ...row })),
    storeBytes: size?.bytes ?? 0,
    disk: diskReport(connection),
  }
}

function hostMetrics(row: HostColumns, now: number): HostMetrics {
  const heartbeat = row.heartbeat === null ? null : (JSON.parse(row.heartbeat) as Heartbeat)
  const { name, last_seen_at, clock_offset, batches, files, unauthorised, findings, open, gaps } = row
  return {
    host: name,
    state: stateOf(row, now),
    lastSeenAt: last_seen_at,
    clockOffsetMs: clock_offset,
    batches,
    files,
    unauthorised,
    findings,
    open,
    openGaps: gaps,
    waiting: heartbeat === null ? null : heartbeat.waiting.fast + heartbeat.waiting.bulk,
    rooms: heartbeat?.rooms ?? {},
  }
}
