import { generateKeyPair } from '@sekisho/shared/proof.ts'
import { describe, expect, test } from 'vitest'
import {
  censused,
  drain,
  fileOf,
  openTestJournal,
  packed,
  recordsOf,
  seen,
  shop,
  usualLimit,
  wordsOf,
} from '../../support/journal.ts'

describe('a new epoch', () => {
  test('begins a chain of its own and asks for a census of every root', () => {
    const journal = openTestJournal()
    censused(journal, seen('a.php', fileOf('a')))
    journal.core.newEpoch('identity-forked')
    const { position, roots } = journal.core.mirror()
    expect(position).toMatchObject({ head: null, acknowledged: 0 })
    expect(position.epoch).not.toBe(journal.opened.epoch)
    expect(roots).toMatchObject([{ path: shop, phase: 'uncensused' }])
    expect(drain(journal)[0]).toMatchObject({ epoch: position.epoch, sequence: 1, previous: null })
    expect(journal.core.endCensus(shop)).toBe(false)
  })

  test('after a restored collector everything unconfirmed is told once more, in order and in its lane', () => {
    const journal = openTestJournal()
    censused(journal)
    journal.core.commit(
      packed(
        ...['1.jpg', '2.jpg', '3.jpg'].map(name => seen(name, fileOf(name), { lane: 'bulk' })),
        seen('1.php', fileOf('1')),
      ),
    )
    journal.core.seal({ ...usualLimit, records: 2 })
    journal.core.seal({ ...usualLimit, records: 1 })
    journal.core.commit(packed(seen('2.php', fileOf('2'))))
    journal.core.newEpoch('collector-restored')
    expect(journal.core.unacknowledged()).toEqual([])
    expect(wordsOf(drain(journal))).toEqual([
      'gap collector-restored open',
      'finding added 1.php',
      'finding added 2.php',
      'finding added 1.jpg',
      'finding added 2.jpg',
      'finding added 3.jpg',
    ])
  })

  test('after a restored collector no tombstone of the old epoch is told, and its retried records are', () => {
    const journal = openTestJournal()
    censused(journal)
    journal.core.commit(packed(seen('a.php', fileOf('a')), seen('b.php', fileOf('b'))))
    const sealed = journal.core.seal(usualLimit)
    journal.core.setAside({ epoch: journal.opened.epoch, sequence: sealed?.sequence ?? 0, code: 'batch-malformed' })
    journal.core.seal(usualLimit)
    journal.core.seal(usualLimit)
    journal.core.newEpoch('collector-restored')
    const words = wordsOf(drain(journal)).filter(word => !word.startsWith('gap'))
    expect(words).toEqual(['finding added a.php', 'finding added b.php'])
  })

  test.each(['journal-restored', 'identity-forked', 'journal-lost'] as const)(
    'after %s what waited is dropped, since another copy may have told it, and the gap covers it',
    cause => {
      const journal = openTestJournal()
      censused(journal)
      const began = journal.clock.now()
      journal.core.commit(packed(seen('a.php', fileOf('a'))))
      journal.core.seal(usualLimit)
      journal.clock.set(began + 500)
      journal.core.commit(packed(seen('b.php', fileOf('b'))))
      journal.clock.set(began + 1000)
      journal.core.newEpoch(cause)
      const records = recordsOf(drain(journal))
      expect(records).toMatchObject([{ record: 'gap', cause, root: null, to: null }])
      expect(records[0]?.record === 'gap' && records[0].from).toBeLessThanOrEqual(began)
      expect(journal.core.aside()).toEqual([])
    },
  )

  test('a restored journal declares its gap from its last sign of life', () => {
    const journal = openTestJournal()
    journal.core.markAlive(12_345)
    journal.core.close()
    const again = openTestJournal(journal.settings)
    again.core.newEpoch('journal-restored')
    expect(recordsOf(drain(again))).toMatchObject([{ cause: 'journal-restored', from: 12_345 }])
  })

  test('gaps that are open are told again', () => {
    const journal = openTestJournal()
    censused(journal)
    const gap = journal.core.openGap({ root: shop, cause: 'overflow', from: 1 })
    drain(journal)
    journal.core.newEpoch('identity-forked')
    expect(recordsOf(drain(journal))).toMatchObject([
      { cause: 'identity-forked', to: null },
      { id: gap.id, cause: 'overflow', to: null },
    ])
  })

  test('says why it begins in its first batch, however much waits', () => {
    const journal = openTestJournal()
    censused(journal)
    const names = Array.from({ length: 3 * usualLimit.records }, (_, n) => `${n}.php`)
    journal.core.commit(packed(...names.map(name => seen(name, fileOf(name)))))
    journal.core.newEpoch('collector-restored')
    const batches = drain(journal)
    expect(wordsOf(batches.slice(0, 1))).toEqual(['gap collector-restored open'])
    expect(wordsOf(batches.slice(1))).toEqual(names.map(name => `finding added ${name}`))
  })

  test('begins where a host has another key than before: no epoch is signed by two, and nothing that waits is dropped', () => {
    const journal = openTestJournal()
    censused(journal)
    journal.core.commit(packed(seen('a.php', fileOf('a'))))
    journal.core.seal(usualLimit)
    journal.core.commit(packed(seen('b.php', fileOf('b'))))
    journal.core.close()
    const renewed = openTestJournal({ ...journal.settings, key: generateKeyPair() })
    expect(renewed.opened.epoch).not.toBe(journal.opened.epoch)
    expect(renewed.core.unacknowledged()).toEqual([])
    // `drain` opens each batch under the new key.
    const words = wordsOf(drain(renewed))
    expect(words).toEqual(['gap enrolled-anew open', 'finding added a.php', 'finding added b.php'])
    renewed.core.close()
    expect(openTestJournal(renewed.settings).opened.epoch).toBe(renewed.opened.epoch)
  })
})
