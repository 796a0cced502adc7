// Owns the law of a small heap: what a burst leaves behind is given up, in the main thread and in every other.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const program = fileURLToPath(new URL('../support/churn.ts', import.meta.url))

interface Heaps {
  readonly main: number
  readonly thread: number
}

function heaps(word: 'small' | 'usual'): Heaps {
  return JSON.parse(execFileSync(process.execPath, [program, word], { encoding: 'utf8', timeout: 60_000 })) as Heaps
}

test('a heap that is kept small takes less than three quarters of what a burst of garbage else leaves, in every thread', () => {
  const [usual, small] = [heaps('usual'), heaps('small')]
  // Mostly a quarter; when the collector runs, beside the program, is not the same each time.
  expect(small.main).toBeLessThan(usual.main * 0.75)
  expect(small.thread).toBeLessThan(usual.thread * 0.75)
})
