// Owns the tables of judging again: which roots wait for it, how far each came (kept across restarts), and how a finding's
// verdict is taken anew with the earlier one kept. The judging is ingest's and judge's.

import type { FindingKind, Glimpse, KnownActor } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { PathClass } from '@sekisho/shared/profile.ts'
import type { Severity, Verdict, VerdictWord } from '@sekisho/shared/verdict.ts'
import type { AgainTurn, Blind, HeldRow, Ledger, PastFinding } from '../handover.ledger.ts'
import type { Desk } from './desk.ts'
import { type HeldColumns, heldColumns, heldOf, permitOf, reasonsOf } from './ledger.inventory.ts'
import { unpackObservation } from './observations.ts'
import { rootPlace } from './roots.ts'

type AgainVerbs = Pick<Ledger, 'againTurn' | 'inventoryAfter' | 'openFindingsAfter' | 'advanceAgain' | 'finishAgain'>

interface VerdictColumns {
  readonly verdict: VerdictWord
  readonly severity: Severity
  readonly reasons: string
  readonly permit: string | null
}

interface InventoryRow extends HeldColumns, VerdictColumns {
  readonly verdict: VerdictWord
  readonly path: PathText
  readonly class: PathClass
  readonly payment: number
  readonly blind: Blind | null
}

interface FindingRow extends VerdictColumns {
  readonly id: number
  readonly path: PathText
  readonly kind: FindingKind
  readonly before: string | null
  readonly after: string
  readonly actor: string | null
  readonly seen_between: string | null
}

export function againVerbs(desk: Desk): AgainVerbs {
  const { connection } = desk
  return {
    againTurn() {
      const row = connection.one<{ root: number; phase: AgainTurn['phase']; path: PathText | null; id: number }>(
        'SELECT root, phase, cursor_path AS path, cursor_id AS id FROM again ORDER BY root LIMIT 1',
      )
      const root = row && rootPlace(desk, 'r.id = ?', row.root)
      return row && root ? { root, phase: row.phase, path: row.path, id: row.id } : null
    },

    inventoryAfter: (root, path, limit) =>
      connection
        .all<InventoryRow>(
          `SELECT path, ${heldColumns}, severity, reasons, permit, class, payment, blind FROM inventory
           WHERE root = ? AND path ${path === null ? '>=' : '>'} ? ORDER BY path LIMIT ?`,
          root,
          path ?? '',
          limit,
        )
        .map(heldRowOf),

    openFindingsAfter: (root, path, id, limit) =>
      connection
        .all<FindingRow>(
          `SELECT id, path, kind, before, after, actor, seen_between, verdict, severity, reasons, permit FROM finding INDEXED BY finding_open
           WHERE root = ? AND open = 1 AND (path, id) > (?, ?) ORDER BY path, id LIMIT ?`,
          root,
          path ?? '',
          id,
          limit,
        )
        .map(pastFindingOf),

    advanceAgain(root, phase, path, id, judged) {
      connection.run(
        'UPDATE again SET phase = ?, cursor_path = ?, cursor_id = ?, judged = judged + ? WHERE root = ?',
        phase,
        path,
        id,
        judged,
        root,
      )
    },

    finishAgain({ id, host, generation }, at) {
      connection.run('DELETE FROM again WHERE root = ?', id)
      connection.run('UPDATE root SET judged_generation = ?, judged_at = ? WHERE id = ?', generation, at, id)
      const row = connection.one<{ customer: number }>('SELECT customer FROM host WHERE id = ?', host)
      if (row) desk.changed(row.customer, 'findings-changed')
      desk.hostsChanged(host)
    },
  }
}

function heldRowOf(row: InventoryRow): HeldRow {
  const where = { class: row.class, payment: row.payment === 1 }
  return { ...heldOf(row), path: row.path, judged: verdictOf(row), where, blind: row.blind }
}

function pastFindingOf(row: FindingRow): PastFinding {
  const { id, path, kind, before, after, actor, seen_between: between } = row
  return {
    id,
    path,
    kind,
    before: before === null ? null : unpackObservation(before),
    after: unpackObservation(after),
    actor: actor === null ? 'unknown' : (JSON.parse(actor) as KnownActor),
    between: between === null ? [] : (JSON.parse(between) as Glimpse[]),
    verdict: verdictOf(row),
  }
}

function verdictOf({ verdict, severity, reasons, permit }: VerdictColumns): Verdict {
  return { verdict, severity, reasons: reasonsOf(reasons), permit: permitOf(permit) }
}
