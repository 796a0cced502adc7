// Owns the laws of how a failure is told on the command line, and what it ends with.
import { mkdirSync, writeFileSync } from 'node:fs'
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

const created = ['--component', 'shop', '--release', '1', '--out']
const tokenFile = ['--collector', 'https://sekisho.example', '--token-file']

test.each([
  ['up', ['up'], 'none', 'there is no such file or folder', 'そのようなファイルやフォルダーはありません'],
  ['up', ['up'], 'build/a.php/b', 'this is no folder, or lies below', 'フォルダーではないか'],
  ['up', ['up'], 'build/a.php', 'the folder is not there: it is no folder', 'フォルダーではありません'],
  ['a token', ['hosts', ...tokenFile], 'none', 'there is no such file or folder', 'そのようなファイル'],
  ['a token', ['hosts', ...tokenFile], 'build', 'this is a folder, and a file is needed', 'これはフォルダーです'],
  [
    'a release',
    ['release', 'create', 'BUILD', ...created],
    'none/r.json',
    'the folder that it would lie in is not there',
    '書き込み先のフォルダーがありません',
  ],
  [
    'a release',
    ['release', 'create', 'BUILD', ...created],
    'build',
    'this is a folder, and a file is needed',
    'これはフォルダーです',
  ],
] as const)(
  'why %s cannot be read or written is told with its place in the language of who asked: %j %s',
  async (_what, words, name, english, japanese) => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'build'))
    writeFileSync(join(folder, 'build', 'a.php'), '<?php')
    const SEKISHO_STATE = join(folder, 'state')
    await runSekisho(['key', 'create', 'ci'], { SEKISHO_STATE })
    const place = join(folder, name)
    const typed = [...words.map(word => (word === 'BUILD' ? join(folder, 'build') : word)), place]
    for (const [LANG, told] of [
      ['C', english],
      ['ja_JP.UTF-8', japanese],
    ] as const) {
      const { code, out, err } = await runSekisho(typed, { SEKISHO_STATE, LANG })
      expect([code, out]).toEqual([exitCodes.usage, ''])
      expect(err).toContain(`sekisho: ${place}: `)
      expect(err).toContain(told)
      // Its folder has six random letters.
      expect(err.replaceAll(place, '')).not.toMatch(/E[A-Z]{4,}/)
    }
  },
)

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

const notKept = '/nowhere/store.db'
const backup = ['backup', 'OUT', '--key-open']

test.each([
  [
    'a state folder without a collector',
    backup,
    'no collector keeps its state here',
    'ここにコレクターの状態はありません',
  ],
  ['a backup that is none', ['restore', 'OUT'], 'it cannot be read (ENOENT)', '読み取れません(ENOENT)'],
  [
    'a database that is none',
    ['evidence', 'verify', '--database', notKept],
    "no collector's database can be read there (ENOENT)",
    'ここからコレクターのデータベースを読み取れません(ENOENT)',
  ],
] as const)('what is wrong with %s is told in the language of who asked', async (_what, words, english, japanese) => {
  const folder = temporaryFolder()
  const SEKISHO_STATE = join(folder, 'state')
  const typed = words.map(word => (word === 'OUT' ? join(folder, 'out') : word))
  for (const [LANG, told] of [
    ['C', english],
    ['ja_JP.UTF-8', japanese],
  ] as const) {
    const { err } = await runSekisho(typed, { SEKISHO_STATE, LANG })
    expect(err).toContain(told)
    if (LANG !== 'C') expect(err).not.toMatch(/[a-z]+ [a-z]+ [a-z]+/)
  }
})
