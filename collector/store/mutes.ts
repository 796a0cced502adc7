// Owns the table of mutes: who made one, what it covers, and its end. What it keeps back is reads.mutes.ts's, and when it is
// looked at is notify's.
import type { MuteRow } from '@sekisho/shared/api.mutes.ts'
import { parsePathText } from '@sekisho/shared/path.ts'
import { compilePattern } from '@sekisho/shared/pattern.ts'
import { brokenRule } from '@sekisho/shared/release.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { MuteWrites } from '../handover.mutes.ts'
import { auditBy } from './audit.ts'
import type { Desk } from './desk.ts'
import { hostNamed, siteNamed } from './names.ts'
import { muteById } from './reads.mutes.ts'

type Input<N extends keyof MuteWrites> = Parameters<MuteWrites[N]>[0]

/** What is to be quiet for longer is a decision to be taken anew. */
const longestMs = 90 * 86_400_000

/** @throws as MuteWrites.addMute */
export function addMute(desk: Desk, input: Input<'addMute'>): MuteRow {
  const { connection } = desk
  const { customer, who, at, mute } = input
  const { site, host, path = null, sha256 = null, incident = null, reason, owner = who } = mute
  const until = Date.parse(mute.until)
  refuseEnd(until, at)
  if (path !== null) refusePath(path, sha256 !== null)
  if (incident !== null) refuseIncident(desk, customer, incident)
  const { id } = connection.run(
    `INSERT INTO mute (customer, site, host, path, sha256, incident, findings_to, reason, owner, made_by, made_at, until_at)
     VALUES (?, ?, ?, ?, ?, ?, (SELECT coalesce(max(id), 0) FROM finding_row), ?, ?, ?, ?, ?)`,
    customer,
    site === undefined ? null : siteNamed(connection, customer, site),
    host === undefined ? null : hostNamed(connection, customer, host),
    path,
    sha256,
    incident,
    reason,
    owner,
    who,
    at,
    until,
  )
  auditBy(desk, input, 'mute.add', { mute: id, ...mute, owner })
  return found(desk, customer, id, at)
}

/** @throws as MuteWrites.endMute */
export function endMute(desk: Desk, input: Input<'endMute'>): MuteRow {
  const { customer, id, who, at, reason } = input
  const before = found(desk, customer, id, at)
  const { state } = before
  if (state !== 'in-force')
    throw new ToldFailure(
      'request-invalid',
      say => say('mute.so-already', { state: say(`mute.${state}`) }),
      placeOf(id),
    )
  desk.connection.run('UPDATE mute SET ended_by = ?, ended_at = ?, ended_reason = ? WHERE id = ?', who, at, reason, id)
  auditBy(desk, input, 'mute.end', { mute: id, reason, until: before.until })
  return found(desk, customer, id, at)
}

function refuseEnd(until: number, at: number): void {
  const place = { place: 'until' }
  if (until <= at) throw new ToldFailure('request-invalid', reason('mute.end-past'), place)
  if (until > at + longestMs) throw new ToldFailure('request-invalid', reason('mute.end-far'), place)
}

function refusePath(path: string, exact: boolean): void {
  try {
    if (exact) parsePathText(path)
    else compilePattern(path)
  } catch (error) {
    throw new ToldFailure('request-invalid', brokenRule(error), { cause: error, place: 'path' })
  }
}

function refuseIncident({ connection }: Desk, customer: number, incident: number): void {
  const row = connection.one<{ into: number | null }>(
    'SELECT merged_into AS "into" FROM incident WHERE id = ? AND customer = ?',
    incident,
    customer,
  )
  const place = { place: `incident ${incident}` }
  if (row === undefined) throw new ToldFailure('name-unknown', reason('problem.no-incident', { id: incident }), place)
  if (row.into !== null)
    throw new ToldFailure('request-invalid', reason('mute.incident-merged', { id: row.into }), place)
}

function found(desk: Desk, customer: number, id: number, now: number): MuteRow {
  const row = muteById(desk.connection, customer, id, now)
  if (row === null) throw new ToldFailure('name-unknown', reason('problem.no-mute', { id }), placeOf(id))
  return row
}

function placeOf(id: number): { place: string } {
  return { place: `mute ${id}` }
}
