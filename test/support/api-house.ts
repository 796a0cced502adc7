// Owns a running API for tests: the real application on a real HTTP server and real auth, over the store in memory.

import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { Role } from '@sekisho/shared/api.people.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import { onTestFinished } from 'vitest'
import { type Api, type ApiOptions, buildApi } from '../../collector/api/build.ts'
import { openAccess } from '../../collector/auth/sessions.ts'
import { makeToken } from '../../collector/auth/tokens.ts'
import type { ApiDoors, By, LiveNews, Publication, ReleaseDoors } from '../../collector/handover.ts'
import { noContents } from './content-rows.ts'
import { temporaryFolder } from './folder.ts'
import { ManualClock } from './manual-clock.ts'
import { type MemoryStore, memoryStore } from './memory-store.ts'

export interface ApiHouse {
  readonly api: Api
  readonly address: string
  readonly clock: ManualClock
  readonly store: MemoryStore
  /** What was published and ordered. */
  readonly asked: { readonly publish: Publication[]; readonly orders: string[] }
  /** Hosts that have a connection. */
  readonly online: Set<string>
  tell(news: LiveNews): void
  /** Cuts every connection, as a broken network does. */
  dropConnections(): void
  /** How many listen. */
  listeners(): number
  token(role: Role, customer?: number): Promise<string>
  /** A request under /api/v1, by token or by the headers given. */
  ask(
    method: string,
    what: string,
    options?: { token?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Response>
}

const day = Date.UTC(2026, 0, 1)

export async function openApiHouse(
  options: {
    limits?: ApiOptions['limits']
    page?: Readonly<Record<string, string>>
    doors?: Partial<ApiDoors>
    releases?: Partial<ReleaseDoors>
  } = {},
): Promise<ApiHouse> {
  const clock = new ManualClock(day)
  const store = memoryStore()
  const asked: ApiHouse['asked'] = { publish: [], orders: [] }
  const online = new Set<string>()
  const ears = new Set<(news: LiveNews) => void>()
  const doors: ApiDoors = {
    reads: store.reads,
    writes: store.writes,
    approvals: store.approvals,
    windows: store.windows,
    incidents: store.incidents,
    exposure: {
      exposure: async ({ id }) => (id === 1 ? null : { items: [], next: null }),
      filesAt: async () => ({ items: [], next: null, notKeptBefore: null }),
      changesBetween: async () => ({ items: [], next: null, notKeptBefore: null }),
    },
    keeping: { keeping: async () => ({ kinds: [], nextAt: null, running: null, last: null }) },
    disk: async () => null,
    mutes: store.mutes,
    contacts: [],
    notify: {
      channels: async () => [
        { channel: 'duty', kind: 'email', waiting: 3, held: 2, most: 20, failed: 0, lastAt: null, lastError: null },
      ],
      test: async channel => (channel === null || channel === 'duty' ? [{ channel: 'duty', error: null }] : null),
    },
    contents: noContents,
    releases: { ...releaseDoors(store, asked.publish), ...options.releases },
    profiles: () => [],
    coverage: async () => null,
    order: async (_customer, host, order) => {
      if (online.has(host)) asked.orders.push(`${host}: ${order.what}`)
      return online.has(host)
    },
    makeEnrolment: async (by, lifetimeMs) => ({ token: 'sekisho-enroll-x', expiresAt: by.at + lifetimeMs }),
    listen: (customer, hear) => {
      const ear = (news: LiveNews) => news.customer === customer && hear(news)
      ears.add(ear)
      return () => ears.delete(ear)
    },
    rooms: () => ({ store: { phase: 'open', sinceMs: 1, depth: 0, oldestAgeMs: 0 } }),
    latency: () => ({ buckets: [{ uptoMs: 5, batches: 1 }], count: 2, sumMs: 12 }),
    ...options.doors,
  }
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const address = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`
  const dashboard = join(temporaryFolder(), 'dist')
  if (options.page) layPage(dashboard, options.page)
  const access = openAccess({ reads: store.reads, writes: store.writes, clock })
  const api = await buildApi({
    doors,
    access,
    clock,
    log: silentLog,
    server,
    address: () => address,
    secure: false,
    dashboard,
    version: '0.1.0',
    ...(options.limits ? { limits: options.limits } : {}),
  })
  onTestFinished(async () => {
    await api.close()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  return {
    api,
    address,
    clock,
    store,
    asked,
    online,
    tell: news => {
      for (const ear of ears) ear(news)
    },
    dropConnections: () => server.closeAllConnections(),
    listeners: () => ears.size,
    token: async (role, customer = 1) => {
      const by: By = { customer, who: 'local', from: 'local', at: clock.now() }
      return (await makeToken(store.writes, by, { name: `${role}-token`, role, lifetimeMs: null })).token
    },
    ask: (method, what, { token, body, headers } = {}) =>
      fetch(`${address}/api/v1/${what}`, {
        method,
        redirect: 'manual',
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
      }),
  }
}

function layPage(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, 'assets'), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}

/** Every change is remembered as the store's writes are. */
function releaseDoors(store: MemoryStore, published: Publication[]): ReleaseDoors {
  const row = (name: string) => async (input: object) => {
    store.written.push([name, { ...input }])
    return releaseRow
  }
  const done = (name: string) => async (input: object) => void store.written.push([name, { ...input }])
  return {
    publish: async input => {
      published.push(input)
      return releaseRow
    },
    activate: row('activate'),
    confirm: row('confirm'),
    confirmSigned: row('confirmSigned'),
    revoke: row('revoke'),
    expire: row('expire'),
    difference: async () => ({
      against: null,
      digest: 'd'.repeat(64),
      added: 1,
      changed: 0,
      removed: 0,
      hold: null,
      entries: [],
    }),
    standing: async ({ host, root }) => ({ host, root, released: 1, differs: 0, missing: 0, unknown: 0, entries: [] }),
    compose: async ({ site, host }) => ({
      ...{ site, host, roots: ['/shop'], files: 0, known: 0, settled: 0, components: [] },
      remainder: { files: 0, suspicions: [], groups: [], more: 0 },
    }),
    subscribe: done('subscribe'),
    unsubscribe: done('unsubscribe'),
    markMalicious: done('markMalicious'),
    withdrawMalicious: done('withdrawMalicious'),
  }
}

export const releaseRow = {
  id: 1,
  component: 'shop',
  owner: 'customer',
  version: '1.0.0',
  number: 1,
  kind: 'release',
  weak: false,
  state: 'current',
  publishedBy: 'token:ci',
  held: null,
  confirmedBy: null,
  overlapUntil: null,
  expiresAt: null,
  revokedAt: null,
  revokedReason: null,
  signer: 'b'.repeat(64),
  files: 1,
  digest: 'c'.repeat(64),
  createdAt: '2026-01-01T00:00:00.000Z',
  publishedAt: '2026-01-01T00:00:00.000Z',
  current: true,
  by: null,
  reason: null,
} as const
