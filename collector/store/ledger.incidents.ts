// Owns the tables of incidents as grouping writes them: counted as findings come, and counted anew where files move.
// Which findings belong together is incidents'.
import type { FindingKind, Glimpse, KnownActor, Noticed } from '@sekisho/shared/finding.ts'
import type { IncidentOutcome, IncidentState } from '@sekisho/shared/incident.ts'
import { hasContent } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { PathClass } from '@sekisho/shared/profile.ts'
import { isWorse, type ReasonCode, type Severity, severities, type VerdictWord } from '@sekisho/shared/verdict.ts'
import type { FindingFact, FindingSort, IncidentFacts, IncidentLedger } from '../handover.incidents.ts'
import { raiseAlarm } from './alarms.ts'
import { auditBy } from './audit.ts'
import { holdsCards } from './cards.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { dropGlimpses } from './glimpses.ts'
import { countAnew, countFinding, createIncident, lowerAlarmed, moveFiles, worsenFile } from './incidents.ts'
import { reasonsOf } from './judgements.ts'
import { partVerbs } from './ledger.parts.ts'
import { unpackObservation } from './observations.ts'
import { remembering } from './remembering.ts'

export function openIncidentLedger(desk: Desk): IncidentLedger {
  return {
    ...readingVerbs(desk.connection),
    ...linkVerbs(desk.connection),
    ...incidentVerbs(desk),
    ...memberVerbs(desk),
    ...partVerbs(desk.connection),
    ...stateVerbs(desk),
  }
}

interface FactColumns {
  readonly id: number
  readonly customer: number
  readonly host: number
  readonly root: number
  readonly profile: string
  readonly path: PathText
  readonly kind: FindingKind
  readonly noticed: Noticed
  readonly first_census_to: number | null
  readonly at: number
  readonly received_at: number
  readonly class: PathClass
  readonly payment: number
  readonly after: string
  readonly seen_between: string | null
  readonly actor: string | null
  readonly open: number
  readonly verdict: VerdictWord
  readonly severity: Severity
  readonly reasons: string
  readonly history: string | null
}

const factSource = `SELECT f.id, h.customer, r.host, f.root, r.profile, f.path, f.kind, f.noticed, r.first_census_to, f.at,
  f.received_at, f.class, f.payment, f.after, f.seen_between, f.actor, f.open, f.verdict, f.severity, f.reasons, f.history
  FROM finding f JOIN root r ON r.id = f.root JOIN host h ON h.id = r.host`

/** Findings that take work; those that were always permitted are passed over by the thousand. */
const maxFacts = 100

function readingVerbs(connection: Connection) {
  return {
    cursor: () => connection.one<{ finding: number }>('SELECT finding FROM incident_cursor')?.finding ?? 0,

    advance(finding) {
      connection.run('UPDATE incident_cursor SET finding = ?', finding)
    },

    factsAfter(finding, limit) {
      const newest = connection.one<{ id: number | null }>('SELECT max(id) AS id FROM finding_row')?.id ?? 0
      const to = Math.min(newest, finding + limit)
      if (to <= finding) return { facts: [], to: finding }
      const rows = connection.all<FactColumns>(
        `${factSource} WHERE f.id > ? AND f.id <= ? AND (f.verdict = 'unauthorised' OR f.history LIKE '%"unauthorised"%')
         ORDER BY f.id LIMIT ? + 0`,
        finding,
        to,
        maxFacts,
      )
      return {
        facts: rows.map(row => factOf(connection, row)),
        to: rows.length < maxFacts ? to : (rows.at(-1)?.id ?? to),
      }
    },

    fact(finding) {
      const row = connection.one<FactColumns>(`${factSource} WHERE f.id = ?`, finding)
      return row === undefined ? null : factOf(connection, row)
    },

    takeRevised: limit =>
      connection
        .all<{ finding: number }>(
          `DELETE FROM revision WHERE id IN (SELECT id FROM revision ORDER BY id LIMIT ? + 0) RETURNING finding`,
          limit,
        )
        .map(({ finding }) => finding),
  } satisfies Partial<IncidentLedger>
}

interface Judgement {
  readonly verdict: VerdictWord
  readonly severity: Severity
  readonly reasons: string
}

function factOf(connection: Connection, row: FactColumns): FindingFact {
  const earlier = row.history === null ? [] : (JSON.parse(row.history) as Judgement[])
  const judgements = [row, ...earlier].filter(({ verdict }) => verdict === 'unauthorised')
  const seen = unpackObservation(row.after)
  const worst = severities.find(word => judgements.some(({ severity }) => severity === word)) ?? null
  const content = hasContent(seen) && seen.type === 'file' && seen.size > 0 ? seen.digest : null
  const digest = content?.algorithm === 'sha256' ? content.hex : null
  const glimpsed = glimpsedIn(row.seen_between)
  const isDump = [digest, ...glimpsed].some(one => holdsCards(connection, row.customer, one))
  return {
    id: row.id,
    customer: row.customer,
    host: row.host,
    root: row.root,
    profile: row.profile,
    path: row.path,
    kind: row.kind,
    noticed: row.noticed,
    firstCensus: row.noticed === 'census' && (row.first_census_to === null || row.id <= row.first_census_to),
    at: row.at,
    receivedAt: row.received_at,
    class: row.class,
    payment: row.payment === 1,
    digest,
    glimpsed,
    actor: row.actor === null ? 'unknown' : (JSON.parse(row.actor) as KnownActor),
    open: row.open === 1,
    worst: worst !== null && isDump ? 'critical' : worst,
    reasons: [...new Set(judgements.flatMap(({ reasons }): ReasonCode[] => reasonsOf(reasons)))],
  }
}

function glimpsedIn(between: string | null): readonly string[] {
  const glimpses = between === null ? [] : (JSON.parse(between) as Glimpse[])
  return glimpses.flatMap(({ digest, size }) => (digest.algorithm === 'sha256' && size > 0 ? [digest.hex] : []))
}

function linkVerbs(connection: Connection) {
  return {
    spans({ key, windowMs }, at) {
      const reach = windowMs ?? Number.MAX_VALUE
      return connection
        .all<{ from: number; to: number; findings: number; incident: number }>(
          `SELECT from_at AS "from", to_at AS "to", findings, incident FROM incident_link
           WHERE key = ? AND from_at <= ? AND to_at >= ?`,
          key,
          at + reach,
          at - reach,
        )
        .map(row => ({ ...row }))
    },

    putSpan({ key }, before, { from, to, findings, incident }) {
      // As most findings come in the order of their time, nearly every span only reaches further.
      const [same] = before.filter(span => span.from === from)
      for (const span of before) {
        if (span !== same) connection.run('DELETE FROM incident_link WHERE key = ? AND from_at = ?', key, span.from)
      }
      connection.run(
        `INSERT INTO incident_link (key, from_at, to_at, incident, findings) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET to_at = excluded.to_at, incident = excluded.incident, findings = excluded.findings`,
        key,
        from,
        to,
        incident,
        findings,
      )
    },
  } satisfies Partial<IncidentLedger>
}

/** In `bulk`, where 1 is a deployment that is not divided: one of before there was such a thing is at its next finding. */
const isDivided = 2

/** Each finding asks for its incident some five times: as a list it is read in half the time. */
type IncidentRow = [
  id: number,
  customer: number,
  state: IncidentState,
  outcome: IncidentOutcome | null,
  severity: Severity,
  alarmed: Severity | null,
  mergedInto: number | null,
  beside: number | null,
  bulk: number,
  byHand: number,
  open: number,
  findings: number,
  changes: number,
  planted: number,
  payment: number,
  census: number,
  kinds: string,
  roots: string,
  areas: string,
]

const kindsIn = remembering(text => JSON.parse(text) as IncidentFacts['kinds'])
const rootsIn = remembering(text => JSON.parse(text) as readonly number[])
const areasIn = remembering(text => JSON.parse(text) as readonly string[])

const incidentSource = `SELECT id, customer, state, outcome, severity, alarmed, merged_into, beside, bulk, by_hand, open, findings, changes,
  planted, payment, census, kinds, roots, areas FROM incident`

function incidentVerbs(desk: Desk) {
  const { connection } = desk
  const incident = (id: number): IncidentFacts | null => {
    const [row] = connection.rows<IncidentRow>(`${incidentSource} WHERE id = ?`, id)
    if (row === undefined) return null
    const [, , , , , , mergedInto] = row
    return mergedInto === null ? factsOf(row) : incident(mergedInto)
  }
  return {
    incident,

    besideOf(id) {
      const [row] = connection.rows<IncidentRow>(`${incidentSource} WHERE beside = ? AND merged_into IS NULL`, id)
      return row === undefined ? null : factsOf(row)
    },

    create(first, beside, at) {
      const made = incident(createIncident(desk, first, beside?.id ?? null, at))
      if (made === null) throw new Error('the incident was not kept')
      return made
    },

    add: (into, member) => countFinding(desk, into, member),

    mergeInto(into, from, at) {
      const files = connection.all<{ id: number }>('SELECT id FROM incident_file WHERE incident = ?', from)
      moveFiles(
        desk,
        from,
        into,
        files.map(({ id }) => id),
      )
      connection.run(
        `UPDATE incident SET opened_by = iif(coalesce(o.opened_at, 9e15) < coalesce(incident.opened_at, 9e15), o.opened_by, incident.opened_by),
         opened_at = nullif(min(coalesce(incident.opened_at, 9e15), coalesce(o.opened_at, 9e15)), 9e15),
         aware_by = iif(coalesce(o.aware_at, 9e15) < coalesce(incident.aware_at, 9e15), o.aware_by, incident.aware_by),
         aware_at = nullif(min(coalesce(incident.aware_at, 9e15), coalesce(o.aware_at, 9e15)), 9e15)
         FROM incident o WHERE incident.id = ? AND o.id = ?`,
        into,
        from,
      )
      takeTold(connection, into, from)
      connection.run('UPDATE incident SET merged_into = ?, beside = NULL, changed_at = ? WHERE id = ?', into, at, from)
      // Merged by hand into the one that was kept apart from it, it has none any more.
      connection.run('UPDATE incident SET beside = NULL WHERE id = ? AND beside = ?', into, from)
      connection.run('UPDATE incident SET beside = ? WHERE beside = ?', into, from)
    },
  } satisfies Partial<IncidentLedger>
}

/**
 * What people have heard of the one they need not hear of both. Of one that was closed they may think it done with: that it is
 * part of something open again is news.
 */
function takeTold(connection: Connection, into: number, from: number): void {
  const told = (id: number) =>
    connection.one<{ state: IncidentState; alarmed: Severity | null }>(
      'SELECT state, alarmed FROM incident WHERE id = ?',
      id,
    )
  const [one, other] = [told(into), told(from)]
  if (one === undefined || other === undefined || other.state === 'closed' || other.alarmed === null) return
  if (one.alarmed === null || isWorse(other.alarmed, one.alarmed))
    connection.run('UPDATE incident SET alarmed = ? WHERE id = ?', other.alarmed, into)
}

function memberVerbs(desk: Desk) {
  const { connection } = desk
  return {
    holderOf(finding) {
      const row = connection.one<{ incident: number; open: number; sort: FindingSort }>(
        `SELECT f.incident, m.open, f.sort FROM incident_finding m JOIN incident_file f ON f.id = m.file
         WHERE m.finding = ?`,
        finding,
      )
      return row === undefined ? null : { incident: row.incident, open: row.open === 1, sort: row.sort }
    },

    moveFiles(from, to, files) {
      moveFiles(desk, from, to, files)
    },

    findingsOf: (id, files) =>
      connection
        .all<{ finding: number }>(
          `SELECT m.finding FROM incident_file f JOIN incident_finding m ON m.file = f.id
           WHERE f.incident = ? AND f.id IN (SELECT value FROM json_each(?)) ORDER BY m.finding`,
          id,
          JSON.stringify(files),
        )
        .map(row => row.finding),

    setFlag(finding, open) {
      const file = connection.one<{ file: number }>(
        'UPDATE incident_finding SET open = ? WHERE finding = ? RETURNING file',
        open ? 1 : 0,
        finding,
      )?.file
      const by = open ? 1 : -1
      connection.run('UPDATE incident_file SET open = open + ? WHERE id = ?', by, file ?? 0)
      connection.run(
        'UPDATE incident SET open = open + ? WHERE id = (SELECT incident FROM incident_file WHERE id = ?)',
        by,
        file ?? 0,
      )
    },

    remove(finding) {
      const file = connection.one<{ file: number }>(
        'DELETE FROM incident_finding WHERE finding = ? RETURNING file',
        finding,
      )?.file
      dropGlimpses(connection, finding)
      // Of an incident that was pruned there is nothing to count, and its files are pruning's to remove.
      const held = connection.one<{ incident: number }>(
        'SELECT f.incident FROM incident_file f JOIN incident i ON i.id = f.incident WHERE f.id = ?',
        file ?? 0,
      )
      if (held !== undefined) countAnew(desk, held.incident)
    },
  } satisfies Partial<IncidentLedger>
}

function factsOf(row: IncidentRow): IncidentFacts {
  const [id, customer, state, outcome, severity, alarmed, , beside, bulk, byHand, open, findings, ...more] = row
  const [changes, planted, payment, census, kinds, roots, areas] = more
  return {
    ...{ id, customer, state, outcome, severity, alarmed, beside, open, findings, changes, planted, payment, census },
    bulk: bulk > 0,
    divided: bulk === isDivided,
    byHand: byHand === 1,
    kinds: kindsIn(kinds),
    roots: rootsIn(roots),
    areas: areasIn(areas),
  }
}

function stateVerbs(desk: Desk) {
  const { connection } = desk
  return {
    worsen(finding, severity) {
      worsenFile(desk, finding, severity)
    },
    setBulk(id) {
      connection.run('UPDATE incident SET bulk = max(bulk, 1) WHERE id = ?', id)
    },
    setDivided(id) {
      connection.run('UPDATE incident SET bulk = ? WHERE id = ?', isDivided, id)
    },
    setByHand(id) {
      connection.run('UPDATE incident SET by_hand = 1 WHERE id = ?', id)
    },
    setKind(id, kind) {
      connection.run('UPDATE incident SET kind = ? WHERE id = ? AND kind <> ?', kind, id, kind)
    },
    enter(id, state, outcome, at) {
      connection.run('UPDATE incident SET state = ?, outcome = ?, changed_at = ? WHERE id = ?', state, outcome, at, id)
    },
    alarm: (id, cause, at, unseen) => raiseAlarm(desk, id, cause, at, unseen),
    lowerAlarmed: id => lowerAlarmed(desk, id),
    setOpened(id, by, at) {
      connection.run('UPDATE incident SET opened_at = ?, opened_by = ? WHERE id = ? AND opened_at IS NULL', at, by, id)
    },
    setAware(id, by, at) {
      connection.run('UPDATE incident SET aware_at = ?, aware_by = ? WHERE id = ?', at, by, id)
    },
    audit: (by, what, detail) => auditBy(desk, by, what, detail),
    changed: customer => desk.changed(customer, 'incidents-changed'),
    reached: () => desk.faults.reach('incident'),
  } satisfies Partial<IncidentLedger>
}
