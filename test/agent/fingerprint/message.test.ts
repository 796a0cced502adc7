// Owns the law of the form in which jobs cross to a thread: nothing of them is lost on the way.
import type { PathText } from '@sekisho/shared/path.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jobOf, messageOf } from '../../../agent/fingerprint/message.ts'

test('a job arrives at its thread as it was', () => {
  const item = fc.record({
    name: fc.constantFrom('a', 'b', '') as fc.Arbitrary<PathText>,
    algorithm: fc.constantFrom('sha256' as const, 'xxh64' as const),
    lane: fc.constantFrom('fast' as const, 'bulk' as const),
    noticed: fc.constantFrom('walk' as const, 'watch' as const),
    saw: fc.subarray(['created', 'moved'] as const),
    witnesses: fc.constant([]),
  })
  const job = fc.record({
    id: fc.nat(),
    root: fc.constant('/shop' as PathText),
    directory: fc.constant('src' as PathText),
    items: fc.array(item, { maxLength: 3 }),
  })
  fc.assert(
    fc.property(job, given => {
      expect(jobOf(structuredClone(messageOf(given)))).toEqual(given)
    }),
  )
})
