// The laws of the disk's pictures: they never show more than there is, nor a full disk while there is room, whatever is reported.
import type { DiskReport } from '@sekisho/shared/api.disk.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  fillOf,
  forecastOf,
  lasted,
  limitOf,
  wholeYears,
} from '../../../../../collector/dashboard/src/collector/disk.ts'

const gib = 2 ** 30
const dayMs = 86_400_000
const disk: DiskReport = {
  state: 'fine',
  since: '2026-01-01T00:00:00.000Z',
  at: '2026-01-02T00:00:00.000Z',
  files: 50 * gib,
  reusable: 10 * gib,
  contents: 8 * gib,
  free: 150 * gib,
  budget: null,
  left: 160 * gib,
  daysLeft: 400,
}

test('what is free inside the database counts as left', () => {
  expect(fillOf(disk)).toEqual({ used: 40 * gib, total: 200 * gib, contents: 0.04, records: 0.16, percent: 20 })
})

test('a bar is never longer than its frame, and full only when nothing is left', () => {
  const bytes = fc.integer({ min: 0, max: 2 ** 50 })
  fc.assert(
    fc.property(bytes, bytes, bytes, bytes, (files, reusable, contents, left) => {
      const { contents: one, records: other, percent } = fillOf({ ...disk, files, reusable, contents, left })
      for (const share of [one, other]) expect(share).toBeGreaterThanOrEqual(0)
      expect(one + other).toBeLessThanOrEqual(1)
      expect(percent === 100).toBe(left === 0)
    }),
  )
})

test('whichever of budget and file system ends first is what is named', () => {
  const limits = [null, 200 * gib, 201 * gib].map(budget => limitOf({ ...disk, budget }))
  expect(limits).toEqual(['system', 'budget', 'both'])
})

test('the forecast rises to the top on its day, with room behind it', () => {
  for (const [daysLeft, days] of [
    [0, 14],
    [9, 14],
    [13, 30],
    [400, 730],
    [3_650, 3_652],
  ] as const) {
    const line = forecastOf({ ...disk, daysLeft })
    expect([daysLeft, line.days, line.to]).toEqual([daysLeft, days, [daysLeft / days, 1]])
    expect(line.from).toEqual([0, 0.2])
  }
})

test('a forecast without an end stays where it is', () => {
  expect(forecastOf({ ...disk, daysLeft: null })).toEqual({ days: 365, from: [0, 0.2], to: [1, 0.2] })
})

test('the oldest has lasted its whole term at most, and no less than none where a clock is behind', () => {
  const now = Date.parse(disk.at)
  const since = (days: number) => lasted(new Date(now - days * dayMs).toISOString(), 100, now)
  expect([-5, 0, 50, 100, 900].map(since)).toEqual([0, 0, 50, 100, 100])
})

test('a term of whole years is told as such, and no other', () => {
  expect([2_557, 365, 366, 90, 400, 36_525].map(wholeYears)).toEqual([7, 1, 1, null, null, 100])
})
