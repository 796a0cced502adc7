// Owns the table of findings as ingest writes it: added once, their flags closed, their verdicts taken anew with the earlier
// ones kept. Which verdict a finding gets is judge's.
import type { Ledger, Source } from '../handover.ledger.ts'
import type { JudgedFinding } from '../handover.ts'
import type { Desk } from './desk.ts'
import { verdictColumns } from './ledger.inventory.ts'
import { packObservation } from './observations.ts'
import { reviseAll } from './revising.ts'
import { countAdded } from './window-counts.ts'

type FindingVerbs = Pick<Ledger, 'addFinding' | 'closeUnstable' | 'revise' | 'reviseBrought' | 'receivedAt'>

export function findingVerbs(desk: Desk): FindingVerbs {
  return {
    addFinding: (finding, source) => addFinding(desk, finding, source),

    closeUnstable(root, path) {
      if (!mayBeUnstable(desk, root)) return
      desk.connection.run(
        `INSERT INTO revision (finding) SELECT id FROM finding WHERE root = ? AND path = ? AND open = 1 AND kind = 'unstable'`,
        root,
        path,
      )
      const { changes } = desk.connection.run(
        `UPDATE finding SET open = 0 WHERE root = ? AND path = ? AND open = 1 AND kind = 'unstable'`,
        root,
        path,
      )
      if (changes > 0) desk.count(root, 'open', -changes)
    },

    receivedAt: finding =>
      desk.connection.one<{ at: number }>('SELECT received_at AS at FROM finding WHERE id = ?', finding)?.at ?? 0,

    revise(finding, verdict, as) {
      reviseAll(desk, [{ finding, brought: null, verdict }], as)
    },

    reviseBrought: (brought, as) => reviseAll(desk, brought, as),
  }
}

function addFinding(desk: Desk, finding: JudgedFinding, source: Source): number {
  const { root, path, kind, noticed, at, before, after, actor, between = [], where, verdict } = finding
  const { evidence, index, receivedAt, generation } = source
  const open = verdict.verdict === 'unauthorised'
  const { id } = desk.connection.run(
    `INSERT INTO finding (root, path, kind, noticed, at, received_at, verdict, severity, open, class, payment,
     generation, judged_at, evidence, idx, reasons, permit, actor, before, after, seen_between)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    root,
    path,
    kind,
    noticed,
    at,
    receivedAt,
    verdict.verdict,
    verdict.severity,
    open ? 1 : 0,
    where.class,
    where.payment ? 1 : 0,
    generation,
    receivedAt,
    evidence,
    index,
    ...verdictColumns(verdict),
    actor === 'unknown' ? null : JSON.stringify(actor),
    before === null ? null : packObservation(before),
    packObservation(after),
    between.length === 0 ? null : JSON.stringify(between),
  )
  countAdded(desk.connection, verdict)
  desk.count(root, 'findings', 1)
  if (open) desk.count(root, 'open', 1)
  if (open && kind === 'unstable') desk.unstable.set(root, true)
  desk.findingAdded(id)
  desk.faults.reach('finding')
  return id
}

/** Hardly any root has one: asked once a transaction, it spares a look for each permitted path. */
function mayBeUnstable(desk: Desk, root: number): boolean {
  const known = desk.unstable.get(root)
  if (known !== undefined) return known
  const found =
    desk.connection.one(`SELECT 1 FROM finding WHERE root = ? AND open = 1 AND kind = 'unstable' LIMIT 1`, root) !==
    undefined
  desk.unstable.set(root, found)
  return found
}
