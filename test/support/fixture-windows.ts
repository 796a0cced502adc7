// Owns made-up deployment windows for tests of the page: one in each state, for named actors and for any, with names that
// only an attacker would give. Shapes are those of the API.
import type { WindowRow } from '@sekisho/shared/api.windows.ts'
import { isoTime } from '@sekisho/shared/clock.ts'
import { hostileNames } from './fixture-shop.ts'

const minute = 60_000
const day = 24 * 60 * minute

function window(id: number, from: number, over: Partial<WindowRow>): WindowRow {
  return {
    ...{ id, state: 'ended', site: 'minato-shop', actors: [{ user: 'deploy' }], anyActor: false },
    ...{ from: isoTime(from), until: isoTime(from + 30 * minute), graceUntil: isoTime(from + 60 * minute) },
    ...{ reason: 'release 2.4.6', openedBy: 'token:ci', openedAt: isoTime(from), closed: null },
    ...{ covers: 0, expected: 120, uncovered: 0 },
    ...over,
  }
}

/** Newest first, as the API lists them. */
export function windows(now: number): WindowRow[] {
  return [
    window(9, now - 10 * minute, {
      ...{ state: 'open', covers: 17, expected: 34, uncovered: null, reason: `${hostileNames.script}\u202Egpj` },
      actors: [{ user: 'deploy', exe: '/usr/bin/rsync' }, { unit: 'deploy\u202E.service' }],
    }),
    window(8, now + 2 * day, {
      state: 'planned',
      expected: 0,
      uncovered: null,
      reason: 'summer sale',
      openedAt: isoTime(now - day),
    }),
    window(7, now - 45 * minute, {
      ...{ state: 'grace', site: 'kobe-tea', actors: [], anyActor: true, reason: '', covers: 3, expected: 5 },
      ...{ uncovered: null, openedBy: 'user:sato' },
    }),
    window(6, now - day, {
      closed: { at: isoTime(now - day + 20 * minute), by: 'user:tanaka' },
      ...{ until: isoTime(now - day + 20 * minute), graceUntil: isoTime(now - day + 50 * minute), uncovered: 2 },
    }),
    window(5, now - 2 * day, { closed: { at: isoTime(now - 3 * day), by: 'user:sato' }, expected: 0 }),
    window(4, now - 20 * day, { reason: 'release 2.4.1' }),
  ]
}
