// Owns the guess at what somebody meant by a mistyped word. Pure.

/** The candidate nearest to `word` by edits, or null when none is near enough to be what was meant. */
export function nearestOf(word: string, candidates: readonly string[]): string | null {
  const [best] = candidates
    .map(candidate => ({ candidate, edits: editsBetween(word.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.edits - b.edits)
  if (best === undefined) return null
  // Beyond half of the letters any word is as near as any other.
  return best.edits <= Math.max(1, Math.floor(best.candidate.length / 2)) ? best.candidate : null
}

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. */
function editsBetween(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    beforeLast = last
    last = current
  }
  return last[b.length] ?? 0
}
