// Owns the tables of judging again: what waits for it, how far it came (kept across restarts), and the rows of each piece.
// The judging is ingest's and judge's.
import type { FindingKind, Glimpse, KnownActor, Noticed } from '@sekisho/shared/finding.ts'
import type { FileType } from '@sekisho/shared/observation.ts'
import { joinPath, type PathText, restBelow } from '@sekisho/shared/path.ts'
import type { PathClass } from '@sekisho/shared/profile.ts'
import type { Severity, Verdict, VerdictWord } from '@sekisho/shared/verdict.ts'
import type { AgainPiece, AgainTurn, Blind, HeldRow, Ledger, PastFinding } from '../handover.ledger.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { permitOf, reasonsOf } from './ledger.inventory.ts'
import { unpackObservation } from './observations.ts'
import { remembering } from './remembering.ts'
import { keepJudged, rootPlace } from './roots.ts'
import { permittedThen, stoodBefore } from './stood.ts'

type AgainVerbs = Pick<
  Ledger,
  | 'againTurn'
  | 'inventoryPiece'
  | 'findingsPiece'
  | 'pathsPiece'
  | 'heldRow'
  | 'unsettledFindings'
  | 'pastFinding'
  | 'broughtBefore'
  | 'stoodBefore'
  | 'permittedThen'
  | 'generatedPiece'
  | 'unsettledBetween'
  | 'advanceAgain'
  | 'finishAgain'
>

interface VerdictColumns {
  readonly verdict: VerdictWord
  readonly severity: Severity
  readonly reasons: string
  readonly permit: string | null
}

type InventoryRow = [
  path: PathText,
  observation: string,
  type: FileType | null,
  finding: number | null,
  census: number,
  pathClass: PathClass,
  payment: number,
  blind: Blind | null,
  verdict: VerdictWord,
  severity: Severity,
  reasons: string,
  permit: string | null,
]

interface FindingRow extends VerdictColumns {
  readonly id: number
  readonly path: PathText
  readonly kind: FindingKind
  readonly noticed: Noticed
  readonly at: number
  readonly before: string | null
  readonly after: string
  readonly actor: string | null
  readonly seen_between: string | null
  readonly receivedAt: number
}

type TurnRow = Omit<AgainTurn, 'root'> & { readonly root: number }

const inventoryColumns =
  'path, observation, type, finding, census, class, payment, blind, verdict, severity, reasons, permit'
const reasonsIn = remembering(reasonsOf)
const permitIn = remembering(permitOf)
const findingColumns =
  'id, path, kind, noticed, at, before, after, actor, seen_between, verdict, severity, reasons, permit, received_at AS receivedAt'

/** Open ones of a root, and those that a window or an approval by pattern alone covers, each by the small index of its own. */
function unsettled(condition: string, columns = findingColumns): string {
  const part = (index: string, kind: string) =>
    `SELECT ${columns} FROM finding INDEXED BY ${index} WHERE root = ?1 AND ${condition} AND ${kind}`
  const open = part('finding_open', 'open = 1')
  const windowed = part('finding_window', `instr(reasons, 'window') > 0`)
  return `${open} UNION ALL ${windowed} UNION ALL ${part('finding_pattern', `instr(reasons, 'approved-pattern') > 0`)}`
}

export function againVerbs(desk: Desk): AgainVerbs {
  const { connection } = desk
  return {
    againTurn() {
      const row = connection.one<TurnRow>(
        `SELECT id, root, scope, phase, change, prefix, sha256, cursor_path AS path, cursor_id AS cursorId
         FROM again ORDER BY id LIMIT 1`,
      )
      const root = row && rootPlace(desk, 'r.id = ?', row.root)
      return row && root ? { ...row, root } : null
    },
    inventoryPiece: (turn, limit) =>
      turn.scope === 'content' ? rowsWithContent(connection, turn, limit) : rowsOfRoot(connection, turn, limit),
    findingsPiece: (turn, limit) =>
      turn.scope === 'content'
        ? findingsWithContent(connection, turn, limit)
        : unsettledOfRoot(connection, turn, limit),
    pathsPiece: (turn, limit) => pathsOfChange(connection, turn, limit),
    heldRow(root, path) {
      const [row] = rowAt(connection, root, path)
      return row === undefined ? null : heldRowOf(row)
    },
    unsettledFindings: (root, path) =>
      connection.all<FindingRow>(`${unsettled('path = ?2')} ORDER BY id`, root, path).map(pastFindingOf),
    pastFinding(finding) {
      const [row] = findingAt(connection, finding)
      return row === undefined ? null : pastFindingOf(row)
    },
    broughtBefore(root, path, finding) {
      const row = connection.one<FindingRow>(
        `SELECT ${findingColumns} FROM finding INDEXED BY finding_path WHERE root = ? AND path = ? AND id < ?
         AND kind NOT IN ('metadata', 'rewritten', 'transient', 'other-view') ORDER BY id DESC LIMIT 1`,
        root,
        path,
        finding,
      )
      return row === undefined ? null : pastFindingOf(row)
    },
    stoodBefore: (root, path, finding, before) => stoodBefore(connection, root, path, finding, before),
    permittedThen: (root, path, at) => permittedThen(connection, root, path, at),
    generatedPiece: (turn, limit) => generatedPiece(connection, turn, limit),
    unsettledBetween: (root, from, to) =>
      connection
        .all<FindingRow>(`${unsettled('path >= ?2 AND path < ?3')} ORDER BY path, id LIMIT 100`, root, from, to)
        .map(pastFindingOf),
    advanceAgain(turn, { phase, path, id, judged }) {
      connection.run(
        'UPDATE again SET phase = ?, cursor_path = ?, cursor_id = ?, judged = judged + ? WHERE id = ?',
        phase,
        path,
        id,
        judged,
        turn.id,
      )
    },
    finishAgain: (turn, at) => finish(desk, turn, at),
  }
}

function rowAt(connection: Connection, root: number, path: PathText): InventoryRow[] {
  return connection.rows<InventoryRow>(
    `SELECT ${inventoryColumns} FROM inventory WHERE root = ? AND path = ?`,
    root,
    path,
  )
}

function rowsOfRoot(connection: Connection, { root, path }: AgainTurn, limit: number): AgainPiece<HeldRow> {
  const rows = connection
    .rows<InventoryRow>(
      `SELECT ${inventoryColumns} FROM inventory
       WHERE root = ? AND path ${path === null ? '>=' : '>'} ? ORDER BY path LIMIT ? + 0`,
      root.id,
      path ?? '',
      limit,
    )
    .map(heldRowOf)
  return pieceOf(rows, rows, limit)
}

/** Hardly any row has the content: what is packed of it is searched, and only a hit is unpacked. */
function rowsWithContent(connection: Connection, turn: AgainTurn, limit: number): AgainPiece<HeldRow> {
  const { root, path, sha256 } = turn
  const looked = connection.all<{ path: PathText; hit: number }>(
    `SELECT path, instr(observation, ?) AS hit FROM inventory
     WHERE root = ? AND path ${path === null ? '>=' : '>'} ? ORDER BY path LIMIT ? + 0`,
    `"s${sha256}"`,
    root.id,
    path ?? '',
    limit,
  )
  const rows = looked.filter(({ hit }) => hit > 0).flatMap(row => rowAt(connection, root.id, row.path))
  return pieceOf(rows.map(heldRowOf), looked, limit)
}

/**
 * Where the inventory holds the very observation that the finding brought, and the same words are said of both, judging the row
 * has judged the finding: there is nothing before it and nothing in between, and who brought it is asked of the finding for both.
 * Not so adopted content, which may have been replaced since, as only a finding tells.
 */
const isJudgedWithRow = `kind = 'added' AND before IS NULL AND seen_between IS NULL AND instr(reasons, 'not-adopted') = 0
  AND EXISTS (SELECT 1 FROM inventory i WHERE i.root = finding.root AND i.path = finding.path AND i.finding = finding.id
    AND i.verdict = finding.verdict AND i.severity = finding.severity AND i.reasons = finding.reasons
    AND i.observation = finding.after)`

function unsettledOfRoot(
  connection: Connection,
  { root, path, cursorId }: AgainTurn,
  limit: number,
): AgainPiece<PastFinding> {
  const looked = connection.all<{ path: PathText; id: number; judged: number }>(
    `${unsettled('(path, id) > (?2, ?3)', `path, id, ${isJudgedWithRow} AS judged`)} ORDER BY path, id LIMIT ?4 + 0`,
    root.id,
    path ?? '',
    cursorId,
    limit,
  )
  const rows = looked.filter(({ judged }) => judged === 0).flatMap(({ id }) => findingAt(connection, id))
  return pieceOf(rows.map(pastFindingOf), looked, limit)
}

function findingAt(connection: Connection, id: number): FindingRow[] {
  return connection.all<FindingRow>(`SELECT ${findingColumns} FROM finding WHERE id = ?`, id)
}

function findingsWithContent(connection: Connection, turn: AgainTurn, limit: number): AgainPiece<PastFinding> {
  const { root, path, cursorId, sha256 } = turn
  const looked = connection.all<{ id: number; path: PathText; hit: number }>(
    `SELECT id, path, instr(coalesce(before, '') || after || coalesce(seen_between, ''), ?) AS hit FROM finding
     WHERE root = ? AND (path, id) > (?, ?) ORDER BY path, id LIMIT ? + 0`,
    sha256,
    root.id,
    path ?? '',
    cursorId,
    limit,
  )
  const rows = looked.filter(({ hit }) => hit > 0).flatMap(({ id }) => findingAt(connection, id))
  return pieceOf(rows.map(pastFindingOf), looked, limit)
}

/** The change's paths lie below the component's top, the answer's below the root. */
function pathsOfChange(connection: Connection, turn: AgainTurn, limit: number): AgainPiece<PathText> {
  const { root, change, prefix, path } = turn
  const looked = connection.all<{ path: PathText }>(
    'SELECT path FROM change_path WHERE change = ? AND path > ? ORDER BY path LIMIT ? + 0',
    change,
    path ?? '',
    limit,
  )
  const paths = looked.flatMap(row => restBelow(joinPath(prefix, row.path), root.prefix) ?? [])
  return pieceOf(paths, looked, limit)
}

function generatedPiece(connection: Connection, { root, path }: AgainTurn, limit: number): AgainPiece<PathText> {
  const looked = connection.all<{ path: PathText }>(
    `SELECT DISTINCT path FROM finding INDEXED BY finding_generated
     WHERE root = ? AND path > ? AND open = 1 AND class = 'generated' ORDER BY path LIMIT ? + 0`,
    root.id,
    path ?? '',
    limit,
  )
  return pieceOf(
    looked.map(row => row.path),
    looked,
    limit,
  )
}

function pieceOf<T>(
  rows: readonly T[],
  looked: readonly { readonly path: PathText; readonly id?: number }[],
  limit: number,
): AgainPiece<T> {
  const last = looked.at(-1)
  const next = last === undefined || looked.length < limit ? null : { path: last.path, id: last.id ?? 0 }
  return { rows, looked: looked.length, next }
}

function finish(desk: Desk, { id, root, change }: AgainTurn, at: number): void {
  const { connection } = desk
  connection.run('DELETE FROM again WHERE id = ?', id)
  if (change !== null && connection.one('SELECT 1 FROM again WHERE change = ? LIMIT 1', change) === undefined)
    connection.run('DELETE FROM change_path WHERE change = ?', change)
  keepJudged(desk, root.id)
  connection.run('UPDATE root SET judged_at = ? WHERE id = ?', at, root.id)
  const row = connection.one<{ customer: number }>('SELECT customer FROM host WHERE id = ?', root.host)
  if (row) desk.changed(row.customer, 'findings-changed')
  desk.hostsChanged(root.host)
}

function heldRowOf(row: InventoryRow): HeldRow {
  const [path, observation, type, finding, census, pathClass, payment, blind, verdict, severity, reasons, permit] = row
  return {
    ...{ path, observation, verdict, isDirectory: type === 'directory', finding, census, blind },
    where: { class: pathClass, payment: payment === 1 },
    judged: verdictOf({ verdict, severity, reasons, permit }),
  }
}

function pastFindingOf(row: FindingRow): PastFinding {
  const { id, path, kind, noticed, at, before, after, actor, seen_between: between, receivedAt } = row
  return {
    id,
    path,
    kind,
    noticed,
    at,
    before: before === null ? null : unpackObservation(before),
    after: unpackObservation(after),
    actor: actor === null ? 'unknown' : (JSON.parse(actor) as KnownActor),
    between: between === null ? [] : (JSON.parse(between) as Glimpse[]),
    verdict: verdictOf(row),
    receivedAt,
  }
}

function verdictOf({ verdict, severity, reasons, permit }: VerdictColumns): Verdict {
  return { verdict, severity, reasons: reasonsIn(reasons), permit: permit === null ? null : permitIn(permit) }
}
