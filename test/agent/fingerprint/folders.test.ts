// Owns the laws of the folders that a fingerprint thread holds open: the right one is open, and none is left over.
import { fstatSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
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
    fc.property(fc.array(fc.tuple(fc.constantFrom(...folders), fc.boolean()), { maxLength: 20 }), asked => {
      const before = openDescriptors()
      const open = new OpenFolders()
      for (const [folder, byNames] of asked) {
        expect(fstatSync(open.folder(root, folder, byNames)).ino).toBe(statSync(join(root, folder)).ino)
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
  expect(() => open.folder(root, 'a/none/deeper' as PathText, true)).toThrow(/ENOENT/)
  const kept = open.folder(root, 'a/b' as PathText, true)
  open.handOver()
  const again = open.folder(root, 'a/b' as PathText, true)
  expect(again).not.toBe(kept)
  open.close()
  expect(fstatSync(kept).ino).toBe(statSync(join(root, 'a/b')).ino)
  expect(() => fstatSync(again)).toThrow(/EBADF/)
})

test('a folder on the way is told by itself, also where it is not held open', () => {
  const root = temporaryFolder() as PathText
  const deep = `a/b/${Array(40).fill('d').join('/')}` as PathText
  mkdirSync(join(root, deep), { recursive: true })
  const open = new OpenFolders()
  onTestFinished(() => open.close())
  open.folder(root, 'a/b' as PathText, true)
  const [top, below] = [open.identity(1), open.identity(2)]
  expect(top).not.toBe(below)
  const before = openDescriptors()
  open.folder(root, deep, true)
  expect([open.identity(0), open.identity(1), open.identity(2)]).toEqual(['', top, below])
  open.close()
  expect(openDescriptors()).toBe(before - 3)
})

const deep = `cache/${Array(40).fill('d').join('/')}`

test.each(['cache', 'cache/a/b', deep])(
  'a folder on the way that is asked for by names is the one in which the next was opened, whatever stands there by now: %s',
  place => {
    const root = temporaryFolder() as PathText
    mkdirSync(join(root, place), { recursive: true })
    const open = new OpenFolders()
    onTestFinished(() => open.close())
    open.folder(root, place as PathText, false)
    open.folder(root, place as PathText, true)
    const told = open.identity(1)
    renameSync(join(root, 'cache'), join(root, 'moved'))
    mkdirSync(join(root, 'cache'))
    expect(open.identity(1)).toBe(told)
  },
)

test('a folder that is made anew is another, whatever inode it has, and what is made in it changes nothing', () => {
  const root = temporaryFolder() as PathText
  const place = join(root, 'cache')
  const told = () => {
    const open = new OpenFolders()
    open.folder(root, 'cache' as PathText, true)
    const identity = open.identity(1)
    open.close()
    return identity
  }
  mkdirSync(place)
  const first = told()
  writeFileSync(join(place, 'a.php'), '<?php')
  expect(told()).toBe(first)
  const seen = new Set([first])
  for (let time = 1; time <= 20; time++) {
    rmSync(place, { recursive: true })
    mkdirSync(place)
    seen.add(told())
    expect(seen.size).toBe(time + 1)
  }
})
