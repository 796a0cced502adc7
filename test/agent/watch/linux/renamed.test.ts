// The laws of what a content is told as under another name than the one it was read under.
import { sha256 } from '@sekisho/shared/content.ts'
import type { Glimpse } from '@sekisho/shared/finding.ts'
import { marksOf } from '@sekisho/shared/marks.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { Renamed } from '../../../../agent/watch/linux/renamed.ts'

const handler = Buffer.from('AddHandler application/x-httpd-php .jpg\n')
const line = 'AddHandler application/x-httpd-php .jpg'

function closed(renamed: Renamed, name: string, bytes: Buffer): Glimpse {
  const digest = { algorithm: 'sha256', hex: sha256.once(bytes) } as const
  renamed.closed(digest.hex, () => bytes)
  const marks = marksOf(bytes, { name, size: bytes.length, settingsKey: null })
  return { at: 1, size: bytes.length, digest, marks }
}

const told = (renamed: Renamed, name: string, glimpse: Glimpse) => {
  const { found, quotes } = renamed.under(name as PathText, glimpse).marks
  return { found, quotes }
}

test('under the name of a configuration a content has the lines that let something run, however it was called before', () => {
  const renamed = new Renamed()
  const glimpse = closed(renamed, 'new', handler)
  expect(glimpse.marks.found).toEqual([])
  for (const name of ['.htaccess', 'site.conf', '.htaccess'])
    expect(told(renamed, name, glimpse)).toEqual({ found: ['execution-directive'], quotes: [line] })
})

test('under any other name a content has no such lines, and all else that was found in it', () => {
  const renamed = new Renamed()
  const glimpse = closed(renamed, '.htaccess', Buffer.concat([handler, Buffer.from('<?php //\n')]))
  expect(glimpse.marks.found).toEqual(['php-open-tag', 'execution-directive'])
  expect(told(renamed, 'page.php', glimpse)).toEqual({ found: ['php-open-tag'], quotes: undefined })
})

test('what was pushed out by other files that were closed is told as it was read', () => {
  const renamed = new Renamed()
  const glimpse = closed(renamed, 'new', handler)
  for (const n of [1, 2, 3, 4]) renamed.closed(`${n}`, () => Buffer.alloc(1024 * 1024))
  expect(told(renamed, '.htaccess', glimpse)).toEqual({ found: [], quotes: undefined })
})

test('of files that hold next to nothing no more are kept than of others: each takes memory besides its content', () => {
  const renamed = new Renamed()
  const glimpse = closed(renamed, 'new', handler)
  for (let n = 0; n < 16_383; n++) renamed.closed(`${n}`, () => Buffer.from('x'))
  expect(told(renamed, '.htaccess', glimpse).found).toEqual(['execution-directive'])
  renamed.closed('last', () => Buffer.from('x'))
  expect(told(renamed, '.htaccess', glimpse).found).toEqual([])
})
