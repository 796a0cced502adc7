// Owns the law of the rows of the baseline: whatever is asked, and in whichever order, is answered as the table would.
import { DatabaseSync } from 'node:sqlite'
import { BaselineRows } from '@sekisho/agent/journal/baseline-rows.ts'
import { folders, lanes, migrations } from '@sekisho/agent/journal/schema.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const path = fc.constantFrom('', 'a', 'b', 'a/c', 'a/d', 'b/c').map(text => text as PathText)
const root = fc.constantFrom(1, 2)
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant('find' as const), root, path }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('put' as const), root, path }) },
  fc.record({ what: fc.constant('remove' as const), root, path }),
  fc.record({ what: fc.constant('removeRoot' as const), root }),
  fc.record({ what: fc.constantFrom('COMMIT' as const, 'ROLLBACK' as const) }),
)

test('a row is found exactly where one was put that is still there, also in folders that were empty', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), steps => {
      const database = new DatabaseSync(':memory:')
      for (const migration of migrations) database.exec(migration)
      const rows = new BaselineRows(database)
      let [kept, there] = [new Map<string, number>(), new Map<string, number>()]
      database.exec('BEGIN')
      let takeBack = rows.snapshot()
      for (const [number, one] of steps.entries()) {
        if (one.what === 'find')
          expect(rows.find(one.root, one.path)?.census).toBe(there.get(`${one.root} ${one.path}`))
        else if (one.what === 'put') {
          rows.put(one.root, one.path, folders.none, { stamp: '', rest: '', census: number, lane: lanes.fast })
          there.set(`${one.root} ${one.path}`, number)
        } else if (one.what === 'remove') {
          rows.remove(one.root, one.path)
          there.delete(`${one.root} ${one.path}`)
        } else if (one.what === 'removeRoot') {
          rows.removeRoot(one.root)
          for (const key of there.keys()) if (key.startsWith(`${one.root} `)) there.delete(key)
        } else {
          if (one.what === 'COMMIT') rows.write()
          database.exec(`${one.what}; BEGIN`)
          if (one.what === 'COMMIT') kept = new Map(there)
          else {
            takeBack()
            there = new Map(kept)
          }
          takeBack = rows.snapshot()
        }
      }
      database.close()
    }),
    { numRuns: 300 },
  )
})
