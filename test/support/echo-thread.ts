// Owns a worker for tests of threads: doubles, fails with a code, and dies when asked.
import { parentPort } from 'node:worker_threads'
import { serveCalls } from '@sekisho/shared/thread.ts'
import { ToldFailure } from '@sekisho/shared/told-failure.ts'

const calls = {
  double: (value: number) => value * 2,
  fail: (code: string): never => {
    throw Object.assign(new Error('refused'), { code })
  },
  refuse: (_: null): never => {
    throw new ToldFailure('release-refused', say => say('signed.large'), { place: 'shop.json' })
  },
  die: (_: null): never => process.exit(3),
}
export type EchoCalls = typeof calls

if (parentPort !== null) serveCalls(parentPort, calls)
