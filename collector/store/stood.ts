// Owns what stood at a path rightly before what stands there now, as the findings tell. Whether that matters is ingest's.
import type { Observation, Present } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { permittedDigest } from '@sekisho/shared/permitted.ts'
import type { VerdictWord } from '@sekisho/shared/verdict.ts'
import type { Stood } from '../handover.ledger.ts'
import type { Connection } from './connection.ts'
import { isForATime } from './judgements.ts'
import { isFilledFile, unpackObservation } from './observations.ts'

interface Row {
  readonly id: number
  readonly before: string | null
  readonly after: string
  readonly verdict: VerdictWord
  readonly receivedAt: number
}

/** Farther back nobody looks, so what stood there then is in doubt: only who is flagged as often gets so far. */
const mostFindings = 100

/** See `Ledger`. */
export function stoodBefore(
  connection: Connection,
  root: number,
  path: PathText,
  finding: number | null,
  before: Observation | null,
): Stood | null {
  const rows = connection.all<Row>(
    `SELECT id, before, after, verdict, received_at AS receivedAt FROM finding
     WHERE root = ? AND path = ? AND id <= ? AND kind NOT IN ('transient', 'other-view') ORDER BY id DESC LIMIT ? + 0`,
    root,
    path,
    finding ?? Number.MAX_SAFE_INTEGER,
    mostFindings,
  )
  let last = finding === null ? fileIn(before) : null
  let newest: Stood | null = null
  for (const row of rows) {
    const seen = row.id === finding ? null : fileIn(unpackObservation(row.after))
    // Its folder may have been made anew around it since.
    if (seen !== null && row.verdict !== 'unauthorised')
      return { seen: isSame(seen, last) ? last : seen, receivedAt: row.receivedAt }
    newest ??= seen && { seen, receivedAt: row.receivedAt }
    last = row.before === null ? null : fileIn(unpackObservation(row.before))
  }
  const more = rows.length === mostFindings ? rows.at(-1) : undefined
  newest ??= more === undefined ? null : newestFile(connection, root, path, more.id)
  if (more !== undefined && newest !== null) return doubtful(newest)
  // The finding that brought this is kept no more; an open one would be. When it came, its agent's clock tells.
  return last === null ? null : { seen: last, receivedAt: last.at }
}

/** Of what was never told of in the last hundred findings, such as a file behind a link that came and went. */
function newestFile(connection: Connection, root: number, path: PathText, before: number): Stood | null {
  const row = connection.one<Pick<Row, 'after' | 'receivedAt'>>(
    `SELECT after, received_at AS receivedAt FROM finding_row INDEXED BY finding_path WHERE root = ? AND path = ? AND id < ?
     AND ${isFilledFile('after')} AND kind NOT IN ('transient', 'other-view') ORDER BY id DESC LIMIT 1`,
    root,
    path,
    before,
  )
  const seen = row === undefined ? null : fileIn(unpackObservation(row.after))
  return row === undefined || seen === null ? null : { seen, receivedAt: row.receivedAt }
}

/** Something stood there that was right, and nobody looked which: no content is known to be the same, and its folder is this one. */
function doubtful({ seen, receivedAt }: Stood): Stood {
  return { seen: { ...seen, digest: null, marks: null }, receivedAt }
}

/** See `Ledger`. */
export function permittedThen(connection: Connection, root: number, path: PathText, at: number): number | null {
  const row = connection.one<{ receivedAt: number; permitted: number }>(
    `SELECT received_at AS receivedAt, verdict = 'authorised' OR (verdict = 'expected' AND ${isForATime}) AS permitted
     FROM finding WHERE root = ? AND path = ? AND received_at <= ?
     AND kind NOT IN ('transient', 'other-view', 'metadata', 'rewritten', 'removed') ORDER BY id DESC LIMIT 1`,
    root,
    path,
    at,
  )
  return row?.permitted === 1 ? row.receivedAt : null
}

function isSame(seen: Present, last: Present | null): last is Present {
  return last !== null && permittedDigest(seen) === permittedDigest(last)
}

/** An empty file is one that is being written: nothing was run of it. */
function fileIn(seen: Observation | null): Present | null {
  return seen?.state === 'present' && seen.type === 'file' && seen.size > 0 ? seen : null
}
