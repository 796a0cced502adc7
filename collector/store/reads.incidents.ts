// Owns the listing of incidents, newest first, one of them with its history, and its files with what stands there now.
import type { IncidentDetail, IncidentFileRow, IncidentFilter, IncidentRow } from '@sekisho/shared/api.incidents.ts'
import type { FindingRow } from '@sekisho/shared/api.ts'
import { cardsOfDump } from '@sekisho/shared/cards.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import type { IncidentKind, IncidentOutcome, IncidentState, LinkRule, Standing } from '@sekisho/shared/incident.ts'
import { hasContent } from '@sekisho/shared/observation.ts'
import { permittedDigest } from '@sekisho/shared/permitted.ts'
import { type Severity, severities, type VerdictWord } from '@sekisho/shared/verdict.ts'
import type { IncidentReads } from '../handover.incidents.ts'
import type { Page } from '../handover.ts'
import type { Connection, Value } from './connection.ts'
import { type Cursor, formatCursor, parseFindingCursor, parseRankedCursor } from './cursor.ts'
import { filesWith } from './glimpses.ts'
import { rank } from './incidents.ts'
import { unpackObservation } from './observations.ts'
import { placesIn } from './places.ts'
import { findingsById } from './reads.findings.ts'
import { safeTimeOrNull } from './rows.ts'

type Input<N extends keyof IncidentReads> = Parameters<IncidentReads[N]>[0]

const defaultLimit = 200
/** Contents of one incident that are looked for at other customers. */
const maxSought = 500
/** Lines of the audit trail that one incident shows. */
const maxHistory = 500

interface IncidentColumns {
  readonly id: number
  readonly state: IncidentState
  readonly outcome: IncidentOutcome | null
  readonly kind: IncidentKind
  readonly severity: Severity
  readonly beside: number | null
  readonly findings: number
  readonly open: number
  readonly files: number
  readonly kinds: string
  readonly roots: string
  readonly areas: string
  readonly lead: number
  readonly first_at: number
  readonly last_at: number
  readonly detected_at: number
  readonly opened_at: number | null
  readonly opened_by: string | null
  readonly aware_at: number | null
  readonly aware_by: string | null
}

const columns = `i.id, i.state, i.outcome, i.kind, i.severity, i.beside, i.findings, i.open, i.files, i.kinds, i.roots, i.areas,
  i.lead, i.first_at, i.last_at, i.detected_at, i.opened_at, i.opened_by, i.aware_at, i.aware_by`

export function listIncidents(connection: Connection, { customer, filter }: Input<'incidents'>): Page<IncidentRow> {
  const limit = filter.limit ?? defaultLimit
  const { where, values } = conditionsOf(connection, customer, filter)
  const rows = connection.all<IncidentColumns>(
    `SELECT ${columns} FROM incident i INDEXED BY incident_customer
     WHERE i.customer = ? AND i.merged_into IS NULL AND i.id < ? AND ${where} ORDER BY i.id DESC LIMIT ?`,
    customer,
    parseFindingCursor(filter.cursor) ?? Number.MAX_SAFE_INTEGER,
    ...values,
    limit + 1,
  )
  const items = rowsOf(connection, customer, rows.slice(0, limit))
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? formatCursor([last.id]) : null }
}

function conditionsOf(connection: Connection, customer: number, filter: IncidentFilter) {
  const { state = 'all', severity, host, site, since } = filter
  const conditions = ['i.findings > 0']
  const values: Value[] = []
  const add = (condition: string, ...given: Value[]) => {
    conditions.push(condition)
    values.push(...given)
  }
  if (state === 'unclosed') add(`i.state <> 'closed'`)
  else if (state !== 'all') add('i.state = ?', state)
  if (severity !== undefined) add('i.severity = ?', severity)
  if (since !== undefined) add('i.last_at >= ?', Date.parse(since))
  if (host !== undefined || site !== undefined) {
    const roots = JSON.stringify([...placesIn(connection, { customer, host, site }).keys()])
    add('EXISTS (SELECT 1 FROM json_each(i.roots) o JOIN json_each(?) w ON w.value = o.value)', roots)
  }
  return { where: conditions.join(' AND '), values }
}

export function oneIncident(connection: Connection, { customer, id }: Input<'incident'>): IncidentDetail | null {
  const row = incidentColumns(connection, customer, id)
  const [incident] = row === null ? [] : rowsOf(connection, customer, [row])
  if (incident === undefined) return null
  const merged = mergedInto(connection, incident.id)
  const history = connection.all<{ at: number; who: string; what: string; detail: string }>(
    `SELECT at, who, what, detail FROM audit WHERE json_extract(detail, '$.incident') IN (SELECT value FROM json_each(?))
     AND customer = ? ORDER BY id DESC LIMIT ?`,
    JSON.stringify([incident.id, ...merged]),
    customer,
    maxHistory,
  )
  return {
    ...incident,
    elsewhere: countElsewhere(connection, customer, incident.id),
    merged: [...merged],
    history: history.toReversed().map(({ at, who, what, detail }) => {
      return { at: safeTime(at), who, what, detail: JSON.parse(detail) as Record<string, unknown> }
    }),
  }
}

/** Of an incident that went into another, that one. */
function incidentColumns(connection: Connection, customer: number, id: number): IncidentColumns | null {
  const row = connection.one<IncidentColumns & { merged_into: number | null }>(
    `SELECT ${columns}, i.merged_into FROM incident i WHERE i.customer = ? AND i.id = ?`,
    customer,
    id,
  )
  if (row === undefined) return null
  return row.merged_into === null ? row : incidentColumns(connection, customer, row.merged_into)
}

function mergedInto(connection: Connection, id: number): readonly number[] {
  return connection
    .all<{ id: number }>(
      `WITH RECURSIVE gone (id) AS (SELECT id FROM incident WHERE merged_into = ?
       UNION SELECT i.id FROM incident i JOIN gone g ON i.merged_into = g.id) SELECT id FROM gone ORDER BY id`,
      id,
    )
    .map(row => row.id)
}

function countElsewhere(connection: Connection, customer: number, id: number): number {
  const row = connection.one<{ customers: number }>(
    `SELECT count(DISTINCT i.customer) AS customers FROM incident_file f JOIN incident i ON i.id = f.incident
     WHERE f.digest <> '' AND f.digest IN (SELECT DISTINCT digest FROM incident_file WHERE incident = ? AND digest <> '' LIMIT ?)
     AND i.customer <> ?`,
    id,
    maxSought,
    customer,
  )
  return row?.customers ?? 0
}

function rowsOf(connection: Connection, customer: number, rows: readonly IncidentColumns[]): IncidentRow[] {
  const places = placesIn(connection, { customer })
  const leads = new Map(
    findingsById(
      connection,
      customer,
      rows.map(({ lead }) => lead),
    ).map(row => [row.id, row]),
  )
  const cards = cardsIn(
    connection,
    customer,
    rows.map(({ id }) => id),
  )
  return rows.flatMap(row => {
    const lead = leads.get(row.lead)
    if (lead === undefined) return []
    const at = (JSON.parse(row.roots) as number[]).flatMap(root => places.get(root) ?? [])
    const [area] = JSON.parse(row.areas) as string[]
    const root = at.find(place => place.host === lead.host && place.root === lead.root)
    return {
      id: row.id,
      state: row.state,
      outcome: row.outcome,
      kind: row.kind,
      severity: row.severity,
      lead: { ...lead, standing: standingOf(connection, root?.id ?? 0, lead.path, lead.sha256) },
      plugin: row.kind === 'plugin' ? (area?.replace(/^plugin:/, '') ?? null) : null,
      cards: cards.get(row.id) ?? null,
      findings: row.findings,
      open: row.open,
      files: row.files,
      kinds: JSON.parse(row.kinds) as IncidentRow['kinds'],
      hosts: namesOf(at.map(({ host }) => host)),
      sites: namesOf(at.map(({ site }) => site)),
      firstAt: safeTime(row.first_at),
      lastAt: safeTime(row.last_at),
      detectedAt: safeTime(row.detected_at),
      opened: momentOf(row.opened_at, row.opened_by),
      aware: momentOf(row.aware_at, row.aware_by),
      beside: row.beside,
    }
  })
}

/** Most card numbers in one content, by incident; only of those that have such a content. */
function cardsIn(connection: Connection, customer: number, ids: readonly number[]): ReadonlyMap<number, number> {
  const rows = connection.all<{ incident: number; cards: number }>(
    `SELECT f.incident, max(coalesce(json_extract(c.cards, '$.count'), ?)) AS cards
     FROM content c INDEXED BY content_cards JOIN incident_file f ON f.id IN ${filesWith('c.sha256')}
     WHERE c.customer = ? AND c.why = 'cards' AND f.incident IN (SELECT value FROM json_each(?)) GROUP BY f.incident`,
    cardsOfDump,
    customer,
    JSON.stringify(ids),
  )
  return new Map(rows.map(({ incident, cards }) => [incident, cards]))
}

function namesOf(names: readonly (string | null)[]): string[] {
  return [...new Set(names)].filter(name => name !== null).sort()
}

function momentOf(at: number | null, by: string | null): { at: string; by: string } | null {
  const time = safeTimeOrNull(at)
  return time === null ? null : { at: time, by: by ?? '' }
}

/** `sha256`: of the content that is asked about; null where a finding told none, or removed it. */
function standingOf(connection: Connection, root: number, path: FindingRow['path'], sha256: string | null): Standing {
  const row = connection.one<{ observation: string; verdict: VerdictWord }>(
    'SELECT observation, verdict FROM inventory WHERE root = ? AND path = ?',
    root,
    path,
  )
  if (row === undefined) return 'gone'
  const seen = unpackObservation(row.observation)
  const held = hasContent(seen) ? permittedDigest(seen) : null
  if (sha256 !== null && held !== sha256) return 'other'
  return row.verdict === 'unauthorised' ? 'there' : 'permitted'
}

interface FileColumns {
  readonly id: number
  readonly root: number
  readonly path: string
  readonly digest: string
  readonly severity: Severity
  readonly seen: number
  readonly open: number
  readonly first_at: number
  readonly last_at: number
  readonly first_finding: number
  readonly last_finding: number
  readonly links: string
}

export function listIncidentFiles(
  connection: Connection,
  { customer, id, cursor, limit }: Input<'incidentFiles'>,
): Page<IncidentFileRow> | null {
  const incident = incidentColumns(connection, customer, id)
  if (incident === null) return null
  const places = placesIn(connection, { customer })
  const rows = connection.all<FileColumns>(
    `SELECT id, root, path, digest, severity, seen, open, first_at, last_at, first_finding, last_finding, links
     FROM incident_file WHERE incident = ? AND (${rank('severity')}, first_finding, id) > (?, ?, ?)
     ORDER BY ${rank('severity')}, first_finding, id LIMIT ?`,
    incident.id,
    ...(parseRankedCursor(cursor ?? undefined) ?? [0, 0, 0]),
    limit + 1,
  )
  const items = rows.slice(0, limit).flatMap((row): IncidentFileRow[] => {
    const place = places.get(row.root)
    if (place === undefined) return []
    const sha256 = row.digest === '' ? null : row.digest
    return [
      {
        id: row.id,
        host: place.host,
        root: place.root,
        path: row.path,
        sha256,
        severity: row.severity,
        seen: row.seen,
        open: row.open,
        firstAt: safeTime(row.first_at),
        lastAt: safeTime(row.last_at),
        firstFinding: row.first_finding,
        lastFinding: row.last_finding,
        standing: standingOf(connection, row.root, row.path, sha256),
        why: whyOf(connection, row),
      },
    ]
  })
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? formatCursor(rankedCursor(last)) : null }
}

function rankedCursor({ severity, firstFinding, id }: IncidentFileRow): Cursor {
  return [severities.indexOf(severity), firstFinding, id]
}

/** The rules under which it shares something with other findings, and how many those are with it. */
function whyOf(connection: Connection, { links, first_at }: FileColumns): IncidentFileRow['why'] {
  return (JSON.parse(links) as [LinkRule, string][]).flatMap(([rule, key]) => {
    const span = connection.one<{ findings: number }>(
      'SELECT findings FROM incident_link WHERE key = ? AND from_at <= ? AND to_at >= ?',
      key,
      first_at,
      first_at,
    )
    return span === undefined || span.findings < 2 ? [] : [{ rule, findings: span.findings }]
  })
}
