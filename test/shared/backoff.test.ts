// Owns the laws of waiting before a retry.
import { backoffMs } from '@sekisho/shared/backoff.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const rule = { firstMs: 500, longestMs: 60_000 }

test('a wait is never shorter than half of its step and never longer than the longest', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
      const step = Math.min(rule.longestMs, rule.firstMs * 2 ** Math.min(attempt, 30))
      const wait = backoffMs(rule, attempt, random)
      expect(wait).toBeGreaterThanOrEqual(step / 2)
      expect(wait).toBeLessThanOrEqual(step)
    }),
  )
})

test('hosts that lost one collector together do not come back together', () => {
  expect(backoffMs(rule, 5, 0)).not.toBe(backoffMs(rule, 5, 0.9))
})
