// The laws of reading a release's files out of a folder: only what the release lists, and no link leads out.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PathText, pathTextOfString } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { contentIn } from '../../publisher/source/contents.ts'
import { sha256 } from '../support/batches.ts'
import { temporaryFolder } from '../support/folder.ts'

test('a file of the folder is read where it is what the release lists, and nothing that a link leads to', () => {
  const folder = temporaryFolder()
  const outside = temporaryFolder()
  mkdirSync(join(folder, 'sub'))
  writeFileSync(join(folder, 'sub/日本.php'), 'one')
  writeFileSync(join(outside, 'secret'), 'one')
  symlinkSync(join(outside, 'secret'), join(folder, 'link'))
  symlinkSync(outside, join(folder, 'there'))
  const read = (path: string, content = 'one', most = 10) =>
    contentIn(pathTextOfString(folder), { path: path as PathText, sha256: sha256(content) }, most)
  expect(read('sub/日本.php')).toEqual({ bytes: Buffer.from('one') })
  expect(read('sub/日本.php', 'other')).toEqual({ why: 'mismatch' })
  expect(read('sub/日本.php', 'one', 2)).toEqual({ why: 'too-large' })
  for (const path of ['link', 'there/secret', 'none', 'sub', 'sub/日本.php/x'])
    expect(read(path)).toEqual({ why: 'missing' })
})
