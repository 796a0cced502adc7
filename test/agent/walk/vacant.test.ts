// The law of a root that is not there though its path is: an empty folder that is another one than was known holds nothing that
// could be called deleted, and a folder that lost its files does.
import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { closeDescriptor, openRoot } from '@sekisho/shared/disk.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { isVacant } from '../../../agent/walk/vacant.ts'
import { BaselineRows } from '../../support/baseline-rows.ts'
import { temporaryFolder } from '../../support/folder.ts'

function known(...files: readonly string[]) {
  const root = join(temporaryFolder(), 'root') as PathText
  const rows = new BaselineRows()
  mkdirSync(join(root, 'lib'), { recursive: true })
  for (const file of files) writeFileSync(join(root, file), file)
  rows.observe(root)
  const vacant = () => {
    const descriptor = openRoot(root)
    try {
      return isVacant(root, descriptor, rows)
    } finally {
      closeDescriptor(descriptor)
    }
  }
  /** As an unmounting leaves it; what was there stays, so that its inode is given to nobody. */
  const exchange = () => {
    renameSync(root, `${root}.away`)
    mkdirSync(root)
  }
  return { root, rows, vacant, exchange }
}

test('an empty folder in the place of a known one is vacant, until something stands in it', () => {
  const { root, vacant, exchange } = known('a.php')
  expect(vacant()).toBe(false)
  exchange()
  expect(vacant()).toBe(true)
  writeFileSync(join(root, '.sekisho-canary'), '')
  expect(vacant()).toBe(true)
  writeFileSync(join(root, 'shell.php'), '')
  expect(vacant()).toBe(false)
})

test.each([
  ['a folder', (at: string) => mkdirSync(at)],
  ['a file that holds something', (at: string) => writeFileSync(at, '<?php')],
  ['a link', (at: string) => symlinkSync('/tmp', at)],
  [
    'another name of a file',
    (at: string, away: string) => {
      writeFileSync(away, '')
      linkSync(away, at)
    },
  ],
])('a place in which %s is called like the canary is not vacant', (_, make) => {
  const { root, vacant, exchange } = known('a.php')
  exchange()
  make(join(root, '.sekisho-canary'), `${root}.other`)
  expect(vacant()).toBe(false)
})

test('the known folder is not vacant when all in it was deleted', () => {
  const { root, vacant } = known('a.php')
  for (const name of ['a.php', 'lib']) rmSync(join(root, name), { recursive: true })
  expect(vacant()).toBe(false)
})

test('a root of which nothing was known, or that held nothing, is whatever stands there', () => {
  const { rows, vacant, exchange } = known()
  rows.rows.delete('lib' as PathText)
  exchange()
  expect(vacant()).toBe(false)
  rows.put('lib/left-over.php')
  expect(vacant()).toBe(true)
  rows.rows.delete('' as PathText)
  expect(vacant()).toBe(false)
})
