import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateKeyPair, privateKeyPem, publicKeyOf } from '@sekisho/shared/proof.ts'
import { reasonIn } from '@sekisho/shared/told-failure.ts'
import { describe, expect, test } from 'vitest'
import { parsePublicKey, readPublicKeys } from '../../publisher/sign/public-keys.ts'
import { temporaryFolder } from '../support/folder.ts'

describe('public keys to verify with', () => {
  test('a folder gives the keys of its files, as ids or in PEM', () => {
    const [first, second] = [generateKeyPair(), generateKeyPair()]
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'a.pub'), `${first.id}\n`)
    writeFileSync(join(folder, 'b.pem'), publicKeyOf(second.id).export({ type: 'spki', format: 'pem' }))
    writeFileSync(join(folder, '.hidden'), 'not a key')
    expect(readPublicKeys(folder)).toEqual([first.id, second.id])
  })

  test('a private key, a file that is none, a folder and an empty folder are refused by name', () => {
    const folder = temporaryFolder()
    expect(() => readPublicKeys(folder)).toThrow('no key in the folder')
    expect(() => readPublicKeys(join(folder, 'missing'))).toThrow('ENOENT')
    expect(() => parsePublicKey(privateKeyPem(generateKeyPair()), 'ci.key')).toThrow('it is a private key')
    expect(() => parsePublicKey('f'.repeat(63), '--key')).toThrow(expect.objectContaining({ place: '--key' }))
    mkdirSync(join(folder, 'inner'))
    expect(() => readPublicKeys(folder)).toThrow('holds no public key')
  })

  test('why a key is none is told in Japanese to whoever reads that', () => {
    const told = (read: () => unknown) => {
      try {
        return read()
      } catch (error) {
        return reasonIn(error as Error, 'ja')
      }
    }
    const folder = temporaryFolder()
    expect(told(() => readPublicKeys(folder))).toBe('フォルダーに鍵がありません')
    expect(told(() => readPublicKeys(join(folder, 'missing')))).toBe('読み取れません(ENOENT)')
    expect(told(() => parsePublicKey(privateKeyPem(generateKeyPair()), 'ci.key'))).toMatch(/^秘密鍵です/)
    expect(told(() => parsePublicKey('x', '--key'))).toMatch(/^公開鍵がありません/)
  })
})
