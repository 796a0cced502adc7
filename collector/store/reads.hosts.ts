// Owns the listing of hosts: their state, their roots as the last heartbeat told of them, and what cannot be seen there.
import type { HostRow, RootRow } from '@sekisho/shared/api.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Heartbeat } from '@sekisho/shared/wire.ts'
import type { Connection } from './connection.ts'
import { notWatchedOf } from './not-watched.ts'
import { coveredOf } from './reads.coverage.ts'
import { safeTimeOrNull } from './rows.ts'
import { silentAfterMs } from './silence.ts'

interface HostColumns {
  readonly id: number
  readonly name: string
  readonly key: string
  readonly revoked_at: number | null
  readonly forked_at: number | null
  readonly last_seen_at: number | null
  readonly clock_offset: number | null
  readonly heartbeat: string | null
}

interface RootColumns {
  readonly id: number
  readonly path: PathText
  readonly site: string | null
  readonly prefix: string
  readonly profile: string
  readonly census_at: number | null
  readonly files: number
  readonly unauthorised: number
  readonly gaps: number
}

export function listHosts(connection: Connection, customer: number, now: number): HostRow[] {
  const hosts = connection.all<HostColumns>(
    `SELECT id, name, key, revoked_at, forked_at, last_seen_at, clock_offset, heartbeat FROM host
     WHERE customer = ? ORDER BY name`,
    customer,
  )
  return hosts.map(host => hostRow(connection, host, now))
}

function hostRow(connection: Connection, host: HostColumns, now: number): HostRow {
  const heartbeat = host.heartbeat === null ? null : (JSON.parse(host.heartbeat) as Heartbeat)
  const roots = connection.all<RootColumns>(
    `SELECT r.id, r.path, s.name AS site, r.prefix, r.profile, r.census_at, r.files, r.unauthorised,
     (SELECT count(*) FROM gap g WHERE g.host = r.host AND g.to_at IS NULL AND (g.root IS NULL OR g.root = r.id)) AS gaps
     FROM root r LEFT JOIN site s ON s.id = r.site WHERE r.host = ? ORDER BY r.path`,
    host.id,
  )
  return {
    host: host.name,
    key: host.key,
    state: stateOf(host, now),
    lastSeenAt: safeTimeOrNull(host.last_seen_at),
    clockOffsetMs: host.clock_offset,
    versions: { ...heartbeat?.versions },
    program: heartbeat?.program.files ?? null,
    waiting: heartbeat === null ? null : { fast: heartbeat.waiting.fast, bulk: heartbeat.waiting.bulk },
    roots: roots.map(root => ({ ...rootRow(root, heartbeat), covered: coveredOf(connection, host.id, root) })),
    notWatched: notWatchedOf(connection, roots, heartbeat),
  }
}

export function stateOf(
  { revoked_at, forked_at, last_seen_at }: Pick<HostColumns, 'revoked_at' | 'forked_at' | 'last_seen_at'>,
  now: number,
): HostRow['state'] {
  if (revoked_at !== null) return 'revoked'
  if (forked_at !== null) return 'forked'
  if (last_seen_at === null) return 'enrolled'
  return now - last_seen_at > silentAfterMs ? 'silent' : 'online'
}

function rootRow(root: RootColumns, heartbeat: Heartbeat | null): Omit<RootRow, 'covered'> {
  const told = heartbeat?.roots.find(state => state.root === root.path)
  return {
    root: root.path,
    site: root.site,
    prefix: root.prefix,
    profile: root.profile,
    phase: told?.phase ?? 'unknown',
    grade: told?.grade ?? null,
    source: told?.source ?? null,
    why: told?.why ?? '',
    lastWalkAt: safeTimeOrNull(told?.lastWalkAt ?? null),
    censusAt: safeTimeOrNull(root.census_at),
    files: root.files,
    unauthorised: root.unauthorised,
    openGaps: root.gaps,
    canary: canaryOf(told),
    mounts: told?.mounts ?? [],
  }
}

function canaryOf(told: Heartbeat['roots'][number] | undefined): RootRow['canary'] {
  if (told?.canary === undefined) return null
  return { ...told.canary, returnedAt: safeTimeOrNull(told.canary.returnedAt) }
}
