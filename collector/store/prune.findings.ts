// Owns which findings go: of each path the oldest first, and never what still says what stands there, what stood there since
// its term, who brought it, or what an incident holds.
import type { FindingKind } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Pruned } from '../handover.keeping.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { unpackObservation } from './observations.ts'

/** Some ten milliseconds of the writer's time. */
const pieceFindings = 500

interface Old {
  readonly id: number
  readonly root: number
  readonly path: PathText
  readonly kind: FindingKind
  readonly at: number
  readonly received_at: number
  readonly open: number
  /** 1: an approval by pattern alone covers it, and flags it when it ends. */
  readonly by_pattern: number
  readonly after: string
  readonly evidence: number
}

export function pruneFindings(desk: Desk, before: number, cursor: string | null): Pruned {
  const { connection } = desk
  const rows = connection.all<Old>(
    `SELECT id, root, path, kind, at, received_at, open, instr(reasons, 'approved-pattern') > 0 AS by_pattern,
     after, evidence FROM finding WHERE id > ? ORDER BY id
     LIMIT ${pieceFindings}`,
    Number(cursor ?? 0),
  )
  const old = rows.filter(({ received_at }) => received_at < before)
  let taken = 0
  for (const finding of old) {
    const keptFrom = supersededAt(connection, finding, before)
    if (keptFrom === null) continue
    remove(desk, finding, keptFrom)
    taken++
  }
  // A clock that was wrong for a while may have left a younger one among them; all of them younger are the end.
  return { taken, next: old.length === 0 ? null : String(rows.at(-1)?.id) }
}

/**
 * From when on the path is known without this finding, by the host's clock; null where it has to stay. Numbers are given out
 * by the highest row, which therefore stays too.
 */
function supersededAt(connection: Connection, finding: Old, before: number): number | null {
  const { id, root, path, open, by_pattern } = finding
  if (open === 1 || by_pattern === 1 || isNeeded(connection, finding)) return null
  const later = connection.one<{ at: number }>(
    `SELECT at FROM finding_row INDEXED BY finding_path WHERE root = ? AND path = ? AND id > ? AND received_at < ?
     AND kind NOT IN ('metadata', 'rewritten', 'transient', 'other-view') ORDER BY id LIMIT 1`,
    root,
    path,
    id,
    before,
  )
  if (later !== undefined) return Math.max(later.at, finding.at)
  return isGone(connection, finding) ? finding.at : null
}

/** By an older finding of its path, by an incident, or by the row of what stands there. */
function isNeeded(connection: Connection, { id, root, path }: Old): boolean {
  const needed = connection.one(
    `SELECT 1 WHERE ?1 = (SELECT max(id) FROM finding_row)
     OR EXISTS (SELECT 1 FROM finding_row INDEXED BY finding_path WHERE root = ?2 AND path = ?3 AND id < ?1)
     OR EXISTS (SELECT 1 FROM incident_file INDEXED BY incident_file_path WHERE root = ?2 AND path = ?3)
     OR EXISTS (SELECT 1 FROM incident_finding WHERE finding = ?1)
     OR EXISTS (SELECT 1 FROM inventory_row WHERE root = ?2 AND path = ?3 AND finding = ?1)`,
    id,
    root,
    path,
  )
  return needed !== undefined
}

/** The last that was heard of the path, and nothing stands there. */
function isGone(connection: Connection, { id, root, path, kind, after }: Old): boolean {
  if (kind !== 'other-view' && unpackObservation(after).state !== 'absent') return false
  const more = connection.one(
    `SELECT 1 WHERE EXISTS (SELECT 1 FROM inventory_row WHERE root = ?2 AND path = ?3)
     OR EXISTS (SELECT 1 FROM finding_row INDEXED BY finding_path WHERE root = ?2 AND path = ?3 AND id > ?1)`,
    id,
    root,
    path,
  )
  return more === undefined
}

function remove(desk: Desk, { id, root, path, at, evidence }: Old, keptFrom: number): void {
  const { connection } = desk
  connection.run(
    `INSERT INTO pruned_path (root, path, findings, first_at, last_at) VALUES (?1, ?2, 1, ?3, ?3)
     ON CONFLICT DO UPDATE SET findings = findings + 1, first_at = min(first_at, ?3), last_at = max(last_at, ?3)`,
    root,
    path,
    at,
  )
  connection.run('UPDATE root SET kept_from = max(coalesce(kept_from, ?1), ?1) WHERE id = ?2', keptFrom, root)
  connection.run('DELETE FROM finding_row WHERE id = ?', id)
  connection.run('DELETE FROM said WHERE finding = ?', id)
  desk.count(root, 'findings', -1)
  // Of a batch whose bytes went, the row stays while findings name their place by it.
  connection.run(
    `DELETE FROM evidence WHERE id = ?1 AND state = 'accepted' AND length(bytes) = 0
     AND NOT EXISTS (SELECT 1 FROM finding_row INDEXED BY finding_evidence WHERE evidence = ?1)`,
    evidence,
  )
}
