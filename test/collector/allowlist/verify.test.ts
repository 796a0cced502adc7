import type { Failure } from '@sekisho/shared/failures.ts'
import { type PathText, pathBytes } from '@sekisho/shared/path.ts'
import { generateKeyPair, type KeyPair, sha256Hex, signEnvelope } from '@sekisho/shared/proof.ts'
import {
  adoptionPredicate,
  maxEntries,
  releasePredicate,
  statementType,
  weakPredicate,
} from '@sekisho/shared/release.ts'
import { reasonIn } from '@sekisho/shared/told-failure.ts'
import { describe, expect, test } from 'vitest'
import { verifyRelease } from '../../../collector/allowlist/verify.ts'

const key = generateKeyPair()
const trusted = new Set([key.id])
const sha256 = 'e'.repeat(64)
const file = (name: unknown) => ({ name, digest: { sha256 } })

interface Change {
  readonly subject?: unknown
  readonly predicateType?: string
  readonly predicate?: object
}

function statement({ subject = [file('index.php')], predicateType = releasePredicate, predicate = {} }: Change = {}) {
  const words = { component: 'shop', version: '1.0.0', createdAt: '2026-11-23T00:00:00.000Z', ...predicate }
  return { _type: statementType, subject, predicateType, predicate: words }
}

function signed(content: unknown, by: KeyPair = key): Buffer {
  return Buffer.from(JSON.stringify(signEnvelope(Buffer.from(JSON.stringify(content)), by)))
}

function refusal(envelope: Uint8Array): Failure {
  try {
    verifyRelease(envelope, trusted)
  } catch (error) {
    expect(error).toMatchObject({ name: 'Failure', code: 'release-refused' })
    return error as Failure
  }
  throw new Error('it was not refused')
}

describe('verifying a release', () => {
  test('a genuine release says what it is and hands out its entries', () => {
    const { release, entries } = verifyRelease(signed(statement()), trusted)
    expect(release).toMatchObject({
      component: 'shop',
      version: '1.0.0',
      kind: 'release',
      signer: key.id,
      createdAt: Date.parse('2026-11-23T00:00:00.000Z'),
      adoption: null,
      files: 1,
    })
    expect(entries).toEqual([{ path: 'index.php', sha256, type: 'file' }])
  })

  test('a release of weak sums is told as such, and is not the same as one of the same files with better sums', () => {
    const weak = verifyRelease(signed({ ...statement(), predicateType: weakPredicate }), trusted).release
    expect(weak).toMatchObject({ kind: 'release', weak: true, adoption: null })
    const { release } = verifyRelease(signed(statement()), trusted)
    expect(release.weak).toBe(false)
    expect(weak.digest).not.toBe(release.digest)
    const by = { by: 'Sato', reason: 'x' }
    const adopted = { ...statement().predicate, adoption: by }
    expect(refusal(signed({ ...statement(), predicateType: weakPredicate, predicate: adopted })).place).toBe(
      'predicate.adoption',
    )
  })

  test('a key that is trusted for weak releases alone signs no other, of no other component, and no adoption', () => {
    const weak = signed({ ...statement(), predicateType: weakPredicate })
    const verify = (envelope: Buffer, components: readonly string[]) =>
      verifyRelease(Buffer.from(envelope), trusted, new Map([[key.id, []]]), new Map([[key.id, components]])).release
    expect(verify(weak, ['theme', 'shop'])).toMatchObject({ weak: true })
    expect(() => verify(weak, ['theme'])).toThrow('not trusted for the component shop')
    const adoption = { by: 'Sato', reason: 'x' }
    for (const other of [statement(), statement({ predicateType: adoptionPredicate, predicate: { adoption } })])
      expect(() => verify(signed(other), ['shop'])).toThrow('or for its weak releases alone')
  })

  test('a key that is trusted for some components signs no other, and a second signature may count instead', () => {
    const other = generateKeyPair()
    const [mine, others] = [signed(statement()), signed(statement(), other)]
    const narrow = new Map([[key.id, ['theme']]])
    expect(() => verifyRelease(mine, trusted, narrow)).toThrow('not trusted for the component shop')
    expect(verifyRelease(mine, trusted, new Map([[key.id, ['theme', 'shop']]])).release.signer).toBe(key.id)
    const { signatures, ...envelope } = JSON.parse(mine.toString())
    const both = { ...envelope, signatures: [...signatures, ...JSON.parse(others.toString()).signatures] }
    const bytes = Buffer.from(JSON.stringify(both))
    expect(verifyRelease(bytes, new Set([key.id, other.id]), narrow).release.signer).toBe(other.id)
  })

  test('the digest tells the files: order and time do not count, a path, a sha256 and a type do', () => {
    const digestOf = (change: Change) => verifyRelease(signed(statement(change)), trusted).release.digest
    const [a, b] = [file('a'), file('b')]
    const digest = digestOf({ subject: [a, b] })
    expect(digestOf({ subject: [b, a], predicate: { createdAt: '2027-01-01T00:00:00.000Z' } })).toBe(digest)
    expect(digestOf({ subject: [a, file('c')] })).not.toBe(digest)
    expect(digestOf({ subject: [a, { ...b, digest: { sha256: 'f'.repeat(64) } }] })).not.toBe(digest)
    expect(digestOf({ subject: [a, { ...b, annotations: { type: 'symlink' } }] })).not.toBe(digest)
  })

  test('the digest goes by the bytes of the paths, whatever they are encoded as', () => {
    const names = ['a', 'a%25', 'a&', 'a$', 'é', 'z%FF', '\u{10000}', '\uffff', '%C3', 'Z'] as PathText[]
    const sorted = names.toSorted((a, b) => Buffer.compare(pathBytes(a), pathBytes(b)))
    expect(sorted).not.toEqual(names.toSorted())
    const lines = sorted.map(name => `${name}\n${sha256} file\n`).join('')
    const { release } = verifyRelease(signed(statement({ subject: names.map(file) })), trusted)
    expect(release.digest).toBe(sha256Hex(`release\n${lines}`))
  })

  test('why it is refused is told in Japanese to whoever asks for that, each entry by its name', () => {
    const told = (bytes: Buffer) => reasonIn(refusal(bytes), 'ja')
    const listing = (...subject: unknown[]) => told(signed(statement({ subject })))
    const leadsOut = '2番目のエントリー("../x"): ".."という部分を含んでいます: "../x"'
    expect(listing(file('index.php'), file('../x'))).toBe(leadsOut)
    expect(listing(file('/etc/passwd'))).toBe('1番目のエントリー("/etc/passwd"): 絶対パスです: "/etc/passwd"')
    expect(listing(file('a%0ab'))).toContain('正規形ではありません')
    expect(listing(file(''))).toContain('空です')
    expect(listing(file('a'), file('a'))).toBe('2番目のエントリー("a"): 2回記載されています')
    expect(told(signed(statement(), generateKeyPair()))).toMatch(/^ここで信頼されていない鍵で署名されています/)
    expect(told(signed(statement({ predicateType: adoptionPredicate })))).toContain('現状承認には決めた人と理由が必要')
  })

  test('an unknown key is refused by its name', () => {
    const stranger = generateKeyPair()
    expect(refusal(signed(statement(), stranger)).message).toContain(stranger.id)
  })

  test('a statement that was changed after signing is refused', () => {
    const envelope = JSON.parse(signed(statement()).toString())
    const payload = Buffer.from(JSON.stringify(statement({ subject: [file('shell.php')] }))).toString('base64')
    expect(refusal(Buffer.from(JSON.stringify({ ...envelope, payload }))).message).toContain('not genuine')
  })

  test('a stranger who writes a trusted key beside his own signature is refused', () => {
    const envelope = JSON.parse(signed(statement(), generateKeyPair()).toString())
    const claimed = { ...envelope, signatures: [{ ...envelope.signatures[0], keyid: key.id }] }
    expect(refusal(Buffer.from(JSON.stringify(claimed))).message).toContain('not genuine')
  })

  test.each<readonly [string, readonly unknown[], number]>([
    ['a path that leads out', [file('index.php'), file('../shell.php')], 2],
    ['an absolute path', [file('/etc/passwd')], 1],
    ['a path listed twice', [file('a'), file('b'), file('a')], 3],
    ['a path that is not in canonical form', [file('a%0ab')], 1],
    ['a sha256 that is none', [file('a'), { name: 'b', digest: { sha256: 'x' } }], 2],
    ['a name that is no text', [file(7)], 1],
    ['another type than symlink', [{ ...file('a'), annotations: { type: 'fifo' } }], 1],
  ])('%s is refused with the entry named', (_, subject, entry) => {
    const { message, place } = refusal(signed(statement({ subject })))
    expect(place).toBe(`entry ${entry}`)
    expect(message).toContain(`entry ${entry} (`)
  })

  test('an empty list and one beyond the limit are refused', () => {
    expect(refusal(signed(statement({ subject: [] }))).message).toContain('empty')
    const subject = Array.from({ length: maxEntries + 1 }, (_, index) => file(`f${index}`))
    expect(refusal(signed(statement({ subject }))).message).toContain(`more than ${maxEntries}`)
  })

  test('an adoption without a name on it, and a release with one, are refused', () => {
    expect(refusal(signed(statement({ predicateType: adoptionPredicate }))).place).toBe('predicate.adoption')
    const adoption = { by: 'Sato', reason: 'first install' }
    expect(refusal(signed(statement({ predicate: { adoption } }))).place).toBe('predicate.adoption')
    const { release } = verifyRelease(
      signed(statement({ predicateType: adoptionPredicate, predicate: { adoption } })),
      trusted,
    )
    expect(release).toMatchObject({ kind: 'adoption', adoption })
  })

  test.each([
    ['nothing', ''],
    ['no JSON', '<html>'],
    ['other JSON', '[]'],
    [
      'an envelope without signatures',
      '{"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[]}',
    ],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('%s instead of an envelope is refused', (_, content) => {
    expect(refusal(Buffer.from(content)).message).toMatch(/envelope/)
  })

  test.each([
    ['a payload that is no JSON', Buffer.from('hello')],
    ['another statement type', Buffer.from('{"_type":"https://in-toto.io/Statement/v0.1"}')],
    ['null', Buffer.from('null')],
  ])('%s is refused though it is signed', (_, payload) => {
    refusal(Buffer.from(JSON.stringify(signEnvelope(payload, key))))
  })
})
