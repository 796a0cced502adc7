// Owns the thread in which a release is verified: 200,000 entries take a second that neither the gateway nor the writer
// can spare. Holds one release at a time and hands it out in pieces. Writes nothing.
import { parentPort } from 'node:worker_threads'
import { constants, zstdCompressSync } from 'node:zlib'
import { stepBack } from '@sekisho/shared/kernel.ts'
import { serveCalls } from '@sekisho/shared/thread.ts'
import type { StagedList } from '../handover.releases.ts'
import type { TrustedKeys } from './keys.ts'
import { listsOf } from './lists.ts'
import { freeBuffer } from './memory.ts'
import { verifyRelease } from './verify.ts'

/** Entries of one staging transaction: some 10 ms of the writer's thread, so that ingest goes on in between. */
const chunkEntries = 1_000
const partBytes = 512 * 1024
// Level 1: half of an envelope is hex digits, which no level makes smaller.
const zstd = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

let held: readonly StagedList[] = []
let packed: Uint8Array = new Uint8Array()

const calls = {
  verify: (input: { readonly envelope: Uint8Array; readonly trusted: TrustedKeys }) => {
    const { keys, narrow, weak } = input.trusted
    const { envelope } = input
    const { release, entries } = verifyRelease(envelope, new Set(keys), new Map(narrow), new Map(weak), () => {
      packed = zstdCompressSync(envelope, zstd)
      freeBuffer(envelope)
    })
    held = listsOf(entries)
    return { ...release, lists: held.length, parts: Math.ceil(packed.length / partBytes) }
  },
  /** Some lists from the list `from` on, with at least one. */
  lists: ({ from }: { readonly from: number }): readonly StagedList[] => {
    const chunk: StagedList[] = []
    let entries = 0
    for (let at = from; at < held.length; at++) {
      const list = held[at]
      if (list === undefined || (chunk.length > 0 && entries + list.entries.length > chunkEntries)) break
      chunk.push(list)
      entries += list.entries.length
    }
    return chunk
  },
  /** With memory of its own: of a view the whole of what it looks at is copied, from thread to thread. */
  part: ({ part }: { readonly part: number }): Uint8Array =>
    new Uint8Array(packed.subarray(part * partBytes, (part + 1) * partBytes)),
}
export type WorkerCalls = typeof calls

if (parentPort) {
  // A million entries take seconds, and findings do not wait for them.
  stepBack()
  serveCalls(parentPort, calls)
}
