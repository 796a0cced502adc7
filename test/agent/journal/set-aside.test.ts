import { describe, expect, test } from 'vitest'
import {
  absent,
  censused,
  drain,
  fileOf,
  openTestJournal,
  packed,
  read,
  seen,
  shop,
  type TestJournal,
  usualLimit,
  wordsOf,
} from '../../support/journal.ts'

function refuse(journal: TestJournal, sequence: number) {
  journal.core.setAside({ epoch: journal.opened.epoch, sequence, code: 'batch-malformed' })
}

/** Seals one batch and has it refused for good. */
function refusedBatch(journal: TestJournal): { sequence: number; digest: string } {
  const sealed = journal.core.seal(usualLimit)
  if (sealed === null) throw new Error('nothing was sealed')
  refuse(journal, sealed.sequence)
  return sealed
}

describe('a batch refused for good', () => {
  test('is followed by its tombstone, and then by its records one a batch, before anything newer', () => {
    const journal = openTestJournal()
    censused(journal)
    journal.core.commit(packed(seen('a.php', fileOf('a')), seen('b.php', fileOf('b'))))
    const refused = refusedBatch(journal)
    journal.core.commit(packed(seen('c.php', fileOf('c'))))
    const batches = drain(journal)
    expect(batches.map(batch => wordsOf([batch]))).toEqual([
      [`tombstone ${refused.sequence} batch-malformed`],
      ['finding added a.php'],
      ['finding added b.php'],
      ['gap batch-refused open', 'finding added c.php', 'gap batch-refused closed'],
    ])
    expect(batches[0]).toMatchObject({ sequence: refused.sequence + 1, previous: refused.digest })
    expect(batches[0]?.records[0]).toMatchObject({ digest: refused.digest })
  })

  test('its gap stays open, whatever is walked, until every record of it has arrived', () => {
    const journal = openTestJournal()
    censused(journal)
    journal.core.commit(packed(seen('a.php', fileOf('a')), seen('b.php', fileOf('b'))))
    refusedBatch(journal)
    const later = journal.clock.now() + 1
    const tryToClose = () => journal.core.closeGaps({ root: shop, openedBefore: later, at: later })
    for (let left = 3; left > 0; left--) {
      expect(tryToClose()).toEqual([])
      const sealed = journal.core.seal(usualLimit)
      expect(tryToClose()).toEqual([])
      if (sealed !== null) journal.core.acknowledge(sealed)
    }
    expect(journal.core.mirror().gaps).toEqual([])
  })

  test('a record refused again stays aside by path, keeps the gap open, and every harmless one arrives', () => {
    const journal = openTestJournal()
    censused(journal)
    journal.core.commit(packed(...['a.php', 'bad.php', 'c.php'].map(name => seen(name, fileOf(name)))))
    refusedBatch(journal)
    const arrived: string[] = []
    for (let sealed = journal.core.seal(usualLimit); sealed !== null; sealed = journal.core.seal(usualLimit)) {
      const words = wordsOf([read(journal, sealed)])
      if (words[0] === 'finding added bad.php') refuse(journal, sealed.sequence)
      else {
        arrived.push(...words.filter(word => word.startsWith('finding')))
        journal.core.acknowledge(sealed)
      }
    }
    expect(arrived).toEqual(['finding added a.php', 'finding added c.php'])
    expect(journal.core.aside()).toMatchObject([{ root: shop, path: 'bad.php', code: 'batch-malformed' }])
    const later = journal.clock.now() + 1
    expect(journal.core.closeGaps({ root: shop, openedBefore: later, at: later })).toEqual([])
    expect(journal.core.mirror().gaps).toMatchObject([{ root: shop, cause: 'batch-refused' }])
    journal.core.close()
    expect(openTestJournal(journal.settings).core.aside()).toHaveLength(1)
  })

  test('a path that moved on in a later batch is told once more where it stands, after its older records', () => {
    const journal = openTestJournal()
    censused(journal, seen('a.php', fileOf('a')), seen('b.php', fileOf('a')), seen('c.php', fileOf('a')))
    const names = ['a.php', 'b.php', 'c.php']
    journal.core.commit(packed(...names.map(name => seen(name, fileOf('b')))))
    const first = journal.core.seal(usualLimit)
    journal.core.commit(packed(seen('a.php', fileOf('c')), seen('b.php', absent())))
    const second = journal.core.seal(usualLimit)
    refuse(journal, first?.sequence ?? 0)
    if (second !== null) journal.core.acknowledge(second)
    expect(wordsOf(drain(journal)).filter(word => !word.startsWith('gap'))).toEqual([
      `tombstone ${first?.sequence} batch-malformed`,
      ...names.map(name => `finding changed ${name}`),
      'entry a.php present',
      'entry b.php absent',
    ])
  })

  test('a refusal of what was acknowledged or set aside before changes nothing', () => {
    const journal = openTestJournal()
    censused(journal)
    journal.core.commit(packed(seen('a.php', fileOf('a'))))
    const { sequence } = refusedBatch(journal)
    const before = { ...journal.core.mirror(), roots: [] }
    refuse(journal, sequence)
    refuse(journal, 999)
    journal.core.setAside({ epoch: 'another', sequence, code: 'batch-malformed' })
    expect(journal.core.mirror()).toEqual(before)
  })

  test('a tombstone that is refused itself gets none', () => {
    const journal = openTestJournal()
    censused(journal)
    journal.core.commit(packed(seen('a.php', fileOf('a'))))
    refusedBatch(journal)
    refusedBatch(journal)
    expect(wordsOf(drain(journal)).some(word => word.startsWith('tombstone'))).toBe(false)
    expect(journal.core.aside()).toMatchObject([{ root: null, path: null }])
  })
})
