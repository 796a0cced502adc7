// Owns the inventory's table as ingest writes it: one row a path, counted as they come and go.
// What a row should say is ingest's and judge's.
import { isDirectory } from '@sekisho/shared/kind.ts'
import { type FileType, hasContent, type Observation } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Permit, ReasonCode, Verdict, VerdictWord } from '@sekisho/shared/verdict.ts'
import type { Held, Holding, JudgedAs, Ledger, Rejudged } from '../handover.ledger.ts'
import type { Desk } from './desk.ts'
import { maliciousFor } from './malicious.ts'
import { packObservation, unpackObservation } from './observations.ts'

type InventoryVerbs = Pick<
  Ledger,
  | 'pack'
  | 'unpack'
  | 'held'
  | 'hold'
  | 'holdAnew'
  | 'drop'
  | 'permits'
  | 'endedPermits'
  | 'isMalicious'
  | 'moveOn'
  | 'movedOn'
>

export interface HeldColumns {
  readonly observation: string
  readonly verdict: VerdictWord
  /** 1: see `isForATime`. */
  readonly for_a_time: number
  readonly type: FileType | null
  readonly finding: number | null
  readonly census: number
}

/** A deployment window or an approval by pattern covers it, and nothing else: as a condition on the column of reasons. */
export const isForATime = `(instr(reasons, 'window') > 0 OR instr(reasons, 'approved-pattern') > 0)`

export const heldColumns = `observation, verdict, ${isForATime} AS for_a_time, type, finding, census`

export function heldOf({ observation, verdict, for_a_time, type, finding, census }: HeldColumns): Held {
  return { observation, verdict, forATime: for_a_time === 1, isDirectory: type === 'directory', finding, census }
}

/** Reasons and permit as they stand in columns. */
export function verdictColumns({ reasons, permit }: Verdict): readonly [reasons: string, permit: string | null] {
  return [reasons.join(','), permit === null ? null : JSON.stringify(permit)]
}

/** Equal where the same is said, by the same permit. */
export function wordsOf({ verdict, severity, reasons, permit }: Verdict): string {
  return `${verdict} ${severity} ${reasons.join()} ${permit === null ? '' : `${permit.kind} ${permit.ref}`}`
}

export function reasonsOf(column: string): ReasonCode[] {
  return column === '' ? [] : (column.split(',') as ReasonCode[])
}

export function permitOf(column: string | null): Permit | null {
  return column === null ? null : (JSON.parse(column) as Permit)
}

export function inventoryVerbs(desk: Desk): InventoryVerbs {
  const { connection } = desk
  const countHeld = (root: number, verdict: VerdictWord, by: 1 | -1) => {
    desk.count(root, 'files', by)
    if (verdict === 'unauthorised') desk.count(root, 'unauthorised', by)
  }
  return {
    pack: packObservation,
    unpack: unpackObservation,

    held(root, path) {
      const row = connection.one<HeldColumns>(
        `SELECT ${heldColumns} FROM inventory WHERE root = ? AND path = ?`,
        root,
        path,
      )
      return row === undefined ? null : heldOf(row)
    },

    hold(root, path, before, after) {
      putRow(desk, root, path, after)
      if (before !== null && !before.isDirectory) countHeld(root, before.verdict, -1)
      if (!isDirectory(after.seen)) countHeld(root, after.verdict.verdict, 1)
      desk.faults.reach('inventory')
    },

    holdAnew(root, rows, as) {
      for (const group of alike(rows)) holdGroup(desk, root, group, as)
      for (const { row, verdict } of rows) {
        if (row.isDirectory) continue
        countHeld(root, row.verdict, -1)
        countHeld(root, verdict.verdict, 1)
      }
      desk.faults.reach('inventory')
    },

    drop(root, path, before) {
      connection.run('DELETE FROM inventory WHERE root = ? AND path = ?', root, path)
      if (!before.isDirectory) countHeld(root, before.verdict, -1)
      desk.faults.reach('inventory')
    },

    permits: (site, path) => desk.permits.naming(site, path),
    endedPermits: (site, path) => desk.permits.ended(site, path),
    isMalicious: (host, sha256) => maliciousOn(desk, host).has(sha256),

    moveOn(component, root, path, since) {
      connection.run(
        `INSERT INTO moved_on (component, root, path, since) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET since = max(since, excluded.since)`,
        component,
        root,
        path,
        since,
      )
    },

    movedOn: (component, root, path) =>
      connection.one<{ since: number }>(
        'SELECT since FROM moved_on WHERE component = ? AND root = ? AND path = ?',
        component,
        root,
        path,
      )?.since ?? null,
  }
}

/** Of each group the same is said. */
function alike(rows: readonly Rejudged[]): Iterable<readonly [Rejudged, ...Rejudged[]]> {
  const groups = new Map<string, [Rejudged, ...Rejudged[]]>()
  for (const row of rows) {
    const { where, blind, verdict } = row
    const key = `${where.class} ${where.payment} ${blind} ${wordsOf(verdict)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups.values()
}

function holdGroup(
  { connection }: Desk,
  root: number,
  group: readonly [Rejudged, ...Rejudged[]],
  { generation, judgedAt }: JudgedAs,
): void {
  const [{ verdict, where, blind }] = group
  connection.run(
    `UPDATE inventory SET verdict = ?, severity = ?, class = ?, payment = ?, generation = ?, judged_at = ?, blind = ?,
     reasons = ?, permit = ? WHERE root = ? AND path IN (SELECT value FROM json_each(?))`,
    verdict.verdict,
    verdict.severity,
    where.class,
    where.payment ? 1 : 0,
    generation,
    judgedAt,
    blind,
    ...verdictColumns(verdict),
    root,
    JSON.stringify(group.map(({ row }) => row.path)),
  )
}

/** Asked once a transaction and host: mostly there is none. */
function maliciousOn(desk: Desk, host: number): ReadonlySet<string> {
  const known = desk.malicious.get(host)
  if (known !== undefined) return known
  const row = desk.connection.one<{ customer: number }>('SELECT customer FROM host WHERE id = ?', host)
  const found = maliciousFor(desk.connection, row?.customer ?? 0)
  desk.malicious.set(host, found)
  return found
}

function putRow(desk: Desk, root: number, path: PathText, holding: Holding): void {
  const { seen, observation, verdict, where, blind, finding, census, generation, judgedAt } = holding
  desk.connection.run(
    `INSERT OR REPLACE INTO inventory (root, path, verdict, severity, class, payment, type, census, at, generation,
     judged_at, finding, blind, reasons, permit, observation)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    root,
    path,
    verdict.verdict,
    verdict.severity,
    where.class,
    where.payment ? 1 : 0,
    typeOf(seen),
    census,
    seen.at,
    generation,
    judgedAt,
    finding,
    blind,
    ...verdictColumns(verdict),
    observation,
  )
}

function typeOf(seen: Observation): FileType | null {
  if (hasContent(seen)) return seen.type
  return seen.state === 'unreadable' ? (seen.stat?.type ?? null) : null
}
