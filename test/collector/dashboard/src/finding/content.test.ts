// The law of which content the drawer tells of: what is new there, else what stood there for a moment, else that a file is gone.
import { expect, test } from 'vitest'
import { contentOf } from '../../../../../collector/dashboard/src/finding/content.ts'
import { absent, observation } from '../../../../support/fixture-shop.ts'

const [one, other] = ['a'.repeat(64), 'b'.repeat(64)]
const file = (sha256: string | null) => observation(0, { type: 'file', sha256 })
const brief = { at: '2026-01-01T00:00:00.000Z', size: 1, sha256: other, marks: [] }

test('the content of a finding is what is new, was there for a moment, or is gone', () => {
  expect(contentOf({ before: null, after: file(one), between: [] })).toBe(one)
  expect(contentOf({ before: file(one), after: file(one), between: [brief] })).toBe(other)
  expect(contentOf({ before: file(one), after: file(one), between: [] })).toBe(one)
  expect(contentOf({ before: null, after: absent(0), between: [brief] })).toBe(other)
  expect(contentOf({ before: file(one), after: absent(0), between: [] })).toBe('removed')
  expect(
    contentOf({ before: null, after: observation(0, { type: 'directory', sha256: null }), between: [] }),
  ).toBeNull()
})
