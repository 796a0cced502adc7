// Owns the thread in which two contents are compared: 20 MB of hostile text may take seconds that the main thread has not.
import { parentPort } from 'node:worker_threads'
import { serveCalls } from '@sekisho/shared/thread.ts'
import { type Compared, textDifference } from './difference.ts'

const calls = {
  compare: ({ before, after }: { readonly before: Uint8Array; readonly after: Uint8Array }): Compared | null =>
    textDifference(
      Buffer.from(before.buffer, before.byteOffset, before.length),
      Buffer.from(after.buffer, after.byteOffset, after.length),
    ),
}
export type WorkerCalls = typeof calls

if (parentPort) serveCalls(parentPort, calls)
