// Owns the thread in which a release is verified: 200,000 entries take a second that neither the gateway nor the writer
// can spare. Holds one release at a time and hands its entries out in chunks. Writes nothing.
import { parentPort } from 'node:worker_threads'
import type { ReleaseEntry } from '@sekisho/shared/release.ts'
import { serveCalls } from '@sekisho/shared/thread.ts'
import type { TrustedKeys } from './keys.ts'
import { verifyRelease } from './verify.ts'

let held: readonly ReleaseEntry[] = []

const calls = {
  verify: (input: { readonly envelope: Uint8Array; readonly trusted: TrustedKeys }) => {
    const { keys, narrow } = input.trusted
    const { release, entries } = verifyRelease(input.envelope, new Set(keys), new Map(narrow))
    held = entries
    return release
  },
  entries: (input: { readonly from: number; readonly limit: number }) =>
    held.slice(input.from, input.from + input.limit),
}
export type WorkerCalls = typeof calls

if (parentPort) serveCalls(parentPort, calls)
