// Owns the laws of how a failure is told on the command line, and what it ends with.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/folder.ts'
import { runSekisho } from '../support/shell.ts'

test.each([
  ['release', 'publish', '/nowhere'],
  ['release', 'verify', '/nowhere', '/'],
  ['release', 'create', '/nowhere', '--component', 'shop', '--release', '1', '--out', '/nowhere.json'],
  ['evidence', 'verify', '--heads', '/nowhere'],
])('a file that is not there is told as that, and as refused by nobody: %s %s', async (...words) => {
  const SEKISHO_STATE = temporaryFolder()
  const told = await runSekisho(words, { SEKISHO_STATE })
  expect(told).toEqual({ code: exitCodes.usage, out: '', err: 'sekisho: /nowhere: there is no such file or folder\n' })
  const { err } = await runSekisho(words, { SEKISHO_STATE, LANG: 'ja' })
  expect(err).toBe('sekisho: /nowhere: そのようなファイルやフォルダーはありません\n')
})

test.each([
  ['release', 'publish'],
  ['release', 'verify'],
])('what is no signed release is told so to its end in the language of who asked: %s %s', async (...words) => {
  const folder = temporaryFolder()
  const file = join(folder, 'page.html')
  writeFileSync(file, '<html>')
  const told = (LANG: string) =>
    runSekisho([...words, file, ...(words[1] === 'verify' ? [folder] : [])], { SEKISHO_STATE: folder, LANG })
  const why = 'it is not a signed release: the envelope is no JSON object in UTF-8'
  expect(await told('en')).toMatchObject({
    code: exitCodes.refused,
    err: `sekisho: ${file}: the release was refused: ${why}\n`,
  })
  const ja =
    'リリースは拒否されました: 署名済みリリースではありません: エンベロープがUTF-8のJSONオブジェクトではありません'
  expect((await told('ja')).err).toBe(`sekisho: ${file}: ${ja}\n`)
})
