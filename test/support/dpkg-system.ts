// Owns a small system of packages on the disk, as dpkg itself installed it (test/fixtures/dpkg/make.sh).
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { temporaryFolder } from './folder.ts'

/** Its top folder, fresh. */
export function installedSystem(): string {
  const folder = temporaryFolder()
  execFileSync('tar', ['-C', folder, '-xf', join(import.meta.dirname, '../fixtures/dpkg/system.tar')])
  return folder
}
