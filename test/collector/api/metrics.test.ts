// Owns the laws of /metrics: who may read it, what it tells, and that no agent can make it endless.
import { describe, expect, test } from 'vitest'
import type { HostMetrics } from '../../../collector/handover.metrics.ts'
import { openApiHouse } from '../../support/api-house.ts'
import { memoryStore } from '../../support/memory-store.ts'

const report = { phase: 'idle', sinceMs: 2000, depth: 3, oldestAgeMs: 1500 }
const seenAt = Date.UTC(2026, 0, 1) - 12_000

const web1: HostMetrics = {
  host: 'web"1\n',
  state: 'online',
  lastSeenAt: seenAt,
  clockOffsetMs: -250,
  batches: 9,
  files: 100,
  unauthorised: 4,
  findings: 7,
  open: 2,
  openGaps: 1,
  waiting: 5,
  rooms: { journal: report },
}
const fresh: HostMetrics = {
  ...web1,
  host: 'web2',
  state: 'enrolled',
  lastSeenAt: null,
  clockOffsetMs: null,
  waiting: null,
  rooms: {},
}

async function open(hosts: readonly HostMetrics[]) {
  const { reads } = memoryStore()
  const house = await openApiHouse({
    doors: {
      reads: {
        ...reads,
        metrics: async () => ({
          hosts,
          open: [{ verdict: 'unauthorised', severity: 'critical', findings: 2 }],
          storeBytes: 4096,
          disk: { left: 2048, daysLeft: 10 },
        }),
      },
    },
  })
  const token = await house.token('read')
  const answer = await fetch(`${house.address}/metrics`, { headers: { authorization: `Bearer ${token}` } })
  return { answer, lines: (await answer.text()).split('\n') }
}

describe('metrics', () => {
  test('are for whoever holds a token that reads, and for nobody else', async () => {
    const house = await openApiHouse()
    expect((await fetch(`${house.address}/metrics`)).status).toBe(401)
    const wrong = await fetch(`${house.address}/metrics`, { headers: { authorization: 'Bearer wrong' } })
    expect(wrong.status).toBe(401)
    const token = await house.token('read')
    const right = await fetch(`${house.address}/metrics`, { headers: { authorization: `Bearer ${token}` } })
    expect([right.status, right.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
    expect(right.headers.get('cache-control')).toBe('no-store')
  })

  test('tell every room of the collector and of each host, hosts, findings, gaps, size and latency', async () => {
    const { lines } = await open([web1, fresh])
    const host = 'host="web\\"1\\n"'
    for (const line of [
      'sekisho_build_info{version="0.1.0"} 1',
      'sekisho_room_depth{room="store"} 0',
      `sekisho_agent_room_depth{${host},room="journal"} 3`,
      `sekisho_agent_room_oldest_seconds{${host},room="journal"} 1.5`,
      'sekisho_open_findings{verdict="unauthorised",severity="critical"} 2',
      'sekisho_store_bytes 4096',
      'sekisho_disk_left_bytes 2048',
      'sekisho_disk_left_seconds 864000',
      'sekisho_hosts{state="online"} 1',
      'sekisho_hosts{state="enrolled"} 1',
      `sekisho_host_up{${host}} 1`,
      'sekisho_host_up{host="web2"} 0',
      `sekisho_host_heartbeat_age_seconds{${host}} 12`,
      `sekisho_host_clock_offset_seconds{${host}} -0.25`,
      `sekisho_host_files_unauthorised{${host}} 4`,
      `sekisho_host_gaps_open{${host}} 1`,
      `sekisho_host_records_waiting{${host}} 5`,
      'sekisho_ingest_seconds_bucket{le="0.005"} 1',
      'sekisho_ingest_seconds_bucket{le="+Inf"} 2',
      'sekisho_ingest_seconds_sum 0.012',
      'sekisho_ingest_seconds_count 2',
    ])
      expect(lines).toContain(line)
    expect(lines.filter(line => line.includes('heartbeat_age') && line.includes('web2'))).toEqual([])
  })

  test('hold one series for all rooms that an agent makes up, however often it makes up others', async () => {
    const invented = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`room${at}"\n`, report]))
    const { lines } = await open([{ ...web1, rooms: { ...invented, walk: report, spool: report } }])
    const depths = lines.filter(line => line.startsWith('sekisho_agent_room_depth{'))
    expect(depths.map(line => line.replace(/^.*room="/, ''))).toEqual(['other"} 180', 'walk"} 3', 'spool"} 3'])
  })

  test('have every name once, with help and type before its samples', async () => {
    const { lines } = await open([web1, fresh])
    const helps = lines.filter(line => line.startsWith('# HELP ')).map(line => line.split(' ')[2])
    expect(new Set(helps).size).toBe(helps.length)
    const series = lines.filter(line => line !== '' && !line.startsWith('#')).map(line => line.replace(/ [^ ]+$/, ''))
    expect(new Set(series).size).toBe(series.length)
  })
})
