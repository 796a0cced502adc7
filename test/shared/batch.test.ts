import { openBatch } from '@sekisho/shared/batch.ts'
import { generateKeyPair } from '@sekisho/shared/proof.ts'
import { sealBatch } from '@sekisho/shared/seal.ts'
import { BatchSchema, maxBatchRecords } from '@sekisho/shared/wire.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyBatch } from '../support/arbitraries.ts'
import { findingRecord, shopRoot } from '../support/outbox.ts'

const key = generateKeyPair()
const plain = {
  version: 1,
  agent: key.id,
  epoch: '8a5e1f0e-4b1a-4a3e-9f0e-1c2d3e4f5a6b',
  boot: 1,
  sequence: 1,
  previous: null,
  sealedAt: 1,
  roots: [shopRoot],
  records: [findingRecord('a.php')],
}
const sealed = (over: object = {}) => sealBatch(JSON.stringify({ ...plain, ...over }), key).bytes

describe('a sealed batch', () => {
  test('opens to exactly what was sealed, whatever names and values it carries', () => {
    fc.assert(
      fc.property(anyBatch(key.id), batch => {
        const { bytes, digest } = sealBatch(JSON.stringify(batch), key)
        const opened = openBatch(bytes, key.id)
        expect(opened).toMatchObject({ outcome: 'genuine', digest })
        // JSON has no -0, and that is the same number everywhere here.
        if (opened.outcome === 'genuine') expect(opened.batch).toEqual(JSON.parse(JSON.stringify(batch)))
      }),
      { numRuns: 300 },
    )
  })

  test('is the same bytes each time, so that a repeat is recognised', () => {
    expect(sealed()).toEqual(sealed())
  })

  test('is forged as soon as any one bit of it is another', () => {
    const bytes = sealed()
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), bit => {
        const bent = Buffer.from(bytes)
        bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(openBatch(bent, key.id).outcome).toBe('forged')
      }),
    )
  })

  test('of another key is forged, even one that names this agent', () => {
    const other = generateKeyPair()
    expect(openBatch(sealBatch(JSON.stringify(plain), other).bytes, key.id).outcome).toBe('forged')
    expect(openBatch(sealed({ agent: other.id }), key.id).outcome).toBe('forged')
  })

  test('keeps unknown optional fields in its bytes and ignores them', () => {
    const opened = openBatch(sealed({ later: { more: true } }), key.id)
    expect(opened.outcome).toBe('genuine')
    expect(opened).not.toHaveProperty('batch.later')
  })
})

describe('a genuine but malformed batch', () => {
  const malformed: readonly [string, object][] = [
    ['another version', { version: 2 }],
    ['an epoch that is no UUID', { epoch: 'x' }],
    ['sequence 0', { sequence: 0 }],
    ['a broken sequence', { sequence: 1.5 }],
    ['no records', { records: [] }],
    ['too many records', { records: Array.from({ length: maxBatchRecords + 1 }, () => findingRecord('a')) }],
    ['a record of an unknown kind', { records: [{ record: 'exec', command: 'id' }] }],
    ['a root that is not in the list', { records: [{ ...findingRecord('a'), root: 1 }] }],
    ['a root below zero', { records: [{ ...findingRecord('a'), root: -1 }] }],
    ['a relative root', { roots: ['srv'] }],
    ['a root with a parent part', { roots: ['/srv/../etc'] }],
    ['a path that is not canonical', { records: [findingRecord('%61')] }],
    ['a path with a NUL', { records: [findingRecord('a%00b')] }],
    ['a raw newline in a path', { records: [findingRecord('a\nb')] }],
    ['a lone surrogate in a path', { records: [findingRecord('a\ud800')] }],
    ['a digest of odd length', { previous: 'abc' }],
    ['a time that is no number', { sealedAt: 'now' }],
  ]

  test.each(malformed)('with %s is refused, and its place is still told', (_, over) => {
    const opened = openBatch(sealed(over), key.id)
    expect(opened).toMatchObject({ outcome: 'malformed' })
    if (opened.outcome !== 'genuine') expect(opened.claimed).toMatchObject({ sequence: expect.anything() })
  })

  test('that is no JSON has no place', () => {
    const { bytes } = sealBatch('{"epoch":', key)
    expect(openBatch(bytes, key.id)).toMatchObject({ outcome: 'malformed', claimed: null })
  })
})

test('bytes of any kind are refused without an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
      expect(openBatch(bytes, key.id).outcome).toBe('forged')
    }),
  )
})

test('the schema takes every batch that the generator of these tests makes', () => {
  fc.assert(fc.property(anyBatch(key.id), batch => BatchSchema.safeParse(batch).success))
})
