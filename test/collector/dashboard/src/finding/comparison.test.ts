// Owns the laws by which two observations stand side by side.
import { expect, test } from 'vitest'
import { compare } from '../../../../../collector/dashboard/src/finding/comparison.ts'
import { absent, finding, observation, tampered } from '../../../../support/fixture-shop.ts'

const differing = (rows: ReturnType<typeof compare>) => rows.filter(({ differs }) => differs).map(({ field }) => field)

test('fields that changed are marked, others are not', () => {
  expect(differing(compare(tampered(1, 1_000_000)))).toEqual(['size', 'mode', 'owner', 'sha256', 'mtime', 'ctime'])
})

test('where a file came or went, that alone is marked', () => {
  expect(differing(compare(finding(1, 1_000_000)))).toEqual(['state'])
  expect(differing(compare({ before: observation(1), after: absent(2) }))).toEqual(['state'])
})

test('nothing is marked where nothing was known before', () => {
  expect(differing(compare({ before: null, after: observation(1) }))).toEqual([])
})

test('the time of looking is shown and never marked', () => {
  const rows = compare({ before: observation(1), after: observation(9, { mtime: null, ctime: null }) })
  expect(rows.find(({ field }) => field === 'at')?.differs).toBe(false)
})

test('what neither side knows is left out', () => {
  const fields = compare(finding(1, 1_000_000)).map(({ field }) => field)
  expect(fields).not.toContain('target')
  expect(fields).not.toContain('xxh64')
})

test('the reason for unreadable stands with its state', () => {
  const unreadable = { ...absent(2), state: 'unreadable' as const, errno: 'EACCES' }
  expect(compare({ before: observation(1), after: unreadable })[0]).toMatchObject({
    field: 'state',
    before: 'present',
    after: 'unreadable EACCES',
    differs: true,
  })
})
