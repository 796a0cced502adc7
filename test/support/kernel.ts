// Owns a watcher of a folder by the kernel's events, for tests: what it touched, what it lost. Needs root, and says so.
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@sekisho/shared/clock.ts'
import { closeDescriptor } from '@sekisho/shared/disk.ts'
import { silentLog } from '@sekisho/shared/log.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { onTestFinished } from 'vitest'
import type { ClosedFile, KeptFile, Loss, Touch, Watcher } from '../../agent/handover.ts'
import { fanotify, inotify, KernelEvents } from '../../agent/watch/linux/kernel.ts'
import type { RootRules } from '../../agent/watch/linux/protocol.ts'
import { eventually } from './eventually.ts'
import { temporaryFolder } from './folder.ts'

/** fanotify and file handles take CAP_SYS_ADMIN and CAP_DAC_READ_SEARCH. */
export const asRoot = process.getuid?.() === 0
if (!asRoot) console.warn('SKIPPED: only root may ask the kernel for the events of a whole file system')

const queueFile = '/proc/sys/fs/fanotify/max_queued_events'
/** What the kernel keeps for a reader: 16,384 unless somebody has set another number (fanotify(7)). */
export const eventsKept = existsSync(queueFile) ? Number(readFileSync(queueFile, 'utf8')) : 16_384
/** More than this no test makes. */
export const canFlood = asRoot && eventsKept <= 200_000
if (asRoot && !canFlood) console.warn(`SKIPPED: floods, since the kernel's queue holds ${eventsKept} events here`)

interface Seen {
  readonly kernel: KernelEvents
  readonly touches: Touch[]
  readonly losses: Loss[]
  /** What the reader has in memory, as it told of it. */
  readonly kept: KeptFile[]
  /** What it did not read and handed on: open until the test ends, and what says so to it. */
  readonly handed: (ClosedFile & { done(): void })[]
  /** Paths touched so far. */
  touched(): ReadonlySet<string>
  /** Waits until all of them were touched. */
  seen(...paths: readonly string[]): Promise<void>
  /** Waits until all of them were touched as closed: of one file that is written, the last of what is told. */
  closed(...paths: readonly string[]): Promise<void>
  serve(root: string, ceiling?: number): Promise<Watcher>
}

const threads = {
  fanotify: { entry: new URL('../../agent/pipeline.watch.ts', import.meta.url), source: fanotify },
  inotify: { entry: new URL('../../agent/watch/inotify/worker.ts', import.meta.url), source: inotify },
} as const

function kernelEvents(source: keyof typeof threads, inForce: () => readonly RootRules[], faults?: string): Seen {
  const touches: Touch[] = []
  const losses: Loss[] = []
  const kept: KeptFile[] = []
  const handed: Seen['handed'] = []
  const kernel = new KernelEvents({
    ...threads[source],
    inForce,
    workerData: { redact: [], handsOn: true, faults },
    contents: {
      kept: files => kept.push(...files),
      closed: (file, done) => handed.push({ ...file, done }),
    },
    door: { touched: batch => touches.push(...batch), linked: () => {}, lost: loss => losses.push(loss) },
    clock: systemClock,
    log: silentLog,
  })
  onTestFinished(async () => {
    await kernel.stop()
    for (const { descriptor } of handed) closeDescriptor(descriptor)
  })
  const touched = () => new Set<string>(touches.map(({ path }) => path))
  const untilIn = async (known: () => ReadonlySet<string>, paths: readonly string[]) => {
    const missing = () => {
      const all = known()
      return paths.filter(path => !all.has(path))
    }
    await eventually(() => missing().length === 0).catch(error => {
      throw new Error(`not touched: ${missing().slice(0, 10)}`, { cause: error })
    })
  }
  const seen = (...paths: readonly string[]) => untilIn(touched, paths)
  const closed = (...paths: readonly string[]) =>
    untilIn(() => new Set<string>(touches.filter(({ settled }) => settled).map(({ path }) => path)), paths)
  const serve = async (root: string, ceiling?: number) => {
    const offered = await kernel.offer(root as PathText, '', ceiling)
    if ('refused' in offered) throw new Error(offered.refused)
    return offered
  }
  return { kernel, touches, losses, kept, handed, touched, seen, closed, serve }
}

/** A fresh root that is served. `faults`: as in `WatchThreadData`. */
export async function served(
  prepare: (root: string) => void = () => {},
  within = temporaryFolder(),
  source: keyof typeof threads = 'fanotify',
  rules: RootRules['rules']['rules'] = [],
  faults?: string,
) {
  const root = join(within, 'root')
  mkdirSync(root, { recursive: true })
  prepare(root)
  const inForce = [{ root: root as PathText, rules: { rules, payment: [] } }]
  const events = kernelEvents(source, () => inForce, faults)
  const watcher = await events.serve(root)
  return { ...events, root, watcher, inForce }
}
