// Owns the thread that takes the store's log into the database, so that no commit waits for it: whoever commits would
// else write back up to 64 MiB at once. Writes no transaction, and reads no table.
import { parentPort } from 'node:worker_threads'
import { serveCalls } from '@sekisho/shared/thread.ts'
import { type Connection, openBesideConnection } from './connection.ts'

/** Fewer pages of the log, 4 KiB each, are left for later: pages that are written again meanwhile are written back once. */
const pagesWorthIt = 2_000

/** How far the log is, in pages; https://www.sqlite.org/pragma.html#pragma_wal_checkpoint */
interface Progress {
  readonly log: number
  readonly checkpointed: number
}

let connection: Connection | undefined

/** Answers with the pages that are in the log alone. */
function waiting(how: 'NOOP' | 'PASSIVE'): number {
  const progress = connection?.one<Progress>(`PRAGMA wal_checkpoint(${how})`)
  return progress === undefined ? 0 : progress.log - progress.checkpointed
}

const calls = {
  open({ path }: { readonly path: string }): void {
    connection = openBesideConnection(path)
  },
  /** Waits for nobody: pages that a reader still needs as they were stay in the log. @returns pages left there */
  takeLog(): number {
    const pages = waiting('NOOP')
    return pages < pagesWorthIt ? pages : waiting('PASSIVE')
  },
  close(): void {
    connection?.close()
    connection = undefined
  },
}
export type CheckpointCalls = typeof calls

if (parentPort) serveCalls(parentPort, calls)
