// Owns the tables of judging again: what waits for it, how far it came (kept across restarts), and the rows of each piece.
// The judging is ingest's and judge's.
import type { FindingKind, Glimpse, KnownActor, Noticed } from '@sekisho/shared/finding.ts'
import type { FileType } from '@sekisho/shared/observation.ts'
import { joinPath, type PathText, restBelow } from '@sekisho/shared/path.ts'
import type { PathClass } from '@sekisho/shared/profile.ts'
import type {
  AgainPiece,
  AgainPlace,
  AgainTurn,
  Blind,
  HeldRow,
  Ledger,
  PastFinding,
  RootPlace,
} from '../handover.ledger.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { isForATime } from './judgements.ts'
import { unpackObservation } from './observations.ts'
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

type InventoryRow = [
  path: PathText,
  observation: string,
  type: FileType | null,
  finding: number | null,
  census: number,
  pathClass: PathClass,
  payment: number,
  blind: Blind | null,
  judgement: number,
  hasOwn: number,
]

interface FindingRow {
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
  readonly judgement: number
}

type TurnRow = Omit<AgainTurn, 'root' | 'place'> & AgainPlace & { readonly root: number; readonly turn: number }

const inventory = `SELECT i.path, i.observation, i.type, i.finding, i.census, i.class, i.payment, i.blind,
  coalesce(i.judgement, s.judgement), i.judgement IS NOT NULL FROM inventory_row i LEFT JOIN said s ON s.finding = i.finding`
const findingColumns =
  'p.id, p.path, p.kind, p.noticed, p.at, p.before, p.after, p.actor, p.seen_between, p.received_at AS receivedAt, s.judgement'
const findings = `SELECT ${findingColumns} FROM finding_row p CROSS JOIN said s ON s.finding = p.id`
/** Open, or covered by a window or an approval by pattern alone. */
const isUnsettled = `s.noted = 1 AND (s.open = 1 OR EXISTS (SELECT 1 FROM judgement WHERE id = s.judgement AND ${isForATime}))`

export function againVerbs(desk: Desk): AgainVerbs {
  const { connection } = desk
  return {
    againTurn() {
      const row = connection.one<TurnRow>(
        `SELECT id AS turn, root, scope, phase, change, prefix, sha256, cursor_path AS path, cursor_judgement AS judgement,
         cursor_id AS id FROM again ORDER BY id LIMIT 1`,
      )
      const place = row && rootPlace(desk, 'r.id = ?', row.root)
      return row && place ? turnOf(row, place) : null
    },
    inventoryPiece: (turn, limit) =>
      turn.scope === 'content' ? rowsWithContent(desk, turn, limit) : rowsOfRoot(desk, turn, limit),
    findingsPiece: (turn, limit) =>
      turn.scope === 'content' ? findingsWithContent(desk, turn, limit) : unsettledOfRoot(desk, turn, limit),
    pathsPiece: (turn, limit) => pathsOfChange(connection, turn, limit),
    heldRow(root, path) {
      const [row] = rowAt(connection, root, path)
      return row === undefined ? null : heldRowOf(desk, row)
    },
    unsettledFindings: (root, path) =>
      connection
        .all<FindingRow>(`${findings} WHERE p.root = ? AND p.path = ? AND ${isUnsettled} ORDER BY p.id`, root, path)
        .map(row => pastFindingOf(desk, row)),
    pastFinding(finding) {
      const [row] = findingAt(connection, finding)
      return row === undefined ? null : pastFindingOf(desk, row)
    },
    broughtBefore(root, path, finding) {
      const row = connection.one<FindingRow>(
        `${findings} WHERE p.root = ? AND p.path = ? AND p.id < ?
         AND p.kind NOT IN ('metadata', 'rewritten', 'transient', 'other-view') ORDER BY p.id DESC LIMIT 1`,
        root,
        path,
        finding,
      )
      return row === undefined ? null : pastFindingOf(desk, row)
    },
    stoodBefore: (root, path, finding, before) => stoodBefore(connection, root, path, finding, before),
    permittedThen: (root, path, at) => permittedThen(connection, root, path, at),
    generatedPiece: (turn, limit) => generatedPiece(connection, turn, limit),
    unsettledBetween: (root, from, to) =>
      connection
        .all<FindingRow>(
          `${findings} WHERE p.root = ? AND p.path >= ? AND p.path < ? AND ${isUnsettled} ORDER BY p.path, p.id LIMIT 100`,
          root,
          from,
          to,
        )
        .map(row => pastFindingOf(desk, row)),
    advanceAgain(turn, { phase, place: { path, judgement, id }, judged }) {
      connection.run(
        'UPDATE again SET phase = ?, cursor_path = ?, cursor_judgement = ?, cursor_id = ?, judged = judged + ? WHERE id = ?',
        phase,
        path,
        judgement,
        id,
        judged,
        turn.id,
      )
    },
    finishAgain: (turn, at) => finish(desk, turn, at),
  }
}

function turnOf({ turn, path, judgement, id, ...row }: TurnRow, root: RootPlace): AgainTurn {
  return { ...row, id: turn, root, place: { path, judgement, id } }
}

function rowAt(connection: Connection, root: number, path: PathText): InventoryRow[] {
  return connection.rows<InventoryRow>(`${inventory} WHERE i.root = ? AND i.path = ?`, root, path)
}

function rowsOfRoot(desk: Desk, { root, place: { path } }: AgainTurn, limit: number): AgainPiece<HeldRow> {
  const rows = desk.connection
    .rows<InventoryRow>(
      `${inventory} WHERE i.root = ? AND i.path ${path === null ? '>=' : '>'} ? ORDER BY i.path LIMIT ? + 0`,
      root.id,
      path ?? '',
      limit,
    )
    .map(row => heldRowOf(desk, row))
  return pieceOf(rows, rows, limit)
}

/** Hardly any row has the content: what is packed of it is searched, and only a hit is unpacked. */
function rowsWithContent(desk: Desk, { root, place: { path }, sha256 }: AgainTurn, limit: number): AgainPiece<HeldRow> {
  const looked = desk.connection.all<{ path: PathText; hit: number }>(
    `SELECT path, instr(observation, ?) AS hit FROM inventory_row
     WHERE root = ? AND path ${path === null ? '>=' : '>'} ? ORDER BY path LIMIT ? + 0`,
    `"s${sha256}"`,
    root.id,
    path ?? '',
    limit,
  )
  const rows = looked.filter(({ hit }) => hit > 0).flatMap(row => rowAt(desk.connection, root.id, row.path))
  return pieceOf(
    rows.map(row => heldRowOf(desk, row)),
    looked,
    limit,
  )
}

/**
 * Where the inventory holds the very observation that the finding brought, and the same words are said of both, judging the row
 * has judged the finding: there is nothing before it and nothing in between, and who brought it is asked of the finding for both.
 * Not so adopted content, which may have been replaced since, as only a finding tells.
 */
const isJudgedWithRow = `s.stands = 1 AND instr(j.reasons, 'not-adopted') = 0`

/**
 * As two parts, since SQLite begins at the first of a judgement where the place is compared as a pair. By judgements, since most of
 * what is noted may be what was replaced: none of that is looked at.
 */
const unsettled = ['j.id = ?2 AND s.finding > ?3', 'j.id > ?2']
  .map(
    behind => `SELECT j.id AS judgement, s.finding AS id, ${isJudgedWithRow} AS judged
      FROM judgement j INDEXED BY judgement_noted CROSS JOIN said s INDEXED BY said_noted ON s.judgement = j.id AND s.noted = 1
      WHERE s.root = ?1 AND j.noted = 1 AND ${behind} AND (${isForATime} OR (j.verdict = 'unauthorised' AND s.open = 1))`,
  )
  .join(' UNION ALL ')

/** What gets another verdict meanwhile may be looked at twice: it changes its place. */
function unsettledOfRoot(desk: Desk, { root, place }: AgainTurn, limit: number): AgainPiece<PastFinding> {
  const looked = desk.connection.all<{ judgement: number; id: number; judged: number }>(
    `${unsettled} ORDER BY judgement, id LIMIT ?4 + 0`,
    root.id,
    place.judgement,
    place.id,
    limit,
  )
  const rows = looked.filter(({ judged }) => judged === 0).flatMap(({ id }) => findingAt(desk.connection, id))
  return pieceOf(
    rows.map(row => pastFindingOf(desk, row)),
    looked,
    limit,
  )
}

function findingAt(connection: Connection, id: number): FindingRow[] {
  return connection.all<FindingRow>(`${findings} WHERE p.id = ?`, id)
}

function findingsWithContent(
  desk: Desk,
  { root, place: { path, id }, sha256 }: AgainTurn,
  limit: number,
): AgainPiece<PastFinding> {
  const looked = desk.connection.all<{ id: number; path: PathText; hit: number }>(
    `SELECT id, path, instr(coalesce(before, '') || after || coalesce(seen_between, ''), ?) AS hit FROM finding_row
     WHERE root = ? AND (path, id) > (?, ?) ORDER BY path, id LIMIT ? + 0`,
    sha256,
    root.id,
    path ?? '',
    id,
    limit,
  )
  const rows = looked.filter(({ hit }) => hit > 0).flatMap(row => findingAt(desk.connection, row.id))
  return pieceOf(
    rows.map(row => pastFindingOf(desk, row)),
    looked,
    limit,
  )
}

/** The change's paths lie below the component's top, the answer's below the root. */
function pathsOfChange(connection: Connection, turn: AgainTurn, limit: number): AgainPiece<PathText> {
  const { root, change, prefix, place } = turn
  const looked = connection.all<{ path: PathText }>(
    'SELECT path FROM change_path WHERE change = ? AND path > ? ORDER BY path LIMIT ? + 0',
    change,
    place.path ?? '',
    limit,
  )
  const paths = looked.flatMap(row => restBelow(joinPath(prefix, row.path), root.prefix) ?? [])
  return pieceOf(paths, looked, limit)
}

/** A path with several comes once for each piece that has some. */
function generatedPiece(connection: Connection, { root, place }: AgainTurn, limit: number): AgainPiece<PathText> {
  const looked = connection.all<{ id: number; path: PathText }>(
    `SELECT s.finding AS id, p.path FROM said s INDEXED BY said_generated CROSS JOIN finding_row p ON p.id = s.finding
     WHERE s.root = ? AND s.finding > ? AND s.open = 1 AND s.generated = 1 ORDER BY s.finding LIMIT ? + 0`,
    root.id,
    place.id,
    limit,
  )
  return pieceOf([...new Set(looked.map(({ path }) => path))], looked, limit)
}

function pieceOf<T>(rows: readonly T[], looked: readonly Partial<AgainPlace>[], limit: number): AgainPiece<T> {
  const last = looked.at(-1)
  const { path = null, judgement = 0, id = 0 } = last ?? {}
  return { rows, looked: looked.length, next: looked.length < limit ? null : { path, judgement, id } }
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

function heldRowOf({ judgements }: Desk, row: InventoryRow): HeldRow {
  const [path, observation, type, finding, census, pathClass, payment, blind, judgement, hasOwn] = row
  const judged = judgements.of(judgement)
  return {
    ...{ path, observation, judged, isDirectory: type === 'directory', finding, census, blind },
    verdict: judged.verdict,
    hasOwn: hasOwn === 1,
    where: { class: pathClass, payment: payment === 1 },
  }
}

function pastFindingOf({ judgements }: Desk, row: FindingRow): PastFinding {
  const { id, path, kind, noticed, at, before, after, actor, seen_between: between, receivedAt, judgement } = row
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
    verdict: judgements.of(judgement),
    receivedAt,
  }
}
