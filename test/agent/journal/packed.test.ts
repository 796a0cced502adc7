import { packObservation, unpackObservation } from '@sekisho/agent/journal/packed.ts'
import {
  type ContentMarks,
  type FileType,
  fileTypes,
  type MarkName,
  markNames,
  type Observation,
} from '@sekisho/shared/observation.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { absent, fileOf, path, unreadable } from '../../support/journal.ts'

const marks: fc.Arbitrary<ContentMarks> = fc.record({
  version: fc.nat(),
  found: fc.constantFrom<readonly MarkName[]>([], markNames),
})

const read = fc.record({
  at: fc.nat(),
  type: fc.constantFrom<FileType>(...fileTypes),
  size: fc.maxSafeNat(),
  mode: fc.nat(0o7777),
  uid: fc.nat(),
  gid: fc.nat(),
  mtimeMs: fc.double({ noNaN: true, noDefaultInfinity: true }).filter(ms => !Object.is(ms, -0)),
  ctimeMs: fc.double({ noNaN: true, noDefaultInfinity: true }).filter(ms => !Object.is(ms, -0)),
  inode: fc.maxSafeNat(),
  links: fc.nat(),
  target: fc.option(fc.string().map(path)),
  digest: fc.option(fc.constant({ algorithm: 'sha256' as const, hex: 'ab'.repeat(32) })),
  marks: fc.option(marks),
})
const observations: fc.Arbitrary<Observation> = fc.oneof(
  read.map(fields => ({ state: 'present' as const, ...fields })),
  read.map(fields => ({ state: 'unstable' as const, ...fields })),
)

test('an observation comes out of the baseline as it went in', () => {
  const states = fc.oneof(observations, fc.constant(absent()), fc.constant(unreadable({ stat: fileOf('a') })))
  fc.assert(
    fc.property(states, seen => {
      expect(unpackObservation(packObservation(seen))).toEqual(seen)
    }),
  )
})
