// Owns the laws by which attacker-chosen text is taken apart: nothing hidden stays hidden, nothing is lost, and no cut
// goes through a sign.
import { pathText, showPath } from '@sekisho/shared/path.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutMiddle, pathPieces, splitEnd, textPieces } from '../../../../../collector/dashboard/src/words/pieces.ts'

const textOf = (pieces: readonly { text: string }[]) => pieces.map(({ text }) => text).join('')
const anyPath = fc.uint8Array({ maxLength: 300 }).map(bytes => pathText(bytes))
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/u

test('the pieces of a path say what showPath says', () => {
  fc.assert(
    fc.property(anyPath, path => {
      expect(textOf(pathPieces(path))).toBe(showPath(path))
    }),
  )
})

test('no piece holds a sign that cannot be seen', () => {
  const anyText = fc.string({ unit: 'binary' })
  fc.assert(
    fc.property(anyPath, path => {
      expect(textOf(pathPieces(path))).not.toMatch(unseen)
    }),
  )
  fc.assert(
    fc.property(anyText, text => {
      expect(textOf(textPieces(text))).not.toMatch(unseen)
    }),
  )
})

test('encoded bytes and hidden signs are marked, all else is not', () => {
  expect(pathPieces('a%0Ab\u202Ec')).toEqual([
    { text: 'a', sign: false },
    { text: '%0A', sign: true },
    { text: 'b', sign: false },
    { text: '⟨U+202E⟩', sign: true },
    { text: 'c', sign: false },
  ])
})

test('a name that spells a sign is not marked as one', () => {
  expect(pathPieces('⟨U+202E⟩.php')).toEqual([{ text: '⟨U+202E⟩.php', sign: false }])
})

test('outside paths a percent sign means nothing, and control characters show', () => {
  expect(textPieces('date +%0A\n')).toEqual([
    { text: 'date +%0A', sign: false },
    { text: '⟨U+000A⟩', sign: true },
  ])
})

test('a cut leaves out the middle, keeps both ends, and never parts a sign', () => {
  const pieces = pathPieces(`%0A${'a'.repeat(100)}%0A`)
  expect(cutMiddle(pieces, 2, 2)).toEqual([
    { text: '%0A', sign: true },
    { text: 'a…a', sign: false },
    { text: '%0A', sign: true },
  ])
  expect(cutMiddle(pieces, 3, 0)).toEqual([
    { text: '%0A', sign: true },
    { text: 'aa…', sign: false },
  ])
})

test('what is short enough is not cut', () => {
  fc.assert(
    fc.property(anyPath, path => {
      expect(textOf(cutMiddle(pathPieces(path), 1000, 0))).toBe(showPath(path))
    }),
  )
})

test('a split loses nothing, and only parts what is long', () => {
  fc.assert(
    fc.property(anyPath, fc.integer({ min: 1, max: 20 }), (path, length) => {
      const [start, end] = splitEnd(pathPieces(path), length)
      expect(textOf(start) + textOf(end)).toBe(showPath(path))
    }),
  )
  expect(splitEnd(pathPieces('short.php'), 12)[1]).toEqual([])
  expect(textOf(splitEnd(pathPieces(`${'a'.repeat(40)}.jpg.php`), 12)[1])).toBe('aaaa.jpg.php')
})
