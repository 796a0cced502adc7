// Owns the law of the shorter text as which an entry waits: it stands for the record to the letter.
import { packObservation } from '@sekisho/agent/handover.packed.ts'
import { entryRecord, keptEntry, recordKept } from '@sekisho/agent/journal/records.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyPath } from '../../support/arbitraries.ts'
import { absent, directoryOf, fileOf, path, unreadable } from '../../support/journal.ts'

const states = [
  fileOf('index'),
  fileOf('index', { target: null, marks: null, digest: null, folder: '7:1' }),
  fileOf('"', { marks: { version: 3, found: [], type: 'text', quotes: ['a\tb'] } }),
  directoryOf(),
  absent(),
  unreadable({ stat: fileOf('a') }),
]

test('an entry is told as its record, to the letter, whatever stood at whatever path', () => {
  fc.assert(
    fc.property(anyPath, fc.constantFrom(...states), (name, seen) => {
      expect(recordKept(keptEntry(name, packObservation(seen)))).toBe(entryRecord(name, JSON.stringify(seen)))
    }),
  )
})

test('what an earlier version left waiting is told as it stands', () => {
  const record = entryRecord(path('index.php'), JSON.stringify(fileOf('index')))
  expect(recordKept(record)).toBe(record)
})
