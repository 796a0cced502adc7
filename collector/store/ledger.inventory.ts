// Owns the inventory's table as ingest writes it: one row a path, counted as they come and go.
// What a row should say is ingest's and judge's.
import { isDirectory } from '@sekisho/shared/kind.ts'
import { type FileType, hasContent, type Observation } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { VerdictWord } from '@sekisho/shared/verdict.ts'
import type { Held, Holding, Ledger } from '../handover.ledger.ts'
import type { Desk } from './desk.ts'
import { holdAnew } from './holding.ts'
import { isForATime, isNoted } from './judgements.ts'
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

export const heldColumns = `observation, verdict, ${isForATime} AS for_a_time, type, finding, census`

export function heldOf({ observation, verdict, for_a_time, type, finding, census }: HeldColumns): Held {
  return { observation, verdict, forATime: for_a_time === 1, isDirectory: type === 'directory', finding, census }
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
      const own = ownJudgement(desk, after)
      putRow(desk, root, path, after, own)
      keepStanding(desk, before, after, own)
      if (before !== null && !before.isDirectory) countHeld(root, before.verdict, -1)
      if (!isDirectory(after.seen)) countHeld(root, after.verdict.verdict, 1)
      desk.faults.reach('inventory')
    },

    holdAnew(root, rows, as) {
      for (const { row, verdict } of rows) {
        if (row.isDirectory) continue
        countHeld(root, row.verdict, -1)
        countHeld(root, verdict.verdict, 1)
      }
      const left = holdAnew(desk, root, rows, as)
      desk.faults.reach('inventory')
      return left
    },

    drop(root, path, before) {
      connection.run('DELETE FROM inventory_row WHERE root = ? AND path = ?', root, path)
      if (before.finding !== null) standsNoMore(desk, before.finding)
      if (!before.isDirectory) countHeld(root, before.verdict, -1)
      desk.faults.reach('inventory')
    },

    permits: (site, path) => desk.permits.naming(site, path),
    endedPermits: (site, path) => desk.permits.ended(site, path),
    isMalicious(host, sha256) {
      const marked = maliciousOn(desk, host)
      // Asked twice for each file, and mostly none is marked.
      return marked.size > 0 && marked.has(sha256)
    },

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

/** Asked once a transaction and host: mostly there is none. */
function maliciousOn(desk: Desk, host: number): ReadonlySet<string> {
  const known = desk.malicious.get(host)
  if (known !== undefined) return known
  const row = desk.connection.one<{ customer: number }>('SELECT customer FROM host WHERE id = ?', host)
  const found = maliciousFor(desk.connection, row?.customer ?? 0)
  desk.malicious.set(host, found)
  return found
}

function putRow(desk: Desk, root: number, path: PathText, holding: Holding, own: number | null): void {
  const { seen, observation, verdict, where, blind, finding, census, generation } = holding
  desk.connection.run(
    `INSERT OR REPLACE INTO inventory_row (root, path, judgement, generation, noted, class, payment, type, census, at,
     finding, blind, observation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    root,
    path,
    own,
    own === null ? null : generation,
    own !== null && isNoted(verdict) ? 1 : 0,
    where.class,
    where.payment ? 1 : 0,
    typeOf(seen),
    census,
    seen.at,
    finding,
    blind,
    observation,
  )
}

/** Null: what the finding says. */
function ownJudgement(desk: Desk, { finding, verdict }: Holding): number | null {
  const judgement = desk.judgements.idOf(verdict)
  if (finding === null) return judgement
  const said = desk.connection.one<{ judgement: number }>('SELECT judgement FROM said WHERE finding = ?', finding)
  return said?.judgement === judgement ? null : judgement
}

/** Which finding tells of what stands there word for word, so that it need not be judged beside its row. */
function keepStanding(desk: Desk, before: Held | null, { finding, observation }: Holding, own: number | null): void {
  const stays = own === null && before?.finding === finding && before?.observation === observation
  if (!stays && before !== null && before.finding !== null) standsNoMore(desk, before.finding)
  if (finding !== null && own === null && desk.isBrought(finding, observation))
    desk.connection.run(`UPDATE said SET stands = 1 WHERE finding = ? AND alone = 'added'`, finding)
}

function standsNoMore({ connection }: Desk, finding: number): void {
  connection.run('UPDATE said SET stands = 0 WHERE finding = ? AND stands = 1', finding)
}

function typeOf(seen: Observation): FileType | null {
  if (hasContent(seen)) return seen.type
  return seen.state === 'unreadable' ? (seen.stat?.type ?? null) : null
}
