import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { entriesOfFile } from '../../publisher/source/archive.ts'
import type { Progress } from '../../publisher/source/gather.ts'
import { temporaryFolder } from '../support/folder.ts'
import { tarBytes } from '../support/hostile-archives.ts'
import { fixture, shopEntries } from '../support/release-fixture.ts'

function written(name: string, content: string | Buffer): string {
  const file = join(temporaryFolder(), name)
  writeFileSync(file, content)
  return file
}

describe('the entries of a file', () => {
  test.each(['shop.zip', 'shop.tar', 'shop.tar.gz', 'shop.tar.xz', 'shop.tar.zst', 'pax.tar'])(
    '%s gives what sha256sum says of the unpacked tree',
    async name => {
      const { entries, shallow } = await entriesOfFile(fixture(name), { strip: 1 })
      expect(entries).toEqual(shopEntries())
      expect(shallow).toBe(0)
    },
  )

  test('the kind is told by the first bytes, whatever the name says', async () => {
    const disguised = join(temporaryFolder(), 'shop.zip')
    copyFileSync(fixture('shop.tar.xz'), disguised)
    expect((await entriesOfFile(disguised, { strip: 1 })).entries).toEqual(shopEntries())
  })

  test('paths that begin with ./ are the same paths', async () => {
    expect((await entriesOfFile(fixture('dotted.tar'))).entries).toEqual(shopEntries())
  })

  test('the one folder that holds everything is named, and none where there are several', async () => {
    expect((await entriesOfFile(fixture('shop.zip'))).onlyFolder).toBe('shop-1.0')
    expect((await entriesOfFile(fixture('dotted.tar'))).onlyFolder).toBeNull()
  })

  test('what no form has is refused with the forms that there are', async () => {
    for (const content of ['<html>', '', Buffer.alloc(2000)]) {
      const file = written('strange', content)
      await expect(entriesOfFile(file)).rejects.toMatchObject({ code: 'release-refused', place: file })
      await expect(entriesOfFile(file)).rejects.toThrow('no folder, zip, tar (.gz, .xz, .zst) or list')
    }
    await expect(entriesOfFile('/missing.zip')).rejects.toMatchObject({ code: 'file-unreadable' })
  })

  test.each(['shop.zip', 'shop.tar', 'shop.tar.gz', 'shop.tar.xz', 'shop.tar.zst'])(
    '%s cut short anywhere is refused and never read as a smaller release',
    async name => {
      const whole = readFileSync(fixture(name))
      for (let part = 1; part < 12; part++) {
        const file = written(name, whole.subarray(0, Math.floor((whole.length * part) / 12)))
        // A tar ends with many blocks of zeros, of which two are needed.
        const enough = name === 'shop.tar' && part > 9
        if (!enough) await expect(entriesOfFile(file), `${part}/12`).rejects.toMatchObject({ code: 'release-refused' })
      }
    },
  )

  test.each(['shop.tar.gz', 'shop.tar.xz', 'shop.tar.zst', 'shop.zip'])(
    '%s with any one byte changed is refused or gives the same files',
    async name => {
      const whole = readFileSync(fixture(name))
      const known = new Set(shopEntries().map(({ sha256 }) => sha256))
      for (let at = 0; at < whole.length; at += 7) {
        const damaged = Buffer.from(whole)
        damaged[at] = (damaged[at] ?? 0) ^ 0x55
        const read = entriesOfFile(written(name, damaged), { strip: 1 })
        const gathered = await read.catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'release-refused' })
          return null
        })
        // Names of a zip have no checksum; contents have one.
        const entries = gathered?.entries ?? []
        expect(entries.filter(({ sha256 }) => !known.has(sha256))).toEqual([])
      }
    },
  )

  test('a bomb is refused by what comes out of it', async () => {
    const tar = tarBytes([{ name: 'zeros', content: Buffer.alloc(1024 ** 2) }], Buffer.alloc(0))
    // gzip goes on behind an end of its own, so that one small piece can come many times.
    const piece = gzipSync(tar)
    const file = written('bomb.gz', Buffer.concat(Array.from({ length: 300 }, () => piece)))
    await expect(entriesOfFile(file)).rejects.toThrow('200 times its own size, as a bomb does')
  })

  test('progress comes while an archive is read, and at its end', async () => {
    const seen: Progress[] = []
    const many = tarBytes(Array.from({ length: 250 }, (_, index) => ({ name: `f${index}`, content: 'x' })))
    await entriesOfFile(written('many.tar', many), {}, progress => seen.push(progress))
    expect(seen.at(-1)).toEqual({ files: 250, total: 250 })
    expect(seen.length).toBeGreaterThan(2)
  })
})
