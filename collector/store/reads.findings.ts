// Owns the listing of findings, in the order in which they came to the collector, and single ones by id.
import type { Filter, FindingRow } from '@sekisho/shared/api.ts'
import type { Page } from '../handover.ts'
import type { Connection, Value } from './connection.ts'
import { formatCursor, parseFindingCursor } from './cursor.ts'
import { placesIn, type Target, targetOf } from './places.ts'
import { ofPattern } from './reads.approvals.ts'
import { type FindingColumns, findingColumns, findingRow, type Place } from './rows.ts'
import { ofWindow } from './window-counts.ts'

const defaultLimit = 200

interface Query {
  readonly index: string
  readonly where: string
  readonly values: readonly Value[]
}

export function listFindings(connection: Connection, customer: number, filter: Filter): Page<FindingRow> {
  const limit = filter.limit ?? defaultLimit
  const cursor = parseFindingCursor(filter.cursor)
  const newest = filter.order === 'newest'
  const target = targetOf(placesIn(connection, { customer, host: filter.host, site: filter.site }), filter.path)
  const { index, where, values } = queryOf(target, filter)
  const start = cursor ?? (newest ? Number.MAX_SAFE_INTEGER : 0)
  const rows = connection.all<FindingColumns>(
    `SELECT ${findingColumns} FROM finding f ${index} JOIN evidence e ON e.id = f.evidence
     WHERE f.id ${newest ? '<' : '>'} ? AND ${where} ORDER BY f.id ${newest ? 'DESC' : 'ASC'} LIMIT ?`,
    start,
    ...values,
    limit + 1,
  )
  const items = rowsOf(rows.slice(0, limit), target.places)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? formatCursor([last.id]) : null }
}

export function oneFinding(connection: Connection, customer: number, id: number): FindingRow | null {
  return findingsById(connection, customer, [id])[0] ?? null
}

/** In the order of ids; those of other customers are left out. */
export function findingsById(connection: Connection, customer: number, ids: readonly number[]): FindingRow[] {
  const rows = connection.all<FindingColumns>(
    `SELECT ${findingColumns} FROM finding f JOIN evidence e ON e.id = f.evidence
     WHERE f.id IN (SELECT value FROM json_each(?)) ORDER BY f.id`,
    JSON.stringify(ids),
  )
  return rowsOf(rows, placesIn(connection, { customer }))
}

/** The newest findings of one path first; those that came before the finding `until` alone. */
export function findingsOfPath(
  connection: Connection,
  place: Place,
  path: string,
  limit: number,
  until = Number.MAX_SAFE_INTEGER,
): FindingRow[] {
  const rows = connection.all<FindingColumns>(
    `SELECT ${findingColumns} FROM finding f INDEXED BY finding_path JOIN evidence e ON e.id = f.evidence
     WHERE f.root = ? AND f.path = ? AND f.id < ? ORDER BY f.id DESC LIMIT ?`,
    place.id,
    path,
    until,
    limit,
  )
  return rowsOf(rows, new Map([[place.id, place]]))
}

function queryOf(target: Target, filter: Filter): Query {
  const conditions = ['f.root IN (SELECT value FROM json_each(?))']
  const values: Value[] = [JSON.stringify([...target.places.keys()])]
  const add = (condition: string, ...given: Value[]) => {
    conditions.push(condition)
    values.push(...given)
  }
  if (target.how === 'exact') add('f.path = ?', target.from)
  if (target.how === 'folder') add('f.path > ? AND f.path < ?', target.from, target.to)
  if (filter.verdict !== undefined) add('f.verdict = ?', filter.verdict)
  if (filter.severity !== undefined) add('f.severity = ?', filter.severity)
  if (filter.window !== undefined) add(ofWindow('f', '?'), String(filter.window))
  if (filter.approval !== undefined) add(ofPattern('f', '?'), String(filter.approval))
  if (filter.since !== undefined) add('f.at >= ?', Date.parse(filter.since))
  if (filter.open !== undefined) conditions.push(filter.open === 'true' ? 'f.open = 1' : 'f.open = 0')
  // Few rows have one path, are open, or rest on a window or a pattern: those are sought and sorted. All else is read in the
  // order of ids until the page is full. The planner would do either the other way round.
  const open = filter.open === 'true' ? 'INDEXED BY finding_open' : 'NOT INDEXED'
  const known = target.how === 'all' || filter.open === 'true' ? open : 'INDEXED BY finding_path'
  const windowed = filter.window === undefined ? known : 'INDEXED BY finding_window'
  const index = filter.approval === undefined ? windowed : 'INDEXED BY finding_pattern'
  return { index, where: conditions.join(' AND '), values }
}

function rowsOf(rows: readonly FindingColumns[], places: ReadonlyMap<number, Place>): FindingRow[] {
  return rows.flatMap(row => {
    const place = places.get(row.root)
    return place === undefined ? [] : [findingRow(row, place)]
  })
}
