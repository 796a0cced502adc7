// Owns the laws of reading a signed release part by part: what is no part of one is refused before it takes memory.
import { generateKeyPair, signEnvelope } from '@sekisho/shared/proof.ts'
import { releasePredicate, statementType } from '@sekisho/shared/release.ts'
import { readStatement, signedPayload } from '@sekisho/shared/signed-release.ts'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'

const key = generateKeyPair()
const sha256 = 'e'.repeat(64)
const predicate = { component: 'shop', version: '1', createdAt: '2026-11-23T00:00:00.000Z' }
const head = { _type: statementType, predicateType: releasePredicate, predicate }
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value))

describe('an envelope', () => {
  test('of any payload gives exactly its bytes, also where each slash is escaped', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (payload, escaped) => {
        const text = JSON.stringify(signEnvelope(payload, key))
        const { unsigned } = signedPayload(Buffer.from(escaped ? text.replaceAll('/', '\\/') : text))
        expect(unsigned.payload.equals(payload)).toBe(true)
      }),
    )
  })

  test('longer than one piece gives exactly its bytes, also where every character is a slash that is escaped', () => {
    for (const payload of [Buffer.alloc(2_500_001, 'Sekisho'), Buffer.alloc(2_500_001, 0xff)]) {
      const text = JSON.stringify(signEnvelope(payload, key))
      for (const envelope of [text, text.replaceAll('/', '\\/')]) {
        expect(signedPayload(Buffer.from(envelope)).unsigned.payload.equals(payload)).toBe(true)
      }
    }
  })

  test('is never parsed as one text, however its slashes are escaped', () => {
    const envelope = JSON.stringify(signEnvelope(Buffer.alloc(300_000, 0xff), key)).replaceAll('/', '\\/')
    const parse = vi.spyOn(JSON, 'parse')
    onTestFinished(() => void parse.mockRestore())
    signedPayload(Buffer.from(envelope))
    const longest = Math.max(...parse.mock.calls.map(([text]) => text.length))
    expect(longest).toBeLessThan(1_000)
  })

  test.each([
    ['letter', 'QUJ\\u0044'],
    ['slash by its number', 'QUJ\\u002f'],
    ['blank', 'QUJD\\n'],
    ['backslash', 'QU\\\\/'],
    ['quote', 'QUJ\\"'],
  ])('whose payload has a %s escaped is refused, with the one escape that there may be', (_what, payload) => {
    const text = JSON.stringify({ ...signEnvelope(Buffer.from('{}'), key), payload: 'HERE' }).replace(
      'HERE',
      () => payload,
    )
    const refused = { code: 'release-refused', place: 'payload', message: expect.stringContaining('no escape but \\/') }
    expect(() => signedPayload(Buffer.from(text))).toThrow(expect.objectContaining(refused))
  })

  test.each([
    ['of the alphabet for addresses', '-_-_'],
    ['cut short', 'QUJ'],
    ['with blanks', 'QUI =QUI'],
    ['padded in the middle', 'QQ==QUJD'],
    ['padded three times', 'Q==='],
    ['that is a number', 7],
  ])('with a payload %s is refused', (_what, payload) => {
    const refused = { code: 'release-refused', place: 'payload' }
    const envelope = { ...signEnvelope(Buffer.from('{}'), key), payload }
    expect(() => signedPayload(bytes(envelope))).toThrow(expect.objectContaining(refused))
  })

  test('with anything large beside its payload is refused', () => {
    const envelope = signEnvelope(Buffer.from('{}'), key)
    expect(signedPayload(bytes({ ...envelope, note: 'n'.repeat(60_000) })).signatures).toEqual(envelope.signatures)
    const much = bytes({ ...envelope, note: 'n'.repeat(70_000) })
    expect(() => signedPayload(much)).toThrow('the envelope is no JSON object in UTF-8')
  })
})

describe('a statement', () => {
  test('gives its entries in their order, wherever it names them', () => {
    const subject = ['b', 'a'].map(name => ({ name, digest: { sha256 }, size: 1 }))
    for (const statement of [
      { subject, ...head },
      { ...head, subject },
    ]) {
      const { head: read, entries } = readStatement(bytes(statement))
      expect(read).toEqual(head)
      expect(entries.map(({ path }) => path)).toEqual(['b', 'a'])
    }
  })

  test.each([
    [
      'an entry that is large',
      { ...head, subject: [{ name: 'a', digest: { sha256 }, note: 'n'.repeat(70_000) }] },
      'entry 1',
    ],
    ['no list', head, 'subject'],
    ['an object for a list', { ...head, subject: { a: 1 } }, 'subject'],
    ['something large beside the list', { ...head, subject: [], note: 'n'.repeat(70_000) }, undefined],
  ])('with %s is refused', (_what, statement, place) => {
    expect(() => readStatement(bytes(statement))).toThrow(expect.objectContaining({ code: 'release-refused', place }))
  })

  test.each([
    [{ name: 'a' }, 'entry 1 ("a") is wrong: digest: is missing, and must be a map of keys'],
    ['a', 'entry 1 ("") is wrong: must be a map of keys'],
  ])('with an entry that is none, such as %j, is refused with what of it is wrong', (entry, message) => {
    expect(() => readStatement(bytes({ ...head, subject: [entry] }))).toThrow(expect.objectContaining({ message }))
  })

  test('whose list is broken behind its beginning is refused', () => {
    const whole = bytes({ ...head, subject: ['a', 'b'].map(name => ({ name, digest: { sha256 } })) }).toString()
    const broken = Buffer.from(whole.replace('},{', '},,{'))
    expect(() => readStatement(broken)).toThrow(expect.objectContaining({ code: 'release-refused' }))
  })
})
