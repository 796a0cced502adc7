import type { WireRecord } from '@sekisho/shared/wire.ts'
import { expect, test } from 'vitest'
import type { OtherView } from '../../../agent/handover.ts'
import { absent, censused, directoryOf, drain, openTestJournal, path, recordsOf, shop } from '../../support/journal.ts'

const view = (sees: string, where = 'payment'): OtherView => {
  return { root: shop, path: path(where), sees, ours: directoryOf(), theirs: absent(7), actor: 'unknown' }
}
const told = (journal: ReturnType<typeof openTestJournal>) =>
  (recordsOf(drain(journal)) as Extract<WireRecord, { record: 'finding' }>[]).filter(
    ({ record }) => record === 'finding',
  )

test('another view is told once while it lasts, with what each sees, and moves no baseline', () => {
  const journal = openTestJournal()
  censused(journal)
  expect(journal.core.tellViews([view('1 2'), view('1 2')])).toBe(1)
  expect(journal.core.tellViews([view('1 2')])).toBe(0)
  expect(told(journal)).toMatchObject([
    { kind: 'other-view', path: 'payment', at: 7, before: directoryOf(), after: absent(7), actor: 'unknown' },
  ])
  expect(journal.core.mirror().roots.find(root => root.path === shop)?.paths ?? 0).toBe(0)
})

test('what a process sees then is told anew, and so is what comes back', () => {
  const journal = openTestJournal()
  censused(journal)
  expect(journal.core.tellViews([view('1 2')])).toBe(1)
  expect(journal.core.tellViews([view('1 3')])).toBe(1)
  expect(journal.core.tellViews([])).toBe(0)
  expect(journal.core.tellViews([view('1 3'), view('1 2', '')])).toBe(2)
  expect(told(journal)).toHaveLength(4)
})

test('a new epoch, which may drop what waits, tells again what is still so', () => {
  const journal = openTestJournal()
  censused(journal)
  journal.core.tellViews([view('1 2')])
  journal.core.newEpoch('identity-forked')
  expect(journal.core.tellViews([view('1 2')])).toBe(1)
  expect(told(journal)).toHaveLength(1)
})
