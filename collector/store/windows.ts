// Owns the table of deployment windows: announced, closed, ended by time. What a window does to a verdict is judge's; here
// what it touches is put into line to be judged again. A window covers from its announcement until it has ended.
//
// announced  in: somebody opened it    out: closed, or its time and grace are over → ended
// ended      in: from announced        out: never
import type { WindowRow } from '@sekisho/shared/api.windows.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import { beyondSites, type SiteLimit } from '@sekisho/shared/site-limit.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { By } from '../handover.asks.ts'
import type { WindowWrites } from '../handover.windows.ts'
import { auditBy } from './audit.ts'
import { changePaths, maxPaths } from './changes.ts'
import type { Desk } from './desk.ts'
import { siteNamed } from './names.ts'
import { isOpen, notedPaths, notedRows } from './noted.ts'
import { windowById } from './reads.windows.ts'
import { countCovered, ofWindow } from './window-counts.ts'

type Input<N extends keyof WindowWrites> = Parameters<WindowWrites[N]>[0]

interface Place {
  readonly prefix: PathText
  readonly path: PathText
}

const minuteMs = 60_000
/** As long as an overlap. */
const usualGraceMinutes = 30
/** For a deployment that began before anybody said so. */
const mostPastMs = 60 * minuteMs
const mostAheadMs = 90 * 24 * 60 * minuteMs
/** Each is asked about whatever nothing permits. */
const maxLive = 100

/** @throws as WindowWrites.openWindow */
export function openWindow(desk: Desk, input: Input<'openWindow'>): WindowRow {
  const { customer, at, who, window } = input
  const { site, minutes, graceMinutes = usualGraceMinutes, actors, anyActor, reason } = window
  const from = startOf(window.from, at)
  const siteId = siteNamed(desk.connection, customer, site)
  refuseTooMany(desk, siteId)
  const { id } = desk.connection.run(
    `INSERT INTO deploy_window (site, from_at, until_at, grace_ms, actors, reason, opened_by, opened_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    siteId,
    from,
    from + Math.round(minutes * minuteMs),
    Math.round(graceMinutes * minuteMs),
    anyActor ? null : JSON.stringify(actors),
    reason,
    who,
    at,
  )
  const row = found(desk, input, id)
  const { until, graceUntil } = row
  auditBy(desk, input, 'window.open', {
    ...{ window: id, site, from: row.from, until, graceUntil, actors, anyActor, reason },
  })
  changePaths(desk, siteId, flaggedSince(desk, siteId, from))
  desk.windows.clear()
  desk.changed(customer, 'releases-changed')
  return row
}

/** @throws as WindowWrites.closeWindow */
export function closeWindow(desk: Desk, input: Input<'closeWindow'>): WindowRow {
  const { customer, id, at, who, graceMinutes, sites } = input
  const before = within(desk, input, sites)
  if (before.state === 'ended') throw new ToldFailure('request-invalid', reason('window.ended-already'), placeOf(id))
  desk.connection.run(
    `UPDATE deploy_window SET until_at = min(until_at, ?), grace_ms = coalesce(?, grace_ms),
     closed_by = coalesce(closed_by, ?), closed_at = coalesce(closed_at, ?) WHERE id = ?`,
    at,
    graceMinutes === null ? null : Math.round(graceMinutes * minuteMs),
    who,
    at,
    id,
  )
  const { site, until, graceUntil } = found(desk, input, id)
  auditBy(desk, input, 'window.close', {
    ...{ window: id, site, until, graceUntil },
    before: { state: before.state, until: before.until, graceUntil: before.graceUntil },
  })
  // One that never began has nothing to wait for.
  if (before.state === 'planned' || Date.parse(graceUntil) <= at) end(desk, { ...input, site })
  desk.windows.clear()
  desk.changed(customer, 'releases-changed')
  return found(desk, input, id)
}

/** Those whose grace time is over. How many. */
export function endWindows(desk: Desk, now: number): number {
  const due = desk.connection.all<{ id: number; site: string; customer: number }>(
    `SELECT w.id, s.name AS site, s.customer FROM deploy_window w JOIN site s ON s.id = w.site
     WHERE w.ended_at IS NULL AND w.until_at + w.grace_ms <= ? ORDER BY w.id`,
    now,
  )
  for (const { id, site, customer } of due) {
    end(desk, { id, site, customer, who: 'collector', from: 'local', at: now })
    desk.changed(customer, 'releases-changed')
  }
  return due.length
}

/** What it alone covered is judged again, also what does not stand there any more. */
function end(desk: Desk, { id, site, ...by }: By & { readonly id: number; readonly site: string }): void {
  const siteId = siteNamed(desk.connection, by.customer, site)
  const covered = coveredBy(desk, siteId, id)
  const uncovered = countCovered(desk.connection, siteId, id)
  desk.connection.run('UPDATE deploy_window SET ended_at = ?, uncovered = ? WHERE id = ?', by.at, uncovered, id)
  auditBy(desk, by, 'window.end', { window: id, site, covered: covered.length })
  changePaths(desk, siteId, covered)
}

/** Paths below the site's top, one more than a list may hold. */
function coveredBy({ connection }: Desk, site: number, id: number): PathText[] {
  const places = (source: string) =>
    `SELECT r.prefix, p.path FROM ${source} WHERE r.site = ?1 AND ${ofWindow('w', '?2')}`
  return connection
    .all<Place>(`${places(notedPaths)} UNION ${places(notedRows)} LIMIT ${maxPaths + 1}`, site, String(id))
    .map(sitePath)
}

/** What was flagged since then may have been done in the window. */
function flaggedSince({ connection }: Desk, site: number, from: number): PathText[] {
  return connection
    .all<Place>(
      `SELECT DISTINCT r.prefix, p.path FROM ${notedPaths}
       WHERE r.site = ? AND ${isOpen} AND p.received_at >= ? LIMIT ${maxPaths + 1}`,
      site,
      from,
    )
    .map(sitePath)
}

function sitePath({ prefix, path }: Place): PathText {
  return joinPath(prefix, path)
}

/** @throws Failure request-invalid */
function startOf(wished: string | undefined, at: number): number {
  if (wished === undefined) return at
  const from = Date.parse(wished)
  if (from >= at - mostPastMs && from <= at + mostAheadMs) return from
  throw new ToldFailure('request-invalid', reason('window.begins-far'), { place: 'from' })
}

/** @throws Failure request-invalid */
function refuseTooMany({ connection }: Desk, site: number): void {
  const row = connection.one<{ live: number }>(
    'SELECT count(*) AS live FROM deploy_window WHERE site = ? AND ended_at IS NULL',
    site,
  )
  if ((row?.live ?? 0) < maxLive) return
  throw new ToldFailure('request-invalid', reason('window.many', { most: maxLive }), { place: 'windows' })
}

/** @throws Failure role-missing, name-unknown */
function within(desk: Desk, input: By & { readonly id: number }, sites: SiteLimit): WindowRow {
  if (sites === null) return found(desk, input, input.id)
  const row = windowById(desk.connection, input.customer, input.id, input.at)
  if (row !== null && sites.includes(row.site)) return row
  throw beyondSites(sites, placeOf(input.id).place)
}

/** @throws Failure name-unknown */
function found(desk: Desk, { customer, at }: By, id: number): WindowRow {
  const row = windowById(desk.connection, customer, id, at)
  if (row === null) throw new ToldFailure('name-unknown', reason('problem.no-window', { id }), placeOf(id))
  return row
}

function placeOf(id: number): { place: string } {
  return { place: `window ${id}` }
}
