// Owns a row of a content for tests of whoever shows it.
import type { ContentRow } from '@sekisho/shared/api.contents.ts'

const at = '2026-01-01T00:00:00.000Z'

export const contentRow: ContentRow = {
  sha256: 'e'.repeat(64),
  state: 'kept',
  why: null,
  severity: 'critical',
  host: 'web1',
  root: '/srv/shop',
  path: 'upload/item.php',
  finding: 7,
  size: 40,
  bytes: 40,
  whole: true,
  cards: null,
  seenAt: at,
  wantedAt: at,
  doneAt: at,
  stat: { uid: 33, gid: 33, mode: '0644', mtime: at, ctime: at },
  actor: null,
}
