// Owns going through a content of up to 20 MB in slices, between which the thread has time for others: from an open file, or
// from memory. Its digest and its card numbers come from the same bytes.
import { createHash } from 'node:crypto'
import { readSync } from 'node:fs'
import { CardReader, type CardsFound } from '@sekisho/shared/cards.ts'

/** Some milliseconds of reading, after which others have their turn: the thread also serves the connection. */
const sliceBytes = 512 * 1024

export interface LookedThrough {
  readonly sha256: string
  readonly cards: CardsFound
}

/** @param also is told each slice as well */
export async function lookThrough(bytes: Buffer, also: (slice: Buffer) => void = () => {}): Promise<LookedThrough> {
  const digest = createHash('sha256')
  const cards = new CardReader()
  for (let at = 0; at < bytes.length; at += sliceBytes) {
    const slice = bytes.subarray(at, at + sliceBytes)
    digest.update(slice)
    cards.read(slice)
    also(slice)
    if (at + sliceBytes < bytes.length) await othersTurn()
  }
  return { sha256: digest.digest('hex'), cards: cards.finish() }
}

/** The beginning of an open file: no more than `most`, and less where the file has become shorter. @throws system errors */
export async function readInSlices(descriptor: number, most: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(most)
  let length = 0
  while (length < most) {
    const got = readSync(descriptor, bytes, length, Math.min(sliceBytes, most - length), length)
    if (got === 0) break
    length += got
    if (length < most) await othersTurn()
  }
  return bytes.subarray(0, length)
}

function othersTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
