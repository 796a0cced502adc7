// Owns the look for one name in a table that is sorted by them. Names that are asked about in their order, as by judging again
// and by a census, are read ahead: a read of its own for each costs five times as much. Knows no table.
import type { PathText } from '@sekisho/shared/path.ts'

/** Most folders have no more names; where they are asked about at random, nearly nothing is lost. */
const firstAhead = 16

export class ReadAhead<Row extends readonly [name: PathText, ...rest: unknown[]]> {
  readonly #read: (from: PathText, ahead: number) => readonly Row[]
  readonly #mostAhead: number
  /** All that there are from `#from` on, sorted by the bytes of their names: to the end, if they are fewer than were asked for. */
  #rows: readonly Row[] = []
  #from: PathText | null = null
  #ahead = firstAhead
  #answered = 0
  /** Names before `#from` that were asked about since. */
  #strays = 0
  /** Where the next name stands if they are asked about in their order. */
  #next = 0

  /** @param read at most `ahead` rows, the first that is not before `from` and those after it, in their order */
  constructor(read: (from: PathText, ahead: number) => readonly Row[], mostAhead: number) {
    this.#read = read
    this.#mostAhead = mostAhead
  }

  find(name: PathText): Row | null {
    const next = this.#rows[this.#next]
    if (next !== undefined && next[0] === name) {
      this.#next++
      this.#answered++
      return next
    }
    if (this.#from === null) this.#readFrom(name)
    else if (compareBytes(name, this.#from) < 0) {
      // Such as the folder above those that follow one another: what was read of these is not given up for it.
      if (this.#strays++ < this.#answered) return named(this.#read(name, 1)[0], name)
      this.#readFrom(name)
    } else if (!this.#seek(name)) this.#readFrom(name)
    this.#answered++
    const row = named(this.#rows[this.#next], name)
    if (row !== null) this.#next++
    return row
  }

  /** To the first row that is not before the name; false where none that were read tell which that is. */
  #seek(name: PathText): boolean {
    const rows = this.#rows
    let [low, high] = [0, rows.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareBytes((rows[middle] as Row)[0], name) < 0) low = middle + 1
      else high = middle
    }
    this.#next = low
    return low < rows.length || rows.length < this.#ahead
  }

  /** Twice as many where more than half of the last were asked about, else half as many, down to the name alone. */
  #readFrom(name: PathText): void {
    const ahead = this.#ahead
    if (this.#from !== null)
      this.#ahead = this.#answered * 2 > ahead ? Math.min(ahead * 2, this.#mostAhead) : Math.ceil(ahead / 2)
    this.#rows = this.#read(name, this.#ahead)
    this.#from = name
    this.#answered = 0
    this.#strays = 0
    this.#next = 0
  }
}

function named<Row extends readonly [PathText, ...unknown[]]>(row: Row | undefined, name: PathText): Row | null {
  return row !== undefined && row[0] === name ? row : null
}

/** As SQLite sorts: by the bytes. In UTF-16 what lies beyond U+FFFF comes too early. */
function compareBytes(one: string, other: string): number {
  const length = Math.min(one.length, other.length)
  for (let at = 0; at < length; at++) {
    const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)]
    if (a !== b) return inOrder(a) - inOrder(b)
  }
  return one.length - other.length
}

function inOrder(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
