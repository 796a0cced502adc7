// Owns the laws of settings: which keys changed can be told, and nothing of a value leaves the host.
import { createSecretKey } from 'node:crypto'
import { changedKeys, keysOf } from '@sekisho/shared/marks/settings.ts'
import { marksOf } from '@sekisho/shared/marks.ts'
import { describe, expect, test } from 'vitest'

const secret = createSecretKey(Buffer.alloc(32, 1))
const other = createSecretKey(Buffer.alloc(32, 2))
const env = 'APP_ENV=prod\n# comment=1\nexport DATABASE_URL="mysql://shop:hunter2@db/shop"\nCERT="a\nb"\nEMPTY=\n'

describe('settings', () => {
  test('every key has a digest, and values over several lines belong to their key', () => {
    expect(Object.keys(keysOf(env, secret))).toEqual(['APP_ENV', 'CERT', 'DATABASE_URL', 'EMPTY'])
    expect(changedKeys(keysOf(env, secret), keysOf(env.replace('\nb"', '\nc"'), secret))).toEqual(['CERT'])
  })

  test('keys that came, went or changed are named, and no others', () => {
    const after = env.replace('hunter2', 'hunter3').replace('APP_ENV=prod\n', '').concat('NEW=1\n')
    expect(changedKeys(keysOf(env, secret), keysOf(after, secret))).toEqual(['APP_ENV', 'DATABASE_URL', 'NEW'])
  })

  test('no value shows: not in the digests, not by equal values of two keys, not without the key of the host', () => {
    const keys = keysOf('A=same\nB=same\n', secret)
    expect(keys.A).not.toBe(keys.B)
    expect(keysOf('A=same\n', other).A).not.toBe(keys.A)
    expect(JSON.stringify(keysOf(env, secret))).not.toContain('hunter2')
  })

  test('a hostile name makes no key of the language itself', () => {
    const keys = keysOf('__proto__=1\nconstructor=2\n', secret)
    expect(Object.keys(keys)).toEqual(['constructor'])
    expect(changedKeys({}, keys)).toEqual(['constructor'])
  })

  test('keys are read from files of settings alone, and only where there is a key', () => {
    const bytes = Buffer.from(env)
    const keysIn = (name: string, settingsKey: typeof secret | null) =>
      marksOf(bytes, { name, size: bytes.length, settingsKey }).keys
    expect(Object.keys(keysIn('.env.local', secret) ?? {})).toContain('DATABASE_URL')
    expect(keysIn('.env', null)).toBeUndefined()
    expect(keysIn('env.txt', secret)).toBeUndefined()
  })
})
