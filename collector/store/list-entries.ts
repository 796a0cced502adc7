// Owns the look for one name in a list of a release. Names that are asked about in their order, as by judging again and by a
// census, are read ahead: a read of its own for each costs five times as much.
import type { PathText } from '@sekisho/shared/path.ts'
import type { PathPermit } from '../handover.ts'
import type { Connection } from './connection.ts'

export type Entry = Pick<PathPermit, 'type' | 'sha256'>

type Row = [name: PathText, type: Entry['type'], sha256: string]

/** What was read of a list at last: all its names from one to another. */
interface Stretch {
  readonly from: PathText
  /** Null: to the list's end. */
  readonly to: PathText | null
  readonly entries: ReadonlyMap<PathText, Entry>
  /** Names that were read at once. */
  readonly ahead: number
  answered: number
}

/** Most folders have no more names; where they are asked about at random, nearly nothing is lost. */
const firstAhead = 16
const mostAhead = 256
/** With 256 names of 200 bytes each 25 MB at most. */
const listsKept = 500

export class ListEntries {
  readonly #connection: Connection
  readonly #stretches = new Map<number, Stretch>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  forget(): void {
    this.#stretches.clear()
  }

  find(list: number, name: PathText): Entry | null {
    const known = this.#stretches.get(list)
    if (known !== undefined && isIn(known, name)) {
      known.answered++
      return known.entries.get(name) ?? null
    }
    const read = this.#read(list, name, known === undefined ? firstAhead : aheadAfter(known))
    if (known === undefined && this.#stretches.size >= listsKept) this.#stretches.clear()
    this.#stretches.set(list, read)
    return read.entries.get(name) ?? null
  }

  #read(list: number, from: PathText, ahead: number): Stretch {
    // A parameter alone behind LIMIT is part of the plan: SQLite compiles the statement anew each time that one is bound.
    const rows = this.#connection.rows<Row>(
      'SELECT name, type, lower(hex(sha256)) FROM list_entry WHERE list = ? AND name >= ? ORDER BY name LIMIT ? + 0',
      list,
      from,
      ahead,
    )
    const entries = new Map(rows.map(([name, type, sha256]) => [name, { type, sha256 }]))
    const last = rows.length < ahead ? undefined : rows.at(-1)
    return { from, to: last?.[0] ?? null, entries, ahead, answered: 1 }
  }
}

/** Twice as many where more than half of the last were asked about, else half as many, down to the name alone. */
function aheadAfter({ ahead, answered }: Stretch): number {
  return answered * 2 > ahead ? Math.min(ahead * 2, mostAhead) : Math.ceil(ahead / 2)
}

function isIn({ from, to, entries }: Stretch, name: PathText): boolean {
  return entries.has(name) || (isInOrder(from, name) && (to === null || isInOrder(name, to)))
}

/** As SQLite sorts: by the bytes. */
function isInOrder(one: PathText, other: PathText): boolean {
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) <= 0
}
