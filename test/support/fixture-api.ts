// Owns a small stand-in for the collector's HTTP side, for tests that need the page with names and amounts that no disk
// of a test could hold: it serves the built page under the same policy, and answers in the shapes of the API.

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { text } from 'node:stream/consumers'
import type { AuditRow } from '@sekisho/shared/api.audit.ts'
import type { ContentRow } from '@sekisho/shared/api.contents.ts'
import type { Coverage } from '@sekisho/shared/api.coverage.ts'
import type { TextDifference } from '@sekisho/shared/api.differences.ts'
import type { DiskReport } from '@sekisho/shared/api.disk.ts'
import type { ExposureRow } from '@sekisho/shared/api.exposure.ts'
import type { IncidentAnswer, IncidentFileRow } from '@sekisho/shared/api.incidents.ts'
import type { KeepingReport } from '@sekisho/shared/api.keeping.ts'
import type { ExplanationRow, FindingRow, GapRow, HostRow, LiveEvent, Problem } from '@sekisho/shared/api.ts'
import { isoTime, systemClock } from '@sekisho/shared/clock.ts'
import { answerAllowlist, type FixtureAllowlist, preview } from './fixture-allowlist.ts'
import { profiles, tryPaths } from './fixture-profiles.ts'

/** As collector/api serves it. */
const dist = join(import.meta.dirname, '../../collector/dashboard/dist')
const pageRows = 100
const allowlistParts = new Set(['session', 'releases', 'components', 'approvals', 'sites', 'windows'])
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

export interface Estate {
  hosts: HostRow[]
  /** Oldest first. */
  findings: FindingRow[]
  gaps: GapRow[]
  /** Newest first. */
  incidents?: FixtureIncident[]
  allowlist?: FixtureAllowlist
  disk?: DiskReport
  /** Without it nobody may ask. */
  keeping?: KeepingReport
  /** Newest first; without it nobody may ask. */
  audit?: readonly AuditRow[]
  /** Of every finding. */
  content?: { readonly row: ContentRow | null; readonly difference: TextDifference }
}

export interface FixtureIncident {
  detail: IncidentAnswer
  readonly files: readonly IncidentFileRow[]
  readonly exposure?: readonly ExposureRow[]
}

export interface FixtureApi {
  readonly url: string
  readonly estate: Estate
  /** Each query of a listing of findings, as it came. */
  readonly listed: readonly string[]
  /** What was told, as it came: the address below the API's, and the body. */
  readonly deeds: readonly (readonly [what: string, body: string])[]
  /** Pages that listen to the live stream. */
  listeners(): number
  add(finding: FindingRow): void
  tell(event: Exclude<LiveEvent, 'finding'>): void
  /** Breaks every live stream, as a collector that is started anew does. */
  breakStreams(): void
  close(): Promise<void>
}

/** Serves `estate`, which may be changed while it runs. Whoever has not opened `/signin` is refused. */
export async function serveFixture(estate: Estate): Promise<FixtureApi> {
  const streams = new Set<ServerResponse>()
  const listed: string[] = []
  const deeds: (readonly [string, string])[] = []
  const send = (text: string) => {
    for (const stream of streams) stream.write(text)
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fixture')
    if (url.pathname === '/signin') signIn(response)
    else if (url.pathname === '/api/v1/session' && request.method === 'POST') void beginSession(request, response)
    else if (!url.pathname.startsWith('/api/v1/')) servePage(url.pathname, response)
    else if (!request.headers.cookie?.includes('sekisho_session=fixture')) refuse(response, 401, 'No valid session.')
    else if (url.pathname === '/api/v1/live') openStream(request, response, streams)
    else {
      if (url.pathname === '/api/v1/findings') listed.push(url.search)
      if (request.method !== 'GET' && url.pathname !== '/api/v1/session/end') {
        void takeDeed(request, response, url, deeds)
        return
      }
      answer(url, estate, response)
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the fixture listens on no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    estate,
    listed,
    deeds,
    listeners: () => streams.size,
    add(finding) {
      estate.findings.push(finding)
      send(`event: finding\ndata: ${JSON.stringify(finding)}\n\n`)
    },
    tell: event => send(`event: ${event}\ndata: {}\n\n`),
    breakStreams() {
      for (const stream of streams) stream.destroy()
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function beginSession(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { password } = JSON.parse(await text(request))
  if (password !== 'the right password') return refuse(response, 401, 'Name or password is wrong.')
  response.writeHead(204, { 'set-cookie': 'sekisho_session=fixture; HttpOnly; SameSite=Strict; Path=/' }).end()
}

function signIn(response: ServerResponse): void {
  response
    .writeHead(303, { location: '/', 'set-cookie': 'sekisho_session=fixture; Path=/; HttpOnly; SameSite=Strict' })
    .end()
}

function servePage(pathname: string, response: ServerResponse): void {
  const name = pathname === '/' ? 'index.html' : normalize(pathname).replace(/^\/+/, '')
  let content: Buffer
  try {
    content = readFileSync(join(dist, name))
  } catch {
    // Whatever cannot be read is not there, as far as a browser is concerned.
    refuse(response, 404, 'There is nothing here.')
    return
  }
  const nonce = randomBytes(16).toString('base64')
  const page = name === 'index.html' ? content.toString().replaceAll('__CSP_NONCE__', nonce) : content
  response
    .writeHead(200, {
      'content-type': types[extname(name)] ?? 'application/octet-stream',
      'content-security-policy': [
        "default-src 'none'",
        "script-src 'self'",
        `style-src 'self' 'nonce-${nonce}'`,
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
      'x-content-type-options': 'nosniff',
    })
    .end(page)
}

function openStream(request: IncomingMessage, response: ServerResponse, streams: Set<ServerResponse>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).write('retry: 200\n: open\n\n')
  streams.add(response)
  request.once('close', () => streams.delete(response))
}

function answer(url: URL, estate: Estate, response: ServerResponse): void {
  const [, , , what = '', id, part] = url.pathname.split('/')
  const host = url.searchParams.get('host')
  if (what === 'hosts') send(response, { items: estate.hosts, next: null })
  else if (what === 'gaps') send(response, { items: estate.gaps.filter(gap => gap.host === host), next: null })
  else if (what === 'status') send(response, { disk: estate.disk ?? null })
  else if (what === 'keeping' && estate.keeping === undefined) refuse(response, 403, 'Your role does not allow this.')
  else if (what === 'audit') answerAudit(url, estate, response)
  else if (what === 'keeping') send(response, estate.keeping)
  else if (what === 'coverage') send(response, coverage(url.searchParams))
  else if (what === 'contents') send(response, { items: estate.content?.row ? [estate.content.row] : [], next: null })
  else if (part === 'difference' && what === 'findings') sendFound(response, estate.content?.difference)
  else if (what === 'findings' && id === undefined) send(response, list(estate.findings, url.searchParams))
  else if (what === 'findings')
    sendFound(
      response,
      estate.findings.find(row => row.id === Number(id)),
    )
  else if (what === 'explain') sendFound(response, explain(estate, host, url.searchParams.get('path') ?? ''))
  else if (what === 'incidents') answerIncidents(url, estate, response)
  else if (url.pathname === '/api/v1/session/end') response.writeHead(204).end()
  else if (what === 'profiles') send(response, { items: profiles, next: null })
  else if (allowlistParts.has(what)) sendFound(response, answerAllowlist(url, estate.allowlist))
  else refuse(response, 404, 'There is nothing here.')
}

function answerAudit(url: URL, { audit }: Estate, response: ServerResponse): void {
  if (audit === undefined) {
    refuse(response, 403, 'Your role does not allow this.')
    return
  }
  const wanted = url.searchParams.get('what')
  const fitting = audit.filter(({ what }) => wanted === null || what.split('.', 1)[0] === wanted)
  const from = Number(url.searchParams.get('cursor') ?? 0)
  const next = from + pageRows < fitting.length ? String(from + pageRows) : null
  send(response, { items: fitting.slice(from, from + pageRows), next })
}

/**
 * `forbidden` in what is told is what somebody without the right would be told, and `refused at PLACE` what is told of a
 * wrong field.
 */
async function takeDeed(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  deeds: (readonly [string, string])[],
): Promise<void> {
  const body = await text(request)
  const way = request.method === 'DELETE' ? 'DELETE ' : ''
  deeds.push([`${way}${url.pathname.slice('/api/v1/'.length)}${url.search}`, body])
  // As the parser of envelopes does with what is none.
  if (body.includes('no envelope')) return refuse(response, 422, 'The file is no DSSE envelope.')
  const place = /refused at ([\w.]+)/.exec(body)?.[1]
  if (place !== undefined) refuse(response, 400, 'This cannot be.', place)
  else if (body.includes('forbidden')) refuse(response, 403, 'Your role does not allow this.')
  else if (url.pathname.endsWith('/archive'))
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end('PK, a stand-in')
  else if (url.pathname.startsWith('/api/v1/windows')) send(response, {})
  else if (url.pathname === '/api/v1/profiles/try') send(response, tryPaths(body))
  else if (url.pathname === '/api/v1/releases') send(response, { id: 7 })
  else if (url.pathname === '/api/v1/approvals/patterns/preview') send(response, preview)
  else if (url.pathname === '/api/v1/approvals') send(response, { items: [{ state: 'waiting' }], next: null })
  else response.writeHead(204).end()
}

function answerIncidents(url: URL, { incidents = [] }: Estate, response: ServerResponse): void {
  const [, , , , id, part] = url.pathname.split('/')
  const found = incidents.find(({ detail }) => detail.id === Number(id))
  if (id === undefined) {
    const all = url.searchParams.get('state') === 'all'
    const items = incidents.flatMap(({ detail }) => (all || detail.state !== 'closed' ? [detail] : []))
    send(response, { items, next: null })
  } else if (part === 'files' && found !== undefined) send(response, { items: found.files, next: null })
  else if (part === 'exposure' && found !== undefined) send(response, { items: found.exposure ?? [], next: null })
  else sendFound(response, found?.detail)
}

/** Newest first, a page at a time; the cursor is the last id given out. */
function list(findings: readonly FindingRow[], query: URLSearchParams) {
  const before = Number(query.get('cursor') ?? Number.POSITIVE_INFINITY)
  const limit = Number(query.get('limit') ?? pageRows)
  const path = query.get('path')
  const items: FindingRow[] = []
  for (const row of findings.toReversed()) {
    if (row.id >= before) continue
    const fits = ['host', 'site', 'severity', 'verdict', 'open'].every(name => {
      const wanted = query.get(name)
      return wanted === null || String(row[name as 'host' | 'site' | 'severity' | 'verdict' | 'open']) === wanted
    })
    const there = path === null || row.path === path || (path.endsWith('/') && row.path.startsWith(path))
    if (fits && there) items.push(row)
    if (items.length > limit) break
  }
  const more = items.length > limit
  const page = items.slice(0, limit)
  return { items: page, next: more ? String(page.at(-1)?.id) : null }
}

/** web1 has no gap; any other host was dead for a while, slept, and was silent. */
function coverage(query: URLSearchParams): Coverage {
  const [host, root] = [query.get('host') ?? '', query.get('root') ?? '']
  const [from, to] = [Date.parse(query.get('from') ?? ''), systemClock.now()]
  const at = (share: number) => isoTime(from + (to - from) * share)
  const piece = { state: 'covered', grade: 'proven', causes: [], late: false } as const
  const ask = { host, root, from: at(0), to: at(1), gaps: [], knownUntil: at(1), notWatched: [] }
  if (host === 'web1') return { ...ask, missed: 'no', pieces: [{ ...piece, causes: [], from: at(0), to: at(1) }] }
  return {
    ...ask,
    missed: 'yes',
    pieces: [
      { ...piece, state: 'unknown', grade: null, causes: [], from: at(0), to: at(0.1) },
      { ...piece, grade: 'watched', causes: [], from: at(0.1), to: at(0.4) },
      { ...piece, state: 'gap', grade: null, causes: ['restart', 'silence'], from: at(0.4), to: at(0.45) },
      { ...piece, causes: [], from: at(0.45), to: at(0.6) },
      { ...piece, late: true, causes: [], from: at(0.6), to: at(0.7) },
      { ...piece, causes: [], from: at(0.7), to: at(0.8) },
      { ...piece, state: 'gap', causes: ['overflow'], from: at(0.8), to: at(0.8001) },
      { ...piece, grade: 'walked', causes: [], from: at(0.8001), to: at(1) },
    ],
  }
}

function explain(estate: Estate, host: string | null, path: string): ExplanationRow | undefined {
  const findings = estate.findings.filter(row => row.host === host && `${row.root}/${row.path}` === path)
  const newest = findings.at(-1)
  if (newest === undefined) return undefined
  const permit = {
    kind: 'release',
    ref: '12',
    name: 'minato-shop 2.4.1',
    sha256: 'a'.repeat(64),
    type: 'file',
  } as const
  return {
    file: newest.after.state === 'absent' ? null : { ...newest, size: newest.after.size, state: 'present' },
    class: { class: newest.class, payment: newest.payment, rule: newest.class === 'upload' ? 'html/upload/**' : null },
    profile: 'eccube4',
    ...{
      root: newest.root,
      site: newest.site,
      waits: false,
      decision: decisionOf(newest),
      considered: [],
      moreConsidered: 0,
    },
    ...{ changes: [], pruned: null, coverage: null },
    permits: newest.before?.sha256 === permit.sha256 ? [permit] : [],
    windows: [],
    patterns: [],
    findings,
  }
}

/** Of a payment path alone: it is one by a pattern, whatever gives it its class. */
function decisionOf({ path, payment, class: own }: FindingRow): ExplanationRow['decision'] {
  if (!payment) return null
  const where = { class: own, payment, rule: null }
  const terms = { digest: 'sha256', keep: false, executableName: true } as const
  return { path, where, rule: null, also: [], payment: 'src/Eccube/Service/Payment/**', ...terms }
}

function send(response: ServerResponse, value: unknown): void {
  response
    .writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(value))
}

function sendFound(response: ServerResponse, value: unknown): void {
  if (value === undefined) refuse(response, 404, 'There is nothing here.')
  else send(response, value)
}

function refuse(response: ServerResponse, status: number, message: string, place: string | null = null): void {
  const problem: Problem = { code: String(status), message, place, mend: null }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(problem))
}
