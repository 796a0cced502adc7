// Owns the law of finding a file by device and inode: what has its inode on another file system is another file.
import { lstatSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import type { FileIdentity, KnownInodes } from '../../../agent/handover.ts'
import { placesOf } from '../../../agent/walk/places.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { openSmallDisk } from '../../support/small-disk.ts'

function identityOf(file: string): FileIdentity {
  const { dev, ino } = statSync(file)
  return { device: dev, inode: ino }
}

/** A baseline that knows these files, by the inodes that they have now. */
function knowing(root: string, ...paths: readonly string[]): KnownInodes {
  const rows = paths.map(path => ({
    root: root as PathText,
    path: path as PathText,
    inode: lstatSync(join(root, path)).ino,
  }))
  return { withInodes: inodes => rows.filter(({ inode }) => inodes.includes(inode)) }
}

describe('the places of a file', () => {
  test('a file of another file system that has the same inode is not taken for it', ({ skip }) => {
    const [shop, other] = [openSmallDisk(1, skip).folder, openSmallDisk(1, skip).folder]
    // Each such file system counts its own inodes.
    for (const disk of [shop, other]) writeFileSync(join(disk, 'index.php'), 'x')
    const [ours, theirs] = [shop, other].map(disk => identityOf(join(disk, 'index.php')))
    if (ours === undefined || theirs === undefined) throw new Error('two files were made')
    expect(theirs.inode).toBe(ours.inode)
    const known = knowing(shop, 'index.php')
    expect(placesOf([theirs], known)).toEqual([])
    expect(placesOf([theirs, ours], known)).toEqual([{ root: shop, path: 'index.php', ...ours }])
  })

  test('a path that leads elsewhere by now, by another file, a link or no folder, is none of its places', () => {
    const root = temporaryFolder()
    const names = ['replaced.php', 'gone/x.php', 'linked/x.php', 'kept/x%FF.php']
    for (const name of ['gone', 'linked', 'kept']) mkdirSync(join(root, name))
    const onDisk = (name: string) => Buffer.from(join(root, name).replace('%FF', '\xff'), 'latin1')
    for (const name of names) writeFileSync(onDisk(name), 'x')
    const rows = names.map(name => ({
      root: root as PathText,
      path: name as PathText,
      inode: statSync(onDisk(name)).ino,
    }))
    const sought = names.map(name => ({ device: statSync(onDisk(name)).dev, inode: statSync(onDisk(name)).ino }))
    writeFileSync(join(root, 'new'), 'x')
    renameSync(join(root, 'new'), join(root, 'replaced.php'))
    rmSync(join(root, 'gone'), { recursive: true })
    renameSync(join(root, 'linked'), join(root, 'away'))
    symlinkSync('away', join(root, 'linked'))
    expect(placesOf(sought, { withInodes: () => rows }).map(({ path }) => path)).toEqual(['kept/x%FF.php'])
  })

  test('of a root that leads nowhere any more there is none, and of the others all are found', () => {
    const folder = temporaryFolder()
    const [closed, other] = [join(folder, 'closed'), join(folder, 'other')]
    for (const root of [closed, other]) {
      mkdirSync(root)
      writeFileSync(join(root, 'x.php'), 'x')
    }
    const rows = [closed, other].flatMap(root => knowing(root, 'x.php').withInodes([statSync(join(root, 'x.php')).ino]))
    const sought = rows.map(({ root, path }) => identityOf(join(root, path)))
    for (const target of ['closed', 'x'.repeat(300), '/proc/version']) {
      rmSync(closed, { recursive: true })
      symlinkSync(target, closed)
      expect(placesOf(sought, { withInodes: () => rows }).map(({ root }) => root)).toEqual([other])
    }
  })
})
