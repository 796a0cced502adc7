import { type Absent, differences, type Present, sameStat, type Unreadable } from '@sekisho/shared/observation.ts'
import { pathTextOfString } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'

const file: Present = {
  state: 'present',
  at: 1,
  type: 'file',
  size: 10,
  mode: 0o644,
  uid: 33,
  gid: 33,
  mtimeMs: 1,
  ctimeMs: 1,
  inode: 1,
  links: 1,
  target: null,
  digest: { algorithm: 'sha256', hex: 'a'.repeat(64) },
  marks: { version: 1, found: [] },
}
const absent: Absent = { state: 'absent', at: 1 }
const unreadable: Unreadable = { state: 'unreadable', at: 1, errno: 'EACCES', stat: null }
const otherDigest = { algorithm: 'sha256', hex: 'b'.repeat(64) } as const
const xxh64 = { algorithm: 'xxh64', hex: 'c'.repeat(16) } as const

describe('two observations of one path', () => {
  test('times, inode and link count alone make no difference', () => {
    const after = { ...file, at: 2, mtimeMs: 2, ctimeMs: 2, inode: 2, links: 2 }
    expect(differences(file, after)).toEqual([])
    expect(sameStat(file, after)).toBe(false)
  })

  test.each<readonly [string, Partial<Present>, string]>([
    ['type', { type: 'directory' }, 'type'],
    ['mode', { mode: 0o755 }, 'mode'],
    ['user', { uid: 0 }, 'owner'],
    ['group', { gid: 0 }, 'owner'],
    ['size', { size: 11 }, 'content'],
    ['digest', { digest: otherDigest }, 'content'],
    ['marks', { marks: { version: 1, found: ['php-open-tag'] } }, 'content'],
  ])('another %s is decisive', (_, change, difference) => {
    expect(differences(file, { ...file, ...change })).toEqual([difference])
  })

  test('another target is decisive for a link, and its mode is not', () => {
    const link: Present = { ...file, type: 'symlink', digest: null, marks: null, target: pathTextOfString('a') }
    expect(differences(link, { ...link, target: pathTextOfString('b') })).toEqual(['target'])
    expect(differences(link, { ...link, mode: 0o777 })).toEqual([])
  })

  test('digests of another algorithm are not compared while the stat is the same', () => {
    expect(differences(file, { ...file, digest: xxh64 })).toEqual([])
    expect(differences(file, { ...file, digest: xxh64, ctimeMs: 2 })).toEqual(['content'])
  })

  test('marks of another version are not compared', () => {
    expect(differences(file, { ...file, marks: { version: 2, found: ['interpreter-line'] } })).toEqual([])
  })

  test('an equal xxh64 does not mean unchanged where the stat moved', () => {
    const log = { ...file, digest: xxh64 }
    expect(differences(log, log)).toEqual([])
    expect(differences(log, { ...log, ctimeMs: 2 })).toEqual(['content'])
  })

  test('another state is decisive, and so is another errno', () => {
    expect(differences(file, absent)).toEqual(['state'])
    expect(differences(unreadable, { ...unreadable, errno: 'EIO' })).toEqual(['state'])
    expect(differences(unreadable, { ...unreadable, at: 2 })).toEqual([])
    expect(differences(null, absent)).toEqual([])
    expect(differences(null, file)).toEqual(['state'])
  })
})
