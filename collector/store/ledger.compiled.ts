// Owns the look-up of compiled code, which hangs on how its source stands. Whether that is still permitted is ingest's to ask.
import type { PathText } from '@sekisho/shared/path.ts'
import type { AgainPiece, AgainTurn } from '../handover.ledger.ts'
import type { Connection } from './connection.ts'

/** As observations.ts packs what a compiler wrote: the name of no other field of its is packed. */
const compiledMark = '{"by":"'

/** Of a cache folder hardly a row is looked into further than this. */
export function compiledPiece(
  connection: Connection,
  { root, place }: AgainTurn,
  folder: PathText,
  limit: number,
): AgainPiece<PathText> {
  // All that lies below it comes before its name with the sign that follows a slash.
  const [begin, end] = folder === '' ? ['', '\u{10ffff}'] : [`${folder}/`, `${folder}0`]
  const looked = connection.all<{ path: PathText; hit: number }>(
    `SELECT path, class = 'generated' AND instr(observation, ?) > 0 AS hit FROM inventory_row
     WHERE root = ? AND path > ? AND path < ? ORDER BY path LIMIT ? + 0`,
    compiledMark,
    root.id,
    place.path ?? begin,
    end,
    limit,
  )
  const last = looked.at(-1)
  return {
    rows: looked.filter(({ hit }) => hit === 1).map(row => row.path),
    looked: looked.length,
    next: last === undefined || looked.length < limit ? null : { ...place, path: last.path },
  }
}
