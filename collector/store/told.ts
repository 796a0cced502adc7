// Owns looking back in the signed batches for the word of a root's source that it had told all up to a time, when a finding was
// told. What follows from it is coverage's.
import { readBatch } from '@sekisho/shared/seal.ts'
import type { Connection } from './connection.ts'
import { unpackEvidence } from './evidence.ts'

/** Where a finding stands in the evidence. */
export interface ToldPlace {
  readonly host: number
  readonly epoch: string
  readonly sequence: number
  /** Beyond the batch's records: the collector inferred it. */
  readonly idx: number
}

/** A source speaks once a minute: the last word is in the batch before, unless much was told meanwhile. */
const batchesBack = 30
/** Of one answer, each unpacked and read whole: together a few tenths of a second of the reader's thread. */
const maxBatches = 300
const maxBytes = 32 * 1024 * 1024

interface Word {
  readonly idx: number
  /** Null: a batch was refused and told again behind this, so that the order says nothing beyond. */
  readonly root: string | null
  readonly until: number | null
}

interface Words {
  readonly records: number
  readonly words: readonly Word[]
}

export class ToldBefore {
  readonly #connection: Connection
  readonly #known = new Map<string, Words | null>()
  #bytes = 0

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Up to when a proven source of the root had told all, before this; null where no such word was found. */
  find(root: string, { host, epoch, sequence, idx }: ToldPlace): number | null {
    for (let back = 0; back < Math.min(batchesBack, sequence); back++) {
      const found = this.#wordsOf(host, epoch, sequence - back)
      if (found === null) return null
      // Which record made the collector infer something is not kept: then only earlier batches count.
      const end = back > 0 ? found.records : idx < found.records ? idx : 0
      const word = found.words.findLast(one => one.idx < end && (one.root === root || one.root === null))
      if (word !== undefined) return word.until
    }
    return null
  }

  #wordsOf(host: number, epoch: string, sequence: number): Words | null {
    const key = `${host} ${sequence} ${epoch}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const mayRead = this.#known.size < maxBatches && this.#bytes < maxBytes
    const read = mayRead ? this.#read(host, epoch, sequence) : null
    this.#known.set(key, read)
    return read
  }

  #read(host: number, epoch: string, sequence: number): Words | null {
    const row = this.#connection.one<{ bytes: Uint8Array }>(
      `SELECT bytes FROM evidence WHERE host = ? AND epoch = ? AND sequence = ? AND state = 'accepted' AND length(bytes) > 0`,
      host,
      epoch,
      sequence,
    )
    if (row === undefined) return null
    const unpacked = unpackEvidence(row.bytes)
    this.#bytes += unpacked.length
    const { records, roots } = readBatch(unpacked)
    const words = records.flatMap((record, idx): Word[] => {
      if (record.record === 'tombstone') return [{ idx, root: null, until: null }]
      if (record.record !== 'span') return []
      return [{ idx, root: roots[record.root] ?? '', until: record.grade === 'proven' ? record.until : null }]
    })
    return { records: records.length, words }
  }
}
