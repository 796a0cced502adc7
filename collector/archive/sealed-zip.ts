// Owns an archive under a password: zip with AES-256 as WinZip's AE-2 has it, since that is what unpackers know. Made as it is
// read, so that no more than some pieces are in memory. Knows nothing of what is in it, and keeps no password.
import type { Seal } from '../handover.archive.ts'

/** AES-256 (https://www.winzip.com/en/support/aes-encryption/). */
const strength = 3
/** Some 3 ms of a thread that has others to serve: the cipher is the library's own, in JavaScript. */
const pieceBytes = 128 * 1024

/** Without compression: what is small needs none, and a scanner's or a reader's bomb is none here. */
export const sealZip: Seal = async function* seal(entries, password, at) {
  const { ZipWriter } = await import('@zip.js/zip.js')
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = new ZipWriter(writable, {
    ...{ password, encryptionStrength: strength, zipCrypto: false, level: 0, lastModDate: new Date(at) },
    // In this thread: its workers are for browsers.
    useWebWorkers: false,
  })
  const made = fill(writer, entries)
  // Whoever reads is told by the stream; a second word would have nobody to hear it.
  made.catch((error: unknown) => writable.abort(error).catch(() => {}))
  yield* readable
  await made
}

interface Writer {
  add(name: string, from: ReadableStream<Uint8Array>): Promise<unknown>
  close(): Promise<unknown>
}

async function fill(writer: Writer, entries: Parameters<Seal>[0]): Promise<void> {
  for await (const { name, pieces } of entries) await writer.add(name, ReadableStream.from(bySlices(pieces())))
  await writer.close()
}

/** Others have their turn between two slices. */
async function* bySlices(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
  for await (const piece of pieces)
    for (let at = 0; at < piece.length; at += pieceBytes) {
      yield piece.subarray(at, at + pieceBytes)
      await new Promise(resolve => setImmediate(resolve))
    }
}
