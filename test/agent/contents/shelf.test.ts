// The laws of the spool's files: what was put there is found again by the next agent, and one that is bad takes no other with it.
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, test } from 'vitest'
import { type Head, maxHeadBytes } from '../../../agent/contents/sealed.ts'
import { Shelf } from '../../../agent/contents/shelf.ts'
import { temporaryFolder } from '../../support/folder.ts'

const key = randomBytes(32)
const sha256 = (content: string) => createHash('sha256').update(content).digest('hex')
const places = (...paths: readonly string[]) =>
  paths.map(path => ({ root: '/shop' as PathText, path: path as PathText }))

function open() {
  const folder = temporaryFolder()
  const shelf = new Shelf(folder, key)
  const put = (content: string, at: number, paths: readonly string[] = ['x.php']) => {
    const head: Head = { at, rank: 1, places: places(...paths), attributes: { told: 'unsupported' } }
    return shelf.put(sha256(content), head, Buffer.from(content))
  }
  /** What an agent finds that starts anew. */
  const found = async () => {
    const { shelved, ...other } = await new Shelf(folder, key).list()
    return { ...other, places: shelved.map(({ head }) => head.places) }
  }
  return { folder, put, found }
}

test('what has more places than its head has room for is found again under those that it has room for', async () => {
  const { put, found } = open()
  // Of eight hard links in folders whose names stand percent-encoded, as deep as a path may go.
  const deep = Array.from({ length: 16 }, (_, n) => `${n}/${'%E5'.repeat(4000)}`)
  const taken = await put('<?php //linked', 1, deep)
  expect(taken).toBeGreaterThan(maxHeadBytes / 2)
  const after = await found()
  expect(after).toEqual({ spoiled: 0, unread: 0, error: null, places: [places(...deep.slice(0, 10))] })
})

test('a head of exactly the room that there is opens, and one of a byte more has no place and is not written', async () => {
  const { folder, put, found } = open()
  const head = { at: 1, rank: 1, places: places(''), attributes: { told: 'unsupported' } }
  const room = maxHeadBytes - 4 - 12 - 16 - JSON.stringify(head).length
  expect(await put('<?php //too long', 1, ['a'.repeat(room + 1)])).toBeNull()
  expect(readdirSync(folder)).toEqual([])
  expect(await put('<?php //as long as may be', 1, ['a'.repeat(room)])).toBeGreaterThan(room)
  expect(await put('<?php //one is short', 2, ['a'.repeat(room + 1), 'short.php'])).toBeGreaterThan(0)
  const after = await found()
  expect(after).toMatchObject({ spoiled: 0, places: [places('a'.repeat(room)), places('short.php')] })
})

test('one that cannot be read goes, is counted, and keeps none of the others from being found, the longest kept first', async () => {
  const { folder, put, found } = open()
  await put('<?php //young', 2, ['young.php'])
  await put('<?php //old', 1, ['old.php'])
  // Neither can be opened and read as a file, and the second cannot be removed as one.
  const [loop, stuck, spoiled] = [sha256('loop'), sha256('stuck'), sha256('spoiled')]
  symlinkSync(loop, join(folder, loop))
  mkdirSync(join(folder, stuck))
  writeFileSync(join(folder, spoiled), 'not as it was written')
  const after = await found()
  expect(after).toMatchObject({ spoiled: 1, unread: 2, error: { code: expect.stringMatching(/^E/) } })
  expect(after.places).toEqual([places('old.php'), places('young.php')])
  expect(readdirSync(folder).sort()).toEqual([sha256('<?php //old'), sha256('<?php //young'), stuck].sort())
})
