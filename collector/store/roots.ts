// Owns how one root is found, and how it gets its turn of being judged again.
import type { PathText } from '@sekisho/shared/path.ts'
import type { RootPlace } from '../handover.ledger.ts'
import type { Value } from './connection.ts'
import type { Desk } from './desk.ts'

interface RootColumns {
  readonly id: number
  readonly host: number
  readonly path: PathText
  readonly site: number | null
  readonly generation: number
  readonly prefix: PathText
  readonly profile: string
  readonly census: number
  readonly census_id: string | null
  readonly census_open: number
}

/** The root that the condition names. */
export function rootPlace(
  desk: Pick<Desk, 'connection'>,
  where: 'r.id = ?' | 'r.host = ? AND r.path = ?',
  ...values: Value[]
): RootPlace | null {
  const row = desk.connection.one<RootColumns>(
    `SELECT r.id, r.host, r.path, r.site, coalesce(s.generation, 0) AS generation, r.prefix, r.profile, r.census,
     r.census_id, r.census_open FROM root r LEFT JOIN site s ON s.id = r.site WHERE ${where}`,
    ...values,
  )
  if (row === undefined) return null
  const { census, census_id, census_open, ...place } = row
  return { ...place, census: { number: census, id: census_id, open: census_open === 1 } }
}

/** From the start, also where it was under way: what was judged so far was judged under less. */
export function scheduleAgain(desk: Desk, root: number): void {
  desk.connection.run(
    `INSERT OR REPLACE INTO again (root, phase, cursor_path, cursor_id, judged) VALUES (?, 'inventory', NULL, 0, 0)`,
    root,
  )
}
