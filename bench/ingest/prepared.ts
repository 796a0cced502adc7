// Owns batches that were sealed beforehand, in one file: each with its place in the chain. Signed as a journal signs, so that
// the collector cannot tell them from an agent's.
import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import type { SealedBatch } from '@sekisho/agent/handover.ts'
import type { KeyPair } from '@sekisho/shared/proof.ts'
import type { ReleaseEntry } from '@sekisho/shared/release.ts'
import { sealBatch } from '@sekisho/shared/seal.ts'
import { findingText } from './records.ts'

interface Place {
  readonly digest: string
  readonly from: number
  readonly length: number
}

export interface Prepared {
  readonly epoch: string
  readonly recordsOfBatch: number
  readonly file: string
  readonly places: readonly Place[]
}

export interface Preparation {
  readonly file: string
  readonly key: KeyPair
  readonly root: string
  readonly released: readonly ReleaseEntry[]
  readonly records: number
  readonly recordsOfBatch: number
  readonly at: number
}

export function prepare({ file, key, root, released, records, recordsOfBatch, at }: Preparation): Prepared {
  const epoch = randomUUID()
  const places: Place[] = []
  const descriptor = openSync(file, 'w')
  let from = 0
  for (let done = 0; done < records; done += recordsOfBatch) {
    const texts = Array.from({ length: recordsOfBatch }, (_, index) => findingText(done + index, released, at))
    const sequence = places.length + 1
    const previous = places.at(-1)?.digest ?? null
    const envelope = { version: 1, agent: key.id, epoch, boot: 1, sequence, previous, sealedAt: at, roots: [root] }
    const content = `${JSON.stringify(envelope).slice(0, -1)},"records":[${texts.join(',')}]}`
    const { bytes, digest } = sealBatch(content, key)
    writeSync(descriptor, bytes)
    places.push({ digest, from, length: bytes.length })
    from += bytes.length
  }
  closeSync(descriptor)
  return { epoch, recordsOfBatch, file, places }
}

export function readPrepared({ file, epoch, places }: Prepared): (sequence: number) => SealedBatch | null {
  const descriptor = openSync(file, 'r')
  return sequence => {
    const place = places[sequence - 1]
    if (place === undefined) return null
    const bytes = Buffer.allocUnsafe(place.length)
    readSync(descriptor, bytes, 0, place.length, place.from)
    return { epoch, sequence, digest: place.digest, bytes }
  }
}
