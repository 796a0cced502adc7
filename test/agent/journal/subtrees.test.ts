// The laws of folders in a commit: below which of them somebody must look, since what lies there came, went or was replaced with them.
import type { Saw } from '@sekisho/agent/handover.ts'
import { describe, expect, test } from 'vitest'
import {
  absent,
  censused,
  directoryOf,
  fileOf,
  openTestJournal,
  packed,
  path,
  seen,
  shop,
  unreadable,
} from '../../support/journal.ts'

describe('a commit with folders', () => {
  test('directories that came, went, changed type or readability are named as subtrees', () => {
    const journal = openTestJournal()
    censused(journal, seen('gone', directoryOf()), seen('shut', directoryOf()), seen('swapped', directoryOf()))
    const { subtrees } = journal.core.commit(
      packed(
        seen('came', directoryOf()),
        seen('gone', absent()),
        seen('shut', unreadable({ stat: directoryOf() })),
        seen('swapped', directoryOf({ inode: 99 })),
        seen('file', fileOf('a')),
      ),
    )
    expect(subtrees.map(subtree => subtree.path)).toEqual(['came', 'gone', 'shut', 'swapped'])
  })

  test('a directory made anew in the place and with the inode of the one before is a subtree; a change in it is none', () => {
    const journal = openTestJournal()
    censused(journal, seen('folder', directoryOf({ ctimeMs: 1000 })))
    const later = (saw: readonly Saw[], ctimeMs: number) =>
      journal.core.commit(packed(seen('folder', directoryOf({ ctimeMs }), { saw }))).subtrees.map(({ path }) => path)
    expect(later([], 2000)).toEqual([])
    expect(later(['attributes'], 3000)).toEqual([])
    expect(later(['created'], 4000)).toEqual(['folder'])
    expect(later(['removed'], 5000)).toEqual(['folder'])
  })

  test('a directory that was moved away and back is a subtree: what came into it meanwhile was told of another place', () => {
    const journal = openTestJournal()
    censused(journal, seen('folder', directoryOf({ ctimeMs: 1000 })))
    const back = seen('folder', directoryOf({ ctimeMs: 2000 }), { saw: ['moved'] })
    expect(journal.core.commit(packed(back)).subtrees).toEqual([{ root: shop, path: 'folder' }])
    // Also where the file system has moved no time of it (rename(2) leaves that open).
    expect(journal.core.commit(packed(back)).subtrees).toEqual([{ root: shop, path: 'folder' }])
  })

  test('a directory that was made, removed and made anew before it was written down is a subtree: what lay in it may be known', () => {
    const journal = openTestJournal()
    censused(journal)
    const made = (name: string, saw: readonly Saw[]) => {
      journal.core.commit(packed(seen(`${name}/a.php`, fileOf('a'))))
      return journal.core.commit(packed(seen(name, directoryOf(), { saw }))).subtrees.map(({ path }) => path)
    }
    expect(made('once', ['created'])).toEqual([])
    expect(made('again', ['created', 'removed'])).toEqual(['again'])
  })

  test('of a walk only directories that went are subtrees, since it walks below all others itself', () => {
    const journal = openTestJournal()
    censused(journal, seen('gone', directoryOf()))
    const walked = { noticed: 'walk' } as const
    const { subtrees } = journal.core.commit(
      packed(seen('came', directoryOf(), walked), seen('gone', absent(), walked)),
    )
    expect(subtrees).toEqual([{ root: shop, path: 'gone' }])
  })

  test('what was read in a directory that went meanwhile leads back to the directory, whichever is written down first', () => {
    const journal = openTestJournal()
    const only = (name: string) => [{ root: shop, path: name }]
    censused(journal, seen('moved', directoryOf()), seen('moved/a.php', fileOf('a')))
    expect(journal.core.commit(packed(seen('moved', absent()), seen('moved/a.php', absent()))).unseen).toEqual([])
    expect(journal.core.commit(packed(seen('moved/b.php', fileOf('b')))).unseen).toEqual(only('moved'))
    expect(journal.core.commit(packed(seen('moved', absent()))).subtrees).toEqual(only('moved'))
    expect(journal.core.commit(packed(seen('moved/b.php', absent()))).unseen).toEqual([])
    expect(journal.core.commit(packed(seen('moved', absent()))).subtrees).toEqual([])
  })

  test('a file that seems to lie in a file, or in a link, leads back to it', () => {
    const journal = openTestJournal()
    censused(journal, seen('now-a-link', fileOf('l', { type: 'symlink', target: path('/srv') })))
    const committed = journal.core.commit(packed(seen('now-a-link/a.php', fileOf('a'))))
    expect(committed).toMatchObject({ subtrees: [{ path: 'now-a-link' }], unseen: [] })
  })

  test('what comes with its directories, in whatever order, leads nowhere', () => {
    const journal = openTestJournal()
    const { unseen, subtrees } = journal.core.commit(
      packed(
        seen('a/b/c.php', fileOf('c'), { noticed: 'walk' }),
        seen('a/b', directoryOf(), { noticed: 'walk' }),
        seen('a', directoryOf(), { noticed: 'walk' }),
        seen('d.php', fileOf('d'), { noticed: 'walk' }),
      ),
    )
    expect({ unseen, subtrees }).toEqual({ unseen: [], subtrees: [] })
  })
})
