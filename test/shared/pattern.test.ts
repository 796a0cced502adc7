import { pathText } from '@sekisho/shared/path.ts'
import { compileByFolder, compilePattern } from '@sekisho/shared/pattern.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { spentMs } from '../support/spent.ts'

/** One name as the disk may hold it: any bytes but `/` and NUL. */
const nameBytes = fc
  .uint8Array({ minLength: 1, maxLength: 40 })
  .map(raw => raw.map(byte => (byte === 0 || byte === 0x2f ? 0x0a : byte)))
const name = nameBytes.map(pathText)

describe('a pattern', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['index.php', ['index.php'], ['a/index.php', 'index.phpx', '']],
    ['upload/**', ['upload/a', 'upload/.a', 'upload/a/b/c', 'upload/a%0Ab'], ['upload', 'uploads/a', 'x/upload/a']],
    ['**/a', ['a', 'x/a', 'x/y/a'], ['xa', 'a/x']],
    ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['ab', 'a/bx', 'b']],
    ['**', ['a', '.a', 'a/b'], []],
    ['*', ['a', '.a', 'a\\b'], ['a/b']],
    ['*.log', ['.log', 'a.log', 'a.b.log'], ['a/b.log', 'a.log2']],
    ['a*b', ['ab', 'axb', 'a%0Ab', 'abab'], ['a', 'b', 'a/b']],
    ['**/{.htaccess,.user.ini}', ['.htaccess', 'a/b/.user.ini'], ['htaccess', '.htaccess/x']],
    ['{a,b/c}/**', ['a/x', 'b/c/x'], ['b/x', 'c/x']],
    ['{a,b}{c,}', ['ac', 'bc', 'a', 'b'], ['c', 'ab']],
    ['a?c', ['abc', 'a関c', 'a\u{1f600}c', 'a%0Ac', 'a%FFc'], ['ac', 'abbc', 'a/c']],
    ['a%25', ['a%25'], ['a%']],
    ['*A', ['xA', '%0AA'], ['x%0A']],
    ['**/a/**', ['a/x', 'y/a/x', 'a/a/a'], ['a', 'y/a']],
    ['**/a/**/b', ['a/b', 'x/a/y/a/z/b'], ['b', 'a/bx']],
  ])('%s covers what it says and nothing else', (pattern, covered, left) => {
    const matches = compilePattern(pattern)
    for (const path of covered) expect(matches(path), path).toBe(true)
    for (const path of left) expect(matches(path), path).toBe(false)
  })

  test.each([
    ['', 'relative and not empty'],
    ['/a', 'relative and not empty'],
    ['a//b', 'empty part'],
    ['a/', 'empty part'],
    ['../a', 'has the part'],
    ['a**', 'whole part'],
    ['{a', 'closed'],
    ['a}', 'without'],
    ['{a,{b,c}}', 'not nested'],
    ['a%', 'canonical'],
    ['a\nb', 'canonical'],
    ['{1,2,3,4,5,6,7,8,9}{1,2,3,4,5,6,7,8}', '64 alternatives'],
  ])('%j is refused, because it could not be meant', (pattern, reason) => {
    expect(() => compilePattern(pattern)).toThrow(reason)
  })

  test('dir/** covers every name at every depth below, and * every name', () => {
    const below = compilePattern('dir/**')
    const any = compilePattern('*')
    const anywhere = compilePattern('**/*')
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), parts => {
        const path = parts.join('/')
        expect(below(`dir/${path}`)).toBe(true)
        expect(anywhere(path)).toBe(true)
        expect(any(path)).toBe(parts.length === 1)
      }),
      { numRuns: 500 },
    )
  })

  test('a star between two ends covers exactly the names that begin and end so, by bytes', () => {
    const end = fc.uint8Array({ maxLength: 3 }).map(raw => raw.map(byte => (isPlain(byte) ? byte : 0x41)))
    fc.assert(
      fc.property(end, end, nameBytes, (before, after, middle) => {
        const pattern = `${pathText(before)}*${pathText(after)}`
        const matches = compilePattern(pattern)
        const given = Buffer.from(middle)
        const expected =
          given.length >= before.length + after.length &&
          given.subarray(0, before.length).equals(before) &&
          given.subarray(given.length - after.length).equals(after)
        expect(matches(pathText(middle))).toBe(expected)
        expect(matches(pathText(Buffer.concat([before, middle, after])))).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('asked folder by folder a pattern covers the same names', () => {
    const part = fc.constantFrom(
      'a',
      'b',
      'a.php',
      '*',
      '**',
      '*.php',
      'a*',
      '?',
      '{a,b}',
      '{a,b/c}',
      '{a/**,b}',
      'x%0A',
    )
    const given = fc.constantFrom('a', 'b', 'c', 'a.php', 'ab', 'x%0A', '.a')
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 4 }).map(parts => parts.join('/')),
        fc.array(given, { minLength: 1, maxLength: 4 }),
        (pattern, parts) => {
          const covers = compilePattern(pattern)(parts.join('/'))
          const byFolder = compileByFolder(pattern)
          const names = byFolder.namesIn(parts.slice(0, -1))
          if (covers) expect(byFolder.mayBeginWith(parts[0] ?? '')).toBe(true)
          expect(names === 'all' || (names !== 'none' && names(parts.at(-1) ?? ''))).toBe(covers)
        },
      ),
      { numRuns: 5000 },
    )
  })

  test('no pattern runs away: ten times the path takes far less than a hundred times as long', () => {
    for (const [pattern, unit] of [
      ['*a*a*a*a*a*a*a*a*b', 'a'],
      ['**/a/**/a/**/a/**/a/**/b', 'a/'],
      ['**/*a*a*/**/*a*a*/**/b', 'aaa/'],
    ] as const) {
      const matches = compilePattern(pattern)
      const timeOf = (repeats: number) => {
        const path = unit.repeat(repeats)
        const times = Array.from({ length: 5 }, () => {
          const start = spentMs()
          expect(matches(path)).toBe(false)
          return spentMs() - start
        })
        return Math.min(...times)
      }
      timeOf(100)
      // The floor keeps the clock's own grain out of the ratio.
      expect(timeOf(20_000) / Math.max(timeOf(2000), 0.2), pattern).toBeLessThan(50)
    }
  })
})

function isPlain(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x7a && byte !== 0x3f
}
