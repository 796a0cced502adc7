// Owns the laws of records that wait: put together they do so as if each had been put by itself, and however short they are
// kept, they come out whole and leave no bytes behind.
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { packObservation } from '../../../agent/handover.packed.ts'
import { Outbox } from '../../../agent/journal/outbox.ts'
import { entryRecord, keptEntry } from '../../../agent/journal/records.ts'
import { lanes, migrations } from '../../../agent/journal/schema.ts'
import { fileOf, path } from '../../support/journal.ts'

function open(): Outbox {
  const database = new DatabaseSync(':memory:')
  for (const migration of migrations) database.exec(migration)
  return new Outbox(database)
}

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
