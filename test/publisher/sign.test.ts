import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateKeyPair, signerOf } from '@sekisho/shared/proof.ts'
import { signedPayload } from '@sekisho/shared/signed-release.ts'
import { describe, expect, test } from 'vitest'
import { createStatement, signStatement } from '../../publisher/main.ts'
import { listSigningKeys, makeSigningKey, readSigningKey, signedPieces } from '../../publisher/sign/sign.ts'
import { temporaryFolder } from '../support/folder.ts'

describe('signing', () => {
  test('a directory becomes an envelope that its key opens and no other', async () => {
    const directory = temporaryFolder()
    writeFileSync(join(directory, 'index.php'), '<?php')
    const words = { component: 'shop', version: '1.0.0', now: 0 }
    const { statement } = await createStatement({ source: { directory }, ...words })
    const key = generateKeyPair()
    const { unsigned, signatures } = signedPayload(signStatement(statement, key))
    const written = JSON.parse(unsigned.payload.toString())
    expect(written).toMatchObject({ subject: [{ name: 'index.php' }], predicate: { component: 'shop' } })
    expect(signerOf(unsigned, signatures, new Set([key.id]))).toBe(key.id)
    expect(signerOf(unsigned, signatures, new Set([generateKeyPair().id]))).toBeNull()
  })

  test('a statement of any length comes out of its pieces as it went in', () => {
    const key = generateKeyPair()
    for (const length of [0, 1, 2, 3, 768 * 1024 - 1, 768 * 1024, 768 * 1024 + 1, 2_000_000]) {
      const payload = Buffer.alloc(length, 'sekisho')
      const pieces = [...signedPieces(roomFor => void payload.copy(roomFor(length)), key)]
      const { unsigned, signatures } = signedPayload(Buffer.concat(pieces))
      expect(unsigned.payload.equals(payload)).toBe(true)
      expect(signerOf(unsigned, signatures, new Set([key.id]))).toBe(key.id)
    }
  })

  test('a signing key is kept for its owner alone, listed by name, and never made twice', () => {
    const state = join(temporaryFolder(), 'state')
    expect(listSigningKeys(state)).toEqual([])
    const made = makeSigningKey(state, 'release-team')
    expect(statSync(join(state, 'keys/release-team.key')).mode & 0o777).toBe(0o600)
    expect(readSigningKey(state, 'release-team').id).toBe(made.id)
    expect(listSigningKeys(state)).toEqual([{ name: 'release-team', key: made.id }])
    expect(() => makeSigningKey(state, 'release-team')).toThrow(expect.objectContaining({ code: 'key-unusable' }))
  })

  test('a signing key that others can read is not used', () => {
    const state = join(temporaryFolder(), 'state')
    makeSigningKey(state, 'open')
    chmodSync(join(state, 'keys/open.key'), 0o644)
    expect(() => readSigningKey(state, 'open')).toThrow('chmod 600')
  })

  test('a key name cannot lead out of the key folder', () => {
    const state = join(temporaryFolder(), 'state')
    for (const name of ['../agent/host', 'a/b', '.hidden', '']) {
      expect(() => makeSigningKey(state, name)).toThrow(expect.objectContaining({ code: 'key-unusable' }))
    }
  })
})
