import { generateKeyPair, signEnvelope } from '@sekisho/shared/proof.ts'
import { releasePredicate, statementType } from '@sekisho/shared/release.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRelease } from '../../publisher/statement/read.ts'

const key = generateKeyPair()
const sha256 = 'e'.repeat(64)

function envelopeOf(...names: readonly unknown[]): string {
  const statement = {
    _type: statementType,
    subject: names.map(name => ({ name, digest: { sha256 } })),
    predicateType: releasePredicate,
    predicate: { component: 'shop', version: '1', createdAt: '2026-11-23T00:00:00.000Z' },
  }
  return JSON.stringify(signEnvelope(Buffer.from(JSON.stringify(statement)), key))
}

const read = (text: string, keys: ReadonlySet<string> | null) => readRelease(Buffer.from(text), keys, 'f')

describe('reading a signed release again', () => {
  test('a changed byte of the statement is noticed by the signature', () => {
    const envelope = JSON.parse(envelopeOf('index.php'))
    const payload = Buffer.from(envelope.payload, 'base64').toString().replace('index', 'inder')
    const forged = JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString('base64') })
    expect(() => read(forged, new Set([key.id]))).toThrow('its signature is not genuine')
    expect(read(envelopeOf('index.php'), new Set([key.id])).signer).toBe(key.id)
  })

  test('whatever the file holds, it is read or refused with the file named, and never more', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({
          payloadType: fc.constant('application/vnd.in-toto+json'),
          payload: fc.base64String(),
          signatures: fc.json(),
        })
        .map(value => JSON.stringify(value)),
      fc.array(fc.anything(), { maxLength: 3 }).map(names => envelopeOf(...names.map(name => name ?? null))),
    )
    fc.assert(
      fc.property(text, fc.boolean(), (written, proved) => {
        try {
          read(written, proved ? new Set([key.id]) : null)
        } catch (error) {
          expect(error).toMatchObject({ code: 'release-refused', place: 'f' })
        }
      }),
    )
  })

  test('of all spellings of a path one is taken', () => {
    const spelling = fc.constantFrom(
      'a/b',
      './a/b',
      'a//b',
      'a/./b',
      'a/b/',
      '/a/b',
      'a%2Fb',
      '%61/b',
      'a/c/../b',
      'a/b\0',
    )
    fc.assert(
      fc.property(spelling, spelling, (first, second) => {
        let paths: readonly string[] = []
        try {
          paths = read(envelopeOf(first, second), null).entries.map(({ path }) => path)
        } catch (error) {
          expect(error).toMatchObject({ code: 'release-refused' })
          return
        }
        // %2F is a slash in a name, which no disk has, and another path for every reader.
        expect(new Set(paths).size).toBe(2)
        expect(paths.every(path => ['a/b', 'a%2Fb'].includes(path))).toBe(true)
      }),
    )
  })
})
