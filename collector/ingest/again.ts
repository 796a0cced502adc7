// Owns judging again: after the allowlist, a binding or a profile changed, the inventory first and then the findings that
// are still open, in pieces small enough that ingest never waits long. How far it came is store's to keep.
import type { Verdict } from '@sekisho/shared/verdict.ts'
import type { AgainTurn, HeldRow } from '../handover.ledger.ts'
import { type Judged, judgePath, type Setting, standingKind } from './judging.ts'

/** About 30 ms of the writer's time. */
const pieceRows = 2_000

/** One piece, inside the caller's transaction; false when nothing waits to be judged again. */
export function judgePieceAgain(setting: Setting, now: number): boolean {
  const turn = setting.ledger.againTurn()
  if (turn === null) return false
  if (turn.phase === 'inventory') judgeInventory(setting, turn, now)
  else judgeOpenFindings(setting, turn, now)
  return true
}

function judgeInventory(setting: Setting, { root, path }: AgainTurn, now: number): void {
  const { ledger } = setting
  const rows = ledger.inventoryAfter(root.id, path, pieceRows)
  for (const row of rows) {
    const seen = ledger.unpack(row.observation)
    const judged = judgePath(setting, root, row.path, standingKind(seen), null, seen)
    if (sameJudgement(row, judged)) continue
    ledger.hold(root.id, row.path, row, {
      ...judged,
      seen,
      observation: row.observation,
      finding: row.finding,
      census: row.census,
      generation: root.generation,
      judgedAt: now,
    })
    // Another release that permits the same is no news for the finding.
    if (row.finding !== null && !sameWords(row.judged, judged.verdict)) {
      ledger.revise(row.finding, judged.verdict, root.generation, now)
    }
  }
  const last = rows.at(-1)
  if (last !== undefined && rows.length === pieceRows) {
    ledger.advanceAgain(root.id, 'inventory', last.path, 0, rows.length)
  } else {
    ledger.advanceAgain(root.id, 'open-findings', null, 0, rows.length)
  }
}

function judgeOpenFindings(setting: Setting, { root, path, id }: AgainTurn, now: number): void {
  const { ledger } = setting
  const rows = ledger.openFindingsAfter(root.id, path, id, pieceRows)
  for (const finding of rows) {
    const { path, kind, before, after, actor, between } = finding
    const { verdict } = judgePath(setting, root, path, kind, before, after, actor, between)
    if (!sameWords(finding.verdict, verdict)) ledger.revise(finding.id, verdict, root.generation, now)
  }
  const last = rows.at(-1)
  if (last !== undefined && rows.length === pieceRows) {
    ledger.advanceAgain(root.id, 'open-findings', last.path, last.id, 0)
  } else {
    ledger.finishAgain(root, now)
  }
}

function sameJudgement(row: HeldRow, { verdict, where, blind }: Judged): boolean {
  return (
    sameWords(row.judged, verdict) &&
    row.judged.permit?.kind === verdict.permit?.kind &&
    row.judged.permit?.ref === verdict.permit?.ref &&
    row.where.class === where.class &&
    row.where.payment === where.payment &&
    row.blind === blind
  )
}

function sameWords(before: Verdict, after: Verdict): boolean {
  return (
    before.verdict === after.verdict &&
    before.severity === after.severity &&
    before.reasons.length === after.reasons.length &&
    before.reasons.every((reason, index) => reason === after.reasons[index])
  )
}
