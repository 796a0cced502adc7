import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathBytes, pathText } from '@sekisho/shared/path.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entriesOfFile } from '../../publisher/source/archive.ts'
import { namedPath } from '../../publisher/source/gather.ts'
import { entriesOfSums, parseSum } from '../../publisher/source/sums.ts'
import { temporaryFolder } from '../support/folder.ts'
import { entriesOfTool, fixture, sorted } from '../support/release-fixture.ts'

const hex = 'a'.repeat(64)

function listed(text: string | Buffer): string {
  const file = join(temporaryFolder(), 'sums')
  writeFileSync(file, text)
  return file
}

describe('a list of sums', () => {
  test.each(['odd.text.sums', 'odd.binary.sums', 'odd.tag.sums'])('%s is read as sha256sum wrote it', async name => {
    const { entries } = await entriesOfFile(fixture(name))
    const sums = readFileSync(fixture('odd.text.sums'), 'latin1').split('\n')
    expect(entries).toEqual([
      { path: 'back\\slash', sha256: sums[0]?.slice(1, 65), type: 'file' },
      { path: 'caf%E9.php', sha256: sums[1]?.slice(0, 64), type: 'file' },
      { path: 'new%0Aline', sha256: sums[2]?.slice(1, 65), type: 'file' },
    ])
  })

  test('paths with ./ before them, as find gives them, are those of the site', async () => {
    expect((await entriesOfFile(fixture('tree.sums'))).entries).toEqual(sorted(entriesOfTool('tree.sums')))
  })

  test('comments, blank lines, capital digits and line ends of Windows change nothing', async () => {
    const file = listed(`# made by hand\r\n\r\n${hex.toUpperCase()}  a.php\r\nSHA256 (b.php) = ${hex}\r\n`)
    expect((await entriesOfSums(file)).entries.map(({ path, sha256 }) => [path, sha256])).toEqual([
      ['a.php', hex],
      ['b.php', hex],
    ])
  })

  test.each([
    ['another digest', `${'a'.repeat(40)}  a.php`, 'line 2 is no sha256 sum'],
    ['another algorithm', `MD5 (a.php) = ${'a'.repeat(32)}`, 'line 2 is no sha256 sum'],
    ['an unknown escape', `\\${hex}  a\\tb`, 'line 2 is no sha256 sum'],
    ['a way out', `${hex}  ../a.php`, 'has the part ".."'],
    ['an absolute path', `${hex}  /var/www/a.php`, 'is absolute'],
    ['one path twice, in two spellings', `${hex}  ./index.php`, 'index.php is there twice'],
    ['a path below a file of it', `${hex}  index.php/x`, 'lies below index.php'],
  ])('with %s is refused, and the line or path is named', async (_, line, message) => {
    const file = listed(`${hex}  index.php\n${line}\n`)
    await expect(entriesOfSums(file)).rejects.toMatchObject({ code: 'release-refused', place: file })
    await expect(entriesOfSums(file)).rejects.toThrow(message)
  })

  test('a line without an end does not fill the memory', async () => {
    await expect(entriesOfSums(listed(`${hex}  ${'x'.repeat(100_000)}`))).rejects.toThrow('longer than any name')
  })

  test('no line makes the parser throw, and what it takes is a whole sum', () => {
    const line = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .tuple(fc.constantFrom('', '\\'), fc.constantFrom(' ', '*', ''), fc.string())
        .map(([before, mark, name]) => Buffer.from(`${before}${hex} ${mark}${name}`)),
      fc
        .tuple(fc.constantFrom('', '\\'), fc.string())
        .map(([before, name]) => Buffer.from(`${before}SHA256 (${name}) = ${hex}`)),
    )
    fc.assert(
      fc.property(line, bytes => {
        const sum = parseSum(Buffer.from(bytes))
        if (sum === null) return
        expect(sum.sha256).toMatch(/^[0-9a-f]{64}$/)
        expect(sum.name.length).toBeGreaterThan(0)
      }),
    )
  })

  test('every name that sha256sum can write comes back as its bytes, in each form', () => {
    // It escapes backslash, newline and carriage return, and marks the line.
    const name = fc.uint8Array({ minLength: 1, maxLength: 60 }).map(bytes => Buffer.from(bytes.map(byte => byte || 1)))
    fc.assert(
      fc.property(name, fc.constantFrom('  ', ' *', 'tag'), (bytes, form) => {
        const plain = bytes.toString('latin1')
        const written = plain.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
        const line = form === 'tag' ? `SHA256 (${written}) = ${hex}` : `${hex}${form}${written}`
        const sum = parseSum(Buffer.from(written === plain ? line : `\\${line}`, 'latin1'))
        expect(sum?.name.equals(bytes)).toBe(true)
      }),
    )
  })

  test('no two names that are taken differ and mean one path', () => {
    const part = fc.constantFrom('a', '.', '..', '', 'b%2F', '日')
    const name = fc.array(part, { minLength: 1, maxLength: 4 }).map(parts => parts.join('/'))
    fc.assert(
      fc.property(name, text => {
        let path: ReturnType<typeof namedPath>
        try {
          path = namedPath(Buffer.from(text))
        } catch {
          // Refused names mean nothing.
          return
        }
        // What is left out is ./ before it and / after it, and nothing else; the bytes are the same.
        expect(Buffer.from(pathBytes(path)).toString()).toBe(text.replace(/^(?:\.\/)+/, '').replace(/\/$/, ''))
        expect(pathText(pathBytes(path))).toBe(path)
      }),
    )
  })
})
