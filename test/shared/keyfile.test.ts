import { chmodSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeKeyFile, openKeyFile, readKeyFile } from '@sekisho/shared/keyfile.ts'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/folder.ts'

const unusable = expect.objectContaining({ code: 'key-unusable' })

test('a key file is made once and gives the same key ever after', () => {
  const file = join(temporaryFolder(), 'host.key')
  const made = openKeyFile(file)
  expect(openKeyFile(file).id).toBe(made.id)
  expect(readKeyFile(file).id).toBe(made.id)
})

test('a key file is readable by its owner alone, and nothing is left beside it', () => {
  const folder = temporaryFolder()
  makeKeyFile(join(folder, 'host.key'))
  expect(statSync(join(folder, 'host.key')).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['host.key'])
})

test.each([0o640, 0o604, 0o620, 0o660])('a key file of mode %o is refused, and stays as it is', mode => {
  const file = join(temporaryFolder(), 'host.key')
  makeKeyFile(file)
  const bytes = readFileSync(file)
  chmodSync(file, mode)
  expect(() => openKeyFile(file)).toThrow(unusable)
  expect(readFileSync(file)).toEqual(bytes)
})

test('a damaged key file is refused rather than replaced by a new identity', () => {
  const file = join(temporaryFolder(), 'host.key')
  makeKeyFile(file)
  truncateSync(file, 40)
  expect(() => openKeyFile(file)).toThrow(unusable)
  expect(statSync(file).size).toBe(40)
})

test('a key of another kind is refused', () => {
  const file = join(temporaryFolder(), 'host.key')
  writeFileSync(file, readFileSync(join(import.meta.dirname, '../fixtures/tls/server.key')), { mode: 0o600 })
  expect(() => readKeyFile(file)).toThrow(unusable)
})

test('an existing key file is never overwritten', () => {
  const file = join(temporaryFolder(), 'host.key')
  const { id } = makeKeyFile(file)
  expect(() => makeKeyFile(file)).toThrow(unusable)
  expect(readKeyFile(file).id).toBe(id)
})

test('a missing key file is said to be missing', () => {
  expect(() => readKeyFile(join(temporaryFolder(), 'none.key'))).toThrow(/no such key file/)
})
