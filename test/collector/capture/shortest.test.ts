// The law of the shortest way: it is as short as the plain table says, it leads to the second list, and it ends with its budget.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shortestEdits } from '../../../collector/capture/shortest.ts'

const numbers = fc.array(fc.nat({ max: 3 }), { maxLength: 30 }).map(list => Int32Array.from(list))

/** By the plain table. */
function distance(before: Int32Array, after: Int32Array): number {
  let row = Array.from({ length: after.length + 1 }, (_, index) => index)
  for (const [index, one] of before.entries()) {
    const next = [index + 1]
    for (const [place, other] of after.entries()) {
      const turned = Math.min(row[place + 1] ?? 0, next[place] ?? 0) + 1
      next.push(one === other ? (row[place] ?? 0) : turned)
    }
    row = next
  }
  return row.at(-1) ?? 0
}

describe('the shortest way', () => {
  test('has as many edits as the plain table says, and each in its place', () => {
    fc.assert(
      fc.property(numbers, numbers, (before, after) => {
        const edits = shortestEdits(before, after, { steps: 1_000_000 }) ?? []
        expect(edits.length).toBe(distance(before, after))
        const made = [...before]
        for (const { before: at, removed, after: from, added } of edits.toReversed())
          made.splice(at, removed, ...after.slice(from, from + added))
        expect(made).toEqual([...after])
      }),
      { numRuns: 2_000 },
    )
  })

  test('is given up when it is longer than the budget, or than a thousand edits', () => {
    const before = Int32Array.from({ length: 600 }, (_, index) => index)
    const after = Int32Array.from({ length: 600 }, (_, index) => -index - 1)
    expect(shortestEdits(before, after, { steps: 100 })).toBeNull()
    expect(shortestEdits(before, after, { steps: 2 ** 40 })).toBeNull()
    expect(shortestEdits(before.subarray(300), after.subarray(300), { steps: 2 ** 40 })).toHaveLength(600)
  })
})
