import { openBaseline } from '@sekisho/agent/journal/baseline.ts'
import { stampOf } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  censused,
  directoryOf,
  fileOf,
  openTestJournal,
  packed,
  path,
  seen,
  shop,
  type TestJournal,
  unreadable,
} from '../../support/journal.ts'

const top = '' as PathText

function reading(journal: TestJournal) {
  const reader = openBaseline({ file: journal.settings.file })
  onTestFinished(() => reader.close())
  return reader
}

describe('the baseline by directory', () => {
  test('children are those of that directory alone, with the stamp of their stat', () => {
    const journal = openTestJournal()
    censused(
      journal,
      seen('', directoryOf()),
      seen('a.php', fileOf('a')),
      seen('sub', directoryOf()),
      seen('sub/b.php', fileOf('b')),
      seen('subway', fileOf('c')),
    )
    const reader = reading(journal)
    expect(reader.children(shop, top, 10)).toEqual([
      { name: 'a.php', stamp: stampOf(fileOf('a')), named: true },
      { name: 'sub', stamp: stampOf(directoryOf()), named: true },
      { name: 'subway', stamp: stampOf(fileOf('c')), named: true },
    ])
    expect(reader.children(shop, path('sub'), 10)?.map(({ name }) => name)).toEqual(['b.php'])
    expect(reader.child(shop, top, top)).toMatchObject({ name: '', named: true })
    expect(reader.child(shop, path('sub'), path('b.php'))).toMatchObject({ name: 'b.php' })
    expect(reader.child(shop, path('sub'), path('none'))).toBeNull()
  })

  test('files are found by their inodes wherever they lie, and folders are not', () => {
    const journal = openTestJournal()
    censused(
      journal,
      seen('', directoryOf({ inode: 5 })),
      seen('a.php', fileOf('a', { inode: 15 })),
      seen('sub', directoryOf({ inode: 7 })),
      seen('sub/b.php', fileOf('b', { inode: 5 })),
      seen('sub/c.php', fileOf('b', { inode: 5 })),
      seen('sub/d.php', fileOf('d', { inode: 51 })),
    )
    const reader = reading(journal)
    expect(reader.withInodes([5, 6]).map(({ path: found }) => found)).toEqual(['sub/b.php', 'sub/c.php'])
    expect(reader.withInodes([15, 7])).toEqual([{ root: shop, path: 'a.php', inode: 15 }])
    expect(reader.withInodes([])).toEqual([])
  })

  test('a directory with more rows than the limit is paged through in order', () => {
    const journal = openTestJournal()
    const names = Array.from({ length: 25 }, (_, n) => `${String(n).padStart(2, '0')}.php`)
    censused(journal, ...names.map(name => seen(name, fileOf(name))))
    const reader = reading(journal)
    expect(reader.children(shop, top, 25)).toHaveLength(25)
    expect(reader.children(shop, top, 24)).toBeNull()
    expect(reader.countChildren(shop, top)).toBe(25)
    const paged: string[] = []
    for (let after = top; ; ) {
      const page = reader.childrenAfter(shop, top, after, 10).map(({ name }) => name)
      paged.push(...page)
      const last = page.at(-1)
      if (last === undefined) break
      after = last
    }
    expect(paged).toEqual(names)
  })

  test('what is unreadable or unstable has no stamp, so that every walk looks again', () => {
    const journal = openTestJournal()
    censused(
      journal,
      seen('dir', unreadable({ stat: directoryOf() })),
      seen('file', unreadable({ stat: fileOf('a') })),
      seen('log', { ...fileOf('a'), state: 'unstable' }),
    )
    expect(reading(journal).children(shop, top, 9)).toEqual([
      { name: 'dir', stamp: '', named: true },
      { name: 'file', stamp: '', named: true },
      { name: 'log', stamp: '', named: true },
    ])
  })

  test('a row is not named while the newest census has not seen it', () => {
    const journal = openTestJournal()
    censused(journal, seen('a.php', fileOf('a')), seen('b.php', fileOf('b')))
    const reader = reading(journal)
    journal.core.beginCensus(shop)
    journal.core.commit(packed(seen('b.php', fileOf('b'))))
    expect(reader.children(shop, top, 9)?.map(({ named }) => named)).toEqual([false, true])
  })

  test('folders are those in which rows lie, whether they have a row of their own or not', () => {
    const journal = openTestJournal()
    censused(journal, seen('a/b/c.php', fileOf('c')), seen('a/d.php', fileOf('d')), seen('e.php', fileOf('e')))
    const reader = reading(journal)
    expect(reader.foldersAfter(shop, top, 9)).toEqual(['a', 'a/b'])
    expect(reader.foldersAfter(shop, path('a'), 9)).toEqual(['a/b'])
    expect(reader.foldersAfter(shop, top, 1)).toEqual(['a'])
  })

  test('a share of all rows ends in a folder, whatever the root above or below it holds', () => {
    const journal = openTestJournal()
    const names = ['a/1', 'a/2', 'a/3', 'b/c/4', 'b/c/5', 'd/6', 'd/7', 'd/8']
    censused(journal, ...names.map(name => seen(name, fileOf(name))))
    const reader = reading(journal)
    expect(reader.foldersAt(shop, [0, 0.4, 0.5, 1])).toEqual(['a', 'b/c', 'b/c', 'd'])
    expect(reader.foldersAt(path('/another'), [0, 0.5])).toEqual([])
  })

  test('a root that the journal does not know has no rows, and has them as soon as it does', () => {
    const journal = openTestJournal()
    const reader = reading(journal)
    expect(reader.children(shop, top, 9)).toEqual([])
    censused(journal, seen('a.php', fileOf('a')))
    expect(reader.children(shop, top, 9)).toHaveLength(1)
  })
})
