// Owns what the tests of releases' sources expect: the sums that sha256sum gave of the committed fixtures' trees.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathText } from '@sekisho/shared/path.ts'
import type { ReleaseEntry } from '@sekisho/shared/release.ts'

const folder = join(import.meta.dirname, '..', 'fixtures', 'release')

export function fixture(name: string): string {
  return join(folder, name)
}

/** Lines of `HEX  ./NAME`, by path bytes; names in these files hold neither newline nor backslash. */
export function entriesOfTool(name: string): ReleaseEntry[] {
  const lines = readFileSync(fixture(name)).toString('latin1').trimEnd().split('\n')
  return lines.map(line => ({
    path: pathText(Buffer.from(line.slice(68), 'latin1')),
    sha256: line.slice(0, 64),
    type: 'file' as const,
  }))
}

/** The tree of make.sh as every source must tell it. */
export function shopEntries(): ReleaseEntry[] {
  const path = pathText(Buffer.from('src/link.php'))
  const link = { path, sha256: readFileSync(fixture('link.sum'), 'utf8').trim(), type: 'symlink' as const }
  return sorted([...entriesOfTool('tree.sums'), link])
}

export function sorted(entries: readonly ReleaseEntry[]): ReleaseEntry[] {
  return entries.toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
}
