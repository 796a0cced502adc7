// Owns what of a root no recognised release explains, page by page: told by topmost unknown folder and by the hour, with
// the facts by which allowlist says how suspicious it is.
import type { Observation } from '@sekisho/shared/observation.ts'
import { hasContent } from '@sekisho/shared/observation.ts'
import { folderOf, joinPath, nameOf, type PathText } from '@sekisho/shared/path.ts'
import type { PathClass } from '@sekisho/shared/profile.ts'
import type { Severity } from '@sekisho/shared/verdict.ts'
import type {
  ComposeReads,
  PlacedReleases,
  RemainderFacts,
  RemainderPage,
  RemainderPiece,
  RunningLook,
} from '../handover.compose.ts'
import type { Connection } from './connection.ts'
import { reasonsOf } from './judgements.ts'
import { soughtPaths } from './noted.ts'
import { PlacedLists } from './placed-lists.ts'
import { byFolder, HeldFile, isVouched } from './reads.compose.ts'

type Input = Parameters<ComposeReads['remainder']>[0]

interface Row {
  readonly path: PathText
  readonly type: string | null
  readonly verdict: RemainderFacts['verdict']
  readonly severity: Severity
  readonly class: PathClass
  readonly payment: number
  readonly reasons: string
  readonly at: number
  readonly observation: string
}

const hourMs = 3_600_000
const examplesOfPiece = 5
const columns = 'path, type, verdict, severity, class, payment, reasons, at, observation'
/** A literal, so that the partial index serves. Of these directories count: they hide what is in them. */
const isUnauthorised = `verdict = 'unauthorised'`

export function readRemainder(connection: Connection, look: RunningLook, input: Input): RemainderPage {
  const { root, explaining } = input
  const { rows, last } = input.part === 'vouched' ? vouchedRows(connection, input) : unauthorisedRows(connection, input)
  const explained = new Explained(connection, explaining)
  const pieces = new Pieces()
  let known = 0
  for (const [folder, held] of byFolder(rows, row => ({ row, file: new HeldFile(row) }))) {
    const standings = explained.standings(joinPath(root.prefix, folder), held)
    const told = standings.otherwise === 'beside' ? folder : explained.topmostUnknown(root.prefix, folder)
    for (const { row, file } of held.values()) {
      const standing = standings.get(nameOf(row.path)) ?? standings.otherwise
      if (standing === 'explained' && !row.reasons.includes('malicious')) known++
      else
        pieces.add(
          told,
          row,
          factsOf(row, file.seen, { standing: standing === 'explained' ? 'named' : standing, look }),
        )
    }
  }
  return { explained: known, pieces: pieces.all(), last }
}

interface Rows {
  readonly rows: readonly Row[]
  readonly last: PathText | null
}

function unauthorisedRows(connection: Connection, { root, after, limit }: Input): Rows {
  const sought = soughtPaths(connection, root.id, `w.verdict = 'unauthorised'`)
  const rows = connection.all<Row>(
    `SELECT ${columns} FROM inventory WHERE root = ?1 AND path > ?2 AND ${isUnauthorised}
     ${sought === null ? '' : 'AND path IN (SELECT value FROM json_each(?4))'} ORDER BY path LIMIT ?3`,
    root.id,
    after,
    limit,
    ...(sought === null ? [] : [sought]),
  )
  return { rows, last: rows.length === limit ? (rows.at(-1)?.path ?? null) : null }
}

/** No index serves these, and one may stand behind a million others: a page is so many rows that are looked at. */
function vouchedRows(connection: Connection, { root, after, limit }: Input): Rows {
  const last = connection.one<{ path: PathText }>(
    'SELECT path FROM inventory_row WHERE root = ? AND path > ? ORDER BY path LIMIT 1 OFFSET ?',
    root.id,
    after,
    limit - 1,
  )
  const rows = connection.all<Row>(
    `SELECT ${columns} FROM inventory WHERE root = ?1 AND path > ?2 AND (?3 IS NULL OR path <= ?3)
     AND type IS NOT 'directory' AND ${isVouched} ORDER BY path LIMIT ?4`,
    root.id,
    after,
    last?.path ?? null,
    limit,
  )
  return { rows, last: last?.path ?? null }
}

type Standing = RemainderFacts['standing'] | 'explained'

/** What the recognised releases say of names and folders. */
class Explained {
  readonly #placed: readonly PlacedLists[]
  /** Of the site; whether a release has something there or below. */
  readonly #reached = new Map<PathText, boolean>()

  constructor(connection: Connection, explaining: readonly PlacedReleases[]) {
    this.#placed = explaining.map(placed => new PlacedLists(connection, placed))
  }

  /** `folder`: below the site's top. */
  standings(folder: PathText, held: ReadonlyMap<string, { readonly file: HeldFile }>) {
    const found = Object.assign(new Map<string, Standing>(), { otherwise: 'apart' as Standing })
    for (const lists of this.#placed) {
      for (const list of lists.in(folder).keys()) {
        found.otherwise = 'beside'
        for (const entry of lists.entries(list)) {
          const file = held.get(entry.name)?.file
          if (file === undefined || found.get(entry.name) === 'explained') continue
          found.set(entry.name, file.standingTo(entry) === 'matches' ? 'explained' : 'named')
        }
      }
    }
    return found
  }

  /** A foreign plugin of 300 folders is one thing to look at. `folder`: below the root. */
  topmostUnknown(rootPrefix: PathText, folder: PathText): PathText {
    let told = folder
    for (let at = folder; at !== '' && !this.#isReached(joinPath(rootPrefix, at)); at = folderOf(at)) told = at
    return told
  }

  #isReached(folder: PathText): boolean {
    const known = this.#reached.get(folder)
    if (known !== undefined) return known
    const reached = this.#placed.some(lists => lists.reach(folder))
    this.#reached.set(folder, reached)
    return reached
  }
}

class Pieces {
  readonly #pieces = new Map<
    string,
    RemainderPiece & { from: number; to: number; files: number; examples: PathText[] }
  >()

  add(folder: PathText, row: Row, { at, facts }: { at: number; facts: RemainderFacts }): void {
    const key = JSON.stringify([folder, Math.floor(at / hourMs), ...Object.values(facts)])
    const piece = this.#pieces.get(key) ?? { folder, facts, from: at, to: at, files: 0, examples: [] }
    if (piece.files === 0) this.#pieces.set(key, piece)
    piece.files++
    piece.from = Math.min(piece.from, at)
    piece.to = Math.max(piece.to, at)
    if (piece.examples.length < examplesOfPiece) piece.examples.push(row.path)
  }

  all(): RemainderPiece[] {
    return [...this.#pieces.values()]
  }
}

interface Looked {
  readonly standing: RemainderFacts['standing']
  readonly look: RunningLook
}

function factsOf(row: Row, seen: Observation, { standing, look }: Looked) {
  const facts: RemainderFacts = {
    verdict: row.verdict,
    severity: row.severity,
    reasons: reasonsOf(row.reasons),
    pathClass: row.class,
    payment: row.payment === 1,
    running: look(row.path, seen),
    standing,
  }
  return { at: cameToBe(seen) ?? row.at, facts }
}

/** Any program can set the time of a file's content, as `touch -r` does; the one of its inode only the kernel. */
function cameToBe(seen: Observation): number | null {
  if (hasContent(seen)) return seen.ctimeMs
  return seen.state === 'unreadable' ? (seen.stat?.ctimeMs ?? null) : null
}
