// Owns the laws by which the asked list and live news become one.
import { expect, test } from 'vitest'
import { plainView } from '../../../../../collector/dashboard/src/app/view.ts'
import { fits, mergeNews } from '../../../../../collector/dashboard/src/findings/merge.ts'
import { finding } from '../../../../support/fixture-shop.ts'

const row = (id: number, over = {}) => finding(id, 1_000_000 + id, over)
const ids = (rows: readonly { id: number }[]) => rows.map(({ id }) => id)

test('news stands above the list, newest first, and what the list holds already is no news', () => {
  const merged = mergeNews([row(5), row(4)], [row(7), row(6), row(5)], plainView, null)
  expect(ids(merged.rows)).toEqual([7, 6, 5, 4])
  expect(merged.waiting).toBe(0)
})

test('news above the pin waits and is counted', () => {
  const merged = mergeNews([row(5)], [row(8), row(7), row(6)], plainView, 6)
  expect(ids(merged.rows)).toEqual([6, 5])
  expect(merged.waiting).toBe(2)
})

test('news that does not fit the view is neither shown nor counted', () => {
  const view = { ...plainView, host: 'web2' }
  const merged = mergeNews([], [row(9), row(8, { host: 'web2' }), row(7, { host: 'web2' })], view, 7)
  expect(ids(merged.rows)).toEqual([7])
  expect(merged.waiting).toBe(1)
})

test('without news the list itself is handed on, so that nothing is drawn again', () => {
  const listed = [row(2), row(1)]
  expect(mergeNews(listed, [], plainView, null).rows).toBe(listed)
})

test.each([
  [{ host: 'web1' }, true],
  [{ host: 'web' }, false],
  [{ site: 'kobe-tea' }, false],
  [{ severity: 'high' as const }, true],
  [{ severity: 'low' as const }, false],
  [{ verdict: 'expected' as const }, false],
  [{ verdict: 'all' as const }, true],
  [{ open: 'false' as const }, false],
  [{ open: 'all' as const }, true],
  [{ path: 'app/Customize/' }, true],
  [{ path: 'app/Customize' }, false],
  [{ path: 'app/Customize/Service/Helper1.php' }, true],
])('a finding fits a view as the collector would have it: %j → %s', (view, expected) => {
  expect(fits(row(1), { ...plainView, ...view })).toBe(expected)
})
