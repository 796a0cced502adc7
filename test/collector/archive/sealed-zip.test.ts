// The laws of a sealed archive: a reader of the format opens it with its password and gets the bytes, nobody does without, and
// nothing of what is in it but names and sizes can be seen.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sealZip } from '../../../collector/archive/sealed-zip.ts'
import type { ArchiveEntry } from '../../../collector/handover.archive.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { unzipped } from '../../support/unzip.ts'

const password = 'kitsune & tanuki 7'
const at = Date.UTC(2026, 10, 29)
const shell = Buffer.from('<?php system($_GET[0]);')
const large = randomBytes(3_000_000)
const entries: readonly ArchiveEntry[] = [
  { name: 'a.bin', pieces: () => [shell] },
  {
    name: 'b.bin',
    pieces: async function* halves() {
      yield large.subarray(0, 1_000_001)
      yield large.subarray(1_000_001)
    },
  },
]

async function archive(given: Iterable<ArchiveEntry> = entries): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of sealZip(given, password, at)) pieces.push(piece)
  return Buffer.concat(pieces)
}

describe('a sealed archive', () => {
  test('opens with its password, byte for byte, and with no other', async () => {
    const bytes = await archive()
    expect(await unzipped(bytes, password)).toEqual([
      ['a.bin', shell],
      ['b.bin', large],
    ])
    await expect(unzipped(bytes, 'kitsune & tanuki 8')).rejects.toThrow(/password/i)
    await expect(unzipped(bytes, '')).rejects.toThrow()
  })

  test('is AES-256 as AE-2 for each entry, stored, and holds neither plain bytes nor their checksum', async () => {
    const bytes = await archive()
    expect(bytes.includes(shell)).toBe(false)
    expect(bytes.includes(large.subarray(0, 64))).toBe(false)
    // APPNOTE 4.3.7: method 99; the extra field 0x9901 of AE-2 (version 2, "AE", strength 3, stored).
    const extra = Buffer.from('0199070002004145030000', 'hex')
    for (let from = 0, entry = 0; entry < entries.length; entry++) {
      const header = bytes.indexOf(Buffer.from('PK\x03\x04', 'latin1'), from)
      expect(bytes.readUInt16LE(header + 8)).toBe(99)
      expect(bytes.readUInt32LE(header + 14)).toBe(0)
      const rest = header + 30 + bytes.readUInt16LE(header + 26)
      expect(bytes.subarray(rest, rest + bytes.readUInt16LE(header + 28)).includes(extra)).toBe(true)
      from = header + 4
    }
  })

  test('is another one each time, so that equal contents are not seen to be equal', async () => {
    expect((await archive()).equals(await archive())).toBe(false)
  })

  test('ends with the error of an entry whose pieces end with one', async () => {
    const failing: ArchiveEntry = {
      name: 'c.bin',
      pieces: async function* half() {
        yield shell
        throw new Error('the part at byte 23 is missing')
      },
    }
    await expect(archive([...entries, failing])).rejects.toThrow('the part at byte 23 is missing')
  })

  const seven = ['7zz', '7z'].find(name => spawnSync(name, ['i']).status === 0)
  if (seven === undefined) console.warn('SKIPPED: no 7-Zip is here to open an archive with: apt-get install 7zip')
  test.skipIf(seven === undefined)('is opened by 7-Zip', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'x.zip'), await archive())
    const open = (word: string) => spawnSync(seven ?? '', ['x', '-y', `-p${word}`, 'x.zip'], { cwd: folder })
    expect(open('wrong').status).not.toBe(0)
    expect(open(password).status).toBe(0)
    expect([readFileSync(join(folder, 'a.bin')), readFileSync(join(folder, 'b.bin'))]).toEqual([shell, large])
  })
})
