// Owns one fingerprint thread: takes jobs, opens root and folders, has every name observed, packs the result.
// Serves other jobs between the slices of a large file. Decides nothing about what it saw. A quiet thread, which reads for
// walks, steps back behind everybody else on the machine.
import { createSecretKey, type KeyObject } from 'node:crypto'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '@sekisho/shared/clock.ts'
import { closeDescriptor, openDirectory, openFolder } from '@sekisho/shared/disk.ts'
import { describeError, errnoOf, Failure, isOwnTrouble } from '@sekisho/shared/failures.ts'
import { stepBack } from '@sekisho/shared/kernel.ts'
import type { Observation } from '@sekisho/shared/observation.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import { serveCalls, tellOwner } from '@sekisho/shared/thread.ts'
import createXxhash from 'xxhash-wasm'
import { packObserved } from '../handover.packed.ts'
import type { FingerprintItem, FingerprintJob, FingerprintResult, Observed } from '../handover.ts'
import { actorAmong } from './actor.ts'
import { OpenFolders } from './folders.ts'
import { type JobMessage, jobOf } from './message.ts'
import { type Fault, type ObserveTools, observe, refused } from './observe.ts'
import { Pace } from './pace.ts'
import { plainReading, politeReadings } from './reading.ts'

export interface WorkerOptions {
  /** Reads for walks, and steps back for everybody else. */
  readonly quiet?: boolean
  /** From the disk, for walks, by this thread; 0 or nothing for no limit. */
  readonly bytesPerSecond?: number
  /** A module that exports `fault: Fault`; for tests. */
  readonly faults?: string
  /** With which values of settings are digested; without it their keys are not told apart. */
  readonly settingsKey?: Uint8Array
}

/** What became of one job. */
export type Answered =
  | { readonly id: number; readonly result: FingerprintResult }
  | { readonly id: number; readonly error: { readonly message: string; readonly code: string | undefined } }
  /** It found a large file, and there was no place to go on reading it. */
  | { readonly id: number; readonly postponed: true }

/** What was read from the disk for a walk, and for how many names; of a large file it is told unasked. */
export interface ReadCold {
  readonly cold: number
  readonly names: number
}

/** Jobs of one message, and what became of them; those that go on reading a large file are told of later, by an event each. */
export type FingerprintCalls = {
  read(input: { readonly jobs: readonly JobMessage[]; readonly places: number }): Answers
}

export interface Answers {
  readonly answered: readonly Answered[]
  /** Null where nothing is read for walks. */
  readonly read: ReadCold | null
}

/** The longest read: large enough that the calls cost nothing beside the hashing, small enough to stay in the cache. */
const bufferBytes = 1024 * 1024

const options = (workerData ?? {}) as WorkerOptions
if (options.quiet === true) stepBack()
/** Large files rest between their slices; small ones where they are asked for, before they wait here. */
const pace = new Pace(options.bytesPerSecond ?? 0, systemClock)
/** Read from the disk since the owner was told. */
let cold = 0

const plainTools: ObserveTools = {
  buffer: Buffer.allocUnsafeSlow(bufferBytes),
  reading: () => plainReading,
  xxh64: await openXxh64(),
  settingsKey: settingsKeyOf(options),
  now: systemClock.now,
  fault: await openFaults(options),
}

/** For walks. */
const politeTools: ObserveTools = {
  ...plainTools,
  reading: politeReadings(plainTools.buffer, bytes => {
    cold += bytes
  }),
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

function settingsKeyOf({ settingsKey }: WorkerOptions): KeyObject | null {
  return settingsKey === undefined ? null : createSecretKey(settingsKey)
}

async function openFaults({ faults }: WorkerOptions): Promise<Fault> {
  if (faults === undefined) return () => {}
  const module = (await import(faults)) as { fault: Fault }
  return module.fault
}

/** What became of the jobs; those that are missing go on reading a large file. */
function answerAll(jobs: readonly JobMessage[], places: number, port: MessagePort): Answers {
  const folders = new OpenFolders()
  const whole = jobs.map(jobOf)
  try {
    const answered = answerEach(whole, folders, places, port)
    return { answered, read: takeCold(whole.reduce((sum, { items }) => sum + items.length, 0)) }
  } finally {
    folders.close()
  }
}

/** Also of what was warm, so that the owner learns how much a name brings. */
function takeCold(names: number): ReadCold | null {
  if (options.quiet !== true) return null
  const read = { cold, names }
  cold = 0
  return read
}

function answerEach(
  jobs: readonly FingerprintJob[],
  folders: OpenFolders,
  places: number,
  port: MessagePort,
): readonly Answered[] {
  const answers: Answered[] = []
  let placesLeft = places
  for (const job of jobs) {
    const steps = fingerprint(job, folders)
    try {
      const step = steps.next()
      if (step.done) answers.push({ id: job.id, result: step.value })
      else if (placesLeft > 0) {
        placesLeft--
        void goOn(job, steps, port).then(answered => tellOwner(port, answered))
      } else {
        steps.return({ id: job.id, packed: packObserved(job.root, []), apart: [] })
        answers.push({ id: job.id, postponed: true })
      }
    } catch (error) {
      answers.push(failed(job, error))
    }
  }
  return answers
}

async function goOn(job: FingerprintJob, steps: ReturnType<typeof fingerprint>, port: MessagePort): Promise<Answered> {
  // A shop's code is never so large, and a touch of it may wait for this very read.
  const rests = job.items.every(({ noticed, lane }) => noticed === 'walk' && lane === 'bulk')
  try {
    for (;;) {
      if (rests) await pace.rest()
      await myTurn()
      const step = steps.next()
      pace.spend(cold)
      const read = takeCold(0)
      if (read !== null) tellOwner(port, read)
      if (step.done) return { id: job.id, result: step.value }
    }
  } catch (error) {
    return failed(job, error)
  }
}

function failed(job: FingerprintJob, error: unknown): Answered {
  return { id: job.id, error: { message: describeError(error), code: errnoOf(error) } }
}

/** Yields while it reads a large file, which is then the only name of its job. @throws Failure, system errors */
function* fingerprint(job: FingerprintJob, folders: OpenFolders): Generator<undefined, FingerprintResult, undefined> {
  const folder = openJob(job, folders)
  let isOurs = false
  if (folder === null) return observeGone(job)
  if (typeof folder !== 'number') return { id: job.id, packed: packObserved(job.root, folder), apart: [] }
  const observed: Observed[] = []
  const vanished: PathText[] = []
  const apart: PathText[] = []
  try {
    const identities = new Map<number | undefined, string>()
    for (const { cacheDepth } of job.items)
      if (cacheDepth !== undefined && !identities.has(cacheDepth))
        identities.set(cacheDepth, folders.identity(cacheDepth))
    for (const item of job.items) {
      const slices = observe(folder, item.name, item.algorithm, item.noticed === 'walk' ? politeTools : plainTools)
      let slice = slices.next()
      if (!slice.done && job.items.length > 1) {
        slices.return({ state: 'absent', at: 0 })
        apart.push(item.name)
        continue
      }
      if (!slice.done) {
        folders.handOver()
        isOurs = true
      }
      for (; !slice.done; slice = slices.next()) yield
      if (hasVanished(item, slice.value)) vanished.push(item.name)
      else observed.push(observedOf(job, item, withFolder(slice.value, identities.get(item.cacheDepth))))
    }
  } finally {
    if (isOurs) closeDescriptor(folder)
  }
  return resultOf(job, observed, apart, vanished)
}

function withFolder(seen: Observation, folder: string | undefined): Observation {
  return folder !== undefined && seen.state === 'present' && seen.type === 'file' ? { ...seen, folder } : seen
}

function resultOf(
  job: FingerprintJob,
  observed: readonly Observed[],
  apart: readonly PathText[],
  vanished: readonly PathText[],
): FingerprintResult {
  const result = { id: job.id, packed: packObserved(job.root, observed), apart }
  return vanished.length === 0 ? result : { ...result, vanished }
}

/** The folder of a job is gone, and all that was in it. */
function observeGone(job: FingerprintJob): FingerprintResult {
  const after: Observation = { state: 'absent', at: plainTools.now() }
  const vanished = job.items.filter(item => hasVanished(item, after))
  const observed = job.items.filter(item => !vanished.includes(item)).map(item => observedOf(job, item, after))
  return resultOf(
    job,
    observed,
    [],
    vanished.map(({ name }) => name),
  )
}

/** Made, and gone by now; or renamed, as one that writes beside a file and then over it does, which is told a moment later. */
function hasVanished({ saw, waited }: FingerprintItem, after: Observation): boolean {
  return after.state === 'absent' && waited !== true && saw.includes('created') && !saw.includes('moved')
}

/** The open directory of a job; null when it is gone; or all that can be said when it cannot be opened. @throws Failure, system errors */
function openJob(job: FingerprintJob, folders: OpenFolders): number | readonly Observed[] | null {
  let root: number
  try {
    plainTools.fault('root', job.directory)
    root = folders.root(job.root)
  } catch (error) {
    const errno = errnoOf(error)
    // Without its root nothing can be said of a path: to call all of it absent would report a whole shop as deleted.
    if (errno === undefined || isOwnTrouble(errno)) throw error
    throw new Failure('root-missing', `root cannot be opened: ${errno}`, { cause: error, place: job.root })
  }
  try {
    plainTools.fault('folder', job.directory)
    const byNames = job.items.some(({ cacheDepth }) => cacheDepth !== undefined)
    return folders.folder(job.root, job.directory, byNames)
  } catch (error) {
    const after = refused(error, null, plainTools.now())
    if (after.state === 'absent') return null
    return observeClosed(root, job, error)
  }
}

/**
 * Of what lies below a folder that cannot be read nothing is inferred, not even that it is there: what is observed is the
 * folder. @throws the reason that was given before when all can be opened by now
 */
function observeClosed(root: number, job: FingerprintJob, reason: unknown): readonly Observed[] {
  const [first] = job.items
  let open = openFolder(root, '' as PathText)
  let path = '' as PathText
  try {
    for (const name of job.directory.split('/') as PathText[]) {
      path = joinPath(path, name)
      const after = observeNow(open, name)
      if (after.state !== 'present' || after.type !== 'directory')
        return first === undefined ? [] : [observedOf(job, first, after, path)]
      const next = openDirectory(open, name)
      closeDescriptor(open)
      open = next
    }
  } finally {
    closeDescriptor(open)
  }
  throw reason
}

function observeNow(folder: number, name: PathText): Observation {
  const steps = observe(folder, name, 'sha256', plainTools)
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

function observedOf(
  job: FingerprintJob,
  item: FingerprintItem,
  after: Observation,
  path: PathText = joinPath(job.directory, item.name),
): Observed {
  return {
    root: job.root,
    path,
    noticed: item.noticed,
    saw: item.saw,
    actor: actorAmong(item, after),
    lane: item.lane,
    after,
    ...(item.glimpses === undefined ? {} : { glimpses: item.glimpses }),
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
serveCalls(port, {
  read: ({ jobs, places }) => answerAll(jobs, places, port),
} satisfies FingerprintCalls)
