// The laws of which windows are shown, in which order, and how one lies in time.
import type { WindowRow } from '@sekisho/shared/api.windows.ts'
import { isoTime } from '@sekisho/shared/clock.ts'
import { expect, test } from 'vitest'
import { bySite, isLately, neverBegan, stretchOf } from '../../../../../collector/dashboard/src/windows/shown.ts'
import { windowRow } from '../../../../support/memory-store.ts'

const minute = 60_000
const day = 24 * 60 * minute

function row(id: number, from: number, over: Partial<WindowRow> = {}): WindowRow {
  const times = { from: isoTime(from), until: isoTime(from + 30 * minute), graceUntil: isoTime(from + 60 * minute) }
  return { ...windowRow(id), ...times, ...over }
}

test('sites with an open window come first, and in each what is nearest to now', () => {
  const rows = [
    row(1, 0, { site: 'a', state: 'ended' }),
    row(2, 9 * day, { site: 'b', state: 'planned' }),
    row(3, 5 * day, { site: 'b', state: 'planned' }),
    row(4, day, { site: 'b', state: 'ended' }),
    row(5, 2 * day, { site: 'b', state: 'ended' }),
    row(6, 3 * day, { site: 'b', state: 'grace' }),
    row(7, 3 * day, { site: 'b', state: 'open' }),
  ]
  expect(bySite(rows, 7).map(({ site, open, rows }) => [site, open, rows.map(({ id }) => id)])).toEqual([
    ['b', 1, [7, 6, 3, 2, 5, 4]],
    ['a', 0, [1]],
  ])
})

test('what is nearest to now is shown however many came after it, and whatever its site', () => {
  const rows = [
    ...Array.from({ length: 50 }, (_, index) => row(100 - index, 3 * day, { state: 'ended' })),
    row(3, day, { state: 'planned' }),
    row(2, day, { state: 'grace', site: 'b' }),
    row(1, day, { site: 'b' }),
  ]
  expect(bySite(rows, 4).map(({ site, open, rows }) => [site, open, rows.map(({ id }) => id)])).toEqual([
    ['b', 1, [1, 2]],
    ['shop', 0, [3, 100]],
  ])
})

test('what has not ended is shown however old, and what has for a week', () => {
  const ended = row(1, 0, { state: 'ended' })
  expect(isLately(ended, 7 * day + 60 * minute)).toBe(true)
  expect(isLately(ended, 7 * day + 60 * minute + 1)).toBe(false)
  expect(isLately(row(1, 0, { state: 'grace' }), 90 * day)).toBe(true)
})

test('a bar ends with the grace time, and shows now only while that lasts', () => {
  const one = row(1, day)
  expect(stretchOf(one, day + 15 * minute)).toEqual({ open: 50, now: 25 })
  expect(stretchOf(one, day - 1).now).toBeNull()
  expect(stretchOf(one, day + 60 * minute).now).toBeNull()
  expect(stretchOf(row(1, day, { graceUntil: isoTime(day + 30 * minute) }), day)).toEqual({ open: 100, now: 0 })
})

test('a window that was taken back before its time never began, and has no length', () => {
  const back = row(1, day, {
    ...{ until: isoTime(minute), graceUntil: isoTime(2 * minute), closed: { at: isoTime(minute), by: 'sato' } },
  })
  expect(neverBegan(back)).toBe(true)
  expect(stretchOf(back, minute)).toEqual({ open: 0, now: null })
  expect(neverBegan(row(1, day, { closed: { at: isoTime(day + 1), by: 'sato' } }))).toBe(false)
  expect(neverBegan(row(1, day))).toBe(false)
})
