// Owns the laws of the folders that a fingerprint thread holds open: the right one is open, and none is left over.
import { fstatSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { PathText } from '@sekisho/shared/path.ts'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { OpenFolders } from '../../../agent/fingerprint/folders.ts'
import { temporaryFolder } from '../../support/folder.ts'

const openDescriptors = () => readdirSync('/proc/self/fd').length

test('in whatever order folders are asked for, each is the one that was asked for, and close leaves none open', () => {
  const root = temporaryFolder() as PathText
  const folders = ['', 'a', 'a/b', 'a/b/c', 'a/bb', 'ab', 'ab/c', Array(40).fill('d').join('/')] as PathText[]
  for (const folder of folders) mkdirSync(join(root, folder), { recursive: true })
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...folders), { maxLength: 20 }), asked => {
      const before = openDescriptors()
      const open = new OpenFolders()
      for (const folder of asked) {
        expect(fstatSync(open.folder(root, folder)).ino).toBe(statSync(join(root, folder)).ino)
        expect(fstatSync(open.root(root)).ino).toBe(statSync(root).ino)
      }
      open.close()
      expect(openDescriptors()).toBe(before)
    }),
  )
})

test('a folder that cannot be opened leaves the others usable, and one that was handed over is not closed', () => {
  const root = temporaryFolder() as PathText
  mkdirSync(join(root, 'a/b'), { recursive: true })
  const open = new OpenFolders()
  onTestFinished(() => open.close())
  expect(() => open.folder(root, 'a/none/deeper' as PathText)).toThrow(/ENOENT/)
  const kept = open.folder(root, 'a/b' as PathText)
  open.handOver()
  const again = open.folder(root, 'a/b' as PathText)
  expect(again).not.toBe(kept)
  open.close()
  expect(fstatSync(kept).ino).toBe(statSync(join(root, 'a/b')).ino)
  expect(() => fstatSync(again)).toThrow(/EBADF/)
})
