// Owns the reader's thread as a whole: the kernel's events, with the process table that says who is behind each, and with what
// reads the attributes of what is kept. Decides nothing itself.
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { openProcessTable } from './attribution/table.ts'
import { readAttributes } from './contents/attributes.ts'
import { serveReader } from './watch/linux/serve.ts'

/** What the thread is started with. */
export interface WatchThreadData {
  /** See `attribution.redact` in the config. */
  readonly redact: readonly string[]
  /** Somebody keeps contents for longer than the thread does. */
  readonly handsOn?: boolean
  /** Folders with databases of this process; none unless given. See `ReaderParts`. */
  readonly unopened?: readonly PathText[]
  /** A module that exports `fault`, which is called before each reading of the queue; for tests. */
  readonly faults?: string | undefined
}

if (parentPort === null) throw new Error('runs in a worker thread only')
const { redact, faults, unopened = [], handsOn = false } = workerData as WatchThreadData
const { fault } = faults === undefined ? { fault: () => {} } : ((await import(faults)) as { fault(): void })
serveReader(parentPort, {
  openProcesses: () => openProcessTable({ clock: systemClock, redact }),
  attributesOf: readAttributes,
  handsOn,
  fault,
  unopened,
})
