// The laws of what waits to be judged again: what a whole root takes in, and what it does not.
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { Connection } from '../../../collector/store/connection.ts'
import { scheduleAgain, scheduleChangeOn, scheduleContent } from '../../../collector/store/roots.ts'
import { migrate } from '../../../collector/store/schema.ts'

/** Two roots of one host. */
function roots() {
  const connection = new Connection(new DatabaseSync(':memory:'))
  migrate(connection, 'test')
  connection.exec(`
    INSERT INTO customer (id, name) VALUES (7, 'c');
    INSERT INTO host (id, customer, name, key, enrolled_at) VALUES (1, 7, 'web1', 'k', 1);
    INSERT INTO root (id, host, path, profile) VALUES (1, 1, '/a', 'php'), (2, 1, '/b', 'php');
  `)
  const change = (number: number, ...on: number[]) => {
    for (const root of on) scheduleChangeOn({ connection }, root, { change: number, prefix: '', paths: 1 })
    connection.run('INSERT INTO change_path (change, path) VALUES (?, ?)', number, 'a.php')
  }
  const waiting = () =>
    connection
      .all<{ root: number; scope: string }>('SELECT root, scope FROM again ORDER BY root, id')
      .map(({ root, scope }) => `${root} ${scope}`)
  const changes = () =>
    connection.all<{ change: number }>('SELECT DISTINCT change FROM change_path ORDER BY change').map(row => row.change)
  return { connection, change, waiting, changes }
}

describe('a whole root that waits to be judged again', () => {
  test('leaves the look for a marked content to wait: that takes settled findings as well', () => {
    const { connection, waiting } = roots()
    scheduleContent({ connection }, 7, 'a'.repeat(64))
    scheduleAgain({ connection }, 1)
    scheduleAgain({ connection }, 1)
    expect(waiting()).toEqual(['1 content', '1 all', '2 content'])
  })

  test('takes the changes in that waited, with those of their paths that no other root waits for', () => {
    const { connection, change, waiting, changes } = roots()
    change(1, 1)
    change(2, 1, 2)
    scheduleAgain({ connection }, 1)
    expect([waiting(), changes()]).toEqual([['1 all', '2 change'], [2]])
    scheduleAgain({ connection }, 2)
    expect([waiting(), changes()]).toEqual([['1 all', '2 all'], []])
  })
})
