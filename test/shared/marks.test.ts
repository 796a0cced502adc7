// Owns the laws of content marks over the test set: nothing clean carries a mark, everything hidden carries its own, and
// the answer is the same whole or in pieces of any size.
import { MarkReader, marksOf, type Reading } from '@sekisho/shared/marks.ts'
import { marksVersion } from '@sekisho/shared/observation.ts'
import { describe, expect, test } from 'vitest'
import { cleanSources, cleanUploads, hiddenUploads, type Upload } from '../support/content-set.ts'
import { Random } from '../support/random.ts'

const reading = ({ name, bytes }: Upload): Reading => ({ name, size: bytes.length, settingsKey: null })
const whole = (file: Upload) => marksOf(file.bytes, reading(file))

describe('content marks', () => {
  for (const file of cleanUploads) {
    test(`a clean ${file.name} is ${file.type} and carries no mark`, () => {
      expect(whole(file)).toEqual({ version: marksVersion, found: [], type: file.type })
    })
  }

  for (const file of cleanSources) {
    test(`${file.name} of a shop's own pages carries no mark`, () => {
      expect(whole(file).found).toEqual([])
    })
  }

  for (const file of hiddenUploads) {
    test(`${JSON.stringify(file.name)} is seen through: ${file.marks.join(', ') || 'by its type'}`, () => {
      expect(whole(file).found).toEqual(file.marks)
    })
  }

  test('pieces of any size give the marks of the whole', () => {
    const random = new Random(7)
    for (const file of [...cleanUploads, ...cleanSources, ...hiddenUploads]) {
      // The first piece tells the type, so it is as long as the first read of a file.
      const first = Math.min(file.bytes.length, 64 * 1024)
      for (let round = 0; round < 5; round++) {
        const reader = new MarkReader(reading(file))
        reader.read(Buffer.from(file.bytes.subarray(0, first)))
        for (let at = first; at < file.bytes.length; ) {
          const length = random.between(1, round < 2 ? 700 : 200_000)
          reader.read(Buffer.from(file.bytes.subarray(at, at + length)))
          at += length
        }
        expect(reader.finish(), file.name).toEqual(whole(file))
      }
    }
  })

  test('a directive is quoted, and nothing of another line', () => {
    const bytes = Buffer.from(
      'SetEnv DB_PASSWORD hunter2\n<Files *>\n  SetHandler \\\n   application/x-httpd-php\x1b[2J\n',
    )
    const marks = whole({ name: '.htaccess', bytes })
    expect(marks).toMatchObject({
      found: ['execution-directive'],
      quotes: ['SetHandler application/x-httpd-php%1B[2J'],
    })
  })

  test('a directive far behind padding is found as well', () => {
    const bytes = Buffer.from(`${'# padding\n'.repeat(20_000)}php_value auto_prepend_file /tmp/.x\n`)
    const reader = new MarkReader(reading({ name: '.htaccess', bytes }))
    for (let at = 0; at < bytes.length; at += 65_536) reader.read(bytes.subarray(at, at + 65_536))
    expect(reader.finish().quotes).toEqual(['php_value auto_prepend_file /tmp/.x'])
  })
})
