// Owns the law of records that are put together: they wait as if each had been put by itself.
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { Outbox } from '../../../agent/journal/outbox.ts'
import { lanes, migrations } from '../../../agent/journal/schema.ts'

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
