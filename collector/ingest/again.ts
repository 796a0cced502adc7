// Owns judging again: after the allowlist, a binding or a profile changed, what is affected, in pieces small enough that
// ingest never waits long. What waits, and how far it came, is store's to keep.
import { hasContent, type Observation } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type {
  AgainPiece,
  AgainPlace,
  AgainTurn,
  HeldRow,
  PastFinding,
  Rejudged,
  RootPlace,
} from '../handover.ledger.ts'
import { happenedThen, type Judged, judgePath, type Setting, sameWords, standingKind } from './judging.ts'
import { deedsBehind } from './windows.ts'

/** Read in one go: some 2 ms, and less than 10 where each gets another verdict. */
const rowsAtOnce = 200
/** After so long a piece ends, so that a batch waits no longer. */
const pieceMs = 18
const start: AgainPlace = { path: null, judgement: 0, id: 0 }

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
    case 'compiled':
      judgeCompiled(setting, turn, now)
      break
  }
  return true
}

function judgeInventory(setting: Setting, turn: AgainTurn, now: number): void {
  const { ledger } = setting
  const read = (from: AgainTurn) => ledger.inventoryPiece(from, rowsAtOnce)
  const { looked, next } = untilLate(turn, read, rows => judgeRows(setting, turn, rows, now))
  ledger.advanceAgain(turn, { ...placeIn(turn, next, 'findings'), judged: looked })
}

function judgeFindings(setting: Setting, turn: AgainTurn, now: number): void {
  const { ledger } = setting
  const read = (from: AgainTurn) => ledger.findingsPiece(from, rowsAtOnce)
  const { next } = untilLate(
    turn,
    read,
    each(finding => judgeFinding(setting, turn, finding, now)),
  )
  // Behind all of them: what is compiled of a source that was replaced since hangs on the finding of that one.
  ledger.advanceAgain(turn, { ...placeIn(turn, next, 'generated'), judged: 0 })
}

function judgePaths(setting: Setting, turn: AgainTurn, now: number): void {
  const { ledger } = setting
  const read = (from: AgainTurn) => ledger.pathsPiece(from, rowsAtOnce)
  const { looked, next } = untilLate(
    turn,
    read,
    each(path => judgeAt(setting, turn, path, now)),
  )
  ledger.advanceAgain(turn, { ...placeIn(turn, next, 'generated'), judged: looked })
}

/** A permit of a template's source counts for what is compiled of it, which may lie before it. */
function judgeGenerated(setting: Setting, turn: AgainTurn, now: number): void {
  const { ledger } = setting
  const read = (from: AgainTurn) => ledger.generatedPiece(from, rowsAtOnce)
  const { next } = untilLate(
    turn,
    read,
    each(path => judgeAt(setting, turn, path, now)),
  )
  if (next === null && setting.classes.generatedBelow(turn.root.profile).length === 0) ledger.finishAgain(turn, now)
  else ledger.advanceAgain(turn, { ...placeIn(turn, next, 'compiled'), judged: 0 })
}

/** The other way round: a source that has lost its permit takes what is compiled of it along, on whichever side that lies. */
function judgeCompiled(setting: Setting, turn: AgainTurn, now: number): void {
  const { ledger, classes } = setting
  const folders = classes.generatedBelow(turn.root.profile)
  const { id } = turn.place
  const folder = folders[id]
  if (folder === undefined) {
    // The profile is another since.
    ledger.finishAgain(turn, now)
    return
  }
  const read = (from: AgainTurn) => ledger.compiledPiece(from, folder, rowsAtOnce)
  const { next } = untilLate(
    turn,
    read,
    each(path => judgeAt(setting, turn, path, now)),
  )
  const { phase } = turn
  if (next !== null) ledger.advanceAgain(turn, { phase, place: next, judged: 0 })
  else if (id + 1 < folders.length) ledger.advanceAgain(turn, { phase, place: { ...start, id: id + 1 }, judged: 0 })
  else ledger.finishAgain(turn, now)
}

/** In the turn's phase, or at the start of the one that comes after it. */
function placeIn(turn: AgainTurn, next: AgainPlace | null, after: AgainTurn['phase']) {
  return next === null ? { phase: after, place: start } : { phase: turn.phase, place: next }
}

/** Goes on from where the turn is, and says how many were looked through, and how far that led. */
function untilLate<T>(
  turn: AgainTurn,
  read: (from: AgainTurn) => AgainPiece<T>,
  judge: (rows: readonly T[]) => void,
): Omit<AgainPiece<T>, 'rows'> {
  const endsAt = performance.now() + pieceMs
  let from = turn
  let all = 0
  for (;;) {
    const { rows, looked, next } = read(from)
    judge(rows)
    all += looked
    if (next === null || performance.now() >= endsAt) return { looked: all, next }
    from = { ...from, place: next }
  }
}

function each<T>(judge: (row: T) => void): (rows: readonly T[]) => void {
  return rows => {
    for (const row of rows) judge(row)
  }
}

function judgeAt(setting: Setting, turn: AgainTurn, path: PathText, now: number): void {
  const { ledger } = setting
  const row = ledger.heldRow(turn.root.id, path)
  if (row !== null) judgeRows(setting, turn, [row], now)
  for (const finding of ledger.unsettledFindings(turn.root.id, path)) judgeFinding(setting, turn, finding, now)
}

/** What is said of many is written at once. */
function judgeRows(setting: Setting, turn: AgainTurn, rows: readonly HeldRow[], now: number): void {
  let changed: Rejudged[] = []
  const keep = () => {
    if (changed.length > 0) keepChanged(setting, turn, changed, now)
    changed = []
  }
  const first = broughtFirst(setting, rows)
  for (const row of rows) {
    const after = setting.ledger.unpack(row.observation)
    // What is compiled is judged by how its source stands, which may be among those.
    if (hasContent(after) && after.marks?.compiled !== undefined) keep()
    const isFirst = row.finding !== null && first.has(row.finding)
    const judged = judgeHeld(setting, turn.root, row, { after, isFirst }, now)
    if (sameJudgement(row, judged)) continue
    // Another release that permits the same is no news for the finding.
    const isNews = row.finding !== null && !sameWords(row.judged, judged.verdict)
    changed.push({ row, brought: isNews ? standingKind(after) : null, ...judged })
  }
  keep()
}

/** A question for each file of generated code costs five times as much. */
function broughtFirst({ ledger }: Setting, rows: readonly HeldRow[]): ReadonlySet<number> {
  const findings = rows.flatMap(({ where, finding }) =>
    where.class === 'generated' && finding !== null ? [finding] : [],
  )
  return findings.length > 1 ? ledger.broughtFirst(findings) : new Set()
}

function judgeHeld(
  setting: Setting,
  root: RootPlace,
  row: HeldRow,
  { after, isFirst }: { readonly after: Observation; readonly isFirst: boolean },
  now: number,
): Judged {
  const { ledger } = setting
  const { finding } = row
  const receivedAt = () => (finding === null ? now : ledger.receivedAt(finding))
  const deeds = () => deedsBehind(finding === null ? null : ledger.pastFinding(finding), after)
  const came = { kind: standingKind(after), before: null, after, receivedAt, deeds, broughtBy: finding, isFirst }
  return judgePath(setting, root, row.path, came)
}

function keepChanged(setting: Setting, turn: AgainTurn, changed: readonly Rejudged[], now: number): void {
  const { ledger } = setting
  const { root } = turn
  // Of most findings nothing else is known than what stands there, so the verdict is one and the same.
  for (const finding of ledger.holdAnew(root.id, changed, { generation: root.generation, judgedAt: now })) {
    const past = ledger.pastFinding(finding)
    if (past !== null) judgeFinding(setting, turn, past, now)
  }
}

function judgeFinding(setting: Setting, { root }: AgainTurn, finding: PastFinding, judgedAt: number): void {
  const { ledger } = setting
  const { verdict } = judgePath(setting, root, finding.path, happenedThen(ledger, root, finding))
  if (!sameWords(finding.verdict, verdict)) {
    ledger.revise(finding.id, verdict, { generation: root.generation, judgedAt })
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
