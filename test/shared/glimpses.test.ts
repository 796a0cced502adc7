// Owns the laws of glimpses: each content once, few of them, and what may have run never gives way to what may not.
import type { Glimpse } from '@sekisho/shared/finding.ts'
import { seenBetween, withGlimpse } from '@sekisho/shared/glimpses.ts'
import type { ContentMarks, Observation } from '@sekisho/shared/observation.ts'
import { expect, test } from 'vitest'
import { absent, fileOf } from '../support/journal.ts'

function glimpse(digit: number, ...found: Glimpse['marks']['found']): Glimpse {
  const hex = String(digit).repeat(64)
  return { at: digit, size: digit, digest: { algorithm: 'sha256', hex }, marks: { version: 1, found } }
}

test('of many glimpses each content stays once, and four at most', () => {
  let kept: readonly Glimpse[] = []
  for (const digit of [1, 1, 2, 3, 2, 4, 5]) kept = withGlimpse(kept, glimpse(digit))
  expect(kept.map(({ at }) => at)).toEqual([1, 2, 3, 4])
})

test('a glimpse of what may have run takes the place of one that may not, and keeps it', () => {
  let kept: readonly Glimpse[] = [1, 2, 3, 4].map(digit => glimpse(digit))
  kept = withGlimpse(kept, glimpse(5, 'php-open-tag'))
  for (const digit of [6, 7, 8, 9]) kept = withGlimpse(kept, glimpse(digit))
  expect(kept.map(({ at }) => at)).toEqual([2, 3, 4, 5])
})

test('what either observation holds was not in between, and by other digests it is only told where size or marks differ', () => {
  const held = (digit: number): Observation => fileOf('', { digest: glimpse(digit).digest })
  const marks: ContentMarks = { version: 1, found: [] }
  const media: Observation = fileOf('', { size: 2, marks, digest: { algorithm: 'xxh64', hex: '0'.repeat(16) } })
  const all = [glimpse(1), glimpse(2), glimpse(3)]
  expect(seenBetween(all, held(1), held(3)).map(({ at }) => at)).toEqual([2])
  expect(seenBetween(all, null, absent()).map(({ at }) => at)).toEqual([1, 2, 3])
  expect(seenBetween(all, held(1), media).map(({ at }) => at)).toEqual([3])
  expect(seenBetween([glimpse(2, 'php-open-tag')], media, absent())).toHaveLength(1)
})
