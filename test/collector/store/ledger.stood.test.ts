// The law of asking for many findings at once whether anything stood there before: none is said to be the first of its path
// before which a look for it alone finds something.
import { DatabaseSync } from 'node:sqlite'
import type { PathText } from '@sekisho/shared/path.ts'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { Connection } from '../../../collector/store/connection.ts'
import { Desk } from '../../../collector/store/desk.ts'
import { stoodVerbs } from '../../../collector/store/ledger.stood.ts'
import { packObservation } from '../../../collector/store/observations.ts'
import { stoodBefore } from '../../../collector/store/stood.ts'
import { file } from '../../support/batches.ts'

test('a finding is the first of its path only where nothing stood there before it, and is where no other tells of that', () => {
  const connection = new Connection(new DatabaseSync(':memory:'))
  onTestFinished(() => connection.close())
  connection.exec(`CREATE TABLE finding (id INTEGER PRIMARY KEY, root INTEGER, path TEXT, kind TEXT, before TEXT, after TEXT,
    verdict TEXT, received_at INTEGER); CREATE INDEX finding_path ON finding (root, path)`)
  const { broughtFirst } = stoodVerbs(new Desk(connection, { profiles: [], announce: () => {} }))
  const kind = fc.constantFrom('added', 'changed', 'transient')
  const told = fc.record({ root: fc.nat(1), path: fc.constantFrom('a', 'b', 'c', 'd'), kind, isNew: fc.boolean() })
  fc.assert(
    fc.property(fc.array(told, { maxLength: 8 }), findings => {
      connection.exec('DELETE FROM finding')
      const seen = packObservation(file('x'))
      for (const [at, { root, path, kind, isNew }] of findings.entries()) {
        connection.run(
          `INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, 'authorised', 1)`,
          ...[at + 1, root, path, kind, isNew ? null : seen, seen],
        )
      }
      const first = broughtFirst(findings.map((_, at) => at + 1))
      for (const [at, { root, path, isNew }] of findings.entries()) {
        const id = at + 1
        const isAlone = findings.findIndex(one => one.root === root && one.path === path) === at
        expect(first.has(id)).toBe(isNew && isAlone)
        if (first.has(id)) expect(stoodBefore(connection, root, path as PathText, id, null)).toBeNull()
      }
    }),
  )
})
