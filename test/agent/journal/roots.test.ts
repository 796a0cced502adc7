// Owns the laws of what is kept of a root across restarts: how far a walk has come, and since when its files count as read.
import { expect, test } from 'vitest'
import {
  absent,
  censused,
  directoryOf,
  fileOf,
  openTestJournal,
  packed,
  seen,
  shop,
  unreadable,
} from '../../support/journal.ts'

test('how far a walk has come is kept until it is over, and goes with its root', () => {
  const journal = openTestJournal()
  censused(journal, seen('a.php', fileOf('a')))
  journal.core.keepWalk({ root: shop, walk: 'far' })
  journal.core.close()
  const again = openTestJournal(journal.settings)
  expect(again.core.mirror().roots).toMatchObject([{ walk: 'far', phase: 'censused' }])
  again.core.keepWalk({ root: shop, walk: null })
  expect(again.core.mirror().roots).toMatchObject([{ walk: null }])
  again.core.keepWalk({ root: shop, walk: 'further' })
  again.core.dropRoot(shop)
  again.core.keepWalk({ root: shop, walk: 'late' })
  expect(again.core.mirror().roots).toMatchObject([{ walk: null, phase: 'dropped' }])
})

test('a new epoch forgets how far a walk has come: its census reads all', () => {
  const journal = openTestJournal()
  censused(journal, seen('a.php', fileOf('a')))
  journal.core.keepWalk({ root: shop, walk: 'far' })
  journal.core.newEpoch('identity-forked')
  expect(journal.core.mirror().roots).toMatchObject([{ walk: null, phase: 'uncensused' }])
})

test('what a census named counts as read since it began, however often it was cut short', () => {
  const journal = openTestJournal()
  const began = journal.clock.now()
  journal.core.beginCensus(shop)
  journal.core.commit(packed(seen('a.php', fileOf('a'))))
  journal.core.close()
  const again = openTestJournal(journal.settings)
  again.clock.set(began + 60_000)
  again.core.beginCensus(shop)
  expect(again.core.mirror().roots).toMatchObject([{ hashedAt: null }])
  again.core.endCensus(shop)
  expect(again.core.mirror().roots).toMatchObject([{ hashedAt: began }])
})

test('which folder a root is, and whether there is one, is what a walk found: events on another in its place change nothing', () => {
  const journal = openTestJournal()
  censused(journal, seen('', directoryOf({ inode: 1 })))
  const other = directoryOf({ inode: 2, mode: 0o700, at: 9 })
  for (const after of [other, absent(9)])
    expect(journal.core.commit(packed(seen('', after, { saw: ['attributes'] })))).toMatchObject({
      findings: 0,
      subtrees: [],
    })
  expect(journal.core.commit(packed(seen('', directoryOf({ inode: 1, mode: 0o711, at: 9 }))))).toMatchObject({
    findings: 1,
  })
  expect(journal.core.commit(packed(seen('', other, { noticed: 'walk' })))).toMatchObject({ findings: 1 })
})

test('a root that could not be read for a while is looked through as soon as it can be', () => {
  const journal = openTestJournal()
  censused(journal, seen('', directoryOf({ inode: 1 })))
  journal.core.commit(packed(seen('', unreadable(), { saw: ['attributes'] })))
  expect(
    journal.core.commit(packed(seen('', directoryOf({ inode: 1, at: 9 }), { saw: ['attributes'] }))),
  ).toMatchObject({
    findings: 1,
    subtrees: [{ root: shop, path: '' }],
  })
})
