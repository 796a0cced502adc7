// Owns the law of what the page on keeping costs: it counts rows, and asks nothing of each.
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { readKeeping } from '../../../collector/store/reads.keeping.ts'
import { migrate } from '../../../collector/store/schema.ts'
import { Explained } from '../../support/explained.ts'
import { terms } from '../../support/keeping-house.ts'

test('findings are counted without a look at what is said of each', () => {
  const connection = new Explained(new DatabaseSync(':memory:'))
  migrate(connection, 'memory')
  connection.run('INSERT INTO keeping (terms, due_at) VALUES (?, 1)', JSON.stringify(terms))
  const { kinds } = readKeeping(connection, { now: 1_000 } as Parameters<typeof readKeeping>[1])
  expect(kinds.map(({ kind }) => kind)).toContain('findings')
  expect(connection.plan.filter(detail => /^(SEARCH|SCAN) [sj] /.test(detail))).toEqual([])
  connection.close()
})
