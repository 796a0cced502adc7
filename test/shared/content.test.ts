// Owns the laws of the one pass over a file's content.
import { createHash, randomBytes } from 'node:crypto'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentInSlices, readContent, sha256 } from '@sekisho/shared/content.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/folder.ts'
import { spentMs } from '../support/spent.ts'

const smallBuffer = Buffer.alloc(64 * 1024)

function contentOf(bytes: Uint8Array | string, buffer = smallBuffer) {
  const bytesOf = Buffer.from(bytes)
  const path = join(temporaryFolder(), 'file')
  writeFileSync(path, bytesOf)
  const descriptor = openSync(path, 'r')
  try {
    return readContent(descriptor, bytesOf.length, buffer, sha256, { name: 'file', settingsKey: null })
  } finally {
    closeSync(descriptor)
  }
}

const marksOf = (bytes: Uint8Array | string) => contentOf(bytes).marks?.found ?? []
const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('content', () => {
  test.each([
    ['<?php echo 1;', ['php-open-tag']],
    ['GIF89a\0\0<?PhP', ['php-open-tag']],
    ['text <?= $x ?>', ['php-open-tag']],
    ['text <?=\n$x', ['php-open-tag']],
    ['<<<?php', ['php-open-tag']],
    ['<?<?php', ['php-open-tag']],
    ['<?=<', ['php-open-tag']],
    ['<?p<?phphp', ['php-open-tag']],
    ['<?xml version="1.0"?>', []],
    ['<? echo 1', []],
    ['<?=\0', []],
    ['<?=', []],
    ['<?ph', []],
    ['#!/bin/sh', ['interpreter-line']],
    ['#! perl', ['interpreter-line']],
    ['#!', ['interpreter-line']],
    ['x#!/usr', ['interpreter-line']],
    ['x##! \t /usr', ['interpreter-line']],
    ['x#!#!/u', ['interpreter-line']],
    ['x#! perl', []],
    ['x#!/1', []],
    ['#', []],
    ['', []],
    ['#!/bin/php\n<?php', ['php-open-tag', 'interpreter-line']],
  ])('of %j has the marks %j', (text, marks) => {
    expect(marksOf(text)).toEqual(marks)
  })

  test('marks are found across every border between two pieces', () => {
    const border = 64 * 1024
    for (const [sign, mark] of [
      ['<?PHP', 'php-open-tag'],
      ['<?=\t', 'php-open-tag'],
      ['#!  /b', 'interpreter-line'],
    ] as const) {
      for (let shift = 0; shift <= sign.length; shift++) {
        for (const at of [border - shift, 2 * border - shift]) {
          const bytes = Buffer.alloc(3 * border, '.')
          bytes.write(sign, at)
          expect({ sign, at, marks: marksOf(bytes) }).toEqual({ sign, at, marks: [mark] })
        }
      }
    }
  })

  test('random bytes of the size of photographs carry no marks', () => {
    // 4 MiB hold some 64 bare `<?` and as many `#!`; the chance of a full mark in them is below one in five.
    const counts = [1, 2, 3, 4].map(() => marksOf(randomBytes(1024 * 1024)).length)
    expect(counts.filter(count => count > 0).length).toBeLessThan(3)
  })

  test('pieces give the marks and the digest of the whole', () => {
    const signs = fc.constantFrom('<', '?', '=', 'p', 'H', '#', '!', '/', ' ', '\0', '<?php', '#!/a', 'x')
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 40 }), fc.integer({ min: 0, max: 60 }), (parts, shift) => {
        const text = parts.join('')
        const bytes = Buffer.concat([Buffer.alloc(64 * 1024 - shift, 'y'), Buffer.from(text)])
        const { marks, hex } = contentOf(bytes)
        expect(hex).toBe(digestOf(bytes))
        const whole = bytes.toString('latin1')
        expect(marks?.found.includes('php-open-tag')).toBe(/<\?(?:php|=[\t-\r -~])/i.test(whole))
        expect(marks?.found.includes('interpreter-line')).toBe(/#![ \t]*\/[a-z]/i.test(whole))
      }),
      { numRuns: 200 },
    )
  })

  test('a file of nothing but beginnings is read in time', () => {
    for (const text of ['<? ', '<?<', '#! ', '<?ph', '# !#!']) {
      const bytes = Buffer.alloc(8 * 1024 * 1024, text)
      const start = spentMs()
      marksOf(Buffer.concat([Buffer.from('x'), bytes]))
      // One search for each beginning would take many times that.
      expect(spentMs() - start).toBeLessThan(2_000)
    }
  })

  test('a large file rests between slices and still has one digest', () => {
    const bytes = Buffer.alloc(40 * 1024 * 1024, 'sekisho')
    const path = join(temporaryFolder(), 'large')
    writeFileSync(path, bytes)
    const descriptor = openSync(path, 'r')
    const buffer = Buffer.alloc(1024 * 1024)
    const slices = contentInSlices(descriptor, bytes.length, buffer, sha256, null)
    let rests = 0
    for (;;) {
      const slice = slices.next()
      if (slice.done) {
        expect(slice.value).toEqual({ hex: digestOf(bytes), marks: null, length: bytes.length })
        break
      }
      rests++
      // Whoever runs it may use the buffer meanwhile.
      buffer.fill('<?php')
    }
    closeSync(descriptor)
    expect(rests).toBeGreaterThan(5)
  })

  test('a file shorter than its stat said tells how much was read', () => {
    const path = join(temporaryFolder(), 'short')
    writeFileSync(path, 'abc')
    const descriptor = openSync(path, 'r')
    expect(readContent(descriptor, 100_000, smallBuffer, sha256).length).toBe(3)
    closeSync(descriptor)
  })
})
