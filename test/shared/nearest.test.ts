import { nearestOf } from '@sekisho/shared/nearest.ts'
import { expect, test } from 'vitest'

const words = ['walk', 'watch', 'settle', 'outbox', 'fingerprint']

test.each([
  ['wlak', 'walk'],
  ['Walk', 'walk'],
  ['wtch', 'watch'],
  ['settel', 'settle'],
  ['out-box', 'outbox'],
  ['fingerprints', 'fingerprint'],
])('the word nearest to %s is %s', (typed, meant) => {
  expect(nearestOf(typed, words)).toBe(meant)
})

test('no word is nearest to one that is like none', () => {
  expect(nearestOf('xyzzy', words)).toBe(null)
  expect(nearestOf('walk', [])).toBe(null)
})
