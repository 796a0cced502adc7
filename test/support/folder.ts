// Owns throw-away folders for tests: made on demand, removed when the test ends.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** In memory, for tests with many files: nothing of them waits for a disk that others use as well. */
export function memoryFolder(): string {
  return folderIn('/dev/shm')
}

/** A fresh empty folder, by its real path, gone after the test. */
export function temporaryFolder(): string {
  return folderIn(tmpdir())
}

function folderIn(place: string): string {
  const folder = mkdtempSync(join(place, 'sekisho-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
