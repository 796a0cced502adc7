// Owns the shortest way from one list of numbers to another (Myers, "An O(ND) Difference Algorithm and Its Variations",
// 1986), within a budget of steps and edits: hostile lists end it, and never hold it up. Pure.

/** `removed` entries of the first list from `before` on give way to `added` ones of the second from `after` on. */
export interface Edit {
  readonly before: number
  readonly removed: number
  readonly after: number
  readonly added: number
}

/** Steps that may yet be taken. */
export interface Budget {
  steps: number
}

/** The way back is a table of its square: 4 MB. */
const maxEdits = 1_000
const unreached = -(2 ** 30)

/** One entry an edit, in order. Null: farther than the budget goes. */
export function shortestEdits(before: Int32Array, after: Int32Array, budget: Budget): Edit[] | null {
  const most = Math.min(before.length + after.length, maxEdits)
  // How far each diagonal was followed: diagonal k lies at `middle + k`.
  const middle = most + 1
  const reached = new Int32Array(2 * most + 3).fill(unreached)
  reached[middle + 1] = 0
  const table: Int32Array[] = []
  for (let edits = 0; edits <= most; edits++) {
    table.push(reached.slice(middle - edits - 1, middle + edits + 2))
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const x = follow(before, after, stepTo(reached, middle, diagonal, before.length, after.length), diagonal, budget)
      reached[middle + diagonal] = x
      if (x === before.length && x - diagonal === after.length) return wayBack(table, before.length, after.length)
    }
    budget.steps -= edits
    if (budget.steps < 0) return null
  }
  return null
}

/** Where a diagonal goes on from its neighbours: the farther of the two steps that stay inside. */
function stepTo(reached: Int32Array, middle: number, diagonal: number, width: number, height: number): number {
  const added = reached[middle + diagonal + 1] ?? unreached
  const removed = (reached[middle + diagonal - 1] ?? unreached) + 1
  const [down, right] = [added - diagonal <= height ? added : unreached, removed <= width ? removed : unreached]
  return Math.max(down, right)
}

function follow(before: Int32Array, after: Int32Array, from: number, diagonal: number, budget: Budget): number {
  if (from < 0) return unreached
  let x = from
  while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++
  budget.steps -= x - from
  return x
}

function wayBack(table: readonly Int32Array[], width: number, height: number): Edit[] {
  const found: Edit[] = []
  let x = width
  let y = height
  for (let edits = table.length - 1; edits > 0; edits--) {
    const reached = table[edits] ?? new Int32Array()
    const middle = edits + 1
    const diagonal = x - y
    const isAdded = (reached[middle + diagonal + 1] ?? unreached) === stepTo(reached, middle, diagonal, width, height)
    const came = isAdded ? diagonal + 1 : diagonal - 1
    x = reached[middle + came] ?? 0
    y = x - came
    found.push({ before: x, removed: isAdded ? 0 : 1, after: y, added: isAdded ? 1 : 0 })
  }
  return found.reverse()
}
