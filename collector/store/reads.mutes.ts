// Owns the listing of mutes, and whether all that an alarm would tell of is covered by some that are in force.
import type { MuteRow, MuteState } from '@sekisho/shared/api.mutes.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import { compilePattern } from '@sekisho/shared/pattern.ts'
import type { Severity } from '@sekisho/shared/verdict.ts'
import type { MuteReads } from '../handover.mutes.ts'
import type { NotifyReads } from '../handover.notify.ts'
import type { Connection } from './connection.ts'

interface Columns {
  readonly id: number
  readonly site: string | null
  readonly host: string | null
  readonly path: string | null
  readonly sha256: string | null
  readonly incident: number | null
  readonly reason: string
  readonly owner: string
  readonly made_by: string
  readonly made_at: number
  readonly until_at: number
  readonly ended_by: string | null
  readonly ended_at: number | null
  readonly ended_reason: string | null
}

const selected = `SELECT m.id, s.name AS site, h.name AS host, m.path, m.sha256, m.incident, m.reason, m.owner, m.made_by,
  m.made_at, m.until_at, m.ended_by, m.ended_at, m.ended_reason
  FROM mute m LEFT JOIN site s ON s.id = m.site LEFT JOIN host h ON h.id = m.host`
const most = 10_000

export function listMutes(
  connection: Connection,
  { customer, filter, now }: Parameters<MuteReads['mutes']>[0],
): MuteRow[] {
  const rows = connection.all<Columns>(
    `${selected} WHERE m.customer = ?1 AND (?2 IS NULL OR ?2 = CASE WHEN m.ended_at IS NOT NULL THEN 'ended'
       WHEN m.until_at <= ?3 THEN 'over' ELSE 'in-force' END)
     ORDER BY m.id DESC LIMIT ${most}`,
    customer,
    filter.state ?? null,
    now,
  )
  return rows.map(row => rowOf(row, now))
}

export function muteById(connection: Connection, customer: number, id: number, now: number): MuteRow | null {
  const row = connection.one<Columns>(`${selected} WHERE m.customer = ? AND m.id = ?`, customer, id)
  return row === undefined ? null : rowOf(row, now)
}

function rowOf(row: Columns, now: number): MuteRow {
  const { id, site, host, path, sha256, incident, reason, owner, made_by, made_at, until_at, ended_at } = row
  return {
    ...{ id, site, host, path, sha256, incident, reason, owner },
    state: stateOf(row, now),
    madeBy: made_by,
    madeAt: safeTime(made_at),
    until: safeTime(until_at),
    ended:
      ended_at === null ? null : { at: safeTime(ended_at), by: row.ended_by ?? '', reason: row.ended_reason ?? '' },
  }
}

function stateOf({ ended_at, until_at }: Columns, now: number): MuteState {
  if (ended_at !== null) return 'ended'
  return until_at <= now ? 'over' : 'in-force'
}

/** One that is in force. */
interface Mute {
  readonly site: number | null
  readonly host: number | null
  readonly path: string | null
  readonly sha256: string | null
  readonly incident: number | null
  readonly findings_to: number
}

interface FileColumns {
  readonly site: number | null
  readonly host: number
  readonly prefix: PathText
  readonly path: PathText
  readonly digest: string
  readonly severity: Severity
  readonly first_finding: number
  /** Of a payment file, something in an upload folder, or content that is marked as malicious. */
  readonly grave: number
}

/** Of an incident: each file in it that is open, or each one where none is. Of a host: its gaps, and nothing else. */
export function isMuted(
  connection: Connection,
  { customer, incident, host, now }: Parameters<NotifyReads['isMuted']>[0],
): boolean {
  const mutes = connection.all<Mute>(
    `SELECT site, host, path, sha256, incident, findings_to FROM mute INDEXED BY mute_until
     WHERE customer = ? AND ended_at IS NULL AND until_at > ?`,
    customer,
    now,
  )
  if (mutes.length === 0) return false
  if (host !== null)
    return mutes.some(mute => mute.host === host && [mute.site, mute.path, mute.incident].every(isNull))
  const whole = standsFor(connection, customer, incident)
  const tests = mutes.map(mute => coverOf(mute, whole))
  const files = connection.each<FileColumns>(
    `SELECT r.site, r.host, r.prefix, f.path, f.digest, f.severity, f.first_finding,
     (x.payment = 1 OR x.class = 'upload' OR instr(x.reasons, 'malicious') > 0) AS grave
     FROM incident_file f JOIN root r ON r.id = f.root JOIN finding x ON x.id = f.last_finding
     WHERE f.incident = ?1 AND (f.open > 0 OR NOT EXISTS (SELECT 1 FROM incident_file WHERE incident = ?1 AND open > 0))`,
    whole,
  )
  let seen = 0
  for (const file of files) {
    if (!tests.some(covers => covers(file))) return false
    seen++
  }
  // Of an incident without files no mute says anything.
  return seen > 0
}

/** The incident that this one went into: its files went with it, and what waits to be told still has its number. */
function standsFor(connection: Connection, customer: number, incident: number): number {
  const row = connection.one<{ into: number | null }>(
    'SELECT merged_into AS "into" FROM incident WHERE customer = ? AND id = ?',
    customer,
    incident,
  )
  return row === undefined || row.into === null ? incident : standsFor(connection, customer, row.into)
}

function isNull(value: unknown): boolean {
  return value === null
}

/** Critical files of the grave sort are covered by nothing less than their path with their content. */
function coverOf(mute: Mute, incident: number): (file: FileColumns) => boolean {
  const { path, sha256 } = mute
  const matches = path === null || sha256 !== null ? null : compilePattern(path)
  return file => {
    if (mute.site !== null && mute.site !== file.site) return false
    if (mute.host !== null && mute.host !== file.host) return false
    if (mute.incident !== null && (mute.incident !== incident || file.first_finding > mute.findings_to)) return false
    const inSite = joinPath(file.prefix, file.path)
    if (sha256 !== null) return inSite === path && file.digest === sha256
    if (file.severity === 'critical' && file.grave === 1) return false
    return matches === null || matches(inSite)
  }
}
