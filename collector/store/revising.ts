// Owns how the verdicts of findings are taken anew: those of which the same is said, in one go, with what was said of each
// before kept in its history. Which verdict a finding gets is judge's.
import type { FindingKind } from '@sekisho/shared/finding.ts'
import type { Severity, Verdict, VerdictWord } from '@sekisho/shared/verdict.ts'
import type { JudgedAs, Revision } from '../handover.ledger.ts'
import type { Desk } from './desk.ts'
import { verdictColumns, wordsOf } from './ledger.inventory.ts'
import { countRevised } from './window-counts.ts'

type Said = [
  verdict: VerdictWord,
  severity: Severity,
  reasons: string,
  permit: string | null,
  generation: number,
  judgedAt: number,
]
type JudgedBefore = [
  id: number,
  root: number,
  kind: FindingKind,
  /** 1: it tells of what stands there alone. */
  alone: number,
  open: number,
  ...said: Said,
]

/** Findings that had one verdict in common, and get another. */
interface Group {
  readonly before: JudgedBefore
  readonly verdict: Verdict
  readonly ids: number[]
}

/** Answers with those that are another kind of finding than was asked about: they are left as they are. */
export function reviseAll(desk: Desk, revisions: readonly Revision[], as: JudgedAs): readonly number[] {
  if (revisions.length === 0) return []
  const wanted = new Map(revisions.map(revision => [revision.finding, revision]))
  const groups = new Map<string, Group>()
  const left: number[] = []
  for (const before of judgedBefore(desk, [...wanted.keys()])) {
    const revision = wanted.get(before[0])
    if (revision === undefined) continue
    if (isMeant(before, revision)) intoGroup(groups, before, revision.verdict)
    else left.push(before[0])
  }
  for (const group of groups.values()) reviseGroup(desk, group, as)
  return left
}

function isMeant([, , kind, alone]: JudgedBefore, { brought }: Revision): boolean {
  return brought === null || (alone === 1 && brought === kind)
}

function judgedBefore({ connection }: Desk, ids: readonly number[]): JudgedBefore[] {
  return connection.rows<JudgedBefore>(
    `SELECT id, root, kind, before IS NULL AND seen_between IS NULL, open, verdict, severity, reasons, permit, generation,
     judged_at FROM finding WHERE id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  )
}

function intoGroup(groups: Map<string, Group>, before: JudgedBefore, verdict: Verdict): void {
  const [id, root, , , ...said] = before
  const key = `${root} ${said.join(' ')} ${wordsOf(verdict)}`
  const group = groups.get(key)
  if (group === undefined) groups.set(key, { before, verdict, ids: [id] })
  else group.ids.push(id)
}

function reviseGroup(desk: Desk, { before, verdict, ids }: Group, { generation, judgedAt }: JudgedAs): void {
  const { connection } = desk
  const [, root, , , wasOpen, ...said] = before
  const open = verdict.verdict === 'unauthorised' ? 1 : 0
  for (const id of ids) countRevised(connection, id, verdict)
  const all = JSON.stringify(ids)
  // A history is never empty, and its last bracket is its last character.
  connection.run(
    `UPDATE finding SET history = iif(history IS NULL, '[', rtrim(history, ']') || ',') || ? || ']',
     verdict = ?, severity = ?, open = ?, generation = ?, judged_at = ?, reasons = ?, permit = ?
     WHERE id IN (SELECT value FROM json_each(?))`,
    historyEntry(said),
    verdict.verdict,
    verdict.severity,
    open,
    generation,
    judgedAt,
    ...verdictColumns(verdict),
    all,
  )
  if (open !== wasOpen) desk.count(root, 'open', (open - wasOpen) * ids.length)
  const wasUnauthorised = said[0] === 'unauthorised'
  // What neither was nor is unauthorised is no incident's.
  if (open === 1 && !wasUnauthorised)
    connection.run('INSERT INTO content_revision (finding) SELECT value FROM json_each(?)', all)
  if (open === 1 || wasUnauthorised)
    connection.run('INSERT INTO revision (finding) SELECT value FROM json_each(?)', all)
}

function historyEntry([verdict, severity, reasons, permit, generation, judgedAt]: Said): string {
  return JSON.stringify({ verdict, severity, reasons, permit, generation, judgedAt })
}
