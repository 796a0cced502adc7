// Owns which other views were told: each difference once while it lasts, and anew when it comes back. Runs inside the caller's
// transaction. Whether something differs is the room views' to find out.
import type { DatabaseSync } from 'node:sqlite'
import type { OtherView } from '../handover.ts'

interface Told {
  readonly root: number
  readonly path: string
  readonly sees: string
}

export interface NumberedView {
  readonly id: number
  readonly view: OtherView
}

/** Keeps `seen` as what is told, and answers with what was not before. */
export function newViews(database: DatabaseSync, seen: readonly NumberedView[]): readonly NumberedView[] {
  const keyOf = ({ root, path, sees }: Told) => `${root}\0${path}\0${sees}`
  const rows = database.prepare('SELECT root, path, sees FROM views').all() as unknown as Told[]
  const known = new Set(rows.map(keyOf))
  const now = new Map(seen.map(one => [keyOf({ root: one.id, path: one.view.path, sees: one.view.sees }), one]))
  const remove = database.prepare('DELETE FROM views WHERE root = ? AND path = ? AND sees = ?')
  for (const row of rows) if (!now.has(keyOf(row))) remove.run(row.root, row.path, row.sees)
  const add = database.prepare('INSERT INTO views (root, path, sees) VALUES (?, ?, ?)')
  const added = [...now].filter(([key]) => !known.has(key)).map(([, one]) => one)
  for (const { id, view } of added) add.run(id, view.path, view.sees)
  return added
}

/** A new epoch may drop records that wait: what is still so is told again. */
export function forgetViews(database: DatabaseSync): void {
  database.exec('DELETE FROM views')
}
