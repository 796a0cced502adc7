// Owns the laws of the canary's file: made where it is missing, mended where only its mode differs, and never touched where
// something else stands.
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathTextOfString } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { touchCanary } from '../../../agent/coverage/canary-file.ts'
import { temporaryFolder } from '../../support/folder.ts'

function place() {
  const file = join(temporaryFolder(), 'canary')
  return { file, touch: (at = 1_767_000_000_000) => touchCanary(pathTextOfString(file), at) }
}

test('it is made empty and for the agent alone, and touched again after it was removed', async () => {
  const { file, touch } = place()
  expect(await touch()).toBeNull()
  expect([statSync(file).mode & 0o777, statSync(file).size]).toEqual([0o600, 0])
  rmSync(file)
  expect(await touch(1_767_000_060_000)).toBeNull()
  expect(statSync(file).mtimeMs).toBe(1_767_000_060_000)
})

test('another mode is mended', async () => {
  const { file, touch } = place()
  writeFileSync(file, '', { mode: 0o644 })
  expect(await touch()).toBeNull()
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('what stands in its place is left as it is', async () => {
  const full = place()
  writeFileSync(full.file, '<?php')
  expect(await full.touch()).toBe('altered')
  expect(readFileSync(full.file, 'utf8')).toBe('<?php')
  const link = place()
  const elsewhere = join(temporaryFolder(), 'elsewhere')
  symlinkSync(elsewhere, link.file)
  expect(await link.touch()).toBe('altered')
  expect(statSync(elsewhere, { throwIfNoEntry: false })).toBeUndefined()
  const folder = place()
  mkdirSync(folder.file)
  expect(await folder.touch()).toBe('altered')
  const twice = place()
  writeFileSync(twice.file, '')
  linkSync(twice.file, `${twice.file}-2`)
  expect(await twice.touch()).toBe('altered')
})

test('where it cannot be written, that is the reason', async () => {
  const file = join(temporaryFolder(), 'gone', 'canary')
  expect(await touchCanary(pathTextOfString(file), 1)).toBe('unwritable')
})
