// Owns how rows of the inventory are judged otherwise, and the findings that brought them with them: most rows say what their
// finding says, and are not written at all then. Which verdict there is, is judge's.
import type { JudgedAs, Rejudged } from '../handover.ledger.ts'
import type { Desk } from './desk.ts'
import { isNoted, wordsOf } from './judgements.ts'
import { type Brought, reviseBrought } from './revising.ts'

type Group = readonly [Rejudged, ...Rejudged[]]

/** Answers with the findings for which it is news, and which are to be judged by themselves. */
export function holdAnew(desk: Desk, root: number, rows: readonly Rejudged[], as: JudgedAs): readonly number[] {
  return alike(rows).flatMap(group => holdGroup(desk, root, group, as))
}

/** Of each group the same is said. */
function alike(rows: readonly Rejudged[]): readonly Group[] {
  const groups = new Map<string, [Rejudged, ...Rejudged[]]>()
  for (const row of rows) {
    const { where, blind, verdict } = row
    const key = `${where.class} ${where.payment} ${blind} ${wordsOf(verdict)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return [...groups.values()]
}

function holdGroup(desk: Desk, root: number, group: Group, as: JudgedAs): readonly number[] {
  const [{ verdict, where, blind }] = group
  const brought = group.flatMap(({ row: { finding }, brought: kind }): Brought[] =>
    finding === null || kind === null ? [] : [{ finding, kind }],
  )
  const left = brought.length === 0 ? [] : reviseBrought(desk, brought, verdict, as)
  const apart = new Set(left)
  const words = wordsOf(verdict)
  const own: Rejudged[] = []
  const shared: Rejudged[] = []
  for (const one of group) {
    const { row } = one
    const isSaid = one.brought !== null && row.finding !== null && !apart.has(row.finding)
    if (isSaid && row.hasOwn) shared.push(one)
    // What is but of another class says what it said.
    else if (!isSaid && wordsOf(row.judged) !== words) own.push(one)
  }
  const judgement = own.length === 0 ? null : desk.judgements.idOf(verdict)
  putJudgement(desk, root, own, [judgement, as.generation, isNoted(verdict) ? 1 : 0])
  putJudgement(desk, root, shared, [null, null, 0])
  const moved = group.filter(isElsewhere)
  if (moved.length > 0)
    desk.connection.run(
      `UPDATE inventory_row SET class = ?, payment = ?, blind = ? WHERE root = ? AND path IN (SELECT value FROM json_each(?))`,
      where.class,
      where.payment ? 1 : 0,
      blind,
      root,
      pathsOf(moved),
    )
  standNoMore(desk, own)
  return left
}

function isElsewhere({ row, where, blind }: Rejudged): boolean {
  return row.where.class !== where.class || row.where.payment !== where.payment || row.blind !== blind
}

type Own = readonly [judgement: number | null, generation: number | null, noted: number]

/** Null: what the finding says. */
function putJudgement({ connection }: Desk, root: number, rows: readonly Rejudged[], own: Own): void {
  if (rows.length === 0) return
  connection.run(
    `UPDATE inventory_row SET judgement = ?, generation = ?, noted = ? WHERE root = ? AND path IN (SELECT value FROM json_each(?))`,
    ...own,
    root,
    pathsOf(rows),
  )
}

function standNoMore({ connection }: Desk, rows: readonly Rejudged[]): void {
  const findings = rows.flatMap(({ row }) => row.finding ?? [])
  if (findings.length === 0) return
  connection.run(
    'UPDATE said SET stands = 0 WHERE stands = 1 AND finding IN (SELECT value FROM json_each(?))',
    JSON.stringify(findings),
  )
}

function pathsOf(rows: readonly Rejudged[]): string {
  return JSON.stringify(rows.map(({ row }) => row.path))
}
