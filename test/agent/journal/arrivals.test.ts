// Owns the laws of arrivals: a record has arrived when the batch that holds it is acknowledged, not before.
import { describe, expect, test } from 'vitest'
import { fileOf, openTestJournal, packed, seen, shop, usualLimit } from '../../support/journal.ts'

const span = { root: shop, grade: 'proven', source: 'fanotify' } as const

describe('a span that is told at once', () => {
  test('arrives with the batch that holds it, behind what was seen before', () => {
    const journal = openTestJournal()
    const at = journal.clock.now()
    journal.core.beginSpan({ ...span, at })
    const arrived = () => journal.core.mirror().arrived.get(shop)
    expect(journal.core.tellSpan({ root: shop, at: at + 5 })).toBe(true)
    const files = Array.from({ length: 3 }, (_, index) => seen(`f${index}`, fileOf('x')))
    journal.core.commit(packed(...files))
    const first = journal.core.seal({ ...usualLimit, records: 3 })
    const second = journal.core.seal(usualLimit)
    if (first === null || second === null) throw new Error('two batches were expected')
    journal.core.acknowledge(first)
    expect(arrived()).toBeUndefined()
    journal.core.acknowledge(second)
    expect(arrived()).toBe(at + 5)
  })

  test('of an epoch that ended has not arrived', () => {
    const journal = openTestJournal()
    const at = journal.clock.now()
    journal.core.beginSpan({ ...span, at })
    journal.core.tellSpan({ root: shop, at: at + 5 })
    journal.core.newEpoch('identity-forked')
    for (let sealed = journal.core.seal(usualLimit); sealed; sealed = journal.core.seal(usualLimit))
      journal.core.acknowledge(sealed)
    expect(journal.core.mirror().arrived.size).toBe(0)
  })

  test('whose batch was refused has not arrived with the tombstone behind it', () => {
    const journal = openTestJournal()
    const at = journal.clock.now()
    journal.core.beginSpan({ ...span, at })
    journal.core.tellSpan({ root: shop, at: at + 5 })
    const refused = journal.core.seal(usualLimit)
    if (refused === null) throw new Error('a batch was expected')
    expect(journal.core.mirror().onTheWay.get(shop)).toBe(at + 5)
    journal.core.setAside({ ...refused, code: 'batch-malformed' })
    const tombstone = journal.core.seal({ ...usualLimit, records: 1 })
    if (tombstone === null) throw new Error('a tombstone was expected')
    journal.core.acknowledge(tombstone)
    const { arrived, onTheWay } = journal.core.mirror()
    expect([...arrived, ...onTheWay]).toEqual([])
  })

  test('is none where nobody watches', () => {
    expect(openTestJournal().core.tellSpan({ root: shop, at: 5 })).toBe(false)
  })
})
