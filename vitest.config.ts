// Owns which files are tests, and how many of them run side by side.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Against hanging, and no measure: a loaded machine needs minutes where an idle one needs seconds. Each is longer than two
    // of the waits within it (test/support/eventually.ts), so that a wait that ends in vain says what it waited for.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: 'forks',
    // For whatever makes TypeScript JavaScript in threads: bin/sekisho.js says why.
    execArgv: ['--wasm-wrapper-tiering-budget=2147483647'],
    maxWorkers: 2,
  },
})
