// Owns judging again: after the allowlist, a binding or a profile changed, what is affected, in pieces small enough that
// ingest never waits long. What waits, and how far it came, is store's to keep.
import type { PathText } from '@sekisho/shared/path.ts'
import type { AgainTurn, HeldRow, PastFinding } from '../handover.ledger.ts'
import { happenedThen, type Judged, judgePath, type Setting, sameWords, standingKind } from './judging.ts'
import { deedsBehind } from './windows.ts'

/** About 30 ms of the writer's time, where nothing is judged otherwise than before. */
const pieceRows = 2_000
/** Looking each path up by itself costs more than going through a table. */
const piecePaths = 500
/** After so long a piece ends early: a row with another verdict costs ten times as much. */
const pieceMs = 25

/** One piece, inside the caller's transaction; false when nothing waits to be judged again. */
export function judgePieceAgain(setting: Setting, now: number): boolean {
  const turn = setting.ledger.againTurn()
  if (turn === null) return false
  switch (turn.phase) {
    case 'inventory':
      judgeInventory(setting, turn, now)
      break
    case 'findings':
      judgeFindings(setting, turn, now)
      break
    case 'paths':
      judgePaths(setting, turn, now)
      break
    case 'generated':
      judgeGenerated(setting, turn, now)
      break
  }
  return true
}

function judgeInventory(setting: Setting, turn: AgainTurn, now: number): void {
  const { ledger } = setting
  const { rows, looked, next } = ledger.inventoryPiece(turn, pieceRows)
  const last = untilLate(rows, row => judgeRow(setting, turn, row, now))
  if (last !== null) {
    // Of those that were looked at for a content, hardly any have it.
    const judged = Math.round((looked * last.count) / rows.length)
    ledger.advanceAgain(turn, { phase: turn.phase, path: last.row.path, id: 0, judged })
    return
  }
  const after = turn.scope === 'content' ? 'findings' : 'generated'
  const from = next === null ? ({ phase: after, path: null, id: 0 } as const) : { phase: turn.phase, ...next }
  ledger.advanceAgain(turn, { ...from, judged: looked })
}

function judgeFindings(setting: Setting, turn: AgainTurn, now: number): void {
  const { ledger } = setting
  const { rows, next } = ledger.findingsPiece(turn, pieceRows)
  const last = untilLate(rows, finding => judgeFinding(setting, turn, finding, now))
  if (last !== null) ledger.advanceAgain(turn, { phase: turn.phase, path: last.row.path, id: last.row.id, judged: 0 })
  else if (next === null) ledger.finishAgain(turn, now)
  else ledger.advanceAgain(turn, { phase: turn.phase, ...next, judged: 0 })
}

/** Null when all were judged in time; else the last that was. */
function untilLate<T>(rows: readonly T[], judge: (row: T) => void): { readonly row: T; readonly count: number } | null {
  const endsAt = performance.now() + pieceMs
  for (const [at, row] of rows.entries()) {
    judge(row)
    if (performance.now() >= endsAt && at + 1 < rows.length) return { row, count: at + 1 }
  }
  return null
}

function judgePaths(setting: Setting, turn: AgainTurn, now: number): void {
  const { ledger } = setting
  const { rows, looked, next } = ledger.pathsPiece(turn, piecePaths)
  for (const path of rows) judgeAt(setting, turn, path, now)
  const from = next === null ? ({ phase: 'generated', path: null, id: 0 } as const) : { phase: turn.phase, ...next }
  ledger.advanceAgain(turn, { ...from, judged: looked })
}

/** A permit of a template's source counts for what is compiled of it, which may lie before it. */
function judgeGenerated(setting: Setting, turn: AgainTurn, now: number): void {
  const { ledger } = setting
  const { rows, next } = ledger.generatedPiece(turn, piecePaths)
  for (const path of rows) judgeAt(setting, turn, path, now)
  if (next !== null) ledger.advanceAgain(turn, { phase: turn.phase, ...next, judged: 0 })
  else if (turn.scope === 'all') ledger.advanceAgain(turn, { phase: 'findings', path: null, id: 0, judged: 0 })
  else ledger.finishAgain(turn, now)
}

function judgeAt(setting: Setting, turn: AgainTurn, path: PathText, now: number): void {
  const { ledger } = setting
  const row = ledger.heldRow(turn.root.id, path)
  if (row !== null) judgeRow(setting, turn, row, now)
  for (const finding of ledger.unsettledFindings(turn.root.id, path)) judgeFinding(setting, turn, finding, now)
}

function judgeRow(setting: Setting, turn: AgainTurn, row: HeldRow, now: number): void {
  const { ledger } = setting
  const { root } = turn
  const after = ledger.unpack(row.observation)
  const { finding } = row
  const receivedAt = () => (finding === null ? now : ledger.receivedAt(finding))
  const kind = standingKind(after)
  const deeds = () => deedsBehind(finding === null ? null : ledger.pastFinding(finding), after)
  const came = { kind, before: null, after, receivedAt, deeds, broughtBy: finding }
  const judged = judgePath(setting, root, row.path, came)
  if (sameJudgement(row, judged)) return
  ledger.hold(root.id, row.path, row, {
    ...judged,
    seen: after,
    observation: row.observation,
    finding,
    census: row.census,
    generation: root.generation,
    judgedAt: now,
  })
  // Another release that permits the same is no news for the finding.
  if (finding === null || sameWords(row.judged, judged.verdict)) return
  // Of most findings nothing else is known than what stands there, so the verdict is one and the same.
  const past = ledger.broughtAnew(finding, kind) ? null : ledger.pastFinding(finding)
  if (past === null) ledger.revise(finding, judged.verdict, root.generation, now)
  else judgeFinding(setting, turn, past, now)
}

function judgeFinding(setting: Setting, { root }: AgainTurn, finding: PastFinding, judgedAt: number): void {
  const { ledger } = setting
  const { verdict } = judgePath(setting, root, finding.path, happenedThen(ledger, root, finding))
  if (!sameWords(finding.verdict, verdict)) ledger.revise(finding.id, verdict, root.generation, judgedAt)
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
