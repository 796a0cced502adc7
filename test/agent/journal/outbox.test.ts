// Owns the laws of records that wait: put together they do so as if each had been put by itself, and however short they are
// kept, they come out whole and leave no bytes behind.
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packObservation } from '../../../agent/handover.packed.ts'
import { Outbox } from '../../../agent/journal/outbox.ts'
import { entryRecord, keptEntry } from '../../../agent/journal/records.ts'
import { type LaneNumber, lanes, migrations } from '../../../agent/journal/schema.ts'
import { fileOf, path } from '../../support/journal.ts'

function open(database = new DatabaseSync(':memory:')): Outbox {
  for (const migration of migrations) database.exec(migration)
  return new Outbox(database)
}

/** Many alike, so that most of them lie in one row; and some that end a row. */
const draft = fc.record({
  lane: fc.constantFrom(lanes.fast, lanes.fast, lanes.fast, lanes.bulk),
  root: fc.constantFrom(1, 1, 1, 2, null),
  at: fc.constantFrom(5, 5, 5, 6),
  body: fc.oneof(
    { weight: 9, arbitrary: fc.string({ unit: 'grapheme', maxLength: 9 }) },
    fc.constant('é'.repeat(40_000)),
  ),
})
const deed = fc.oneof(
  fc.record({ put: fc.array(draft.map(inOneLine), { minLength: 1, maxLength: 150 }) }),
  fc.record({ putFirst: fc.array(draft.map(inOneLine), { minLength: 1, maxLength: 3 }) }),
  fc.record({ remove: fc.nat({ max: 200 }), lane: fc.constantFrom(...Object.values(lanes)) }),
)

function inOneLine<T extends { readonly body: string }>(record: T): T {
  return { ...record, body: JSON.stringify(record.body) }
}

test('whatever is put and removed, what waits is what was put and not removed, in order, also for whoever opens it then', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 12 }), deeds => {
      const database = new DatabaseSync(':memory:')
      const outbox = open(database)
      const waiting: Record<LaneNumber, object[]> = { 0: [], 1: [], 2: [] }
      for (const one of deeds) {
        if ('put' in one) {
          outbox.putAll(one.put)
          for (const { lane, ...record } of one.put) waiting[lane].push(record)
        } else if ('putFirst' in one) {
          const records = one.putFirst.map(({ lane: _, ...record }) => record)
          outbox.putFirst(lanes.retry, records)
          waiting[lanes.retry].unshift(...records)
        } else {
          outbox.removeFirst(one.lane, [...outbox.inOrder(one.lane)].slice(0, one.remove))
          waiting[one.lane].splice(0, one.remove)
        }
      }
      for (const reader of [outbox, new Outbox(database)]) {
        for (const lane of Object.values(lanes)) {
          const kept = [...reader.inOrder(lane)]
          expect(kept).toMatchObject(waiting[lane])
          expect(kept).toHaveLength(reader.waiting(lane))
          expect(kept.every(({ id }, index) => id > (kept[index - 1]?.id ?? Number.NEGATIVE_INFINITY))).toBe(true)
        }
      }
      expect(new Outbox(database).bytes).toBe(outbox.bytes)
      const [lowest] = outbox.inOrder(lanes.bulk)
      outbox.putFirst(lanes.bulk, [{ root: 1, at: 1, body: '0' }])
      expect(outbox.first(lanes.bulk)).toMatchObject({ body: '0' })
      expect(outbox.first(lanes.bulk)?.id).toBeLessThan(lowest?.id ?? 1)
      for (const lane of Object.values(lanes)) outbox.removeFirst(lane, [...outbox.inOrder(lane)])
      expect(outbox.bytes).toBe(0)
    }),
  )
})

test.each([0, 1, 15, 16, 17, 50])('%i records that are put together wait as those that are put one by one', count => {
  const records = Array.from({ length: count }, (_, at) => {
    return { lane: at % 3 === 0 ? lanes.bulk : lanes.fast, root: at % 2 === 0 ? 1 : null, at, body: `é${at}` }
  })
  const [together, singly] = [open(), open()]
  for (const outbox of [together, singly]) outbox.put(lanes.fast, { root: 1, at: 0, body: 'before' })
  together.putAll(records)
  for (const record of records) singly.put(record.lane, record)
  for (const lane of Object.values(lanes)) {
    expect([...together.inOrder(lane)]).toEqual([...singly.inOrder(lane)])
    expect(together.waiting(lane)).toBe(singly.waiting(lane))
  }
  expect(together.bytes).toBe(singly.bytes)
  expect(together.put(lanes.fast, { root: 1, at: 0, body: 'after' })).toBe(count + 2)
})

test('an entry is kept in half of its bytes, comes out as its record, and leaves none of them behind', () => {
  const [outbox, name] = [open(), path('vendor/composer/ClassLoader.php')]
  const entry = entryRecord(name, JSON.stringify(fileOf('é')))
  outbox.put(lanes.fast, { root: 1, at: 0, body: keptEntry(name, packObservation(fileOf('é'))) })
  expect(outbox.bytes).toBeLessThan(entry.length * 0.6)
  const waiting = [...outbox.inOrder(lanes.fast)]
  expect(waiting.map(({ body }) => body)).toEqual([entry])
  outbox.removeFirst(lanes.fast, waiting)
  expect(outbox.bytes).toBe(0)
})
