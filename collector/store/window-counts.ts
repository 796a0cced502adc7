// Owns how much a deployment window did: how many findings it made expected, how many rest on it alone, and how many did
// when it ended. Which finding it covers is judge's.
import type { Verdict } from '@sekisho/shared/verdict.ts'
import type { Connection } from './connection.ts'
import { notedFindings } from './noted.ts'

/** The condition by which a row of inventory or finding is one that a window covers. */
export function ofWindow(table: string, id: string): string {
  return `instr(${table}.reasons, 'window') > 0 AND json_extract(${table}.permit, '$.ref') = ${id}
    AND json_extract(${table}.permit, '$.kind') = 'window'`
}

/** By the roots of its site alone, from which CROSS JOIN begins: what windows of other sites cover is not looked at. */
const covered = `SELECT count(*) AS count FROM ${notedFindings} WHERE r.site = ?1 AND ${ofWindow('w', '?2')}`

export function countCovered(connection: Connection, site: number, id: number): number {
  return connection.one<{ count: number }>(covered, site, String(id))?.count ?? 0
}

/** A finding gets its first verdict. */
export function countAdded(connection: Connection, { permit }: Verdict): void {
  if (permit?.kind === 'window') addOne(connection, permit.ref)
}

/** A finding is about to get another verdict: one that came back to its window was counted before. */
export function countRevised(connection: Connection, finding: number, { permit }: Verdict): void {
  if (permit?.kind !== 'window') return
  const before = connection.one(
    `SELECT 1 FROM finding f WHERE f.id = ?1 AND (${ofWindow('f', '?2')} OR EXISTS (
       SELECT 1 FROM json_each(coalesce(f.history, '[]')) h
       WHERE instr(json_extract(h.value, '$.reasons'), 'window') > 0
       AND json_extract(json_extract(h.value, '$.permit'), '$.ref') = ?2
       AND json_extract(json_extract(h.value, '$.permit'), '$.kind') = 'window'))`,
    finding,
    permit.ref,
  )
  if (before === undefined) addOne(connection, permit.ref)
}

function addOne(connection: Connection, window: string): void {
  connection.run('UPDATE deploy_window SET expected = expected + 1 WHERE id = ?', Number(window))
}
