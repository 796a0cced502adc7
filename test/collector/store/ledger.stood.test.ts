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
import { migrate } from '../../../collector/store/schema.ts'
import { stoodBefore } from '../../../collector/store/stood.ts'
import { file } from '../../support/batches.ts'

test('a finding is the first of its path only where nothing stood there before it, and is where no other tells of that', () => {
  const connection = new Connection(new DatabaseSync(':memory:'))
  onTestFinished(() => connection.close())
  migrate(connection, 'memory')
  connection.exec(
    `INSERT INTO judgement (id, verdict, severity, reasons, noted) VALUES (1, 'authorised', 'none', '', 0)`,
  )
  const { broughtFirst } = stoodVerbs(new Desk(connection, { profiles: [], announce: () => {} }))
  const kind = fc.constantFrom('added', 'changed', 'transient')
  const told = fc.record({ root: fc.nat(1), path: fc.constantFrom('a', 'b', 'c', 'd'), kind, isNew: fc.boolean() })
  fc.assert(
    fc.property(fc.array(told, { maxLength: 8 }), findings => {
      connection.exec('DELETE FROM finding_row; DELETE FROM said')
      const seen = packObservation(file('x'))
      for (const [at, { root, path, kind, isNew }] of findings.entries()) {
        connection.run(
          `INSERT INTO finding_row (id, root, path, kind, noticed, at, received_at, class, payment, evidence, idx, before, after)
           VALUES (?, ?, ?, ?, 'watch', 1, 1, 'code', 0, 1, 0, ?, ?)`,
          ...[at + 1, root, path, kind, isNew ? null : seen, seen],
        )
        connection.run('INSERT INTO said VALUES (?, ?, 1, 0, 0, 1, 1, NULL, 0, NULL, 0, NULL)', at + 1, root)
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
