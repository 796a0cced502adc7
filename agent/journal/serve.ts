// Owns the journal's thread: opens the core on request and answers calls with what came of them and how it now stands.
import { randomUUID } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { serveCalls } from '@sekisho/shared/thread.ts'
import type { Compare, Loss, OtherView, PackedText } from '../handover.ts'
import type { JournalCore, Mirror } from './core.ts'
import type { Beginning } from './cover.ts'
import { openCore } from './open.ts'
import type { JournalSettings } from './parts.ts'
import type { SealLimit } from './seal.ts'

export interface Told<T> {
  readonly output: T
  readonly mirror: Mirror
}

export type JournalCalls = ReturnType<typeof callsWith>

/** Called by the thread's entry, which brings compare. */
export function serveJournal(compare: Compare): void {
  if (parentPort === null) throw new Error('this is the entry of a thread')
  serveCalls(parentPort, callsWith(compare, workerData))
}

function callsWith(compare: Compare, settings: JournalSettings) {
  let core: JournalCore | null = null
  const told = <T>(call: (open: JournalCore) => T): Told<T> => {
    if (core === null) throw new Error('the journal is not open')
    return { output: call(core), mirror: core.mirror() }
  }
  return {
    open: () => {
      const { core: made, opened } = openCore(settings, { compare, clock: systemClock, newId: randomUUID })
      core = made
      return { output: opened, mirror: made.mirror() }
    },
    commit: ({ packed, seal }: { packed: readonly PackedText[]; seal: SealLimit | null }) =>
      told(open => open.commit(packed, seal)),
    seal: (limit: SealLimit) => told(open => open.seal(limit)),
    unacknowledged: () => told(open => open.unacknowledged()),
    acknowledge: (upTo: { epoch: string; sequence: number }) => told(open => open.acknowledge(upTo)),
    setAside: (refused: { epoch: string; sequence: number; code: string }) => told(open => open.setAside(refused)),
    aside: () => told(open => open.aside()),
    newEpoch: (cause: GapCause) => told(open => open.newEpoch(cause)),
    beginCensus: (root: PathText) => told(open => open.beginCensus(root)),
    endCensus: (root: PathText) => told(open => open.endCensus(root)),
    markHashed: (done: { root: PathText; at: number }) => told(open => open.markHashed(done)),
    keepWalk: (kept: { root: PathText; walk: string | null }) => told(open => open.keepWalk(kept)),
    dropRoot: (root: PathText) => told(open => open.dropRoot(root)),
    openGap: (loss: Loss) => told(open => open.openGap(loss)),
    closeGaps: (due: { root: PathText | null; openedBefore: number; at: number }) => told(open => open.closeGaps(due)),
    beginSpan: (span: Beginning & { root: PathText }) => told(open => open.beginSpan(span)),
    endSpan: (over: { root: PathText; at: number }) => told(open => open.endSpan(over)),
    tellViews: (views: readonly OtherView[]) => told(open => open.tellViews(views)),
    tellSpan: (seen: { root: PathText; at: number }) => told(open => open.tellSpan(seen)),
    markAlive: (at: number) => told(open => open.markAlive(at)),
    pragma: (name: 'synchronous' | 'journal_mode' | 'user_version') => told(open => open.pragma(name)),
    close: () => {
      core?.close()
      core = null
    },
  }
}
