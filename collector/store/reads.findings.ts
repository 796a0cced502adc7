// Owns the listing of findings, in the order in which they came to the collector, and single ones by id.
import type { Filter, FindingRow } from '@sekisho/shared/api.ts'
import type { Page } from '../handover.ts'
import type { Connection, Value } from './connection.ts'
import { formatCursor, parseFindingCursor } from './cursor.ts'
import { isOpen, notedPaths } from './noted.ts'
import { placesIn, type Target, targetOf } from './places.ts'
import { ofPattern } from './reads.approvals.ts'
import { type FindingColumns, findingRow, findingRows, type Place } from './rows.ts'
import { ofWindow } from './window-counts.ts'

const defaultLimit = 200

interface Query {
  readonly source: string
  readonly where: string
  readonly values: readonly Value[]
}

export function listFindings(connection: Connection, customer: number, filter: Filter): Page<FindingRow> {
  const limit = filter.limit ?? defaultLimit
  const cursor = parseFindingCursor(filter.cursor)
  const newest = filter.order === 'newest'
  const target = targetOf(placesIn(connection, { customer, host: filter.host, site: filter.site }), filter.path)
  const { source, where, values } = queryOf(target, filter)
  const start = cursor ?? (newest ? Number.MAX_SAFE_INTEGER : 0)
  const rows = connection.all<FindingColumns>(
    `${findingRows} WHERE p.id IN (SELECT p.id FROM ${source} WHERE p.id ${newest ? '<' : '>'} ? AND ${where}
     ORDER BY p.id ${newest ? 'DESC' : 'ASC'} LIMIT ?) ORDER BY p.id ${newest ? 'DESC' : 'ASC'}`,
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
    `${findingRows} WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY p.id`,
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
    `${findingRows} WHERE p.id IN (SELECT id FROM finding_row INDEXED BY finding_path WHERE root = ? AND path = ? AND id < ?
     ORDER BY id DESC LIMIT ?) ORDER BY p.id DESC`,
    place.id,
    path,
    until,
    limit,
  )
  return rowsOf(rows, new Map([[place.id, place]]))
}

function queryOf(target: Target, filter: Filter): Query {
  const conditions = [`${isSought(target, filter) ? 'r.id' : 'p.root'} IN (SELECT value FROM json_each(?))`]
  const values: Value[] = [JSON.stringify([...target.places.keys()])]
  const add = (condition: string, ...given: Value[]) => {
    conditions.push(condition)
    values.push(...given)
  }
  if (target.how === 'exact') add('p.path = ?', target.from)
  if (target.how === 'folder') add('p.path > ? AND p.path < ?', target.from, target.to)
  if (filter.verdict !== undefined) add('w.verdict = ?', filter.verdict)
  if (filter.severity !== undefined) add('w.severity = ?', filter.severity)
  if (filter.window !== undefined) add(ofWindow('w', '?'), String(filter.window))
  if (filter.approval !== undefined) add(ofPattern('w', '?'), String(filter.approval))
  if (filter.since !== undefined) add('p.at >= ?', Date.parse(filter.since))
  if (filter.open !== undefined) conditions.push(filter.open === 'true' ? isOpen : 's.open = 0')
  return { source: sourceOf(target, filter), where: conditions.join(' AND '), values }
}

function isSought({ how }: Target, { open, window, approval }: Filter): boolean {
  return (open === 'true' && how !== 'exact') || window !== undefined || approval !== undefined
}

/**
 * Few rows have one path, are open, or rest on a window or a pattern: those are sought and sorted. All else is read in the
 * order of ids until the page is full. The planner would do either the other way round.
 */
function sourceOf(target: Target, filter: Filter): string {
  if (isSought(target, filter)) return notedPaths
  return `finding_row p ${target.how === 'all' ? 'NOT INDEXED' : 'INDEXED BY finding_path'} CROSS JOIN said s ON s.finding = p.id
    CROSS JOIN judgement w ON w.id = s.judgement`
}

function rowsOf(rows: readonly FindingColumns[], places: ReadonlyMap<number, Place>): FindingRow[] {
  return rows.flatMap(row => {
    const place = places.get(row.root)
    return place === undefined ? [] : [findingRow(row, place)]
  })
}
