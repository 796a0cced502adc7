// Owns the laws of the counts of latency: each class holds what took at most so long, those below it included.
import { expect, test } from 'vitest'
import { Latencies } from '../../collector/latency.ts'

test('each batch counts in its class and in all above, and one beyond the last only in the sum', () => {
  const latencies = new Latencies()
  for (const ms of [0.4, 1, 3, 7000, 60_000]) latencies.took(ms)
  const { buckets, count, sumMs } = latencies.report()
  const upto = new Map(buckets.map(({ uptoMs, batches }) => [uptoMs, batches]))
  expect([upto.get(1), upto.get(2.5), upto.get(5), upto.get(5000), upto.get(10_000)]).toEqual([2, 2, 3, 3, 4])
  expect([count, sumMs]).toEqual([5, 67_004.4])
})
