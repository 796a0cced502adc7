// Owns the laws of spans: told behind all that was seen before, seldom, and never further than a kill would prove wrong.
import type { WireRecord } from '@sekisho/shared/wire.ts'
import { describe, expect, test } from 'vitest'
import { tellEveryMs } from '../../../agent/journal/cover.ts'
import { drain, fileOf, openTestJournal, packed, seen, shop, type TestJournal } from '../../support/journal.ts'

type Span = Extract<WireRecord, { record: 'span' }>
type Told = WireRecord['record']

const chokidar = { root: shop, grade: 'watched', source: 'chokidar' } as const

function spansOf(journal: TestJournal): Span[] {
  return recordsOf(journal).filter((record): record is Span => record.record === 'span')
}

function recordsOf(journal: TestJournal): readonly WireRecord[] {
  return drain(journal).flatMap(batch => batch.records)
}

describe('a span', () => {
  test('is told when it begins and when it ends, and reaches as far as the source watched', () => {
    const journal = openTestJournal()
    const at = journal.clock.now()
    journal.core.beginSpan({ ...chokidar, at })
    journal.core.endSpan({ root: shop, at: at + 5_000 })
    expect(spansOf(journal)).toMatchObject([
      { grade: 'watched', source: 'chokidar', from: at, until: at, ended: false },
      { from: at, until: at + 5_000, ended: true },
    ])
  })

  test('goes on with each sign of life, and is told with the first of them and then once a minute', () => {
    const journal = openTestJournal()
    const at = journal.clock.now()
    journal.core.beginSpan({ ...chokidar, at })
    for (let passed = 10_000; passed <= 3 * tellEveryMs; passed += 10_000) journal.core.markAlive(at + passed)
    const told = [0, 10_000, 10_000 + tellEveryMs, 10_000 + 2 * tellEveryMs]
    expect(spansOf(journal).map(({ until }) => until - at)).toEqual(told)
  })

  test('is not told while hundreds of records wait: it would be told no sooner, only more often', () => {
    const journal = openTestJournal()
    const at = journal.clock.now()
    journal.core.beginSpan({ ...chokidar, at })
    const files = Array.from({ length: 600 }, (_, index) => seen(`f${index}`, fileOf('x')))
    journal.core.commit(packed(...files))
    for (let minute = 1; minute <= 5; minute++) journal.core.markAlive(at + minute * tellEveryMs)
    expect(spansOf(journal)).toHaveLength(1)
    journal.core.markAlive(at + 6 * tellEveryMs)
    expect(spansOf(journal)).toMatchObject([{ from: at, until: at + 6 * tellEveryMs }])
  })

  test('comes behind everything that was seen before it, in either lane', () => {
    const journal = openTestJournal()
    const at = journal.clock.now()
    journal.core.beginSpan({ ...chokidar, at })
    recordsOf(journal)
    journal.core.commit(packed(seen('cache', fileOf('x'), { lane: 'bulk' }), seen('index.php', fileOf('x'))))
    journal.core.markAlive(at + tellEveryMs)
    expect(recordsOf(journal).map(({ record }): Told => record)).toEqual(['entry', 'entry', 'span'])
  })

  test('of an agent that was killed ends at its last sign of life', () => {
    const first = openTestJournal()
    const at = first.clock.now()
    first.core.beginSpan({ ...chokidar, at })
    first.core.markAlive(at + 20_000)
    first.core.close()
    first.clock.set(at + 3_600_000)
    const second = openTestJournal(first.settings, { clock: first.clock })
    expect(second.opened.aliveAt).toBe(at + 20_000)
    expect(spansOf(second).at(-1)).toMatchObject({ until: at + 20_000, ended: true })
    second.core.markAlive(at + 3_700_000)
    expect(spansOf(second)).toEqual([])
  })

  test('of another source ends the one before it, under an id of its own', () => {
    const journal = openTestJournal()
    const at = journal.clock.now()
    journal.core.beginSpan({ ...chokidar, at })
    journal.core.beginSpan({ root: shop, grade: 'walked', source: 'none', at: at + 1_000 })
    const told = spansOf(journal)
    expect(told.map(({ grade, until, ended }) => [grade, until - at, ended])).toEqual([
      ['watched', 0, false],
      ['watched', 1_000, true],
      ['walked', 1_000, false],
    ])
    expect(new Set(told.map(({ id }) => id)).size).toBe(2)
  })

  test('never goes back when the clock does', () => {
    const journal = openTestJournal()
    const at = journal.clock.now()
    journal.core.beginSpan({ ...chokidar, at })
    journal.core.markAlive(at - 3_600_000)
    journal.core.endSpan({ root: shop, at: at - 3_600_000 })
    for (const { from, until } of spansOf(journal)) expect([from, until]).toEqual([at, at])
  })

  test('is told again in a new epoch, after the gap that says why it began', () => {
    const journal = openTestJournal()
    const at = journal.clock.now()
    journal.core.beginSpan({ ...chokidar, at })
    journal.core.newEpoch('identity-forked')
    const records = recordsOf(journal)
    expect(records.map(({ record }): Told => record)).toEqual(['gap', 'span'])
  })

  test('ends with its root', () => {
    const journal = openTestJournal()
    const at = journal.clock.now()
    journal.core.beginSpan({ ...chokidar, at })
    journal.clock.set(at + 1_000)
    journal.core.dropRoot(shop)
    expect(spansOf(journal).at(-1)).toMatchObject({ until: at + 1_000, ended: true })
  })
})

test('a gap names the walk that closed it', () => {
  const journal = openTestJournal()
  const at = journal.clock.now()
  journal.core.openGap({ root: shop, cause: 'restart', from: at - 9_000 })
  journal.core.closeGaps({ root: shop, openedBefore: at + 1_000, at: at + 2_000 })
  expect(recordsOf(journal)).toMatchObject([
    { record: 'gap', to: null },
    { record: 'gap', to: at + 2_000, walk: { from: at + 1_000, to: at + 2_000 } },
  ])
})

test('after a gap was closed, the next sign of life says that nothing was missed since', () => {
  const journal = openTestJournal()
  const at = journal.clock.now()
  journal.core.beginSpan({ ...chokidar, at })
  journal.core.markAlive(at + 10_000)
  journal.core.openGap({ root: shop, cause: 'overflow', from: at + 11_000 })
  journal.core.closeGaps({ root: shop, openedBefore: at + 12_000, at: at + 13_000 })
  drain(journal)
  journal.core.markAlive(at + 20_000)
  journal.core.markAlive(at + 30_000)
  expect(spansOf(journal).map(({ until }) => until - at)).toEqual([20_000])
})
