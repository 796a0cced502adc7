import { isDirectory, kindOf } from '@sekisho/shared/kind.ts'
import type { Absent, Observation, Present, Unreadable } from '@sekisho/shared/observation.ts'
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
  marks: null,
}
const changed: Present = { ...file, size: 11 }
const link: Present = { ...file, type: 'symlink', digest: null, target: pathTextOfString('a') }
const directory: Present = { ...file, type: 'directory', digest: null }
const absent: Absent = { state: 'absent', at: 1 }
const unreadable: Unreadable = { state: 'unreadable', at: 1, errno: 'EACCES', stat: null }
const { state: _, ...seen } = file
const unstable: Observation = { ...seen, state: 'unstable' }

describe('the kind of a finding', () => {
  test.each<readonly [string, Observation | null, Observation, string | null]>([
    ['nothing, then a file', null, file, 'added'],
    ['absent, then a file', absent, file, 'added'],
    ['a file, then other content', file, changed, 'changed'],
    ['a file, then absent', file, absent, 'removed'],
    ['a file, then another mode', file, { ...file, mode: 0o600 }, 'metadata'],
    ['a file with other content and mode', file, { ...changed, mode: 0o600 }, 'changed'],
    ['a file, then the same again', file, { ...file, at: 2 }, null],
    ['a file, then a link', file, link, 'link'],
    ['a link, then a file', link, file, 'changed'],
    ['a link, then another target', link, { ...link, target: pathTextOfString('b') }, 'link'],
    ['a file, then a directory', file, directory, 'changed'],
    ['a file that cannot be read any more', file, unreadable, 'unreadable'],
    ['a file that can be read again', unreadable, file, 'changed'],
    ['a file that keeps changing', file, unstable, 'unstable'],
    ['a file that came to rest', unstable, file, 'changed'],
    ['nothing, then nothing', null, absent, null],
    ['nothing, then a directory', null, directory, null],
    ['a directory, then absent', directory, absent, null],
    ['a directory, then another mode', directory, { ...directory, mode: 0o777 }, 'metadata'],
    ['a directory that cannot be read', directory, { ...unreadable, stat: directory }, 'unreadable'],
    ['a directory that can be read again', { ...unreadable, stat: directory }, directory, 'metadata'],
    ['an unreadable directory, then absent', { ...unreadable, stat: directory }, absent, null],
  ])('%s', (_title, before, after, kind) => {
    expect(kindOf(before, after)).toBe(kind)
  })

  test('a path that cannot be read is a directory only if its stat says so', () => {
    expect(isDirectory(unreadable)).toBe(false)
    expect(isDirectory({ ...unreadable, stat: directory })).toBe(true)
  })
})
