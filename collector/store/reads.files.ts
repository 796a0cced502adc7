// Owns the listing of files: what is there now, root by root in the order of paths, directories left out.
import type { FileRow, Filter } from '@sekisho/shared/api.ts'
import type { Page } from '../handover.ts'
import type { Connection, Value } from './connection.ts'
import { formatCursor, parseFileCursor } from './cursor.ts'
import { soughtPaths } from './noted.ts'
import { placesIn, type Target, targetOf } from './places.ts'
import { ofPattern } from './reads.approvals.ts'
import { currentNames, type FileColumns, fileColumns, fileRow } from './rows.ts'
import { ofWindow } from './window-counts.ts'

const defaultLimit = 200

export function listFiles(connection: Connection, customer: number, filter: Filter): Page<FileRow> {
  const limit = filter.limit ?? defaultLimit
  const cursor = parseFileCursor(filter.cursor)
  const items: FileRow[] = []
  const names = currentNames(connection, customer)
  let next: string | null = null
  const target = targetOf(placesIn(connection, { customer, host: filter.host, site: filter.site }), filter.path)
  for (const place of target.places.values()) {
    if (cursor !== null && place.id < cursor[0]) continue
    const after = cursor?.[0] === place.id ? cursor[1] : ''
    const rows = filesOfRoot(connection, place.id, target, filter, after, limit - items.length + 1)
    for (const row of rows) {
      if (items.length === limit) return { items, next }
      items.push(fileRow(row, place, names))
      next = formatCursor([place.id, row.path])
    }
  }
  return { items, next: null }
}

function filesOfRoot(
  connection: Connection,
  root: number,
  target: Target,
  filter: Filter,
  after: string,
  limit: number,
): FileColumns[] {
  const conditions = [`root = ? AND path > ? AND type IS NOT 'directory'`]
  const values: Value[] = [root, after]
  const add = (condition: string, ...given: Value[]) => {
    conditions.push(condition)
    values.push(...given)
  }
  if (target.how === 'exact') add('path = ?', target.from)
  if (target.how === 'folder') add('path > ? AND path < ?', target.from, target.to)
  if (filter.verdict !== undefined) add('verdict = ?', filter.verdict)
  if (filter.severity !== undefined) add('severity = ?', filter.severity)
  if (filter.window !== undefined) add(ofWindow('inventory', '?'), String(filter.window))
  if (filter.approval !== undefined) add(ofPattern('inventory', '?'), String(filter.approval))
  if (filter.since !== undefined) add('at >= ?', Date.parse(filter.since))
  const sought = soughtBy(connection, root, filter)
  if (sought !== null) add('path IN (SELECT value FROM json_each(?))', sought)
  return connection.all<FileColumns>(
    `SELECT ${fileColumns} FROM inventory WHERE ${conditions.join(' AND ')} ORDER BY path LIMIT ?`,
    ...values,
    limit,
  )
}

/** Null: in the order of paths until the page is full, which is soon where many are meant. */
function soughtBy(connection: Connection, root: number, { verdict, window, approval }: Filter): string | null {
  if (window !== undefined) return soughtPaths(connection, root, ofWindow('w', '?'), String(window))
  if (approval !== undefined) return soughtPaths(connection, root, ofPattern('w', '?'), String(approval))
  return verdict === 'unauthorised' ? soughtPaths(connection, root, `w.verdict = 'unauthorised'`) : null
}
