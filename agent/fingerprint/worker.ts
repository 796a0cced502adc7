// Owns one fingerprint thread: takes jobs, opens root and folders, has every name observed, packs the result.
// Serves other jobs between the slices of a large file. Decides nothing about what it saw.
import { closeSync } from 'node:fs'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '@sekisho/shared/clock.ts'
import { openFolder, openRoot } from '@sekisho/shared/disk.ts'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import type { Observation } from '@sekisho/shared/observation.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import { serveCalls, tellOwner } from '@sekisho/shared/thread.ts'
import createXxhash from 'xxhash-wasm'
import type { FingerprintItem, FingerprintJob, FingerprintResult, Observed } from '../handover.ts'
import { type Fault, type ObserveTools, observe, refused } from './observe.ts'

export interface WorkerOptions {
  /** A module that exports `fault: Fault`; for tests. */
  readonly faults?: string
}

/** What the worker tells unasked: a job that reads a large file, and lets others pass meanwhile. */
export interface LongJob {
  readonly long: number
}

export type FingerprintCalls = { fingerprint(job: FingerprintJob): Promise<FingerprintResult> }

/** The longest read: large enough that the calls cost nothing beside the hashing, small enough to stay in the cache. */
const bufferBytes = 1024 * 1024

const tools: ObserveTools = {
  buffer: Buffer.allocUnsafeSlow(bufferBytes),
  xxh64: await openXxh64(),
  now: systemClock.now,
  fault: await openFaults(workerData as WorkerOptions | null),
}

async function openXxh64(): Promise<ObserveTools['xxh64']> {
  const { create64, h64Raw } = await createXxhash()
  const hex = (digest: bigint) => digest.toString(16).padStart(16, '0')
  return {
    once: bytes => hex(h64Raw(bytes)),
    start: () => {
      const running = create64()
      return { update: bytes => running.update(bytes), hex: () => hex(running.digest()) }
    },
  }
}

async function openFaults(options: WorkerOptions | null): Promise<Fault> {
  if (options?.faults === undefined) return () => {}
  const module = (await import(options.faults)) as { fault: Fault }
  return module.fault
}

async function fingerprint(job: FingerprintJob, port: MessagePort): Promise<FingerprintResult> {
  const folder = openJob(job)
  const observed: Observed[] = []
  const apart: PathText[] = []
  try {
    for (const item of job.items) {
      if (typeof folder !== 'number') {
        observed.push(observedOf(job, item, folder))
        continue
      }
      const slices = observe(folder, item.name, item.algorithm, tools)
      let slice = slices.next()
      if (!slice.done && job.items.length > 1) {
        slices.return({ state: 'absent', at: 0 })
        apart.push(item.name)
        continue
      }
      if (!slice.done) tellOwner(port, { long: job.id } satisfies LongJob)
      while (!slice.done) {
        await myTurn()
        slice = slices.next()
      }
      observed.push(observedOf(job, item, slice.value))
    }
  } finally {
    if (typeof folder === 'number') closeSync(folder)
  }
  return { id: job.id, packed: JSON.stringify(observed), apart }
}

/** The open directory of a job, or what holds for everything in it when it cannot be opened. @throws Failure */
function openJob(job: FingerprintJob): number | Observation {
  let root: number
  try {
    tools.fault('root', job.directory)
    root = openRoot(job.root)
  } catch (error) {
    const errno = errnoOf(error)
    // Without its root nothing can be said of a path: to call all of it absent would report a whole shop as deleted.
    if (errno === 'ENOENT' || errno === 'ENOTDIR' || errno === 'ELOOP' || errno === 'EACCES')
      throw new Failure('root-missing', `root cannot be opened: ${errno}`, { cause: error, place: job.root })
    throw error
  }
  try {
    tools.fault('folder', job.directory)
    return openFolder(root, job.directory)
  } catch (error) {
    return refused(error, null, tools.now())
  } finally {
    closeSync(root)
  }
}

function observedOf(job: FingerprintJob, item: FingerprintItem, after: Observation): Observed {
  return {
    root: job.root,
    path: joinPath(job.directory, item.name),
    noticed: item.noticed,
    saw: item.saw,
    actor: item.witnesses.at(-1) ?? 'unknown',
    lane: item.lane,
    after,
  }
}

let turns: Promise<void> = Promise.resolve()

/** One slice a turn of the loop, however many large files there are: jobs that came meanwhile go first. */
function myTurn(): Promise<void> {
  turns = turns.then(() => new Promise(resolve => setImmediate(resolve)))
  return turns
}

const port = parentPort
if (port === null) throw new Error('runs in a worker thread only')
serveCalls(port, { fingerprint: job => fingerprint(job, port) } satisfies FingerprintCalls)
