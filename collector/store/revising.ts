// Owns how the verdicts of findings are taken anew: those of which the same is said, in one go, with what was said of each
// before kept in its history. Which verdict a finding gets is judge's.
import type { FindingKind } from '@sekisho/shared/finding.ts'
import type { Verdict } from '@sekisho/shared/verdict.ts'
import type { JudgedAs } from '../handover.ledger.ts'
import type { Desk } from './desk.ts'
import { isNoted } from './judgements.ts'
import { countRevised } from './window-counts.ts'

/** Findings by what they brought, all to be said the same of. */
export interface Brought {
  readonly finding: number
  /** Only one of this kind is meant that tells of what stands there alone: nothing before and nothing in between. */
  readonly kind: FindingKind
}

type SaidBefore = [finding: number, root: number, alone: FindingKind | null, open: number, wasUnauthorised: number]

/** A finding by itself. The row that said the same keeps saying it. */
export function revise(desk: Desk, finding: number, verdict: Verdict, as: JudgedAs): void {
  keepRow(desk, finding)
  say(desk, saidBefore(desk, [finding]), verdict, as)
}

/** Those that are meant; answers with the others, which are left as they are. */
export function reviseBrought(
  desk: Desk,
  brought: readonly Brought[],
  verdict: Verdict,
  as: JudgedAs,
): readonly number[] {
  const kinds = new Map(brought.map(({ finding, kind }) => [finding, kind]))
  const meant: SaidBefore[] = []
  const left: number[] = []
  for (const before of saidBefore(desk, [...kinds.keys()])) {
    if (before[2] !== null && before[2] === kinds.get(before[0])) meant.push(before)
    else left.push(before[0])
  }
  say(desk, meant, verdict, as)
  return left
}

function saidBefore({ connection }: Desk, findings: readonly number[]): SaidBefore[] {
  return connection.rows<SaidBefore>(
    `SELECT s.finding, s.root, s.alone, s.open, j.verdict = 'unauthorised' FROM said s JOIN judgement j ON j.id = s.judgement
     WHERE s.finding IN (SELECT value FROM json_each(?))`,
    JSON.stringify(findings),
  )
}

/** Where the inventory's row says what its finding says, it has it by itself from now on. */
function keepRow({ connection }: Desk, finding: number): void {
  connection.run(
    `UPDATE inventory_row SET (judgement, generation, noted) = (SELECT judgement, generation, noted FROM said WHERE finding = ?1)
     WHERE (root, path) = (SELECT root, path FROM finding_row WHERE id = ?1) AND finding = ?1 AND judgement IS NULL`,
    finding,
  )
  connection.run('UPDATE said SET stands = 0 WHERE finding = ? AND stands = 1', finding)
}

function say(desk: Desk, before: readonly SaidBefore[], verdict: Verdict, { generation, judgedAt }: JudgedAs): void {
  if (before.length === 0) return
  const { connection } = desk
  const open = verdict.verdict === 'unauthorised' ? 1 : 0
  for (const [finding, root, , wasOpen] of before) {
    countRevised(connection, finding, verdict)
    if (open !== wasOpen) desk.count(root, 'open', open - wasOpen)
  }
  connection.run(
    `UPDATE said SET history = iif(history IS NULL, '', history || ',') || '[' || judgement || ',' || generation || ',' || judged_at || ']',
     judgement = ?, open = ?, noted = ?, generation = ?, judged_at = ? WHERE finding IN (SELECT value FROM json_each(?))`,
    desk.judgements.idOf(verdict),
    open,
    isNoted(verdict) ? 1 : 0,
    generation,
    judgedAt,
    JSON.stringify(before.map(([finding]) => finding)),
  )
  const flagged = open === 1 ? before.filter(([, , , , wasUnauthorised]) => wasUnauthorised === 0) : []
  queue(desk, 'content_revision', flagged)
  // What neither was nor is unauthorised is no incident's.
  queue(desk, 'revision', open === 1 ? before : before.filter(([, , , , wasUnauthorised]) => wasUnauthorised === 1))
}

function queue({ connection }: Desk, line: 'revision' | 'content_revision', findings: readonly SaidBefore[]): void {
  if (findings.length === 0) return
  const all = JSON.stringify(findings.map(([finding]) => finding))
  connection.run(`INSERT INTO ${line} (finding) SELECT value FROM json_each(?)`, all)
}
