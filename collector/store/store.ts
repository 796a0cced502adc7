// Owns store's doors on the main thread: threads behind them, one that writes, one that reads, one for the log. Nothing here touches
// SQLite. Whoever opens the store hears its news and decides what a dead thread means.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { FailureCode } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { Profile } from '@sekisho/shared/profile.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { Thread } from '@sekisho/shared/thread.ts'
import { fromThread } from '@sekisho/shared/told-failure.ts'
import type { ApprovalReads, ApprovalWrites } from '../handover.approvals.ts'
import type { ContentReads, ContentWrites } from '../handover.capture.ts'
import type { ComposeReads } from '../handover.compose.ts'
import type { DiskReads, DiskWrites } from '../handover.disk.ts'
import type { ExposureReads } from '../handover.exposure.ts'
import type { IncidentReads, IncidentWrites } from '../handover.incidents.ts'
import type { KeepingReads, KeepTerms } from '../handover.keeping.ts'
import type { Fault } from '../handover.ledger.ts'
import type { NotifyReads, NotifyWrites } from '../handover.notify.ts'
import type { ReleaseReads, ReleaseWrites } from '../handover.releases.ts'
import type { AgentWrites, BindingsNews, EnrolmentDoors, LiveNews, StoreReads, StoreWrites } from '../handover.ts'
import type { WindowReads, WindowWrites } from '../handover.windows.ts'
import type { EvidenceInput, ReaderCalls, WriterCalls } from './calls.ts'
import { Checkpoints } from './checkpoints.ts'
import {
  agentNames,
  approvalReadNames,
  approvalWriteNames,
  contentReadNames,
  contentWriteNames,
  diskReadNames,
  diskWriteNames,
  exposureReadNames,
  incidentReadNames,
  incidentWriteNames,
  keepingReadNames,
  notifyReadNames,
  notifyWriteNames,
  readNames,
  releaseNames,
  windowReadNames,
  windowWriteNames,
  writeNames,
} from './doors.ts'
import type { GapNews, PruningPhase, StoreNews } from './news.ts'

export interface StoreOptions {
  /** The database; its folder exists. */
  readonly file: string
  readonly profiles: readonly Profile[]
  readonly clock: Clock
  readonly log: Log
  readonly onNews: (news: LiveNews) => void
  readonly onBindings: (news: BindingsNews) => void
  /** A thread ended by itself: the store answers no more. */
  readonly onDeath?: (error: Error) => void
  readonly faults?: readonly Fault[]
  /** The database takes no more pages than this, of 4 KiB: as if the disk ended there. */
  readonly maxPages?: number
  /** How long each kind is kept; nothing is pruned without it. */
  readonly keeping?: KeepTerms
  /** What may be kept of contents; nothing of a first census but what is critical without it. */
  readonly contentBytes?: number
}

export interface Store {
  readonly reads: StoreReads & ReleaseReads & ComposeReads
  readonly writes: StoreWrites
  readonly releases: ReleaseWrites
  readonly agents: AgentWrites & EnrolmentDoors
  readonly approvals: { readonly reads: ApprovalReads; readonly writes: ApprovalWrites }
  readonly exposure: ExposureReads
  readonly windows: { readonly reads: WindowReads; readonly writes: WindowWrites }
  readonly incidents: { readonly reads: IncidentReads; readonly writes: IncidentWrites }
  readonly notify: { readonly reads: NotifyReads; readonly writes: NotifyWrites }
  readonly contents: { readonly reads: ContentReads; readonly writes: ContentWrites }
  readonly keeping: KeepingReads
  readonly disk: { readonly reads: DiskReads; readonly writes: DiskWrites }
  /** Exact signed bytes of an accepted batch. */
  evidence(input: EvidenceInput): Promise<Uint8Array | null>
  /** `PRAGMA synchronous` of the connection that writes: 2 is FULL. */
  synchronous(): Promise<number>
  reports(): Record<'store' | 'reader' | 'checkpoints' | 'keeping', RoomReport>
  stop(): Promise<void>
}

const writerEntry = new URL('../pipeline.writer.ts', import.meta.url)
const readerEntry = new URL('../pipeline.reader.ts', import.meta.url)

/** @throws Failure schema-newer, store-full, store-busy */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { file, profiles, faults = [], maxPages = null, keeping = null, contentBytes = 0, clock } = options
  const input = { path: file, profiles, faults, maxPages, keeping, contentBytes }
  const pruning = new Pruning(clock)
  const state = new ThreadState(options)
  const onDeath = (error: Error) => state.enterDead(error)
  const onEvent = (event: unknown) => hear(options, state, pruning, event as StoreNews)
  const writer = new Thread<WriterCalls>(writerEntry, { onDeath, onEvent })
  const reader = new Thread<ReaderCalls>(readerEntry, { onDeath })
  const checkpoints = new Checkpoints({ clock, log: options.log, onDeath })
  const stop = async () => {
    await Promise.all([reader.stop(), checkpoints.stop(), writer.stop()])
  }
  try {
    await writer.call('open', input)
    await reader.call('open', input)
    await checkpoints.open(file)
  } catch (error) {
    await stop()
    throw fromThread(error, file)
  }
  state.enterOpen(clock.monotonic())
  return {
    reads: doors<StoreReads & ReleaseReads & ComposeReads>(reader, readNames),
    writes: doors<StoreWrites>(writer, writeNames),
    releases: doors<ReleaseWrites>(writer, releaseNames),
    agents: doors<AgentWrites & EnrolmentDoors>(writer, agentNames),
    approvals: {
      reads: doors<ApprovalReads>(reader, approvalReadNames),
      writes: doors<ApprovalWrites>(writer, approvalWriteNames),
    },
    exposure: doors<ExposureReads>(reader, exposureReadNames),
    windows: {
      reads: doors<WindowReads>(reader, windowReadNames),
      writes: doors<WindowWrites>(writer, windowWriteNames),
    },
    incidents: {
      reads: doors<IncidentReads>(reader, incidentReadNames),
      writes: doors<IncidentWrites>(writer, incidentWriteNames),
    },
    notify: {
      reads: doors<NotifyReads>(reader, notifyReadNames),
      writes: doors<NotifyWrites>(writer, notifyWriteNames),
    },
    contents: {
      reads: doors<ContentReads>(reader, contentReadNames),
      writes: doors<ContentWrites>(writer, contentWriteNames),
    },
    keeping: doors<KeepingReads>(reader, keepingReadNames),
    disk: { reads: doors<DiskReads>(reader, diskReadNames), writes: doors<DiskWrites>(writer, diskWriteNames) },
    evidence: input => reader.call('evidence', input),
    synchronous: () => writer.call('synchronous', null),
    reports: () => ({
      store: state.report(writer.waiting),
      reader: state.report(reader.waiting),
      checkpoints: checkpoints.report(),
      keeping: pruning.report(),
    }),
    async stop() {
      // A dead thread has nothing left to close. The writer last: only who may write can take the log into the database.
      if (state.enterStopped()) {
        await reader.call('close', null)
        await checkpoints.close()
        await writer.call('close', null)
      }
      await stop()
    },
  }
}

/**
 * opening  the threads open the database → open
 * open     batches are kept → refusing, stopped, dead
 * refusing the disk is full, or the database failed: nothing is acknowledged → open with the next batch that is kept,
 *          stopped, dead
 * stopped  asked to, dead: a thread ended by itself; both for good
 */
class ThreadState {
  readonly #options: StoreOptions
  #phase: 'opening' | 'open' | 'refusing' | 'stopped' | 'dead' = 'opening'
  #trouble: FailureCode | null = null
  #since: number

  constructor(options: StoreOptions) {
    this.#options = options
    this.#since = options.clock.monotonic()
  }

  enterOpen(at: number): void {
    if (this.#phase !== 'opening') return
    this.#phase = 'open'
    this.#since = at
  }

  /** Said once, however often it is tried. */
  enterRefusing(code: FailureCode, detail: string): void {
    const { log, clock } = this.#options
    if (this.#trouble !== code) log.error('the store keeps nothing', { code, detail })
    this.#trouble = code
    if (this.#phase !== 'open') return
    this.#phase = 'refusing'
    this.#since = clock.monotonic()
  }

  leaveRefusing(): void {
    const { log, clock } = this.#options
    this.#trouble = null
    if (this.#phase !== 'refusing') return
    this.#phase = 'open'
    this.#since = clock.monotonic()
    log.info('the store keeps batches again')
  }

  /** False when there was nothing open. */
  enterStopped(): boolean {
    if (this.#phase !== 'open' && this.#phase !== 'refusing') return false
    this.#phase = 'stopped'
    this.#since = this.#options.clock.monotonic()
    return true
  }

  enterDead(error: Error): void {
    if (this.#phase === 'dead' || this.#phase === 'stopped') return
    this.#phase = 'dead'
    this.#since = this.#options.clock.monotonic()
    this.#options.log.error('a thread of the store ended', { code: 'worker-died', error })
    this.#options.onDeath?.(error)
  }

  report(depth: number): RoomReport {
    const sinceMs = this.#options.clock.monotonic() - this.#since
    return { phase: this.#phase, sinceMs, depth, oldestAgeMs: 0 }
  }
}

/**
 * waiting  for the next run → pruning
 * pruning  what is older than its term goes, piece by piece → waiting
 */
class Pruning {
  readonly #clock: Clock
  #phase: PruningPhase = 'waiting'
  #since: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#since = clock.monotonic()
  }

  enter(phase: PruningPhase): void {
    if (this.#phase !== phase) this.#since = this.#clock.monotonic()
    this.#phase = phase
  }

  report(): RoomReport {
    const sinceMs = this.#clock.monotonic() - this.#since
    return { phase: this.#phase, sinceMs, depth: this.#phase === 'pruning' ? 1 : 0, oldestAgeMs: 0 }
  }
}

/** A thread's calls as doors of one interface: each name is a call. */
function doors<T extends object>(
  thread: Thread<WriterCalls> | Thread<ReaderCalls>,
  names: Readonly<Record<keyof T, true>>,
): T {
  const call = thread.call.bind(thread) as (name: string, input: unknown) => Promise<unknown>
  return Object.fromEntries(Object.keys(names).map(name => [name, (input: unknown) => call(name, input)])) as T
}

function hear(options: StoreOptions, state: ThreadState, pruning: Pruning, news: StoreNews): void {
  switch (news.news) {
    case 'live':
      options.onNews(news.live)
      break
    case 'bindings':
      options.onBindings(news.bindings)
      break
    case 'trouble':
      state.enterRefusing(news.code, news.message)
      break
    case 'recovered':
      state.leaveRefusing()
      break
    case 'gap':
      tellGap(options.log, news.gap)
      break
    case 'pruning':
      pruning.enter(news.phase)
      break
  }
}

/** Something may be missed from now on, and whoever reads the log must hear of it. */
function tellGap(log: Log, gap: GapNews): void {
  if (gap.to === null) log.warn('a gap opened', { ...gap })
  else log.info('a gap was closed', { ...gap })
}
