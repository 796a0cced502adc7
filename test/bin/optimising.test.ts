// Owns the law of late optimising: only what is hot for long is compiled a last time, in every thread, and that still is.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const program = fileURLToPath(new URL('../support/optimised.ts', import.meta.url))

function thousandsUntilTaken(word: 'late' | 'usual'): number {
  const flags = ['--allow-natives-syntax', '--no-concurrent-recompilation']
  return Number(execFileSync(process.execPath, [...flags, program, word], { encoding: 'utf8', timeout: 120_000 }))
}

test('a function is optimised in a thread after more than twice as many calls as else, and it is', () => {
  const [usual, late] = [thousandsUntilTaken('usual'), thousandsUntilTaken('late')]
  expect(late).toBeGreaterThan(usual * 2)
  expect(late).toBeLessThanOrEqual(200)
})
