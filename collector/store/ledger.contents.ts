// Owns the tables of contents as wanting writes them: one row a content, and the places where findings showed it. What is
// wanted is capture's to say.

import { maxContentBytes } from '@sekisho/shared/content-limits.ts'
import type { Glimpse, Noticed } from '@sekisho/shared/finding.ts'
import { hasContent, type Present, type Unstable } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { isWorse, type Severity, severities, type VerdictWord } from '@sekisho/shared/verdict.ts'
import type { ContentFact, ContentLedger, SeenContent } from '../handover.capture.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { unpackObservation } from './observations.ts'
import { letGo, staysTest } from './staying.ts'

interface FactColumns {
  readonly id: number
  readonly customer: number
  readonly host: number
  readonly root: number
  readonly path: PathText
  readonly profile: string
  readonly noticed: Noticed
  readonly first_census_to: number | null
  readonly verdict: VerdictWord
  readonly severity: Severity
  readonly after: string
  readonly seen_between: string | null
  readonly actor: string | null
}

const factSource = `SELECT f.id, h.customer, r.host, f.root, f.path, r.profile, f.noticed, r.first_census_to, f.verdict, f.severity,
  f.after, f.seen_between, f.actor FROM finding f JOIN root r ON r.id = f.root JOIN host h ON h.id = r.host`

/** Findings that take work; those that are permitted are passed over by the thousand. */
const maxFacts = 200
/** Of one content: beyond them, one that was asked in vain gives way. */
const maxPlaces = 16

/** SQL: where contents wait of hosts that may still give them. */
const awaited = `FROM host h CROSS JOIN content_place p INDEXED BY content_place_waiting ON p.host = h.id
  WHERE h.revoked_at IS NULL AND p.waiting = 1`

export function openContentLedger(desk: Desk): ContentLedger {
  const { connection } = desk
  const stays = staysTest(desk.profiles)
  const factOf = (row: FactColumns) => ({ ...factIn(row), stays: stays(row.profile, row.path) })
  return {
    cursor: () => connection.one<{ finding: number }>('SELECT finding FROM content_cursor')?.finding ?? 0,

    advance(finding) {
      connection.run('UPDATE content_cursor SET finding = ?', finding)
    },

    factsAfter(finding, limit) {
      const newest = connection.one<{ id: number | null }>('SELECT max(id) AS id FROM finding_row')?.id ?? 0
      const to = Math.min(newest, finding + limit)
      if (to <= finding) return { facts: [], to: finding }
      const rows = connection.all<FactColumns>(
        `${factSource} WHERE f.id > ? AND f.id <= ? AND f.verdict = 'unauthorised' ORDER BY f.id LIMIT ? + 0`,
        finding,
        to,
        maxFacts,
      )
      return { facts: rows.map(factOf), to: rows.length < maxFacts ? to : (rows.at(-1)?.id ?? to) }
    },

    factsOfCensus(before, limit) {
      const row = connection.one<{ finding: number; census: number }>('SELECT finding, census FROM content_cursor')
      const { finding = 0, census: from = 0 } = row ?? {}
      const late = connection.one<{ id: number | null }>(
        'SELECT min(id) AS id FROM finding_row WHERE id > ?1 AND id <= ?1 + ?2 AND received_at >= ?3',
        from,
        limit,
        before,
      )
      const to = Math.min(finding, from + limit, (late?.id ?? Number.POSITIVE_INFINITY) - 1)
      const rows = connection.all<FactColumns>(
        `${factSource} WHERE f.id > ? AND f.id <= ? AND f.verdict = 'unauthorised' AND f.noticed = 'census'
         AND f.severity <> 'critical' AND h.revoked_at IS NULL ORDER BY f.id LIMIT ? + 0`,
        from,
        to,
        maxFacts,
      )
      return { facts: rows.map(factOf), from, to: rows.length < maxFacts ? to : (rows.at(-1)?.id ?? to) }
    },

    advanceCensus(finding) {
      connection.run('UPDATE content_cursor SET census = ?', finding)
    },

    takeRevised(limit) {
      const taken = connection.all<{ finding: number }>(
        `DELETE FROM content_revision WHERE id IN (SELECT id FROM content_revision ORDER BY id LIMIT ? + 0)
         RETURNING finding`,
        limit,
      )
      return taken.flatMap(({ finding }) => {
        const row = connection.one<FactColumns>(`${factSource} WHERE f.id = ?`, finding)
        return row === undefined ? [] : [factOf(row)]
      })
    },

    ...waitingVerbs(connection),
    want: (fact, seen, room, now) => want(connection, fact, seen, room, now),
    withhold: (fact, seen, now) => withhold(connection, fact, seen, now),
    reached: () => desk.faults.reach('content'),
  }
}

function waitingVerbs(connection: Connection): Pick<ContentLedger, 'waiting' | 'awaited' | 'due'> {
  const countOf = (rows: string, ...numbers: readonly number[]) =>
    connection.one<{ count: number }>(`SELECT count(*) AS count FROM (SELECT 1 ${rows} LIMIT ? + 0)`, ...numbers)
      ?.count ?? 0
  return {
    waiting: most => countOf('FROM content_place WHERE waiting = 1', most),

    // One that has not spoken yet is new.
    awaited: (most, heardAfter) =>
      countOf(`${awaited} AND (h.last_seen_at IS NULL OR h.last_seen_at > ?)`, heardAfter, most),

    due() {
      const waiting = connection.one<{ bytes: number | null }>(
        `SELECT sum(min(p.size, ?)) AS bytes ${awaited}`,
        maxContentBytes,
      )
      const kept = connection.one<{ bytes: number }>('SELECT bytes FROM content_cursor')
      return (kept?.bytes ?? 0) + (waiting?.bytes ?? 0)
    },
  }
}

function factIn(row: FactColumns): Omit<ContentFact, 'stays'> {
  const { id, customer, host, root, path, verdict, severity, actor } = row
  const after = unpackObservation(row.after)
  const between = row.seen_between === null ? [] : (JSON.parse(row.seen_between) as Glimpse[])
  return {
    ...{ id, customer, host, root, path, severity, actor },
    unauthorised: verdict === 'unauthorised',
    firstCensus: row.noticed === 'census' && (row.first_census_to === null || id <= row.first_census_to),
    seen: [...(hasContent(after) ? standing(after) : []), ...between.flatMap(glimpsed)],
  }
}

function standing(seen: Present | Unstable): SeenContent[] {
  const { type, size, digest, at, uid, gid, mode, mtimeMs, ctimeMs } = seen
  if (type !== 'file' || digest?.algorithm !== 'sha256') return []
  const growing = seen.state === 'unstable' ? { growing: true } : {}
  return [{ sha256: digest.hex, size, at, stat: JSON.stringify({ uid, gid, mode, mtimeMs, ctimeMs, ...growing }) }]
}

function glimpsed({ digest, size, at, stat }: Glimpse): SeenContent[] {
  if (digest.algorithm !== 'sha256') return []
  return [{ sha256: digest.hex, size, at, stat: stat === undefined ? null : JSON.stringify(stat) }]
}

interface Known {
  readonly id: number
  readonly state: string
  readonly why: string | null
  readonly severity: Severity
  readonly place: number
  readonly bytes: number
}

function want(connection: Connection, fact: ContentFact, seen: SeenContent, room: boolean, now: number): boolean {
  const known = connection.one<Known>(
    'SELECT id, state, why, severity, place, bytes FROM content WHERE customer = ? AND sha256 = ?',
    fact.customer,
    seen.sha256,
  )
  if (known === undefined) {
    addContent(connection, fact, seen, room ? wanted : noRoom, now)
    return room
  }
  if (isWorse(fact.severity, known.severity))
    connection.run('UPDATE content SET severity = ? WHERE id = ?', fact.severity, known.id)
  if (known.place === 0) findReleased(connection, known, fact, seen)
  if (known.why === 'profile' && known.bytes > 0) {
    addPlace(connection, known.id, fact, seen, false)
    letGo(connection, known.id)
    return false
  }
  // What is here is not asked for again, nor whoever has said that it leaves no host.
  if (known.state === 'kept' || !room) return false
  if (known.state === 'withheld' && hasAnswered(connection, known, fact)) return false
  const before = waitingPlaces(connection, known.id)
  // That it holds card numbers stays known: it is forgotten only where somebody gives the content itself.
  connection.run(
    `UPDATE content SET state = 'wanted', why = iif(why = 'cards', why, NULL), done_at = NULL WHERE id = ?`,
    known.id,
  )
  addPlace(connection, known.id, fact, seen, true)
  return waitingPlaces(connection, known.id) > before
}

/** One that is known otherwise is wanted, kept or missed by other places, and stays that. */
function withhold(connection: Connection, fact: ContentFact, seen: SeenContent, now: number): void {
  const known = connection.one<Pick<Known, 'id' | 'state' | 'why'>>(
    'SELECT id, state, why FROM content WHERE customer = ? AND sha256 = ?',
    fact.customer,
    seen.sha256,
  )
  if (known === undefined) addContent(connection, fact, seen, staying, now)
  else if (known.state === 'withheld' && known.why === 'profile') addPlace(connection, known.id, fact, seen, false)
}

/** It came with a release; now that a finding shows it, it stands among what was captured. Its bytes stay the release's. */
function findReleased(connection: Connection, { id }: Known, fact: ContentFact, seen: SeenContent): void {
  addPlace(connection, id, fact, seen, false)
  connection.run(
    'UPDATE content SET place = (SELECT id FROM content_place WHERE content = content.id) WHERE id = ?',
    id,
  )
}

/** Settings are such by their name, and profiles go by paths: under another one the same host is asked again. */
function hasAnswered(connection: Connection, { id, why }: Known, { host, path }: ContentFact): boolean {
  if (why === 'profile') return false
  const row = connection.one(
    'SELECT 1 FROM content_place WHERE content = ?1 AND host = ?2 AND (?3 IS NULL OR path = ?3) LIMIT 1',
    id,
    host,
    why === 'settings' ? path : null,
  )
  return row !== undefined
}

const wanted = { state: 'wanted', why: null } as const
const noRoom = { state: 'missed', why: 'over-budget' } as const
const staying = { state: 'withheld', why: 'profile' } as const

function addContent(
  connection: Connection,
  fact: ContentFact,
  seen: SeenContent,
  { state, why }: typeof wanted | typeof noRoom | typeof staying,
  now: number,
): void {
  const { id } = connection.run(
    `INSERT INTO content (customer, sha256, state, why, severity, wanted_at, done_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    fact.customer,
    seen.sha256,
    state,
    why,
    fact.severity,
    now,
    why === null ? null : now,
  )
  addPlace(connection, id, fact, seen, why === null)
  connection.run(
    'UPDATE content SET place = (SELECT id FROM content_place WHERE content = content.id) WHERE id = ?',
    id,
  )
}

/** One that was asked in vain is asked again: the newest finding says that it is there. */
function addPlace(
  connection: Connection,
  content: number,
  fact: ContentFact,
  seen: SeenContent,
  waiting: boolean,
): void {
  makeRoom(connection, content, fact)
  connection.run(
    `INSERT INTO content_place (content, host, root, path, finding, size, seen_at, stat, actor, rank, waiting)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
     WHERE (SELECT count(*) FROM content_place WHERE content = ?1) < ${maxPlaces}
       OR EXISTS (SELECT 1 FROM content_place WHERE content = ?1 AND root = ?3 AND path = ?4)
     ON CONFLICT (content, root, path) DO UPDATE SET finding = excluded.finding, size = excluded.size,
       seen_at = excluded.seen_at, stat = excluded.stat, actor = excluded.actor, rank = min(rank, excluded.rank),
       tries = iif(waiting = 1, tries, 0), next_at = iif(waiting = 1, next_at, 0), waiting = excluded.waiting`,
    content,
    fact.host,
    fact.root,
    fact.path,
    fact.id,
    seen.size,
    seen.at,
    seen.stat,
    fact.actor,
    severities.indexOf(fact.severity),
    waiting ? 1 : 0,
  )
}

function makeRoom(connection: Connection, content: number, { root, path }: ContentFact): void {
  connection.run(
    `DELETE FROM content_place WHERE id = (
       SELECT p.id FROM content_place p JOIN content c ON c.id = p.content
       WHERE p.content = ?1 AND p.waiting = 0 AND p.id <> c.place AND NOT (p.root = ?2 AND p.path = ?3)
         AND (SELECT count(*) FROM content_place WHERE content = ?1) >= ${maxPlaces} LIMIT 1)`,
    content,
    root,
    path,
  )
}

function waitingPlaces(connection: Connection, content: number): number {
  const row = connection.one<{ count: number }>(
    'SELECT count(*) AS count FROM content_place WHERE content = ? AND waiting = 1',
    content,
  )
  return row?.count ?? 0
}
