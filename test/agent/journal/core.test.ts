import { DatabaseSync } from 'node:sqlite'
import { walkBegin } from '@sekisho/agent/journal/gaps.ts'
import type { WireRecord } from '@sekisho/shared/wire.ts'
import { describe, expect, test } from 'vitest'
import {
  absent,
  censused,
  directoryOf,
  drain,
  fileOf,
  openTestJournal,
  packed,
  path,
  recordsOf,
  roomy,
  seen,
  shop,
  stampsOf,
  unreadable,
  wordsOf,
} from '../../support/journal.ts'

describe('commit', () => {
  test('a finding carries the baseline as before, and the baseline moves on to after', () => {
    const journal = openTestJournal()
    censused(journal, seen('index.php', fileOf('a')))
    journal.core.commit(packed(seen('index.php', fileOf('b', { at: 5 }))))
    journal.core.commit(packed(seen('index.php', absent(6))))
    const [changed, removed] = recordsOf(drain(journal)) as Extract<WireRecord, { record: 'finding' }>[]
    expect(changed).toMatchObject({ kind: 'changed', at: 5, before: fileOf('a'), after: fileOf('b', { at: 5 }) })
    expect(removed).toMatchObject({ kind: 'removed', before: fileOf('b', { at: 5 }), after: absent(6) })
    expect(stampsOf(journal, '')).toEqual([])
  })

  test('the same path twice in one commit makes a chain', () => {
    const journal = openTestJournal()
    censused(journal)
    const committed = journal.core.commit(packed(seen('a.php', fileOf('a')), seen('a.php', fileOf('b'))))
    expect(committed.findings).toBe(2)
    expect(wordsOf(drain(journal))).toEqual(['finding added a.php', 'finding changed a.php'])
  })

  test('an observation that says nothing new writes nothing and makes no record', () => {
    const journal = openTestJournal()
    censused(journal, seen('a.php', fileOf('a')))
    expect(journal.core.commit(packed(seen('a.php', fileOf('a', { at: 9 }))))).toMatchObject({
      findings: 0,
      subtrees: [],
    })
    expect(drain(journal)).toEqual([])
  })

  test('what new rules may judge otherwise is told as an entry', () => {
    const journal = openTestJournal()
    censused(journal, seen('a.php', fileOf('a')))
    journal.core.commit(packed(seen('a.php', fileOf('a', { marks: { version: 2, found: [] } }))))
    expect(wordsOf(drain(journal))).toEqual(['entry a.php present'])
  })

  test('a directory that comes or goes after the census is told as an entry', () => {
    const journal = openTestJournal()
    censused(journal)
    journal.core.commit(packed(seen('new', directoryOf())))
    journal.core.commit(packed(seen('new', absent())))
    expect(wordsOf(drain(journal))).toEqual(['entry new present', 'entry new absent'])
  })

  test('what waits beyond the budget makes a commit fail with nothing advanced, until it was acknowledged', () => {
    const journal = openTestJournal({ budget: { outboxBytes: 300 } })
    censused(journal)
    journal.core.commit(packed(seen('a.php', fileOf('a'))))
    expect(() => journal.core.commit(packed(seen('b.php', fileOf('b'))))).toThrow(
      expect.objectContaining({ code: 'outbox-budget' }),
    )
    expect(stampsOf(journal, '')).toEqual(['a.php'])
    drain(journal)
    journal.core.commit(packed(seen('b.php', fileOf('b'))))
    expect(wordsOf(drain(journal))).toEqual(['finding added b.php'])
  })

  test('a disk with less than a tenth free takes no commit', () => {
    let free = 100
    const journal = openTestJournal({}, { space: () => ({ ...roomy, free }) })
    expect(() => journal.core.commit(packed(seen('a.php', fileOf('a'))))).toThrow(
      expect.objectContaining({ code: 'outbox-budget' }),
    )
    free = roomy.free
    expect(journal.core.commit(packed(seen('a.php', fileOf('a')))).findings).toBe(0)
  })

  test('a database that cannot grow refuses the commit whole, still takes acknowledgements, and goes on once there is room', () => {
    const journal = openTestJournal()
    censused(journal, seen('a.php', fileOf('a')))
    journal.core.commit(packed(seen('a.php', fileOf('b'))))
    const sealed = journal.core.seal({ records: 1, bytes: 1e6, recordBytes: 1e6 })
    const before = journal.core.mirror()
    // SQLite's own limit stands in for a full disk: it fails with SQLITE_FULL in the middle of the transaction.
    journal.core.pragma('max_page_count', 1)
    const many = Array.from({ length: 2000 }, (_, n) => seen(`many/${n}.php`, fileOf(`${n}`)))
    expect(() => journal.core.commit(packed(...many))).toThrow(expect.objectContaining({ code: 'journal-full' }))
    expect({ ...journal.core.mirror(), roots: [] }).toEqual({ ...before, roots: [] })
    expect(stampsOf(journal, 'many')).toEqual([])
    if (sealed !== null) journal.core.acknowledge(sealed)
    expect(journal.core.unacknowledged()).toEqual([])
    journal.core.pragma('max_page_count', 1_000_000)
    expect(journal.core.commit(packed(...many)).findings).toBe(2000)
  })
})

describe('lanes', () => {
  test('with 50,000 bulk records waiting, a fast record made last is in the first batch sealed', () => {
    const journal = openTestJournal()
    censused(journal)
    const bulk = Array.from({ length: 50_000 }, (_, n) => seen(`upload/${n}.jpg`, fileOf(`${n}`), { lane: 'bulk' }))
    journal.core.commit(packed(...bulk))
    journal.core.commit(packed(seen('payment.php', fileOf('skimmer'))))
    const [first] = drain(journal)
    expect(wordsOf(first ? [first] : []).slice(0, 2)).toEqual([
      'finding added payment.php',
      'finding added upload/0.jpg',
    ])
  })

  test('records of one lane leave in the order in which they were made', () => {
    const journal = openTestJournal()
    censused(journal)
    const names = Array.from({ length: 450 }, (_, n) => `${n}.php`)
    for (const name of names) journal.core.commit(packed(seen(name, fileOf(name))))
    expect(wordsOf(drain(journal))).toEqual(names.map(name => `finding added ${name}`))
  })

  test('a path that became urgent stays behind its own earlier records', () => {
    const journal = openTestJournal()
    censused(journal, seen('a.php', fileOf('a'), { lane: 'bulk' }))
    journal.core.commit(packed(seen('a.php', fileOf('b'), { lane: 'bulk' })))
    journal.core.commit(packed(seen('a.php', absent(), { lane: 'fast' })))
    expect(wordsOf(drain(journal))).toEqual(['finding changed a.php', 'finding removed a.php'])
  })
})

describe('census', () => {
  test('its begin precedes and its end follows every entry, whatever their lanes', () => {
    const journal = openTestJournal()
    journal.core.beginCensus(shop)
    journal.core.commit(packed(seen('a.jpg', fileOf('a'), { lane: 'bulk' }), seen('b.php', fileOf('b'))))
    expect(journal.core.endCensus(shop)).toBe(true)
    expect(wordsOf(drain(journal))).toEqual([
      'census-begin',
      'entry b.php present',
      'entry a.jpg present',
      'census-end',
    ])
  })

  test('what a new census sees first is an entry, and a finding from then on', () => {
    const journal = openTestJournal()
    censused(journal, seen('a.php', fileOf('a')))
    journal.core.beginCensus(shop)
    journal.core.commit(packed(seen('a.php', fileOf('b')), seen('a.php', fileOf('c')), seen('new.php', fileOf('d'))))
    const words = ['census-begin', 'entry a.php present', 'finding changed a.php', 'entry new.php present']
    expect(wordsOf(drain(journal))).toEqual(words)
  })

  test('what was rewritten before a census saw it is an entry and a finding, as the collector could not tell', () => {
    const journal = openTestJournal()
    censused(journal, seen('a.php', fileOf('a')))
    journal.core.beginCensus(shop)
    journal.core.commit(packed(seen('a.php', fileOf('a', { ctimeMs: 1 }))))
    expect(wordsOf(drain(journal)).slice(1)).toEqual(['entry a.php present', 'finding rewritten a.php'])
  })

  test('what it did not name is forgotten and told absent, except below directories that it could not read', () => {
    const journal = openTestJournal()
    const below = ['shut/a.php', 'shut/deep/b.php', 'odd/c.php', 'open/d.php']
    censused(
      journal,
      ...['shut', 'open'].map(name => seen(name, directoryOf())),
      ...below.map(name => seen(name, fileOf(name))),
    )
    journal.core.beginCensus(shop)
    journal.core.commit(
      packed(seen('shut', unreadable({ stat: directoryOf() })), seen('odd', unreadable()), seen('open', directoryOf())),
    )
    journal.core.endCensus(shop)
    expect(wordsOf(drain(journal)).slice(-2)).toEqual(['entry open/d.php absent', 'census-end'])
    expect(stampsOf(journal, 'shut')).toEqual(['a.php'])
    expect(stampsOf(journal, 'shut/deep')).toEqual(['b.php'])
    expect(stampsOf(journal, 'odd')).toEqual(['c.php'])
    expect(stampsOf(journal, 'open')).toEqual([])
  })

  test('what lay below an unreadable directory is told as an entry when it is seen again', () => {
    const journal = openTestJournal()
    censused(journal, seen('shut', directoryOf()), seen('shut/a.php', fileOf('a')))
    censused(journal, seen('shut', unreadable({ stat: directoryOf() })))
    journal.core.commit(packed(seen('shut/a.php', fileOf('b'))))
    journal.core.commit(packed(seen('shut/a.php', fileOf('c'))))
    expect(wordsOf(drain(journal))).toEqual(['entry shut/a.php present', 'finding changed shut/a.php'])
  })

  test('one that a crash cut short goes on under its id, and names again nothing that it has named', () => {
    const journal = openTestJournal()
    const first = journal.core.beginCensus(shop)
    journal.core.commit(packed(seen('a.php', fileOf('a')), seen('gone.php', fileOf('gone'))))
    journal.core.close()
    const again = openTestJournal(journal.settings)
    expect(again.core.mirror().roots).toMatchObject([{ phase: 'running', paths: 2 }])
    expect(again.core.beginCensus(shop)).toBe(first)
    again.core.commit(packed(seen('a.php', fileOf('a')), seen('gone.php', absent()), seen('b.php', fileOf('b'))))
    expect(again.core.endCensus(shop)).toBe(true)
    expect(wordsOf(drain(again))).toEqual([
      'census-begin',
      'entry a.php present',
      'entry gone.php present',
      'finding removed gone.php',
      'entry b.php present',
      'census-end',
    ])
  })

  test('the number of paths follows what comes and goes', () => {
    const journal = openTestJournal()
    censused(journal, seen('a.php', fileOf('a')), seen('b.php', fileOf('b')), seen('', directoryOf()))
    journal.core.commit(packed(seen('a.php', absent()), seen('c.php', fileOf('c')), seen('c.php', fileOf('d'))))
    expect(journal.core.mirror().roots).toMatchObject([{ path: shop, phase: 'censused', paths: 3 }])
    censused(journal, seen('c.php', fileOf('d')))
    expect(journal.core.mirror().roots).toMatchObject([{ paths: 1 }])
  })

  test('a root that was dropped has no baseline, and what is still on its way to it is ignored', () => {
    const journal = openTestJournal()
    censused(journal, seen('a.php', fileOf('a')))
    journal.core.openGap({ root: shop, cause: 'overflow', from: 1 })
    journal.core.dropRoot(shop)
    journal.core.commit(packed(seen('a.php', fileOf('b'))))
    expect(stampsOf(journal, '')).toEqual([])
    expect(journal.core.mirror().gaps).toEqual([])
    expect(wordsOf(drain(journal))).toEqual(['gap overflow open'])
    censused(journal, seen('a.php', fileOf('b')))
    expect(stampsOf(journal, '')).toEqual(['a.php'])
  })
})

describe('gaps', () => {
  test('opening and closing are told in the fast lane, with one id', () => {
    const journal = openTestJournal()
    censused(journal)
    journal.core.commit(packed(seen('a.jpg', fileOf('a'), { lane: 'bulk' })))
    const gap = journal.core.openGap({ root: shop, cause: 'overflow', from: 10 })
    const walk = { from: journal.clock.now() + 1, to: 20 }
    journal.core.closeGaps({ root: shop, openedBefore: walk.from, at: walk.to })
    const records = recordsOf(drain(journal))
    expect(records).toEqual([
      { record: 'gap', id: gap.id, root: 0, cause: 'overflow', from: 10, to: null },
      { record: 'gap', id: gap.id, root: 0, cause: 'overflow', from: 10, to: 20, walk },
      expect.objectContaining({ record: 'finding' }),
    ])
  })

  test('an open gap outlives a restart', () => {
    const journal = openTestJournal()
    const gap = journal.core.openGap({ root: null, cause: 'restart', from: 10 })
    journal.core.close()
    expect(openTestJournal(journal.settings).core.mirror().gaps).toEqual([gap])
  })

  test('a walk closes no gap that was declared after it began, nor one of another root', () => {
    const journal = openTestJournal()
    const walkBegan = journal.clock.now()
    journal.core.openGap({ root: shop, cause: 'overflow', from: 10 })
    journal.core.openGap({ root: path('/srv/other'), cause: 'overflow', from: 10 })
    expect(journal.core.closeGaps({ root: shop, openedBefore: walkBegan, at: 20 })).toEqual([])
    expect(journal.core.closeGaps({ root: shop, openedBefore: walkBegan + 1, at: 20 })).toHaveLength(1)
    expect(journal.core.mirror().gaps).toMatchObject([{ root: '/srv/other' }])
  })

  test('a walk closes the gap that asked for it in the same millisecond, and none that is declared in it later', () => {
    const journal = openTestJournal()
    journal.core.openGap({ root: shop, cause: 'overflow', from: 10 })
    const openedBefore = walkBegin(journal.clock.now(), journal.core.mirror().declaredAt)
    journal.core.openGap({ root: shop, cause: 'watch-lost', from: 10 })
    expect(journal.core.closeGaps({ root: shop, openedBefore, at: 20 })).toMatchObject([{ cause: 'overflow' }])
    expect(journal.core.mirror().gaps).toMatchObject([{ cause: 'watch-lost' }])
    journal.core.close()
    const again = openTestJournal(journal.settings, { clock: journal.clock })
    const later = walkBegin(again.clock.now(), again.core.mirror().declaredAt)
    expect(again.core.closeGaps({ root: shop, openedBefore: later, at: 20 })).toHaveLength(1)
  })

  test('a loss declared again keeps its gap, reaches back to the earlier start, and needs a newer walk', () => {
    const journal = openTestJournal()
    const walkBegan = journal.clock.now() + 1
    const first = journal.core.openGap({ root: shop, cause: 'overflow', from: 10 })
    journal.clock.set(walkBegan)
    journal.core.openGap({ root: shop, cause: 'overflow', from: 30 })
    const third = journal.core.openGap({ root: shop, cause: 'overflow', from: 5 })
    expect(third).toEqual({ ...first, from: 5 })
    expect(journal.core.closeGaps({ root: shop, openedBefore: walkBegan, at: 20 })).toEqual([])
    expect(recordsOf(drain(journal)).map(record => record.record === 'gap' && record.from)).toEqual([10, 5])
  })

  test('a clock that was set back keeps no gap open for ever', () => {
    const journal = openTestJournal()
    journal.core.openGap({ root: shop, cause: 'overflow', from: 10 })
    journal.core.close()
    const again = openTestJournal(journal.settings)
    again.clock.set(again.clock.now() - 1_000_000)
    again.core.close()
    const earlier = openTestJournal(journal.settings, { clock: again.clock })
    expect(
      earlier.core.closeGaps({ root: shop, openedBefore: again.clock.now() + 1, at: again.clock.now() }),
    ).toHaveLength(1)
  })
})

test('the journal commits with synchronous=FULL into a write-ahead log', () => {
  const { core } = openTestJournal()
  expect([core.pragma('synchronous'), core.pragma('journal_mode')]).toEqual(['2', 'wal'])
})

test('a reader sees whole commits alone while the journal writes', () => {
  const journal = openTestJournal()
  const reader = new DatabaseSync(journal.settings.file, { readOnly: true })
  journal.core.commit(packed(seen('a.php', fileOf('a'))))
  expect(
    reader.prepare('SELECT (SELECT count(*) FROM baseline) AS b, (SELECT count(*) FROM outbox) AS o').get(),
  ).toEqual({ b: 1, o: 1 })
  reader.close()
})
