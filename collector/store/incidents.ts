// Owns how incidents are counted: one finding more in a few statements, and all anew where files moved between two.
// The sums are such that it makes no difference which of the two counted them.
import type { FindingKind } from '@sekisho/shared/finding.ts'
import { type Severity, severities } from '@sekisho/shared/verdict.ts'
import type { Membership } from '../handover.incidents.ts'
import type { Desk } from './desk.ts'
import { keepGlimpses, showsUnseen } from './glimpses.ts'

/** SQL: whether another content is at the path of an incident_file too, or was for a moment by one of these findings. */
function isAgain(findings: string): string {
  return `digest <> '' AND sort IN ('change', 'found') AND (
    EXISTS (SELECT 1 FROM incident_file o INDEXED BY incident_file_changed WHERE o.incident = incident_file.incident
      AND o.root = incident_file.root AND o.path = incident_file.path AND o.sort IN ('change', 'gone', 'found')
      AND o.digest NOT IN ('', incident_file.digest))
    OR EXISTS (SELECT 1 FROM incident_glimpse g WHERE g.finding IN (${findings}) AND g.digest <> incident_file.digest))`
}

const findingsOfFile = 'SELECT m.finding FROM incident_finding m WHERE m.file = incident_file.id'

/** Nothing is counted yet: the finding is the first that will be. */
export function createIncident(desk: Desk, first: Membership, beside: number | null, at: number): number {
  const { fact, severity } = first
  const { id } = desk.connection.run(
    `INSERT INTO incident (customer, kind, beside, severity, lead, lead_at, first_at, last_at, detected_at, changed_at)
     VALUES (?, 'change', ?, ?, ?, ?, ?, ?, ?, ?)`,
    fact.customer,
    beside,
    severity,
    fact.id,
    fact.at,
    fact.at,
    fact.at,
    fact.receivedAt,
    at,
  )
  return id
}

interface CountedFile {
  readonly id: number
  readonly seen: number
  readonly severity: Severity
  readonly first_at: number
  readonly first_finding: number
}

/** True when that content of that path is new in the incident, or one that was there for a moment is. */
export function countFinding(desk: Desk, incident: number, member: Membership): boolean {
  const { connection } = desk
  const { fact, severity, sort, area, links } = member
  const knownPath = connection.one(
    `SELECT 1 FROM incident_file INDEXED BY incident_file_changed WHERE incident = ? AND root = ? AND path = ?
     AND sort IN ('change', 'gone', 'found')`,
    incident,
    fact.root,
    fact.path,
  )
  const showsOther = showsUnseen(connection, incident, fact, fact.glimpsed)
  const file = connection.one<CountedFile>(
    `INSERT INTO incident_file (incident, root, path, digest, sort, area, severity, seen, open, first_at, last_at,
     first_finding, last_finding, links) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8, ?9, ?9, ?10, ?10, ?11)
     ON CONFLICT DO UPDATE SET seen = seen + 1, open = open + excluded.open,
     severity = iif(${rank('excluded.severity')} < ${rank('severity')}, excluded.severity, severity),
     first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at),
     first_finding = min(first_finding, excluded.first_finding), last_finding = max(last_finding, excluded.last_finding)
     RETURNING id, seen, severity, first_at, first_finding`,
    incident,
    fact.root,
    fact.path,
    fact.digest ?? '',
    sort,
    area,
    severity,
    fact.open ? 1 : 0,
    fact.at,
    fact.id,
    JSON.stringify(links.map(({ rule, key }) => [rule, key])),
  )
  if (file === undefined) throw new Error('the file was not counted')
  connection.run(
    'INSERT INTO incident_finding (finding, file, open) VALUES (?, ?, ?)',
    fact.id,
    file.id,
    fact.open ? 1 : 0,
  )
  keepGlimpses(connection, fact)
  connection.run(`UPDATE incident_file SET again = 1 WHERE id = ? AND again = 0 AND ${isAgain('?')}`, file.id, fact.id)
  const isNew = file.seen === 1
  const isChange = sort !== 'planted' && sort !== 'census'
  addToIncident(desk, incident, member, isNew, isChange && knownPath === undefined)
  offerLead(desk, incident, file)
  return isNew || showsOther
}

function addToIncident(desk: Desk, incident: number, member: Membership, isNew: boolean, isChange: boolean): void {
  const { fact, sort, area } = member
  desk.connection.run(
    `UPDATE incident SET findings = findings + 1, open = open + ?1, files = files + ?2, changes = changes + ?3,
     planted = planted + ?4, payment = payment + ?5, census = census + ?6,
     kinds = json_set(kinds, '$."' || ?7 || '"', coalesce(json_extract(kinds, '$."' || ?7 || '"'), 0) + 1),
     roots = iif(EXISTS (SELECT 1 FROM json_each(roots) WHERE value = ?8), roots, json_insert(roots, '$[#]', ?8)),
     areas = iif(EXISTS (SELECT 1 FROM json_each(areas) WHERE value = ?9), areas, json_insert(areas, '$[#]', ?9)),
     first_at = min(first_at, ?10), last_at = max(last_at, ?10), detected_at = min(detected_at, ?11),
     changed_at = max(changed_at, ?11) WHERE id = ?12`,
    fact.open ? 1 : 0,
    isNew ? 1 : 0,
    isChange ? 1 : 0,
    sort === 'planted' ? 1 : 0,
    fact.payment ? 1 : 0,
    fact.firstCensus ? 1 : 0,
    fact.kind,
    fact.root,
    area,
    fact.at,
    fact.receivedAt,
    incident,
  )
}

/** An incident is told by its worst file, the earliest of several: each that counts is offered. */
function offerLead(desk: Desk, incident: number, file: CountedFile): void {
  desk.connection.run(
    `UPDATE incident SET severity = ?1, lead_at = ?2, lead = ?3 WHERE id = ?4
     AND (${rank('?1')}, ?2, ?3) < (${rank('severity')}, lead_at, lead)`,
    file.severity,
    file.first_at,
    file.first_finding,
    incident,
  )
}

/** SQL: how bad a severity is, 0 the worst. */
export function rank(severity: string): string {
  return `CASE ${severity} ${severities.map((word, index) => `WHEN '${word}' THEN ${index}`).join(' ')} END`
}

/** Where both hold the same content of the same path, its findings go to the other's. */
export function moveFiles(desk: Desk, from: number, to: number, files: readonly number[]): void {
  const { connection } = desk
  const moved: number[] = []
  for (const file of files) {
    const twin = connection.one<{ id: number; severity: Severity }>(
      `SELECT o.id, iif(${rank('f.severity')} < ${rank('o.severity')}, f.severity, o.severity) AS severity
       FROM incident_file f JOIN incident_file o ON o.incident = ? AND o.root = f.root AND o.path = f.path
       AND o.digest = f.digest AND o.sort = f.sort AND o.area = f.area WHERE f.id = ?`,
      to,
      file,
    )
    if (twin === undefined) {
      connection.run('UPDATE incident_file SET incident = ? WHERE id = ?', to, file)
      moved.push(file)
      continue
    }
    connection.run('UPDATE incident_finding SET file = ? WHERE file = ?', twin.id, file)
    connection.run('UPDATE incident_file SET severity = ? WHERE id = ?', twin.severity, twin.id)
    connection.run('DELETE FROM incident_file WHERE id = ?', file)
    moved.push(twin.id)
  }
  const again = `UPDATE incident_file SET again = 1 WHERE id = ? AND again = 0 AND ${isAgain(findingsOfFile)}`
  for (const file of moved) connection.run(again, file)
  countAnew(desk, from)
  lowerAlarmed(desk, from)
  countAnew(desk, to)
}

/** What people were told of files that have left is not told of what is still there: else nobody heard when that became as bad. */
export function lowerAlarmed({ connection }: Desk, incident: number): void {
  connection.run(
    `UPDATE incident SET alarmed = severity WHERE id = ? AND findings > 0 AND ${rank('alarmed')} < ${rank('severity')}`,
    incident,
  )
}

/** From the findings themselves. An incident that holds none keeps what it said. */
export function countAnew(desk: Desk, incident: number): void {
  const { connection } = desk
  connection.run(
    `UPDATE incident_file SET (seen, open, first_at, last_at, first_finding, last_finding) =
     (SELECT count(*), coalesce(sum(m.open), 0), min(d.at), max(d.at), min(d.id), max(d.id)
      FROM incident_finding m JOIN finding d ON d.id = m.finding WHERE m.file = incident_file.id)
     WHERE incident = ? AND EXISTS (SELECT 1 FROM incident_finding m WHERE m.file = incident_file.id)`,
    incident,
  )
  connection.run(
    `DELETE FROM incident_file WHERE incident = ? AND NOT EXISTS
     (SELECT 1 FROM incident_finding m WHERE m.file = incident_file.id)`,
    incident,
  )
  // No file comes to have another content beside it by what leaves: of those that had, few are to be asked.
  connection.run(
    `UPDATE incident_file INDEXED BY incident_file_again SET again = 0 WHERE incident = ?
     AND sort IN ('change', 'gone', 'found') AND again = 1 AND NOT (${isAgain(findingsOfFile)})`,
    incident,
  )
  const totals = connection.one<Record<'findings' | 'open' | 'files' | 'changes' | 'planted', number>>(
    `SELECT coalesce(sum(seen), 0) AS findings, coalesce(sum(open), 0) AS open, count(*) AS files,
     (SELECT count(*) FROM (SELECT DISTINCT root, path FROM incident_file
       WHERE incident = ?1 AND sort IN ('change', 'gone', 'found'))) AS changes,
     coalesce(sum(iif(sort = 'planted', seen, 0)), 0) AS planted FROM incident_file WHERE incident = ?1`,
    incident,
  )
  const { findings = 0, open = 0, files = 0, changes = 0, planted = 0 } = totals ?? {}
  connection.run(
    'UPDATE incident SET findings = ?, open = ?, files = ?, changes = ?, planted = ? WHERE id = ?',
    findings,
    open,
    files,
    changes,
    planted,
    incident,
  )
  if (findings > 0) describeAnew(desk, incident)
}

interface Described {
  readonly lead: number
  readonly lead_at: number
  readonly severity: Severity
}

function describeAnew({ connection }: Desk, incident: number): void {
  const members = `FROM incident_file f JOIN incident_finding m ON m.file = f.id JOIN finding d ON d.id = m.finding
    JOIN root r ON r.id = d.root WHERE f.incident = ?`
  const kinds = connection.all<{ kind: FindingKind; findings: number }>(
    `SELECT d.kind, count(*) AS findings ${members} GROUP BY d.kind`,
    incident,
  )
  const roots = connection.all<{ root: number }>(`SELECT DISTINCT d.root ${members}`, incident).map(({ root }) => root)
  const areas = connection.all<{ area: string }>(`SELECT DISTINCT area FROM incident_file WHERE incident = ?`, incident)
  const lead = connection.one<Described>(
    `SELECT first_finding AS lead, first_at AS lead_at, severity FROM incident_file WHERE incident = ?
     ORDER BY ${rank('severity')}, first_at, first_finding LIMIT 1`,
    incident,
  )
  const sums = connection.one<Record<'payment' | 'census' | 'first' | 'last' | 'detected', number>>(
    `SELECT sum(d.payment) AS payment, sum(d.noticed = 'census' AND d.id <= coalesce(r.first_census_to, d.id)) AS census,
     min(d.at) AS "first", max(d.at) AS "last", min(d.received_at) AS detected ${members}`,
    incident,
  )
  if (lead === undefined || sums === undefined) return
  connection.run(
    `UPDATE incident SET kinds = ?, roots = ?, areas = ?, lead = ?, lead_at = ?, severity = ?, payment = ?, census = ?, first_at = ?,
     last_at = ?, detected_at = ? WHERE id = ?`,
    JSON.stringify(Object.fromEntries(kinds.map(({ kind, findings }) => [kind, findings]))),
    JSON.stringify(roots.sort((one, other) => one - other)),
    JSON.stringify(areas.map(({ area }) => area)),
    lead.lead,
    lead.lead_at,
    lead.severity,
    sums.payment,
    sums.census,
    sums.first,
    sums.last,
    sums.detected,
    incident,
  )
}

/** A verdict that was taken anew is worse than any before: the file, and with it the incident, is now that bad. */
export function worsenFile(desk: Desk, finding: number, severity: Severity): void {
  const file = desk.connection.one<CountedFile & { incident: number }>(
    `UPDATE incident_file SET severity = iif(${rank('?1')} < ${rank('severity')}, ?1, severity)
     WHERE id = (SELECT file FROM incident_finding WHERE finding = ?2)
     RETURNING id, seen, severity, first_at, first_finding, incident`,
    severity,
    finding,
  )
  if (file !== undefined) offerLead(desk, file.incident, file)
}
