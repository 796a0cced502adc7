// Owns /metrics: which numbers of the house a Prometheus server may read, and under which names. Hosts are labels, and paths
// never: names that agents choose beyond those known here are summed up as `other`, so that none can make series without end.
import { ProblemSchema } from '@sekisho/shared/api.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { z } from 'zod'
import type { HostMetrics, Metrics } from '../handover.metrics.ts'
import type { ApiDoors } from '../handover.ts'
import type { ApiApp } from './app.ts'
import { customerOf } from './callers.ts'
import { exposition, expositionType, type Family, type Sample } from './exposition.ts'

/** Rooms of an agent, of this version and those that may follow. */
const agentRooms = new Set('roots watch walk settle fingerprint journal uplink attribution views spool'.split(' '))

interface MetricsOptions {
  readonly doors: Pick<ApiDoors, 'reads' | 'rooms' | 'latency'>
  readonly clock: Clock
  readonly version: string
  readonly startedAt: number
}

export function addMetrics(app: ApiApp, { doors, clock, version, startedAt }: MetricsOptions): void {
  app.get(
    '/metrics',
    {
      config: { role: 'read' },
      schema: {
        summary: 'Every room, host and count, for Prometheus',
        response: {
          200: { description: 'Numbers', content: { 'text/plain': { schema: z.string() } } },
          default: ProblemSchema,
        },
      },
    },
    async (request, reply) => {
      const now = clock.now()
      const metrics = await doors.reads.metrics({ customer: customerOf(request), now })
      const families = [
        one('sekisho_build_info', 'Version of the collector', 1, { version }),
        one('sekisho_start_time_seconds', 'When the collector started, since 1970', startedAt / 1000),
        ...roomFamilies('sekisho_room', 'the collector', ownRooms(doors.rooms())),
        ...countFamilies(metrics),
        ...diskFamilies(metrics),
        ...hostFamilies(metrics.hosts, now),
        ...roomFamilies('sekisho_agent_room', 'an agent, by its last heartbeat', metrics.hosts.flatMap(roomsOfHost)),
        latencyFamily(doors.latency()),
      ]
      return reply.type(expositionType).header('cache-control', 'no-store').send(exposition(families))
    },
  )
}

interface Room {
  readonly labels: Readonly<Record<string, string>>
  readonly report: RoomReport
}

function ownRooms(rooms: Readonly<Record<string, RoomReport>>): Room[] {
  return Object.entries(rooms).map(([room, report]) => ({ labels: { room }, report }))
}

function roomsOfHost({ host, rooms }: HostMetrics): Room[] {
  const found = new Map<string, RoomReport>()
  for (const [name, report] of Object.entries(rooms)) {
    const room = agentRooms.has(name) ? name : 'other'
    const known = found.get(room)
    found.set(room, known === undefined ? report : both(known, report))
  }
  return [...found].map(([room, report]) => ({ labels: { host, room }, report }))
}

function both(one: RoomReport, other: RoomReport): RoomReport {
  return {
    phase: one.phase,
    sinceMs: Math.min(one.sinceMs, other.sinceMs),
    depth: one.depth + other.depth,
    oldestAgeMs: Math.max(one.oldestAgeMs, other.oldestAgeMs),
  }
}

function roomFamilies(prefix: string, whose: string, rooms: readonly Room[]): Family[] {
  const family = (what: string, help: string, value: (report: RoomReport) => number): Family => ({
    name: `${prefix}_${what}`,
    help,
    type: 'gauge',
    samples: rooms.map(({ labels, report }) => ({ labels, value: value(report) })),
  })
  return [
    family('depth', `Things that wait in a room of ${whose}`, ({ depth }) => depth),
    family(
      'oldest_seconds',
      `Age of the oldest of them, in a room of ${whose}`,
      ({ oldestAgeMs }) => oldestAgeMs / 1000,
    ),
    family('phase_seconds', `How long a room of ${whose} is in its phase`, ({ sinceMs }) => sinceMs / 1000),
  ]
}

function diskFamilies({ disk }: Metrics): Family[] {
  if (disk === null) return []
  return [
    one('sekisho_disk_left_bytes', 'What the state may take yet, of its budget or file system', disk.left),
    ...(disk.daysLeft === null
      ? []
      : [one('sekisho_disk_left_seconds', 'Until nothing is left, by the last two weeks', disk.daysLeft * 86_400)]),
  ]
}

function countFamilies({ open, storeBytes }: Metrics): Family[] {
  return [
    {
      name: 'sekisho_open_findings',
      help: 'Findings that nothing has settled, by verdict and severity',
      type: 'gauge',
      samples: open.map(({ verdict, severity, findings }) => ({ labels: { verdict, severity }, value: findings })),
    },
    one('sekisho_store_bytes', 'Size of the database, without its log', storeBytes),
  ]
}

function hostFamilies(hosts: readonly HostMetrics[], now: number): Family[] {
  const gauge = (name: string, help: string, value: (host: HostMetrics) => number | null): Family => ({
    name: `sekisho_host_${name}`,
    help,
    type: name.endsWith('_total') ? 'counter' : 'gauge',
    samples: hosts.flatMap((host): Sample[] => {
      const told = value(host)
      return told === null ? [] : [{ labels: { host: host.host }, value: told }]
    }),
  })
  return [
    {
      name: 'sekisho_hosts',
      help: 'Hosts by their state',
      type: 'gauge',
      samples: countBy(hosts.map(({ state }) => state)).map(([state, value]) => ({ labels: { state }, value })),
    },
    gauge('up', '1 while its heartbeats come', ({ state }) => (state === 'online' ? 1 : 0)),
    gauge('heartbeat_age_seconds', 'Since it was last heard', ({ lastSeenAt }) =>
      lastSeenAt === null ? null : Math.max(0, now - lastSeenAt) / 1000,
    ),
    gauge('clock_offset_seconds', 'Its clock less ours, by its last heartbeat', ({ clockOffsetMs }) =>
      clockOffsetMs === null ? null : clockOffsetMs / 1000,
    ),
    gauge('files', 'Files that are there now', ({ files }) => files),
    gauge('files_unauthorised', 'Files that nothing permits', ({ unauthorised }) => unauthorised),
    gauge('findings_total', 'Findings so far', ({ findings }) => findings),
    gauge('findings_open', 'Findings that nothing has settled', ({ open }) => open),
    gauge('gaps_open', 'Gaps in its coverage that no walk has closed', ({ openGaps }) => openGaps),
    gauge('batches_total', 'Batches committed', ({ batches }) => batches),
    gauge('records_waiting', 'Records that wait at the agent', ({ waiting }) => waiting),
  ]
}

function countBy(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
}

function latencyFamily({ buckets, count, sumMs }: ReturnType<ApiDoors['latency']>): Family {
  return {
    name: 'sekisho_ingest_seconds',
    help: 'From the receipt of a batch to its commit',
    type: 'histogram',
    samples: [
      ...buckets.map(({ uptoMs, batches }) => ({
        suffix: '_bucket' as const,
        labels: { le: String(uptoMs / 1000) },
        value: batches,
      })),
      { suffix: '_bucket', labels: { le: '+Inf' }, value: count },
      { suffix: '_sum', value: sumMs / 1000 },
      { suffix: '_count', value: count },
    ],
  }
}

function one(name: string, help: string, value: number, labels: Sample['labels'] = {}): Family {
  return { name, help, type: 'gauge', samples: [{ labels, value }] }
}
