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

/**
 * Whole, and from the start: what waited for less, or was under way, is part of it. Not so the look for a marked content,
 * which takes settled findings as well.
 */
export function scheduleAgain({ connection }: Pick<Desk, 'connection'>, root: number): void {
  connection.run(
    `DELETE FROM change_path WHERE change IN (SELECT change FROM again WHERE root = ?1 AND scope = 'change')
     AND change NOT IN (SELECT change FROM again WHERE root <> ?1 AND scope = 'change')`,
    root,
  )
  connection.run(`DELETE FROM again WHERE root = ? AND scope <> 'content'`, root)
  connection.run(
    `INSERT INTO again (root, scope, phase, total) SELECT id, 'all', 'inventory', files FROM root WHERE id = ?`,
    root,
  )
}

interface Change {
  readonly change: number
  readonly prefix: string
  readonly paths: number
}

/** It waits for that, and nothing of it was judged yet. */
export function isJudgedWhole({ connection }: Pick<Desk, 'connection'>, root: number): boolean {
  const whole = connection.one(
    `SELECT 1 FROM again WHERE root = ? AND scope = 'all' AND phase = 'inventory' AND cursor_path IS NULL`,
    root,
  )
  return whole !== undefined
}

/** Only the paths of one change; false where nothing need wait for it. */
export function scheduleChangeOn({ connection }: Pick<Desk, 'connection'>, root: number, change: Change): boolean {
  const { prefix, paths } = change
  if (isJudgedWhole({ connection }, root)) return false
  if (paths === 0) {
    keepJudged({ connection }, root)
    return false
  }
  connection.run(
    `INSERT INTO again (root, scope, change, prefix, phase, total) VALUES (?, 'change', ?, ?, 'paths', ?)`,
    root,
    change.change,
    prefix,
    paths,
  )
  return true
}

/** Of every root of the customer, the rows and findings with this content. */
export function scheduleContent({ connection }: Pick<Desk, 'connection'>, customer: number, sha256: string): void {
  connection.run(
    `INSERT INTO again (root, scope, sha256, phase, total)
     SELECT r.id, 'content', ?, 'inventory', r.files FROM root r JOIN host h ON h.id = r.host
     WHERE h.customer = ?2 OR ?2 = 0`,
    sha256,
    customer,
  )
}

/** Nothing waits for this root any more: its rows hold under the generation as it is. */
export function keepJudged({ connection }: Pick<Desk, 'connection'>, root: number): void {
  connection.run(
    `UPDATE root SET judged_generation = coalesce((SELECT generation FROM site WHERE id = root.site), 0)
     WHERE id = ? AND NOT EXISTS (SELECT 1 FROM again WHERE root = ?1)`,
    root,
  )
}
