// Owns the laws of how a failure is told on the command line, and what it ends with.
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
