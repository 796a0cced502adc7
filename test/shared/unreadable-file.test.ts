// Owns the laws of what is said of a file that cannot be read: the cause in the reader's language, and the file's name.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { translator } from '@sekisho/shared/messages.ts'
import { reasonOf } from '@sekisho/shared/told-failure.ts'
import { unreadableFile } from '@sekisho/shared/unreadable-file.ts'
import { expect, test } from 'vitest'

const { dirname: folder, filename: file } = import.meta

test.each([
  ['what is not there', () => readFileSync(join(folder, 'none')), 'there is no such file or folder', 'ありません'],
  ['a folder in place of a file', () => readFileSync(folder), 'this is a folder', 'これはフォルダーです'],
  ['a file in place of a folder', () => readdirSync(file), 'this is no folder', 'フォルダーではない'],
  ['a file of another', () => fail('EACCES'), 'this user may not read it', '権限がありません'],
  ['a disk that fails', () => fail('EIO'), 'it cannot be read (EIO)', '読み取れません(EIO)'],
])('%s is told as that, in English and Japanese', (_what, read, en, ja) => {
  const failure = refusalOf(read)
  expect(failure).toMatchObject({ code: 'file-unreadable', place: folder, message: expect.stringContaining(en) })
  expect(reasonOf(failure, translator('ja'))).toContain(ja)
})

function refusalOf(read: () => unknown) {
  try {
    read()
  } catch (error) {
    return unreadableFile(folder, error)
  }
  throw new Error('it can be read')
}

function fail(code: string): never {
  throw Object.assign(new Error(code), { code })
}
