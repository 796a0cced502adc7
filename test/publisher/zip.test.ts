import { crc32 } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { entriesOfFile } from '../../publisher/source/archive.ts'
import { type ZipEntry, zipBytes, zipFile } from '../support/hostile-archives.ts'

const fine: ZipEntry = { name: 'index.php', content: '<?php' }

function unicodePath(plain: string, name: string): Buffer {
  const field = Buffer.alloc(9)
  field.writeUInt16LE(0x7075, 0)
  field.writeUInt16LE(5 + Buffer.byteLength(name), 2)
  field[4] = 1
  field.writeUInt32LE(crc32(Buffer.from(plain)), 5)
  return Buffer.concat([field, Buffer.from(name)])
}

describe('a zip archive', () => {
  test.each<[string, ZipEntry, RegExp]>([
    ['a name that climbs out', { name: '../../etc/cron.d/x' }, /"\.\.\/\.\.\/etc\/cron\.d\/x" has the part "\.\."/],
    ['an absolute name', { name: '/etc/passwd' }, /"\/etc\/passwd" is absolute/],
    ['an empty part', { name: 'a//b' }, /has the part ""/],
    ['a second spelling of a path', { name: './index.php' }, /index\.php is there twice/],
    ['a path below a file', { name: 'index.php/x' }, /lies below index\.php, which is a file or a link/],
    ['a NUL in a name', { name: 'a\0b' }, /not in canonical form/],
    ['an encrypted file', { name: 'secret', flags: 1, content: 'x' }, /secret is encrypted: unpack it/],
    ['a packing that is not read', { name: 'odd', method: 14, content: 'x' }, /odd is packed by method 14/],
    [
      'a link out by an absolute target',
      { name: 'l', mode: 0o120777, content: '/etc' },
      /l is a link that leads out .* \/etc/,
    ],
    ['a link out by its parents', { name: 'a/l', mode: 0o120777, content: '../../x' }, /a\/l is a link that leads out/],
    ['a device', { name: 'dev', mode: 0o020644 }, /dev is a device or pipe/],
    ['a wrong checksum', { name: 'bad', content: 'x', crc: 1 }, /bad is damaged: its checksum/],
    [
      'more bytes than it says',
      { name: 'long', content: 'x'.repeat(99), size: 3 },
      /long cannot be read: too many bytes/,
    ],
    [
      'two names for one file',
      { name: 'a.txt', localName: 'a.php', content: 'x' },
      /another name before its data, "a\.php"/,
    ],
    ['data that another entry has', { name: 'index.php', offset: 0 }, /entry 2 of the archive overlaps/],
    ['a backslash from Windows', { name: 'a\\b', system: 0 }, /"a\\\\b" has a name in an unknown encoding/],
    [
      'a name in Shift_JIS',
      { name: Buffer.from([0x93, 0xfa]), system: 0 },
      /"%93%FA" has a name in an unknown encoding/,
    ],
    ['two names by an extra field', { name: 'a.txt', extra: unicodePath('a.txt', 'a.php') }, /unknown encoding/],
  ])('with %s is refused, and the entry is named', async (_, entry, message) => {
    const file = zipFile([fine, entry])
    await expect(entriesOfFile(file)).rejects.toMatchObject({ code: 'release-refused', place: file })
    await expect(entriesOfFile(file)).rejects.toThrow(message)
  })

  test('names are read as UTF-8 where the archive says so, by flag or by extra field', async () => {
    const flagged = { name: '日本.php', flags: 0x800, system: 0, content: 'x' }
    const plain = Buffer.from([0x93, 0xfa, 0x96, 0x7b])
    const field = unicodePath('', '本.php')
    field.writeUInt32LE(crc32(plain), 5)
    const { entries } = await entriesOfFile(zipFile([flagged, { name: plain, system: 0, extra: field, content: 'y' }]))
    expect(entries.map(({ path }) => path)).toEqual(['日本.php', '本.php'])
  })

  test('all faults are named together, ten of them at most', async () => {
    const entries = Array.from({ length: 14 }, (_, index) => ({ name: `../${index}` }))
    await expect(entriesOfFile(zipFile([fine, ...entries]))).rejects.toThrow(/"\.\.\/0".*"\.\.\/9".*; and 4 more/)
  })

  test('a bomb is refused by what its entries say before any is unpacked', async () => {
    const entries = Array.from({ length: 3 }, (_, index) => ({ name: `${index}`, content: 'x', size: 0xfffffff0 }))
    await expect(entriesOfFile(zipFile(entries))).rejects.toThrow(/cannot be read|as a bomb does/)
    await expect(entriesOfFile(zipFile(entries))).rejects.toThrow('as a bomb does')
  })

  test('what is left out is not looked into', async () => {
    const encrypted = { name: 'upload/secret', flags: 1, content: 'x' }
    const { entries } = await entriesOfFile(zipFile([fine, encrypted]), { exclude: ['upload'] })
    expect(entries.map(({ path }) => path)).toEqual(['index.php'])
  })

  test('an archive without its directory, or without any file, is refused', async () => {
    const length = zipBytes([fine]).length
    await expect(entriesOfFile(zipFile([fine], length - 30))).rejects.toThrow('no whole zip archive')
    await expect(entriesOfFile(zipFile([]))).rejects.toThrow('holds no file')
  })
})
