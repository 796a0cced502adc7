// Owns throw-away folders for tests: made on demand, removed when the test ends.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A fresh empty folder, by its real path, gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
