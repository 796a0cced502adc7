import {
  jsonOf,
  packObservation,
  packObserved,
  unpackObservation,
  unpackObserved,
} from '@sekisho/agent/handover.packed.ts'
import {
  type ContentMarks,
  type FileType,
  fileTypes,
  type MarkName,
  markNames,
  type Observation,
  stampOf,
} from '@sekisho/shared/observation.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyPath } from '../support/arbitraries.ts'
import { absent, fileOf, path, seen, shop, unreadable } from '../support/journal.ts'
import { observedIn } from '../support/observed.ts'

const marks: fc.Arbitrary<ContentMarks> = fc.record(
  {
    version: fc.nat(),
    found: fc.constantFrom<readonly MarkName[]>([], markNames),
    type: fc.constantFrom('text' as const, 'jpeg' as const),
    quotes: fc.array(fc.string(), { maxLength: 2 }),
    compiled: fc.record({
      by: fc.constant('twig' as const),
      source: fc.option(anyPath),
      body: fc.constant('ab'.repeat(32)),
    }),
  },
  { requiredKeys: ['version', 'found'] },
)

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
  read.map(fields => ({ state: 'present' as const, ...fields, folder: `${fields.inode}:7` })),
  read.map(fields => ({ state: 'unstable' as const, ...fields })),
)

const states = fc.oneof(observations, fc.constant(absent()), fc.constant(unreadable({ stat: fileOf('a') })))

test('an observation comes out of the baseline as it went in', () => {
  fc.assert(
    fc.property(states, seen => {
      expect(unpackObservation(packObservation(seen))).toEqual(seen)
    }),
  )
})

test('files of one type are told apart by their marks, whichever came before', () => {
  const all = [[], ['php-open-tag'], markNames, [], ['php-short-tag']] as const
  const files = all.map(found => fileOf('a', { marks: { version: 3, found, type: 'text' } }))
  expect(files.map(packObservation).map(unpackObservation)).toEqual(files)
})

test('the texts of an observation are those of its JSON and its stamp, to the letter', () => {
  fc.assert(
    fc.property(states, state => {
      const [row] = unpackObserved(packObserved(shop, [seen('index.php', state)]))
      expect(row && jsonOf(row.packed)).toBe(JSON.stringify(state))
      expect(row?.packed.stamp).toBe(state.state === 'present' ? stampOf(state) : '')
    }),
  )
})

test('whatever fingerprint observes reaches the journal as it was', () => {
  const hostile = fc.constantFrom('tab\t', 'line\n', '"', '\\', '\u2028', '%09')
  const actor = fc.record({
    pid: fc.nat(),
    executable: hostile,
    command: fc.option(hostile),
    user: hostile,
    parents: fc.constant([]),
    unit: fc.constant(null),
  })
  const observed = fc
    .record({
      path: anyPath,
      state: states,
      lane: fc.constantFrom('fast' as const, 'bulk' as const),
      noticed: fc.constantFrom('watch' as const, 'walk' as const),
      saw: fc.subarray(['created', 'written', 'moved', 'attributes'] as const),
      actor: fc.oneof(fc.constant('unknown' as const), actor),
    })
    .map(({ path: where, state, ...fields }) => seen(where, state, fields))
  fc.assert(
    fc.property(fc.array(observed, { maxLength: 5 }), all => {
      expect(observedIn(packObserved(shop, all))).toEqual(all)
    }),
  )
})
