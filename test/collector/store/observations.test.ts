// The laws of the text in which the store keeps observations: all that an agent can say comes out as it went in, and what
// a query asks of the text is what it says.
import { DatabaseSync } from 'node:sqlite'
import type { Observation } from '@sekisho/shared/observation.ts'
import { ObservationSchema } from '@sekisho/shared/wire.ts'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { isFilledFile, packObservation, unpackObservation } from '../../../collector/store/observations.ts'
import { anyObservation } from '../../support/arbitraries.ts'
import { file } from '../../support/batches.ts'

test('an observation comes out of the store as its agent told it', () => {
  fc.assert(
    fc.property(anyObservation, told => {
      const seen = ObservationSchema.parse(JSON.parse(JSON.stringify(told)))
      expect(unpackObservation(packObservation(seen))).toEqual(seen)
      expect(packObservation(unpackObservation(packObservation(seen)))).toBe(packObservation(seen))
    }),
  )
})

test.each<[string, Observation, 0 | 1]>([
  ['a file with something in it', file('x', { size: 1 }), 1],
  ['an empty file', file('', { size: 0 }), 0],
  ['a link', file('x', { size: 1, type: 'symlink' }), 0],
  ['a file that changed while it was read', { ...file('x', { size: 1 }), state: 'unstable' }, 0],
  ['a file that could not be read', { state: 'unreadable', at: 1, errno: 'EACCES', stat: file('x', { size: 1 }) }, 0],
  ['nothing', { state: 'absent', at: 1 }, 0],
])('a query for filled files tells of %s what its packed text says', (_, seen, expected) => {
  const database = new DatabaseSync(':memory:')
  onTestFinished(() => database.close())
  const asked = database.prepare(`SELECT ${isFilledFile('seen')} AS filled FROM (SELECT ? AS seen)`)
  expect(asked.get(packObservation(seen))).toEqual({ filled: expected })
})
