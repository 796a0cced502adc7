// Owns archives that no tool would make: zip and tar written byte by byte, each field as a test wants it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { temporaryFolder } from './folder.ts'

export interface ZipEntry {
  readonly name: string | Buffer
  readonly content?: string | Buffer
  /** Unix mode with its type; a plain file without. */
  readonly mode?: number
  readonly flags?: number
  readonly method?: number
  readonly crc?: number
  /** Made by: 3 is Unix, 0 is DOS. */
  readonly system?: number
  readonly localName?: string
  /** Uncompressed size as it is told. */
  readonly size?: number
  /** Where it says its data begins. */
  readonly offset?: number
  readonly extra?: Buffer
}

export function zipFile(entries: readonly ZipEntry[], cutTo?: number): string {
  const file = join(temporaryFolder(), 'hostile.zip')
  writeFileSync(file, zipBytes(entries).subarray(0, cutTo))
  return file
}

export function zipBytes(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name)
    const local = Buffer.from(entry.localName ?? entry.name)
    const content = Buffer.from(entry.content ?? '')
    const { method = 8, flags = 0, system = 3, mode = 0o100644, size = content.length, extra = Buffer.alloc(0) } = entry
    const packed = method === 8 ? deflateRawSync(content) : content
    const shared = Buffer.alloc(22)
    shared.writeUInt16LE(flags, 0)
    shared.writeUInt16LE(method, 2)
    shared.writeUInt32LE(entry.crc ?? crc32(content), 8)
    shared.writeUInt32LE(packed.length, 12)
    shared.writeUInt32LE(size, 16)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(20, 4)
    shared.copy(head, 6, 0, 20)
    head.writeUInt16LE(local.length, 26)
    const record = Buffer.alloc(46)
    record.writeUInt32LE(0x02014b50, 0)
    record.writeUInt16LE((system << 8) | 30, 4)
    record.writeUInt16LE(20, 6)
    shared.copy(record, 8, 0, 20)
    record.writeUInt16LE(name.length, 28)
    record.writeUInt16LE(extra.length, 30)
    record.writeUInt32LE((mode << 16) >>> 0, 38)
    record.writeUInt32LE(entry.offset ?? at, 42)
    parts.push(head, local, packed)
    central.push(record, name, extra)
    at += head.length + local.length + packed.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, directory, end])
}

export interface TarEntry {
  readonly name: string | Buffer
  readonly content?: string | Buffer
  /** POSIX type flag: 0 file, 1 hard link, 2 symlink, 3 device, 5 folder, x pax header … */
  readonly type?: string
  readonly target?: string
}

/** With the two blocks of zeros that end a tar, unless `end` says otherwise. */
export function tarBytes(entries: readonly TarEntry[], end = Buffer.alloc(1024)): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), end])
}

export function tarFile(bytes: Buffer): string {
  const file = join(temporaryFolder(), 'hostile.tar')
  writeFileSync(file, bytes)
  return file
}

function blocksOf({ name, content = '', type = '0', target = '' }: TarEntry): Buffer[] {
  const body = Buffer.from(content)
  const head = Buffer.alloc(512)
  Buffer.from(name).copy(head, 0)
  head.write('0000644\0', 100)
  head.write('0000000\0', 108)
  head.write('0000000\0', 116)
  head.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124)
  head.write('00000000000\0', 136)
  head.write('        ', 148)
  head.write(type, 156)
  head.write(target, 157)
  head.write('ustar\0', 257)
  head.write('00', 263)
  const sum = head.reduce((total, byte) => total + byte, 0)
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return [head, body, Buffer.alloc((512 - (body.length % 512)) % 512)]
}
