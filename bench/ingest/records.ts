// Owns the findings that the collector is fed with: every path comes once; some are in the release, as released or changed,
// the others are strangers where code lies and pictures where uploads lie. Makes text, signs nothing.
import { hash } from 'node:crypto'
import type { ReleaseEntry } from '@sekisho/shared/release.ts'

/** Of as many findings, one is of a released path: so all 50,000 are met within a minute's findings. */
const releasedEach = 16

/** The JSON of one finding record of root 0. */
export function findingText(index: number, released: readonly ReleaseEntry[], at: number): string {
  const entry = index % releasedEach === 0 ? released[index / releasedEach] : undefined
  const changed = index % (2 * releasedEach) === 0
  const path = entry?.path ?? strangerOf(index)
  const sha256 = entry === undefined || changed ? hash('sha256', `content ${index}`) : entry.sha256
  const after = {
    state: 'present',
    at,
    type: 'file',
    size: 4096 + (index % 8192),
    mode: 0o644,
    uid: 33,
    gid: 33,
    mtimeMs: at - 100.125,
    ctimeMs: at - 99.875,
    inode: 1_000_000 + index,
    links: 1,
    target: null,
    digest: { algorithm: 'sha256', hex: sha256 },
    marks: { version: 1, found: path.endsWith('.php') ? ['php-open-tag'] : [] },
  }
  const head = { record: 'finding', root: 0, path, kind: 'added', noticed: 'watch', at, before: null }
  return JSON.stringify({ ...head, after, actor: 'unknown' })
}

function strangerOf(index: number): string {
  const folder = Math.floor(index / 50).toString(36)
  return index % 2 === 0
    ? `html/upload/save_image/${folder}/picture-${index}.jpg`
    : `src/Eccube/Stranger${folder}/File${index}Controller.php`
}
