// The law of the text in which the store keeps observations: all that an agent can say comes out as it went in.
import { ObservationSchema } from '@sekisho/shared/wire.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packObservation, unpackObservation } from '../../../collector/store/observations.ts'
import { anyObservation } from '../../support/arbitraries.ts'

test('an observation comes out of the store as its agent told it', () => {
  fc.assert(
    fc.property(anyObservation, told => {
      const seen = ObservationSchema.parse(JSON.parse(JSON.stringify(told)))
      expect(unpackObservation(packObservation(seen))).toEqual(seen)
      expect(packObservation(unpackObservation(packObservation(seen)))).toBe(packObservation(seen))
    }),
  )
})
