// Owns the reading of contents: what is to be asked of whom, parts as they are kept, and rows for people.
import type { ContentRow, ContentState, ContentWhy } from '@sekisho/shared/api.contents.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import type { KnownActor } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Profile } from '@sekisho/shared/profile.ts'
import type { Severity } from '@sekisho/shared/verdict.ts'
import type { ContentAttributes } from '@sekisho/shared/wire.content.ts'
import type { ContentLook, ContentReads, KeptContent, KeptPart, Wanted } from '../handover.capture.ts'
import type { Page } from '../handover.ts'
import type { Connection } from './connection.ts'
import { formatCursor, parseFindingCursor } from './cursor.ts'
import { actorRow, safeTimeOrNull } from './rows.ts'
import { placeStays, staysTest } from './staying.ts'

type Input<N extends keyof ContentReads> = Parameters<ContentReads[N]>[0]

const usualLimit = 200

export function contentLook(connection: Connection, { now }: Input<'contentLook'>): ContentLook {
  const rows = connection.all<{ host: number; waiting: number; rank: number | null }>(
    `SELECT host, count(*) AS waiting, min(iif(next_at <= ?, rank, NULL)) AS rank FROM content_place
     WHERE waiting = 1 GROUP BY host`,
    now,
  )
  return {
    stock: stockOf(connection),
    waiting: rows.reduce((sum, { waiting }) => sum + waiting, 0),
    hosts: rows.flatMap(({ host, rank }) => (rank === null ? [] : [{ host, rank }])),
  }
}

interface WantedColumns {
  readonly content: number
  readonly place: number
  readonly customer: number
  readonly sha256: string
  readonly severity: Severity
  readonly root: PathText
  readonly path: PathText
  readonly size: number
  readonly taken_from: number
  readonly bytes: number
  readonly tries: number
  readonly verdict: string | null
}

/** What one host has begun to give is left to it while it is there and ready: parts of two places do not go together. */
export function nextWanted(
  connection: Connection,
  profiles: ReadonlyMap<string, Profile>,
  { host, now, except, connected }: Input<'nextWanted'>,
): Wanted | null {
  const row = connection.one<WantedColumns>(
    `SELECT p.content, p.id AS place, c.customer, c.sha256, c.severity, r.path AS root, p.path, p.size,
     c.place AS taken_from, c.bytes, p.tries, j.verdict
     FROM content_place p INDEXED BY content_place_waiting JOIN content c ON c.id = p.content
     JOIN root r ON r.id = p.root LEFT JOIN said s ON s.finding = p.finding LEFT JOIN judgement j ON j.id = s.judgement
     WHERE p.host = ? AND p.waiting = 1 AND p.next_at <= ? AND p.content NOT IN (SELECT value FROM json_each(?))
     AND (c.bytes = 0 OR c.place = p.id OR NOT EXISTS (SELECT 1 FROM content_place t WHERE t.id = c.place AND t.waiting = 1
       AND t.next_at <= ? AND t.host IN (SELECT value FROM json_each(?))))
     ORDER BY p.rank, p.id LIMIT 1`,
    host,
    now,
    JSON.stringify(except),
    now,
    JSON.stringify(connected),
  )
  if (row === undefined) return null
  const { taken_from, bytes, verdict, ...wanted } = row
  return {
    ...wanted,
    host,
    received: taken_from === row.place ? bytes : 0,
    stays: placeStays(connection, staysTest(profiles), row.place),
    settled: verdict !== null && verdict !== 'unauthorised',
    stock: stockOf(connection),
  }
}

function stockOf(connection: Connection): number {
  return connection.one<{ bytes: number }>('SELECT bytes FROM content_cursor')?.bytes ?? 0
}

export function contentPart(connection: Connection, { content, from }: Input<'contentPart'>): KeptPart | null {
  const row = connection.one<KeptPart>(
    'SELECT from_byte AS "from", length, key, nonce, bytes FROM content_part WHERE content = ? AND from_byte = ?',
    content,
    from,
  )
  return row === undefined ? null : { ...row }
}

export function contentKeys(connection: Connection): string[] {
  return connection.all<{ key: string }>('SELECT DISTINCT key FROM content_part ORDER BY key').map(({ key }) => key)
}

export function keptContent(connection: Connection, { customer, sha256 }: Input<'keptContent'>): KeptContent | null {
  const row = connection.one<{ content: number; bytes: number; whole: number }>(
    `SELECT id AS content, bytes, whole FROM content WHERE customer = ? AND sha256 = ? AND state = 'kept'`,
    customer,
    sha256,
  )
  return row === undefined ? null : { ...row, whole: row.whole === 1 }
}

export function contentCounts(
  connection: Connection,
  { customer }: Input<'contentCounts'>,
): Awaited<ReturnType<ContentReads['contentCounts']>> {
  const rows = connection.all<{ state: ContentState; why: ContentWhy | null; count: number }>(
    'SELECT state, why, count(*) AS count FROM content WHERE customer = ? AND place <> 0 GROUP BY state, why',
    customer,
  )
  const states: Partial<Record<ContentState, number>> = {}
  const whys: Partial<Record<ContentWhy, number>> = {}
  for (const { state, why, count } of rows) {
    states[state] = (states[state] ?? 0) + count
    if (why !== null) whys[why] = (whys[why] ?? 0) + count
  }
  return { states, whys, bytes: stockOf(connection) }
}

interface RowColumns {
  readonly id: number
  readonly sha256: string
  readonly state: ContentState
  readonly why: ContentWhy | null
  readonly severity: Severity
  readonly host: string
  readonly root: PathText
  readonly path: PathText
  readonly finding: number
  readonly size: number
  readonly bytes: number
  readonly whole: number
  readonly cards: string | null
  readonly seen_at: number
  readonly wanted_at: number
  readonly done_at: number | null
  readonly stat: string | null
  readonly actor: string | null
  readonly attributes: string | null
}

const selected = `SELECT c.id, c.sha256, c.state, c.why, c.severity, h.name AS host, r.path AS root, p.path, p.finding,
  p.size, c.bytes, c.whole, c.cards, p.seen_at, c.wanted_at, c.done_at, p.stat, p.actor, c.attributes
  FROM content c JOIN content_place p ON p.id = c.place JOIN root r ON r.id = p.root JOIN host h ON h.id = p.host`

export function listContents(connection: Connection, { customer, filter }: Input<'contents'>): Page<ContentRow> {
  const limit = filter.limit ?? usualLimit
  const rows = connection.all<RowColumns>(
    `${selected} WHERE c.customer = ?1 AND c.id < ?2 AND (?3 IS NULL OR c.state = ?3) AND (?4 IS NULL OR c.sha256 = ?4)
     AND (?5 IS NULL OR EXISTS (SELECT 1 FROM content_place q JOIN host g ON g.id = q.host
       WHERE q.content = c.id AND g.name = ?5))
     ORDER BY c.id DESC LIMIT ?6`,
    customer,
    parseFindingCursor(filter.cursor) ?? Number.MAX_SAFE_INTEGER,
    filter.state ?? null,
    filter.sha256 ?? null,
    filter.host ?? null,
    limit + 1,
  )
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(rowOf), next: rows.length > limit && last !== undefined ? formatCursor([last.id]) : null }
}

export function oneContent(connection: Connection, { customer, sha256 }: Input<'content'>): ContentRow | null {
  const row = connection.one<RowColumns>(`${selected} WHERE c.customer = ? AND c.sha256 = ?`, customer, sha256)
  return row === undefined ? null : rowOf(row)
}

function rowOf(row: RowColumns): ContentRow {
  const { sha256, state, why, severity, host, root, path, finding, size, bytes } = row
  return {
    ...{ sha256, state, why, severity, host, root, path, finding, size, bytes },
    whole: row.whole === 1,
    cards: row.cards === null ? null : (JSON.parse(row.cards) as ContentRow['cards']),
    seenAt: safeTime(row.seen_at),
    wantedAt: safeTime(row.wanted_at),
    doneAt: safeTimeOrNull(row.done_at),
    ...statRow(row.stat === null ? null : (JSON.parse(row.stat) as KeptStat)),
    actor: row.actor === null ? null : actorRow(JSON.parse(row.actor) as KnownActor),
    attributes: row.attributes === null ? null : (JSON.parse(row.attributes) as ContentAttributes),
  }
}

interface KeptStat {
  readonly uid: number
  readonly gid: number
  readonly mode: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  /** Since there is such a thing; only where it was. */
  readonly growing?: true
}

function statRow(stat: KeptStat | null): Pick<ContentRow, 'growing' | 'stat'> {
  if (stat === null) return { growing: false, stat }
  const { uid, gid, mode, mtimeMs, ctimeMs, growing = false } = stat
  const times = { mtime: safeTime(mtimeMs), ctime: safeTime(ctimeMs) }
  return { growing, stat: { uid, gid, mode: mode.toString(8).padStart(4, '0'), ...times } }
}
