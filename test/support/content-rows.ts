// Owns a row of a content, and a difference of one, for tests of whoever shows it.
import type { ContentRow } from '@sekisho/shared/api.contents.ts'
import type { DifferenceSide, TextDifference } from '@sekisho/shared/api.differences.ts'
import type { ContentDoors } from '../../collector/handover.capture.ts'

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
  growing: false,
  cards: null,
  seenAt: at,
  wantedAt: at,
  doneAt: at,
  stat: { uid: 33, gid: 33, mode: '0644', mtime: at, ctime: at },
  actor: null,
  attributes: {
    told: 'listed',
    list: [
      { name: 'user.note', size: 12, value: 'by [card] %00' },
      { name: 'security.capability', size: 20, value: null },
    ],
    more: 3,
  },
}

const found: DifferenceSide = { kind: 'found', name: null, sha256: contentRow.sha256, state: 'kept', why: null }
const ofRelease = { kind: 'release', name: 'shop 1.4.0', sha256: 'a'.repeat(64) } as const

export const differenceRow: TextDifference = {
  ...{ finding: 7, host: 'web1', root: '/srv/shop', path: 'payment/card.js', class: 'code', outcome: 'compared' },
  ...{ changedKeys: [], lacking: [] },
  before: { ...ofRelease, state: 'kept', why: null },
  after: found,
  read: {
    before: { encoding: 'shift_jis', ends: 'lf', bytes: 30 },
    after: { encoding: 'shift_jis', ends: 'crlf', bytes: 60 },
  },
  hunks: [
    {
      rows: [
        { change: 'same', before: 1, after: 1, text: '<b>pay</b>', skipped: null },
        { change: 'removed', before: 2, after: null, text: 'send(x)', skipped: null },
        { change: 'added', before: null, after: 2, text: 'steal([card]⟨U+202E⟩)', skipped: { before: 900, after: 12 } },
      ],
    },
  ],
  counts: { removed: 1, added: 1, hidden: 0, cards: 1 },
}

/** Of a file whose release is here without its contents. */
export const notKept: TextDifference = {
  ...differenceRow,
  ...{ outcome: 'nothing-before', before: null, read: null, hunks: [] },
  lacking: [{ ...ofRelease, state: null, why: null }],
  counts: { removed: 0, added: 0, hidden: 0, cards: 0 },
}

/** Of a collector that has nothing. */
export const noContents: ContentDoors = {
  reads: {
    contents: async () => ({ items: [], next: null }),
    content: async () => null,
    releasedWishes: async () => null,
  },
  summary: async () => ({ states: {}, whys: {}, bytes: 0, budget: 1024, trouble: null }),
  take: async () => null,
  takeSealed: async () => null,
  difference: async () => null,
  keepReleased: async () => ({ kept: 0, refused: [] }),
  endReleased: async () => null,
}
