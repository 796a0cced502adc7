// Owns the law of what a source is refused for: all faults in one message, ten of them named, each in the reader's language.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PathText } from '@sekisho/shared/path.ts'
import { reason, reasonIn } from '@sekisho/shared/told-failure.ts'
import { expect, test } from 'vitest'
import { entriesOfFile } from '../../publisher/source/archive.ts'
import { Gather, pathOrFault } from '../../publisher/source/gather.ts'
import { temporaryFolder } from '../support/folder.ts'
import { zipFile } from '../support/hostile-archives.ts'

const path = (text: string) => text as PathText

/** As people read it, in both languages. */
async function told(refused: () => unknown): Promise<readonly string[]> {
  try {
    await refused()
  } catch (error) {
    if (error instanceof Error) return [reasonIn(error, 'en'), reasonIn(error, 'ja')]
  }
  throw new Error('it was not refused')
}

test('faults are told together, ten of them by name, in the language of the reader', async () => {
  const gather = new Gather('shop.tar', {})
  for (const name of ['a', 'a', 'b']) gather.add({ path: path(name), sha256: '0'.repeat(64), type: 'file' })
  gather.add({ path: path('b/c'), sha256: '0'.repeat(64), type: 'file' })
  pathOrFault(gather, Buffer.from('../x'))
  gather.faultAt(path(''), reason('source.file-unreadable', { errno: 'EIO' }))
  const [english, japanese] = await told(() => gather.finish())
  expect(english).toBe(
    'a is there twice: which of the two counts is not clear; the name "../x" has the part "..": "../x"; . cannot be read (EIO); b/c lies below b, which is a file or a link',
  )
  expect(japanese).toBe(
    'aが2つあり、どちらが有効か分かりません; 名前"../x": ".."という部分を含んでいます: "../x"; .: 読み取れません(EIO); b/cは、ファイルかリンクであるbの下にあります',
  )
  for (let number = 0; number < 20; number++) gather.fault('source.sum-line', { number })
  const [many, japaneseMany] = await told(() => gather.finish())
  expect([
    many?.match(/ is no sha256 sum/g)?.length,
    japaneseMany?.match(/のハッシュ値ではありません/g)?.length,
  ]).toEqual([6, 6])
  expect(many).toMatch(/; and \d+ more$/)
  expect(japaneseMany).toMatch(/; ほか\d+件$/)
})

test('what is no archive, or none that can be released, is told in Japanese to whoever reads that', async () => {
  const file = join(temporaryFolder(), 'page.html')
  writeFileSync(file, '<html>')
  expect((await told(() => entriesOfFile(file)))[1]).toMatch(/^フォルダー、zip、tar.*のいずれでもありません$/)
  const link = zipFile([{ name: 'l', mode: 0o120777, content: '/etc' }])
  expect((await told(() => entriesOfFile(link)))[1]).toBe('lはアーカイブの外(/etc)へのリンクです。除外してください')
  const empty = await told(() => new Gather('x', {}).finish())
  expect(empty).toEqual(['it holds no file to release', 'リリースするファイルがありません'])
})
