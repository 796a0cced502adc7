// Owns approvals by pattern as they are asked for and as their time ends. What one does to a verdict is judge's; here what it
// touches is put into line to be judged again. Confirming and withdrawing are approvals.ts's.
import type { PatternApproval } from '@sekisho/shared/api.approvals.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import { compilePattern } from '@sekisho/shared/pattern.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { ApprovalWrites } from '../handover.approvals.ts'
import { auditBy } from './audit.ts'
import { changePaths, maxPaths } from './changes.ts'
import type { Connection, Value } from './connection.ts'
import type { Desk } from './desk.ts'
import { fourEyesOf } from './four-eyes.ts'
import { siteNamed } from './names.ts'
import { notedPaths, notedRows } from './noted.ts'
import { holdersOf } from './payment.ts'
import { approvalById, ofPattern } from './reads.approvals.ts'
import { scheduleAgain } from './roots.ts'

type Input = Parameters<ApprovalWrites['approvePattern']>[0]

interface Place {
  readonly prefix: PathText
  readonly path: PathText
}

/** Whoever is asked again twice a year looks again at what a pattern lets in. */
const mostAheadMs = 180 * 24 * 60 * 60_000
/** Each is asked about whatever nothing permits. */
const maxLive = 100

/** @throws as ApprovalWrites.approvePattern */
export function approvePattern(desk: Desk, input: Input): PatternApproval {
  const { customer, at, who, approve } = input
  const { site, pattern, classes, extensions, largest } = approve
  const until = endOf(approve.until, at)
  const siteId = siteNamed(desk.connection, customer, site)
  refuseTooMany(desk, siteId)
  const second = fourEyesOf(desk.connection, siteId) === 'always'
  const { id } = desk.connection.run(
    `INSERT INTO approval (site, pattern, classes, extensions, largest, until_at, reason, asked_by, asked_at, second)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    siteId,
    pattern,
    JSON.stringify(classes),
    JSON.stringify(extensions),
    largest,
    until,
    approve.reason,
    who,
    at,
    second ? 1 : 0,
  )
  const row = approvalById(desk.connection, customer, id)
  if (row?.kind !== 'pattern') throw new ToldFailure('name-unknown', reason('problem.no-approval', { id }))
  auditBy(desk, input, 'approval.add', { approval: id, site, ...toldOf(row), second, reason: approve.reason })
  if (!second) patternBegins(desk, siteId, pattern)
  desk.changed(customer, 'releases-changed')
  return row
}

/** What the audit trail says of one. */
export function toldOf({ pattern, classes, extensions, largest, until }: PatternApproval) {
  return { pattern, classes, extensions, largest, until }
}

/** What it names and nothing permits is judged again. */
export function patternBegins(desk: Desk, site: number, pattern: string): void {
  changePaths(desk, site, flaggedUnder(desk, site, pattern))
  desk.patterns.clear()
}

/** What it alone covered is judged again, also what does not stand there any more. How many paths. */
export function patternEnds(desk: Desk, site: number, id: number): number {
  const covered = coveredBy(desk, site, id)
  changePaths(desk, site, covered)
  desk.patterns.clear()
  return covered.length
}

/** The first whose time is over, for a transaction of its own: much may rest on each. How many: one or none. */
export function endPattern(desk: Desk, { now }: { now: number }): number {
  const due = desk.connection.one<{ id: number; siteId: number; site: string; customer: number }>(
    `SELECT a.id, a.site AS siteId, s.name AS site, s.customer FROM approval a JOIN site s ON s.id = a.site
     WHERE a.pattern IS NOT NULL AND a.withdrawn_at IS NULL AND a.ended_at IS NULL AND a.until_at <= ?
     ORDER BY a.id LIMIT 1`,
    now,
  )
  if (due === undefined) return 0
  const { id, siteId, site, customer } = due
  const row = approvalById(desk.connection, customer, id)
  const covered = patternEnds(desk, siteId, id)
  desk.connection.run('UPDATE approval SET ended_at = ? WHERE id = ?', now, id)
  const by = { customer, who: 'collector', from: 'local', at: now }
  const told = row?.kind === 'pattern' ? toldOf(row) : {}
  auditBy(desk, by, 'approval.end', { approval: id, site, ...told, covered, before: row?.state })
  desk.changed(customer, 'releases-changed')
  return 1
}

/** Does what may change how the site's roots are bound. Where it did, what patterns cover on any of them is judged again. */
export function changingHolders(desk: Desk, sites: readonly number[], change: () => void): void {
  const before = sites.map(site => JSON.stringify(holdersOf(desk.connection, site)))
  change()
  sites.forEach((site, index) => {
    if (JSON.stringify(holdersOf(desk.connection, site)) !== before[index]) judgePatternsAgain(desk, site)
  })
}

/** Of a site whose roots may count other files as payment files than before. */
export function judgePatternsAgain(desk: Desk, site: number): void {
  const roots = desk.connection.all<{ id: number }>(
    `SELECT id FROM root WHERE site = ?1 AND EXISTS (SELECT 1 FROM approval WHERE site = ?1 AND pattern IS NOT NULL
     AND withdrawn_at IS NULL AND ended_at IS NULL)`,
    site,
  )
  for (const { id } of roots) scheduleAgain(desk, id)
}

/** Of more than a list may hold all come, whatever the pattern: whole roots are judged again then. */
function flaggedUnder({ connection }: Desk, site: number, pattern: string): PathText[] {
  const parts = [notedPaths, notedRows].map(
    source =>
      `SELECT r.prefix, p.path FROM ${source} WHERE r.site = ?1 AND (w.verdict = 'unauthorised' OR instr(w.reasons, 'window') > 0)`,
  )
  const paths = placesOf(connection, parts, site)
  return paths.length > maxPaths ? paths : paths.filter(compilePattern(pattern))
}

/** One more than a list may hold. */
function coveredBy({ connection }: Desk, site: number, id: number): PathText[] {
  const parts = [notedPaths, notedRows].map(
    source => `SELECT r.prefix, p.path FROM ${source} WHERE r.site = ?1 AND ${ofPattern('w', '?2')}`,
  )
  return placesOf(connection, parts, site, String(id))
}

/** Each once, as long as no part has more rows than a list may hold: then those are all. A UNION would be computed whole first. */
function placesOf(connection: Connection, parts: readonly string[], ...values: Value[]): PathText[] {
  const paths = new Set<PathText>()
  for (const part of parts) {
    const rows = connection.all<Place>(`${part} LIMIT ${maxPaths + 1}`, ...values)
    if (rows.length > maxPaths) return rows.map(sitePath)
    for (const row of rows) paths.add(sitePath(row))
  }
  return [...paths]
}

function sitePath({ prefix, path }: Place): PathText {
  return joinPath(prefix, path)
}

/** @throws Failure request-invalid */
function endOf(wished: string, at: number): number {
  const until = Date.parse(wished)
  if (until > at && until <= at + mostAheadMs) return until
  throw new ToldFailure('request-invalid', reason('approval.end-far'), { place: 'until' })
}

/** @throws Failure request-invalid */
function refuseTooMany({ connection }: Desk, site: number): void {
  const row = connection.one<{ live: number }>(
    `SELECT count(*) AS live FROM approval WHERE site = ? AND pattern IS NOT NULL AND withdrawn_at IS NULL
     AND ended_at IS NULL`,
    site,
  )
  if ((row?.live ?? 0) < maxLive) return
  throw new ToldFailure('request-invalid', reason('approval.patterns-many', { most: maxLive }), {
    place: 'pattern',
  })
}
