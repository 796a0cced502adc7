// Owns reading a zip archive, its entries one after the other as streams. Everything that two tools could read differently is
// refused: names, overlaps, checksums. Which bytes make a zip is yauzl's.
import { crc32 } from 'node:zlib'
import { sha256 } from '@sekisho/shared/content.ts'
import { type PathText, pathText } from '@sekisho/shared/path.ts'
import { reason } from '@sekisho/shared/told-failure.ts'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { Ceilings } from './ceilings.ts'
import { type Gather, leadsOut, type Progress, pathOrFault } from './gather.ts'
import { SourceError, whyOf } from './source-error.ts'
import { zipNameOf, zipTypeOf } from './zip-entry.ts'

/** PATH_MAX of Linux: a longer target is no link's. */
const maxTargetBytes = 4096
const progressEvery = 100
const localHeaderBytes = 30

/** @throws Failure release-refused; entries that cannot be released become faults */
export async function readZip(
  file: string,
  size: number,
  gather: Gather,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  const zip = await openZip(file, gather)
  try {
    const reading = new ZipReading(zip, gather, new Ceilings(gather, size))
    let seen = 0
    for await (const entry of entriesOf(zip, gather)) {
      await reading.take(entry)
      if (++seen % progressEvery === 0) onProgress({ files: seen, total: zip.entryCount })
    }
    reading.refuseOverlaps()
  } finally {
    zip.close()
  }
}

class ZipReading {
  readonly #zip: ZipFile
  readonly #gather: Gather
  readonly #ceilings: Ceilings
  readonly #starts: number[] = []
  readonly #ends: number[] = []

  constructor(zip: ZipFile, gather: Gather, ceilings: Ceilings) {
    this.#zip = zip
    this.#gather = gather
    this.#ceilings = ceilings
  }

  async take(entry: Entry): Promise<void> {
    this.#ceilings.header()
    this.#ceilings.unpacked(entry.uncompressedSize)
    const start = entry.relativeOffsetOfLocalHeader
    this.#starts.push(start)
    this.#ends.push(start + localHeaderBytes + entry.fileNameLength + entry.compressedSize)
    const name = zipNameOf(entry)
    if (name === null)
      return this.#gather.fault('source.zip-name', { name: JSON.stringify(pathText(entry.fileNameRaw)) })
    const path = pathOrFault(this.#gather, name)
    if (path === null) return
    const type = zipTypeOf(entry)
    if (type === 'directory') return
    const as = this.#gather.nameOf(path)
    if (as === null) return
    if (type === 'other') return this.#gather.fault('source.device', { path })
    await this.#read(entry, path, as, type)
  }

  /** Data that two entries share: the mark of a bomb, and of an archive that two tools read differently. */
  refuseOverlaps(): void {
    const order = this.#starts.map((_, index) => index).sort((a, b) => (this.#starts[a] ?? 0) - (this.#starts[b] ?? 0))
    let end = 0
    for (const index of order) {
      if ((this.#starts[index] ?? 0) < end) {
        this.#gather.fault('source.overlaps', { number: index + 1 })
      }
      end = Math.max(end, this.#ends[index] ?? 0)
    }
  }

  async #read(entry: Entry, path: PathText, as: PathText, type: 'file' | 'symlink'): Promise<void> {
    if (entry.isEncrypted()) return this.#gather.fault('source.encrypted', { path })
    if (!entry.canDecodeFileData()) {
      const method = entry.compressionMethod
      return this.#gather.fault('source.method', { path, method })
    }
    if (type === 'symlink') return await this.#readLink(entry, path, as)
    const reading = this.#gather.reading(as)
    if (await this.#eachChunk(entry, path, chunk => reading.update(chunk))) await reading.end()
  }

  async #readLink(entry: Entry, path: PathText, as: PathText): Promise<void> {
    if (entry.uncompressedSize > maxTargetBytes) return this.#gather.fault('source.long-target', { path })
    const chunks: Buffer[] = []
    if (!(await this.#eachChunk(entry, path, chunk => chunks.push(chunk)))) return
    const target = Buffer.concat(chunks)
    const text = pathText(target)
    if (leadsOut(path, text)) {
      return this.#gather.fault('source.leads-out', { path, target: text })
    }
    this.#gather.add({ path: as, sha256: sha256.once(target), type: 'symlink' })
  }

  /** False when what was read is not what the archive says of it; the fault is then noted. */
  async #eachChunk(entry: Entry, path: PathText, take: (chunk: Buffer) => void): Promise<boolean> {
    let sum = 0
    try {
      await this.#refuseOtherName(entry)
      for await (const chunk of (await this.#zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
        sum = crc32(chunk, sum)
        take(chunk)
      }
    } catch (error) {
      const why = whyOf(error)
      this.#gather.faultOf(say => say('source.unreadable', { path, detail: why(say) }))
      return false
    }
    if (sum === entry.crc32) return true
    this.#gather.fault('source.damaged', { path })
    return false
  }

  /** Tools that read from the front take the name from there. */
  async #refuseOtherName(entry: Entry): Promise<void> {
    const { fileName } = await this.#zip.readLocalFileHeaderPromise(entry)
    if (!fileName.equals(entry.fileNameRaw)) {
      throw new SourceError(reason('source.zip-other-name', { name: JSON.stringify(pathText(fileName)) }))
    }
  }
}

async function openZip(file: string, gather: Gather): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(file, { decodeStrings: false, autoClose: false, validateEntrySizes: true })
  } catch (error) {
    throw unreadable(gather, error)
  }
}

async function* entriesOf(zip: ZipFile, gather: Gather): AsyncGenerator<Entry> {
  try {
    yield* zip.eachEntry()
  } catch (error) {
    throw unreadable(gather, error)
  }
}

function unreadable(gather: Gather, error: unknown): Error {
  const why = whyOf(error)
  return gather.refusal(say => say('source.zip-broken', { detail: why(say) }), error)
}
