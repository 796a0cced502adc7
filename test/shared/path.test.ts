import {
  asFolder,
  folderOf,
  isBelow,
  isRightIn,
  joinPath,
  nameIn,
  nameOf,
  normalParts,
  type PathText,
  parseAbsolutePath,
  parsePathText,
  parseRelativePath,
  parseSoughtPath,
  pathBytes,
  pathText,
  pathTextOfString,
  showPath,
} from '@sekisho/shared/path.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

/** Random bytes, mixed with the sequences that canonical text treats in a way of its own. */
const special = [
  [0x25],
  [0x0a],
  [0x7f],
  [0xc2, 0x80],
  [0xc2, 0xa0],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
].concat(['é', '関', '\u{1f600}', '\u202e', '\ufeff', '%41', '%2', '/'].map(text => [...Buffer.from(text)]))
const bytes = fc
  .array(fc.oneof(fc.uint8Array({ maxLength: 6 }), fc.constantFrom(...special.map(list => Uint8Array.from(list)))), {
    maxLength: 12,
  })
  .map(pieces => Uint8Array.from(pieces.flatMap(piece => [...piece])))
const pathLike = bytes.map(raw => raw.map(byte => (byte === 0 ? 1 : byte)))

describe('canonical path text', () => {
  test('any bytes come back from their text as they were', () => {
    fc.assert(fc.property(bytes, raw => Buffer.from(raw).equals(pathBytes(pathText(raw)))))
  })

  test('the text of any path without NUL is accepted as canonical', () => {
    fc.assert(fc.property(pathLike, raw => parsePathText(pathText(raw)) === pathText(raw)))
  })

  test('of all texts for the same bytes only the canonical one is accepted', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('%', 'a', 'A', 'F', 'f', '0', '4', '1', '2', '5', 'é', '/', '\n', '\u0080') }),
    )
    fc.assert(
      fc.property(text, candidate => {
        const accepted = accepts(() => parsePathText(candidate))
        const wellFormed = candidate.isWellFormed() && /^(?:[^%]|%[0-9A-F]{2})*$/s.test(candidate)
        const canonical = wellFormed && pathText(pathBytes(candidate as PathText)) === candidate
        expect(accepted).toBe(canonical && !candidate.includes('%00') && !candidate.includes('\0'))
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    ['lower-case hex', '%0a'],
    ['an escaped letter', '%41'],
    ['an escaped multi-byte character', '%E9%96%A2'],
    ['a bare percent sign', '100%'],
    ['a bare newline', 'a\nb'],
    ['a bare C1 control', 'a\u0085b'],
    ['a lone surrogate', 'a\ud800'],
    ['a NUL', 'a%00'],
  ])('%s is refused', (_, text) => {
    expect(() => parsePathText(text)).toThrow('not in canonical form')
  })

  test('control characters, percent signs and stray bytes are escaped in upper-case hex, and nothing else', () => {
    expect(pathText(Buffer.from('a\nb%c\x7f関\u202e'))).toBe('a%0Ab%25c%7F関\u202e')
    expect(pathText(Uint8Array.from([0x61, 0xff, 0xc2, 0x85, 0xed, 0xa0, 0x80]))).toBe('a%FF%C2%85%ED%A0%80')
  })

  test('a string and its bytes give the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), name => pathTextOfString(name) === pathText(Buffer.from(name))),
    )
  })
})

describe('relative and absolute paths', () => {
  test.each(['', '/a', 'a//b', 'a/', './a', 'a/..', '../a', 'a/./b', '/'])('%j is no path below a folder', text => {
    expect(() => parseRelativePath(text)).toThrow()
  })

  test('dots within names are ordinary', () => {
    for (const text of ['...', '.a', 'a..b', '..a/b..']) expect(parseRelativePath(text)).toBe(text)
  })

  test('an absolute path is the root or a slash with a relative path', () => {
    expect(parseAbsolutePath('/')).toBe('/')
    expect(parseAbsolutePath('/srv/www')).toBe('/srv/www')
    for (const text of ['', 'srv', '//', '/srv/', '/srv/../etc']) expect(() => parseAbsolutePath(text)).toThrow()
  })

  test('a listing is narrowed by a path or a folder, below a root or absolute, and by nothing that no file can bear', () => {
    for (const text of ['', '/', 'a', 'a/', 'a/b.php', '/srv', '/srv/', '.a', '...'])
      expect(parseSoughtPath(text)).toBe(text)
    for (const text of ['//', 'a//', '/a//', 'a//b', '..', '../x', './a', 'a/./', '/a/../b', '.', '100%'])
      expect(() => parseSoughtPath(text), text).toThrow()
  })

  test('folder and name of a path join to it again', () => {
    fc.assert(
      fc.property(pathLike, raw => {
        const path = pathText(raw)
        fc.pre(accepts(() => parseRelativePath(path)))
        expect(joinPath(folderOf(path), nameOf(path))).toBe(path)
        expect(isBelow(path, folderOf(path))).toBe(true)
      }),
    )
  })

  test('the parts of a path have no empty, `.` and `..` ones, and nothing climbs above the top', () => {
    const walked = ['/a//b/./c/', 'a/../b', '/../../a', 'a/b/../../../c', '...', '', '/'].map(text =>
      normalParts(text).join('/'),
    )
    expect(walked).toEqual(['a/b/c', 'b', 'a', 'c', '...', '', ''])
  })

  test('lies right in its own folder and in no other, and is called there as by itself', () => {
    const part = fc.constantFrom('a', 'b', 'ab')
    const relative = fc.array(part, { maxLength: 3 }).map(parts => parts.join('/') as PathText)
    fc.assert(
      fc.property(relative, relative, (path, folder) => {
        expect(isRightIn(path, folder)).toBe(folderOf(path) === folder)
        expect(nameIn(path, folderOf(path))).toBe(nameOf(path))
      }),
      { numRuns: 1_000 },
    )
  })

  test('a folder whose name only begins alike holds nothing of the other', () => {
    expect(isBelow('upload/a', 'upload')).toBe(true)
    expect(isBelow('uploads/a', 'upload')).toBe(false)
    expect(isBelow('/a', '/')).toBe(true)
  })
})

describe('a path shown to people', () => {
  test('a folder has one slash behind it, the top too', () => {
    expect(['/', '/srv', 'app/', 'app'].map(asFolder)).toEqual(['/', '/srv/', 'app/', 'app/'])
  })

  test('bidirectional, invisible and odd space characters become visible signs', () => {
    expect(showPath('a\u202egpj.php')).toBe('a⟨U+202E⟩gpj.php')
    expect(showPath('a\u200bb\u00a0c\u2028d\ufeff')).toBe('a⟨U+200B⟩b⟨U+00A0⟩c⟨U+2028⟩d⟨U+FEFF⟩')
    expect(showPath('plain 関所 é')).toBe('plain 関所 é')
  })
})

function accepts(parse: () => unknown): boolean {
  try {
    parse()
    return true
  } catch {
    // Refusal is the answer that the caller asks for.
    return false
  }
}
