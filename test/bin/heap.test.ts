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
  return JSON.parse(execFileSync(process.execPath, [program, word], { encoding: 'utf8', timeout: 120_000 })) as Heaps
}

/** The middle of three: when the collector runs, beside the program, is not the same each time. */
function usualOf(word: 'small' | 'usual'): Heaps {
  const all = [heaps(word), heaps(word), heaps(word)]
  const middle = (of: (one: Heaps) => number) => all.map(of).toSorted((a, b) => a - b)[1] ?? Number.NaN
  return { main: middle(({ main }) => main), thread: middle(({ thread }) => thread) }
}

test('a heap that is kept small takes less than half of what a burst of garbage else leaves, in every thread', () => {
  const [usual, small] = [usualOf('usual'), usualOf('small')]
  expect(small.main).toBeLessThan(usual.main / 2)
  expect(small.thread).toBeLessThan(usual.thread / 2)
})
