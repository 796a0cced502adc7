import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openLog } from '@sekisho/shared/log.ts'
import { plainJson } from '@sekisho/shared/plain-json.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/folder.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must not get through.
const obeyed = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/

test('JSON for terminals has the same value, and no character that a terminal obeys', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const json = plainJson(JSON.stringify({ text }))
      expect(JSON.parse(json)).toEqual({ text })
      return !obeyed.test(json)
    }),
  )
})

test('a log line holds what a stranger is called, and is one line that no terminal obeys', async () => {
  const file = join(temporaryFolder(), 'program.log')
  const log = openLog('collector', 'info', file)
  const host = 'web1\u009b2J\u202e\n\u001b[31m\u007f'
  log.info('a host was enrolled', { host, token: 'sekisho_abc', error: new Error(`no ${host}`) })
  const text = await eventually(() => readFileSync(file, 'utf8') || undefined)
  expect(text.trimEnd()).not.toMatch(obeyed)
  expect(JSON.parse(text)).toMatchObject({ host, token: '(not logged)', error: `no ${host}` })
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a log line holds no card number, wherever a name or an error brought it, and numbers that are none as they were', async () => {
  const file = join(temporaryFolder(), 'program.log')
  const log = openLog('agent', 'info', file)
  const [card, grouped] = ['4111111111111111', '3782-822463-10005']
  const digest = '4111111111111111'.repeat(4)
  log.warn(`${card}.txt could not be read`, {
    path: `html/${card}.txt`,
    error: new Error('outer', { cause: new Error(`no entry ${grouped}`) }),
    files: { [`a/${card}`]: [{ name: `x ${grouped} y` }] },
    ...{ at: 1_796_000_000_003, inode: 12n, sha256: digest, order: '4111111111111112' },
  })
  const text = await eventually(() => readFileSync(file, 'utf8') || undefined)
  expect(JSON.parse(text)).toMatchObject({
    message: '[card].txt could not be read',
    path: 'html/[card].txt',
    error: expect.stringContaining('[card]'),
    files: { 'a/[card]': [{ name: 'x [card] y' }] },
    ...{ at: 1_796_000_000_003, inode: '12', sha256: digest, order: '4111111111111112' },
  })
  expect(text.replace(digest, '')).not.toContain(card)
  expect(text).not.toContain(grouped)
})
