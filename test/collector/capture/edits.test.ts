// The laws of edits: whatever two lists are given, the edits turn the first into the second; few stay few; and lists that
// were made to hold a comparison up end its fineness, not its time.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editsBetween } from '../../../collector/capture/edits.ts'
import type { Edit } from '../../../collector/capture/shortest.ts'
import { spentMs } from '../../support/spent.ts'

function apply(before: readonly string[], after: readonly string[], edits: readonly Edit[]): string[] {
  const made: string[] = []
  let at = 0
  for (const edit of edits) {
    made.push(...before.slice(at, edit.before))
    expect(made.length).toBe(edit.after)
    made.push(...after.slice(edit.after, edit.after + edit.added))
    at = edit.before + edit.removed
  }
  return [...made, ...before.slice(at)]
}

/** Few different texts, so that they stand at many places. */
const lines = fc.array(fc.constantFrom('a', 'b', 'c', '', 'd1', 'd2', 'd3'), { maxLength: 40 })

describe('edits between two lists', () => {
  test('turn the first into the second, however many steps there were', () => {
    fc.assert(
      fc.property(lines, lines, fc.constantFrom(-1, 0, 5, 50, 5_000_000), (before, after, steps) => {
        const edits = editsBetween(before, after, { steps })
        expect(apply(before, after, edits)).toEqual(after)
      }),
      { numRuns: 2_000 },
    )
  })

  test('find one line in a hundred thousand, and three apart as three', () => {
    const before = Array.from({ length: 100_000 }, (_, index) => `line ${index % 977}`)
    const one = before.toSpliced(50_000, 0, 'evil()')
    expect(editsBetween(before, one)).toEqual([{ before: 50_000, removed: 0, after: 50_000, added: 1 }])
    const three = before.toSpliced(90_000, 1, 'z').toSpliced(500, 1).toSpliced(10, 0, 'y')
    expect(editsBetween(before, three)).toEqual([
      { before: 10, removed: 0, after: 10, added: 1 },
      { before: 500, removed: 1, after: 501, added: 0 },
      { before: 90_000, removed: 1, after: 90_000, added: 1 },
    ])
  })

  test('take no more of a budget together than there is, and one no more than the usual', () => {
    const [one, other] = [Array.from({ length: 100_000 }, () => 'a'), Array.from({ length: 100_000 }, () => 'a')]
    const budget = { steps: 7_000_000 }
    editsBetween(['b', ...one, 'c', 'd', ...one], [...other, 'x', ...other, 'y', 'z'], budget)
    expect(budget.steps).toBeLessThan(7_000_000)
    expect(budget.steps).toBeGreaterThan(1_000_000)
    expect(editsBetween(['b', 'a', 'a', 'c'], ['a', 'x', 'a'], { steps: -1 }).length).toBe(1)
  })

  test('of lists that were made to hold them up still come, and soon', () => {
    const size = 100_000
    const one = Array.from({ length: size }, (_, index) => (index % 2 === 0 ? 'a' : `b${index % 7}`))
    const other = Array.from({ length: size }, (_, index) => (index % 3 === 0 ? 'a' : `b${index % 5}`))
    const since = spentMs()
    const edits = editsBetween(one, other)
    expect(spentMs() - since).toBeLessThan(20_000)
    expect(apply(one, other, edits)).toEqual(other)
  })
})
