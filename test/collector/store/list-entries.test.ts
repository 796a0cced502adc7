// The law of names that are read ahead: whatever was asked before, in whatever order, each gets the answer that a look for it
// alone gives; and those that are asked about in their order cost few reads.
import { DatabaseSync } from 'node:sqlite'
import type { PathText } from '@sekisho/shared/path.ts'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Connection } from '../../../collector/store/connection.ts'
import { ListEntries } from '../../../collector/store/list-entries.ts'
import { sha256 } from '../../support/batches.ts'

class CountedReads extends Connection {
  reads = 0
  names = 0

  override rows<T extends readonly unknown[]>(...asked: Parameters<Connection['rows']>): T[] {
    const read = super.rows<T>(...asked)
    this.reads++
    this.names += read.length
    return read
  }
}

/** A list by its number, and who holds them. */
function open(lists: readonly (readonly string[])[]) {
  const connection = new CountedReads(new DatabaseSync(':memory:'))
  onTestFinished(() => connection.close())
  connection.exec('CREATE TABLE list_entry (list INTEGER, name TEXT, type TEXT, sha256 BLOB, PRIMARY KEY (list, name))')
  connection.exec('CREATE TABLE folder (id INTEGER PRIMARY KEY, path TEXT UNIQUE)')
  connection.exec('CREATE TABLE release_list (folder INTEGER, release INTEGER, list INTEGER)')
  for (const [list, names] of lists.entries()) {
    for (const name of names) {
      const digest = Buffer.from(sha256(`${list} ${name}`), 'hex')
      connection.run('INSERT INTO list_entry VALUES (?, ?, ?, ?)', list, name, 'file', digest)
    }
  }
  return { connection, entries: new ListEntries(connection) }
}

/** Each folder has the lists of these numbers, two of one release. */
function openFolders(folders: ReadonlyMap<string, readonly number[]>) {
  const opened = open([])
  for (const [path, lists] of folders) {
    const { id } = opened.connection.run('INSERT INTO folder (path) VALUES (?)', path)
    for (const list of lists) opened.connection.run('INSERT INTO release_list VALUES (?, ?, ?)', id, list >> 1, list)
  }
  return opened
}

/** UTF-16 sorts the last two the other way round than their bytes do. */
const letter = fc.constantFrom('a', 'b', 'c', '日', '\uFF5E', '𠮟')
const name = fc.string({ unit: letter, minLength: 1, maxLength: 4 })

describe('a name of a list', () => {
  test('has the entry that a look for it alone finds, whatever was asked before', () => {
    const named = fc.array(fc.uniqueArray(name, { maxLength: 80 }), { minLength: 1, maxLength: 3 })
    const isSorted = fc.boolean()
    const questions = fc.array(fc.tuple(fc.nat(2), name), { maxLength: 200 })
    fc.assert(
      fc.property(named, questions, isSorted, (lists, asked, sorted) => {
        const { entries } = open(lists)
        const byBytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other))
        const all = [...asked, ...lists.flatMap((names, list) => names.map(one => [list, one] as const))]
        for (const [list, one] of sorted ? all.toSorted((a, b) => byBytes(a[1], b[1])) : all) {
          const held = lists[list]?.includes(one) ? { type: 'file', sha256: sha256(`${list} ${one}`) } : null
          expect(entries.find(list, one as PathText)).toEqual(held)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('costs a hundredth of a read where a thousand are asked about in their order, and two names at random', () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `${String(index).padStart(4, '0')}.php` as PathText)
    const { connection, entries } = open([names])
    for (const one of names) entries.find(0, one)
    expect(connection.reads).toBeLessThanOrEqual(10)
    entries.forget()
    connection.names = 0
    for (const at of names.keys()) entries.find(0, names[(at * 617) % 1_000] as PathText)
    expect(connection.names).toBeLessThanOrEqual(2_000)
  })

  test('is looked for anew after all was forgotten', () => {
    const { connection, entries } = open([['a.php']])
    expect(entries.find(0, 'a.php' as PathText)).not.toBeNull()
    connection.run('DELETE FROM list_entry')
    entries.forget()
    expect(entries.find(0, 'a.php' as PathText)).toBeNull()
  })
})

describe('a folder', () => {
  test('has the lists that a look for it alone finds, whatever was asked before', () => {
    const folders = fc.dictionary(name, fc.uniqueArray(fc.nat(3), { maxLength: 3 }), { maxKeys: 80 })
    fc.assert(
      fc.property(folders, fc.array(name, { maxLength: 200 }), fc.boolean(), (all, asked, sorted) => {
        const { entries } = openFolders(new Map(Object.entries(all)))
        const questions = [...asked, ...Object.keys(all)]
        for (const folder of sorted ? questions.toSorted() : questions) {
          const lists = (Object.hasOwn(all, folder) ? all[folder] : undefined) ?? []
          const told = [...entries.listsOf(folder as PathText)].flatMap(([release, own]) =>
            own.map(list => [release, list]),
          )
          expect(told.toSorted()).toEqual(lists.toSorted().map(list => [list >> 1, list]))
        }
      }),
      { numRuns: 60 },
    )
  })

  test('costs few reads where they are asked about in their order, though the one above comes in between', () => {
    const paths = Array.from({ length: 1_000 }, (_, index) => `app/${String(index).padStart(4, '0')}`)
    const { connection, entries } = openFolders(new Map(['app', ...paths].map(path => [path, [1]])))
    for (const [index, path] of paths.entries()) {
      entries.listsOf(path as PathText)
      if (index % 100 === 1) expect(entries.listsOf('app' as PathText).size).toBe(1)
    }
    expect(connection.reads).toBeLessThanOrEqual(30)
  })
})
