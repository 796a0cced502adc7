import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EnvelopeSchema, generateKeyPair, openEnvelope } from '@sekisho/shared/proof.ts'
import { describe, expect, test } from 'vitest'
import { createStatement } from '../../publisher/main.ts'
import { listSigningKeys, makeSigningKey, readSigningKey, signStatement } from '../../publisher/sign/sign.ts'
import { temporaryFolder } from '../support/folder.ts'

describe('signing', () => {
  test('a directory becomes an envelope that its key opens and no other', async () => {
    const directory = temporaryFolder()
    writeFileSync(join(directory, 'index.php'), '<?php')
    const statement = await createStatement({ directory, component: 'shop', version: '1.0.0', now: 0 })
    const key = generateKeyPair()
    const envelope = EnvelopeSchema.parse(JSON.parse(signStatement(statement, key)))
    expect(JSON.parse(openEnvelope(envelope, new Set([key.id]))?.payload.toString() ?? '')).toEqual(statement)
    expect(openEnvelope(envelope, new Set([generateKeyPair().id]))).toBeNull()
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
