// Owns the laws of intervals: a rule is due once after a start, and again when its interval has passed since a whole walk.
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { Rehashing } from '../../../agent/walk/rehash.ts'

const root = '/shop' as PathText
const hour = 3_600_000
const profile = {
  rules: [
    { pattern: 'vendor/**', class: 'code', rehash: '1h' },
    { pattern: 'media/**', class: 'upload', rehash: '1d' },
    { pattern: 'src/**', class: 'code' },
  ],
  payment: [],
} as const

describe('intervals of rules', () => {
  test('after a start all rules with one are due, and the others never', () => {
    expect(new Rehashing().due(root, profile, 0)).toEqual(['vendor/**', 'media/**'])
  })

  test('a rule that a walk has read is due again after its interval, for that root alone', () => {
    const rehashing = new Rehashing()
    rehashing.read(root, rehashing.due(root, profile, 0), 0)
    expect(rehashing.due(root, profile, hour - 1)).toEqual([])
    expect(rehashing.due(root, profile, hour)).toEqual(['vendor/**'])
    rehashing.read(root, ['vendor/**'], hour)
    expect(rehashing.due(root, profile, 24 * hour)).toEqual(['vendor/**', 'media/**'])
    expect(rehashing.due('/other' as PathText, profile, hour)).toEqual(['vendor/**', 'media/**'])
  })
})
