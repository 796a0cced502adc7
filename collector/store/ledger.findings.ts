// Owns the table of findings as ingest writes it: added once, their flags closed, their verdicts taken anew with the earlier
// ones kept. Which verdict a finding gets is judge's.
import type { Ledger, Source } from '../handover.ledger.ts'
import type { JudgedFinding } from '../handover.ts'
import type { Desk } from './desk.ts'
import { isNoted } from './judgements.ts'
import { packObservation } from './observations.ts'
import { revise } from './revising.ts'
import { countAdded } from './window-counts.ts'

type FindingVerbs = Pick<Ledger, 'addFinding' | 'closeUnstable' | 'revise' | 'receivedAt'>

export function findingVerbs(desk: Desk): FindingVerbs {
  return {
    addFinding: (finding, source) => addFinding(desk, finding, source),

    closeUnstable(root, path) {
      if (!mayBeUnstable(desk, root)) return
      const closing = desk.connection.all<{ id: number }>(
        `SELECT p.id FROM finding_row p INDEXED BY finding_path CROSS JOIN said s ON s.finding = p.id
         WHERE p.root = ? AND p.path = ? AND s.open = 1 AND s.awaits = 'unstable' ORDER BY p.id`,
        root,
        path,
      )
      for (const { id } of closing) {
        desk.connection.run('INSERT INTO revision (finding) VALUES (?)', id)
        desk.connection.run('UPDATE said SET open = 0 WHERE finding = ?', id)
      }
      if (closing.length > 0) desk.count(root, 'open', -closing.length)
    },

    receivedAt: finding =>
      desk.connection.one<{ at: number }>('SELECT received_at AS at FROM finding_row WHERE id = ?', finding)?.at ?? 0,

    revise: (finding, verdict, as) => revise(desk, finding, verdict, as),
  }
}

function addFinding(desk: Desk, finding: JudgedFinding, source: Source): number {
  const { root, path, kind, noticed, at, before, after, actor, between = [], where, verdict } = finding
  const { evidence, index, receivedAt } = source
  const open = verdict.verdict === 'unauthorised'
  const observation = packObservation(after)
  const { id } = desk.connection.run(
    `INSERT INTO finding_row (root, path, kind, noticed, at, received_at, class, payment, evidence, idx, actor, before, after,
     seen_between) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    root,
    path,
    kind,
    noticed,
    at,
    receivedAt,
    where.class,
    where.payment ? 1 : 0,
    evidence,
    index,
    actor === 'unknown' ? null : JSON.stringify(actor),
    before === null ? null : packObservation(before),
    observation,
    between.length === 0 ? null : JSON.stringify(between),
  )
  say(desk, id, finding, source)
  countAdded(desk.connection, verdict)
  desk.count(root, 'findings', 1)
  if (open) desk.count(root, 'open', 1)
  if (open && kind === 'unstable') desk.unstable.set(root, true)
  desk.findingAdded(id, observation)
  desk.faults.reach('finding')
  return id
}

function say(desk: Desk, id: number, finding: JudgedFinding, { generation, receivedAt }: Source): void {
  const { root, kind, before, between = [], where, verdict } = finding
  desk.connection.run(
    `INSERT INTO said (finding, root, judgement, open, noted, generation, judged_at, alone, awaits, generated)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    root,
    desk.judgements.idOf(verdict),
    verdict.verdict === 'unauthorised' ? 1 : 0,
    isNoted(verdict) ? 1 : 0,
    generation,
    receivedAt,
    before === null && between.length === 0 ? kind : null,
    kind === 'unstable' || kind === 'removed' ? kind : null,
    where.class === 'generated' ? 1 : 0,
  )
}

/** Hardly any root has one: asked once a transaction, it spares a look for each permitted path. */
function mayBeUnstable(desk: Desk, root: number): boolean {
  const known = desk.unstable.get(root)
  if (known !== undefined) return known
  const found =
    desk.connection.one(`SELECT 1 FROM said WHERE root = ? AND open = 1 AND awaits = 'unstable' LIMIT 1`, root) !==
    undefined
  desk.unstable.set(root, found)
  return found
}
