// The laws of a key under a passphrase: only that passphrase, for that collector, opens it, and the file tells nothing.
import { generateKeyPair, privateKeyPem } from '@sekisho/shared/proof.ts'
import { expect, test } from 'vitest'
import { openSealedKey, sealKey } from '../../../collector/backup/sealed-key.ts'

const passphrase = 'a gate, a permit, a traveller'
const key = generateKeyPair()
const sealed = sealKey(key, passphrase)

function refusal(text: string, id: string, words: string): string {
  try {
    return openSealedKey(text, id, words).id
  } catch (error) {
    return String((error as { code?: string }).code)
  }
}

test('a sealed key is opened by its passphrase, however the letters of that were composed', () => {
  expect(openSealedKey(sealed, key.id, passphrase).id).toBe(key.id)
  const composed = sealKey(key, 'caf\u00e9 caf\u00e9 caf\u00e9')
  expect(openSealedKey(composed, key.id, 'cafe\u0301 cafe\u0301 cafe\u0301').id).toBe(key.id)
})

test('a sealed key is opened by no other passphrase, and not as the key of another collector', () => {
  expect(refusal(sealed, key.id, `${passphrase}.`)).toBe('key-unusable')
  expect(refusal(sealed, generateKeyPair().id, passphrase)).toBe('key-unusable')
})

test('a sealed key of which anything was changed is not opened', () => {
  for (const field of ['salt', 'nonce', 'sealed', 'tag']) {
    const changed = JSON.parse(sealed)
    const bytes = Buffer.from(changed[field], 'base64')
    bytes[0] = (bytes[0] ?? 0) ^ 1
    expect(refusal(JSON.stringify({ ...changed, [field]: bytes.toString('base64') }), key.id, passphrase)).toBe(
      'key-unusable',
    )
  }
  expect(refusal(sealed.slice(0, -20), key.id, passphrase)).toBe('backup-damaged')
})

test('a sealed key shows nothing of the key, and is never the same twice', () => {
  const [, line = ''] = privateKeyPem(key).split('\n')
  expect(line.length).toBeGreaterThan(20)
  for (const secret of [line, Buffer.from(line, 'base64').toString('hex')]) expect(sealed).not.toContain(secret)
  expect(sealKey(key, passphrase)).not.toBe(sealed)
})

test('a passphrase of a few letters is refused', () => {
  expect(() => sealKey(key, 'elevenchars')).toThrow('at least 12 characters')
})
