// Owns where a tar ends. tar stops at the first blocks of zeros; tar-stream reads on behind them, and takes an archive that was
// cut between two files for a whole one. So the blocks are counted here as they go by, and both are refused. Reads sizes only.
import { Transform } from 'node:stream'
import { reason } from '@sekisho/shared/told-failure.ts'
import { SourceError } from './source-error.ts'

const blockBytes = 512
/** POSIX.1-2018 pax, ustar interchange format: offset and length of the size and of the type. */
const sizeAt = 124
const sizeBytes = 12
const typeAt = 156
/** tar-stream refuses longer headers as well. */
const maxPaxBytes = 4 * 1024 * 1024

/** Lets a tar through as it is. @throws Error within the stream, when no end came or something follows it */
export function endOfTar(): Transform {
  const blocks = new Blocks()
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        blocks.pass(chunk)
        done(null, chunk)
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)))
      }
    },
    flush(done) {
      done(blocks.ended ? null : new SourceError(reason('source.tar-cut')))
    },
  })
}

class Blocks {
  ended = false
  /** Bytes of content, padding included, before the next header. */
  #skip = 0
  #part: Buffer = Buffer.alloc(0)
  /** A pax header that is being gathered, because it may tell another size for what follows. */
  #pax: Buffer[] | null = null
  #paxSize: number | null = null

  pass(chunk: Buffer): void {
    let rest = chunk
    while (rest.length > 0) {
      if (this.#skip > 0) {
        const content = rest.subarray(0, this.#skip)
        this.#pax?.push(content)
        this.#skip -= content.length
        rest = rest.subarray(content.length)
        if (this.#skip === 0) this.#endContent()
        continue
      }
      const wanted = blockBytes - this.#part.length
      const taken = rest.subarray(0, wanted)
      this.#part = this.#part.length === 0 ? taken : Buffer.concat([this.#part, taken])
      rest = rest.subarray(wanted)
      if (this.#part.length < blockBytes) return
      const block = this.#part
      this.#part = Buffer.alloc(0)
      this.#header(block)
    }
  }

  #header(block: Buffer): void {
    if (block.every(byte => byte === 0)) {
      this.ended = true
      return
    }
    if (this.ended) throw new SourceError(reason('source.tar-goes-on'))
    const type = String.fromCharCode(block[typeAt] ?? 0)
    const size = type === 'x' ? sizeOf(block) : (this.#paxSize ?? sizeOf(block))
    // Folders carry none, whatever their size says: some tools note the room that the folder takes.
    this.#skip = type === '5' ? 0 : Math.ceil(size / blockBytes) * blockBytes
    if (type !== 'x') this.#paxSize = null
    else if (size <= maxPaxBytes) this.#pax = []
  }

  #endContent(): void {
    if (this.#pax === null) return
    const found = /(?:^|\n)\d+ size=(\d+)\n/.exec(Buffer.concat(this.#pax).toString('latin1'))
    this.#paxSize = found ? Number(found[1]) : null
    this.#pax = null
  }
}

/** Octal, or with the first bit set, a number of bytes in base 256. */
function sizeOf(block: Buffer): number {
  const field = block.subarray(sizeAt, sizeAt + sizeBytes)
  if (((field[0] ?? 0) & 0x80) === 0)
    return Number.parseInt(field.toString('latin1').replaceAll('\0', ' ').trim() || '0', 8)
  return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0)
}
