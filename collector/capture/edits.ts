// Owns where two lists of texts differ: texts that each side holds once are joined first, and what lies between them is
// compared by the shortest way as far as a budget goes; beyond it a piece counts as replaced. Whatever is given, the answer
// is right: only its fineness is bounded. Pure.
import { type Budget, type Edit, shortestEdits } from './shortest.ts'

/** Some 50 ms. */
const usualSteps = 5_000_000
/** What is nested deeper was made to be. */
const maxDepth = 8

interface Piece {
  readonly before: number
  readonly beforeEnd: number
  readonly after: number
  readonly afterEnd: number
}

/**
 * In order; none touches the next.
 * @param budget what several comparisons may take together; none takes more than the usual steps of it
 */
export function editsBetween(
  before: readonly string[],
  after: readonly string[],
  budget: Budget = { steps: usualSteps },
): Edit[] {
  const own = { steps: Math.min(usualSteps, budget.steps) }
  const rest = budget.steps - own.steps
  const comparing = new Comparing(before, after, own)
  comparing.compare({ before: 0, beforeEnd: before.length, after: 0, afterEnd: after.length }, 0)
  budget.steps = rest + own.steps
  return comparing.edits
}

class Comparing {
  readonly edits: Edit[] = []
  readonly #before: Int32Array
  readonly #after: Int32Array
  readonly #budget: Budget

  constructor(before: readonly string[], after: readonly string[], budget: Budget) {
    const numbers = new Map<string, number>()
    const numberOf = (text: string): number => {
      const number = numbers.get(text) ?? numbers.size
      numbers.set(text, number)
      return number
    }
    this.#before = Int32Array.from(before, numberOf)
    this.#after = Int32Array.from(after, numberOf)
    this.#budget = budget
  }

  compare(whole: Piece, depth: number): void {
    const piece = this.#trimmed(whole)
    const isOneSided = piece.before === piece.beforeEnd || piece.after === piece.afterEnd
    const joined = isOneSided || depth === maxDepth ? [] : this.#joined(piece)
    if (isOneSided) this.#replace(piece)
    else if (joined.length === 0) this.#shortest(piece)
    else this.#between(piece, joined, depth)
  }

  #between(piece: Piece, joined: readonly Pair[], depth: number): void {
    let rest = piece
    for (const [one, other] of joined) {
      this.compare({ ...rest, beforeEnd: one, afterEnd: other }, depth + 1)
      rest = { ...rest, before: one + 1, after: other + 1 }
    }
    this.compare(rest, depth + 1)
  }

  #trimmed({ before, beforeEnd, after, afterEnd }: Piece): Piece {
    let [start, startAfter, end, endAfter] = [before, after, beforeEnd, afterEnd]
    while (start < end && startAfter < endAfter && this.#before[start] === this.#after[startAfter]) {
      start++
      startAfter++
    }
    while (start < end && startAfter < endAfter && this.#before[end - 1] === this.#after[endAfter - 1]) {
      end--
      endAfter--
    }
    return { before: start, beforeEnd: end, after: startAfter, afterEnd: endAfter }
  }

  /** Places of what stands once on each side of the piece, as many as have one order on both. */
  #joined({ before, beforeEnd, after, afterEnd }: Piece): readonly Pair[] {
    const there = onceIn(this.#after, after, afterEnd)
    const pairs: Pair[] = []
    for (const [number, place] of onceIn(this.#before, before, beforeEnd)) {
      const other = there.get(number)
      if (other !== undefined) pairs.push([place, other])
    }
    return longestRise(pairs)
  }

  #shortest(piece: Piece): void {
    const { before, beforeEnd, after, afterEnd } = piece
    const [one, other] = [this.#before.subarray(before, beforeEnd), this.#after.subarray(after, afterEnd)]
    const edits = this.#budget.steps < 0 ? null : shortestEdits(one, other, this.#budget)
    if (edits === null) this.#replace(piece)
    else for (const edit of edits) this.#add({ ...edit, before: before + edit.before, after: after + edit.after })
  }

  #replace({ before, beforeEnd, after, afterEnd }: Piece): void {
    if (before < beforeEnd || after < afterEnd)
      this.#add({ before, removed: beforeEnd - before, after, added: afterEnd - after })
  }

  #add({ before, removed, after, added }: Edit): void {
    const last = this.edits.at(-1)
    const touches = last !== undefined && last.before + last.removed === before && last.after + last.added === after
    if (touches)
      this.edits[this.edits.length - 1] = { ...last, removed: last.removed + removed, added: last.added + added }
    else this.edits.push({ before, removed, after, added })
  }
}

type Pair = readonly [number, number]

/** In order of their places. */
function onceIn(numbers: Int32Array, from: number, to: number): ReadonlyMap<number, number> {
  const places = new Map<number, number>()
  for (let place = from; place < to; place++) {
    const number = numbers[place] ?? 0
    places.set(number, places.has(number) ? -1 : place)
  }
  for (const [number, place] of places) if (place === -1) places.delete(number)
  return places
}

/** The longest run of pairs that rises on both sides; they rise on the first already. By patience sorting. */
function longestRise(pairs: readonly Pair[]): readonly Pair[] {
  const tops: number[] = []
  const below = new Int32Array(pairs.length).fill(-1)
  for (const [index, [, other]] of pairs.entries()) {
    let [low, high] = [0, tops.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((pairs[tops[middle] ?? 0]?.[1] ?? 0) < other) low = middle + 1
      else high = middle
    }
    below[index] = low === 0 ? -1 : (tops[low - 1] ?? -1)
    tops[low] = index
  }
  const rise: Pair[] = []
  for (let index = tops.at(-1) ?? -1; index !== -1; index = below[index] ?? -1) {
    const pair = pairs[index]
    if (pair !== undefined) rise.push(pair)
  }
  return rise.reverse()
}
