// Owns the laws of views and addresses.
import { severities, verdicts } from '@sekisho/shared/verdict.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lists, listsSame, plainView, readView, viewSearch } from '../../../../../collector/dashboard/src/app/view.ts'

const anyView = fc.record({
  host: fc.string(),
  site: fc.string(),
  path: fc.string({ unit: 'binary' }),
  severity: fc.constantFrom('' as const, ...severities),
  verdict: fc.constantFrom('all' as const, ...verdicts),
  open: fc.constantFrom('true', 'false', 'all' as const),
  finding: fc.option(fc.integer({ min: 1, max: 2 ** 50 }), { nil: null }),
  list: fc.constantFrom(...lists),
  incident: fc.option(fc.integer({ min: 1, max: 2 ** 50 }), { nil: null }),
  release: fc.option(fc.integer({ min: 1, max: 2 ** 50 }), { nil: null }),
})

test('an address says a view exactly', () => {
  fc.assert(
    fc.property(anyView, view => {
      expect(readView(viewSearch(view))).toEqual(view)
    }),
  )
})

test('the plain view needs no query', () => {
  expect(viewSearch(plainView)).toBe('')
  expect(readView('')).toEqual(plainView)
})

test.each([
  '?severity=worst',
  '?verdict=guilty',
  '?open=perhaps',
  '?finding=-1',
  '?list=everything',
  '?incident=0',
  '?finding=1e5',
  '?finding=99999999999999999999',
  '?unknown=1',
])('what an address says wrongly is as in the plain view: %s', search => {
  expect(readView(search)).toEqual(plainView)
})

test('what is open in a drawer makes no other list', () => {
  expect(listsSame(plainView, { ...plainView, release: 7, list: 'releases' })).toBe(true)
  expect(listsSame(plainView, { ...plainView, incident: 7, list: 'incidents' })).toBe(true)
  expect(listsSame(plainView, { ...plainView, finding: 7 })).toBe(true)
  expect(listsSame(plainView, { ...plainView, host: 'web1' })).toBe(false)
})
