// Owns which kind of file a release is made from, told by its first bytes and never by its name, and the unpacking in front of
// a tar. The entries themselves are zip's, tar's and sums'.
import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs'
import { Readable, Transform } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { reason } from '@sekisho/shared/told-failure.ts'
import { unreadableFile } from '@sekisho/shared/unreadable-file.ts'
import xz from 'xz-decompress'
import { Ceilings } from './ceilings.ts'
import { type ContentTaker, Gather, type Gathered, type Progress } from './gather.ts'
import type { SelectionWords } from './selection.ts'
import { entriesOfSums } from './sums.ts'
import { readTar } from './tar.ts'
import { readZip } from './zip.ts'

type Kind = 'zip' | 'tar' | 'gzip' | 'xz' | 'zstd' | 'sums' | 'unknown'

const headBytes = 512
const chunkSize = 256 * 1024
const beginnings: readonly (readonly [Kind, readonly number[]])[] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  // One without entries.
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['gzip', [0x1f, 0x8b]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
]
const tarMagicAt = 257

/**
 * The entries of an archive as vendors ship them (zip, tar, tar.gz, tar.xz, tar.zst), or of a list of sums.
 * @throws Failure file-unreadable when it cannot be opened, release-refused naming what is wrong with which entry
 */
export async function entriesOfFile(
  file: string,
  words: SelectionWords = {},
  onProgress: (progress: Progress) => void = () => {},
  taker: ContentTaker | null = null,
): Promise<Gathered> {
  const { head, size } = beginningOf(file)
  const kind = kindOf(head)
  const gather = new Gather(file, words, taker)
  if (kind === 'sums') {
    if (taker === null) return await entriesOfSums(file, words, onProgress)
    throw gather.refusal(reason('source.sums-given'))
  }
  if (kind === 'unknown') {
    throw gather.refusal(reason('source.no-kind'))
  }
  if (kind === 'zip') {
    await readZip(file, size, gather, onProgress)
  } else {
    const ceilings = new Ceilings(gather, size)
    await readTar(counted(unpacked(kind, file), ceilings), gather, ceilings, onProgress)
  }
  const gathered = gather.finish()
  onProgress({ files: gathered.entries.length, total: gathered.entries.length })
  return gathered
}

function kindOf(head: Buffer): Kind {
  for (const [kind, bytes] of beginnings) if (bytes.every((byte, index) => head[index] === byte)) return kind
  if (head.subarray(tarMagicAt, tarMagicAt + 5).toString('latin1') === 'ustar') return 'tar'
  return looksLikeSums(head) ? 'sums' : 'unknown'
}

/** Comments may stand before the first sum. */
function looksLikeSums(head: Buffer): boolean {
  return /^(?:(?:#[^\n]*)?\r?\n)*(?:\\?[0-9a-fA-F]{64} |\\?SHA256 \(|#)/.test(head.toString('latin1'))
}

/** The tar inside. Errors of the file and of the unpacking both end the stream. */
function unpacked(kind: 'tar' | 'gzip' | 'xz' | 'zstd', file: string): Readable {
  const packed = createReadStream(file, { highWaterMark: chunkSize })
  if (kind === 'tar') return packed
  if (kind === 'xz') return Readable.fromWeb(new xz.XzReadableStream(Readable.toWeb(packed) as never) as never)
  const unpacking = kind === 'gzip' ? createGunzip({ chunkSize }) : createZstdDecompress({ chunkSize })
  packed.once('error', error => unpacking.destroy(error))
  return packed.pipe(unpacking)
}

function counted(stream: Readable, ceilings: Ceilings): Readable {
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        ceilings.unpacked(chunk.length)
        done(null, chunk)
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)))
      }
    },
  })
  stream.once('error', error => counting.destroy(error))
  return stream.pipe(counting)
}

function beginningOf(file: string): { readonly head: Buffer; readonly size: number } {
  try {
    const descriptor = openSync(file, 'r')
    try {
      const head = Buffer.alloc(headBytes)
      const length = readSync(descriptor, head, 0, headBytes, 0)
      return { head: head.subarray(0, length), size: fstatSync(descriptor).size }
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    throw unreadableFile(file, error)
  }
}
