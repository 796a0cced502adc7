// Owns the main thread's side of the journal: asks its thread, and shows how the outbox, the roots and the gaps stood with
// the last answer. Nothing here touches the database.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Gap, GapCause } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import { Thread } from '@sekisho/shared/thread.ts'
import { fromThread } from '@sekisho/shared/told-failure.ts'
import { maxBatchRecords, maxFrameBytes } from '@sekisho/shared/wire.ts'
import type {
  BatchLimit,
  Committed,
  Loss,
  OtherView,
  OutboxDoor,
  PackedText,
  Position,
  SealedBatch,
} from '../handover.ts'
import type { AsideRecord, Mirror } from './core.ts'
import type { Beginning } from './cover.ts'
import { walkBegin } from './gaps.ts'
import type { Opened } from './open.ts'
import type { JournalSettings } from './parts.ts'
import type { RootRow } from './roots.ts'
import type { SealLimit } from './seal.ts'
import type { JournalCalls, Told } from './serve.ts'

export interface JournalOptions extends Omit<JournalSettings, 'expected'> {
  /** The thread's entry, which brings journal and compare together. */
  readonly entry: URL
  readonly clock: Clock
  /** This host had a journal before, so that a missing one is lost; false unless given. */
  readonly expected?: boolean
  /** The thread ended without having been asked to; every call is refused from then on. */
  readonly onDeath?: (error: Error) => void
}

export interface JournalRoot {
  /** A census of this epoch named every path that could be seen. */
  readonly censused: boolean
  /** Rows of the baseline. */
  readonly paths: number
  /** By the last walk that hashed every file, each was hashed then or later; null before the first. */
  readonly hashedAt: number | null
  /** What was kept of a walk that was cut short, or is under way. */
  readonly walk: string | null
  /** Of this root alone. */
  readonly openGaps: number
  /** How many of them a walk may close. */
  readonly mendableGaps: number
  /** Paths of records that the collector refused even alone. */
  readonly refused: readonly PathText[]
}

/** A quarter of the largest frame: what is sealed cannot be reordered, and must not take long to send. */
const maxBatchBytes = maxFrameBytes / 4
/** A single record may be larger than a batch should be, with room for the envelope and its root. */
const maxRecordBytes = (maxFrameBytes / 4) * 3

/**
 * Opens the journal in its own thread, or makes it.
 * @throws Failure schema-newer, journal-full
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { entry, clock, onDeath, expected = false, ...rest } = options
  const journal = new Journal(entry, clock, { expected, ...rest }, onDeath)
  try {
    await journal.open()
    return journal
  } catch (error) {
    await journal.close()
    throw error
  }
}

/**
 * working   the last commit was taken → refusing, closed, gone
 * refusing  the last commit was not: no room, or the database failed → working, closed, gone
 * closed    closed in order; no way out
 * gone      the thread died; no way out
 */
type Phase = 'working' | 'refusing' | 'closed' | 'gone'

export class Journal implements OutboxDoor {
  readonly #thread: Thread<JournalCalls>
  readonly #clock: Clock
  #opened: Opened | null = null
  #mirror: Mirror | null = null
  readonly #roots = new Map<PathText, RootRow>()
  /** See OutboxDoor. */
  #sealWithNext: SealLimit | null = null
  /** Sealed by commits, and not taken by the uplink yet. */
  #sealed: SealedBatch[] = []
  #hearArrival: (root: PathText, at: number) => void = () => {}
  #phase: Phase = 'working'
  #since: number

  constructor(entry: URL, clock: Clock, settings: JournalSettings, onDeath: ((error: Error) => void) | undefined) {
    this.#clock = clock
    this.#since = clock.monotonic()
    this.#thread = new Thread<JournalCalls>(entry, {
      workerData: settings,
      onDeath: error => {
        this.#enter('gone')
        onDeath?.(error)
      },
    })
  }
  /** Once, before anything else; `openJournal` does it. */
  async open(): Promise<void> {
    const { output, mirror } = await this.#answered(this.#thread.call('open', undefined as never))
    this.#opened = output
    this.#show(mirror)
  }

  /** How this start found it. */
  get opened(): Opened {
    if (this.#opened === null) throw new Error('the journal is not open')
    return this.#opened
  }

  /**
   * Takes what fingerprint packed: compares, advances the baseline, and puts what follows into the outbox.
   * On disk when it resolves; nothing of it is when it rejects.
   * @throws Failure outbox-budget, journal-full: what was observed must be observed again by a walk
   */
  async commit(packed: readonly PackedText[]): Promise<Committed> {
    try {
      const seal = this.#sealWithNext
      this.#sealWithNext = null
      const { sealed, ...committed } = await this.#told(this.#thread.call('commit', { packed, seal }))
      if (sealed !== null) this.#sealed.push(sealed)
      this.#enter('working')
      return committed
    } catch (error) {
      this.#enter('refusing')
      throw error
    }
  }

  position(): Position {
    return this.#shown.position
  }

  /** Records that no batch holds yet, by lane; those of a refused batch count as fast. */
  waiting(): { readonly fast: number; readonly bulk: number } {
    return this.#shown.waiting
  }

  async unacknowledged(): Promise<readonly SealedBatch[]> {
    const all = await this.#told(this.#thread.call('unacknowledged', undefined as never))
    // The thread answers in order: whatever was sealed by a commit before this is among them.
    this.#sealed = []
    return all
  }

  async seal(limit: BatchLimit): Promise<SealedBatch | null> {
    if (this.#sealed.length > 0) return this.takeSealed()
    const sealed = await this.#told(this.#thread.call('seal', sealLimitOf(limit)))
    // A commit that was on its way may have sealed one meanwhile, and that one is before it in the chain.
    if (sealed !== null) this.#sealed.push(sealed)
    return this.takeSealed()
  }

  sealWithNext(limit: BatchLimit | null): void {
    this.#sealWithNext = limit === null ? null : sealLimitOf(limit)
  }

  takeSealed(): SealedBatch | null {
    return this.#sealed.shift() ?? null
  }

  acknowledge(upTo: { readonly epoch: string; readonly sequence: number }): Promise<void> {
    return this.#told(this.#thread.call('acknowledge', { epoch: upTo.epoch, sequence: upTo.sequence }))
  }

  setAside(refused: { readonly epoch: string; readonly sequence: number; readonly code: string }): Promise<void> {
    const { epoch, sequence, code } = refused
    return this.#told(this.#thread.call('setAside', { epoch, sequence, code }))
  }

  /** Records that were refused even alone. */
  aside(): Promise<readonly AsideRecord[]> {
    return this.#told(this.#thread.call('aside', undefined as never))
  }

  newEpoch(cause: GapCause): Promise<void> {
    return this.#told(this.#thread.call('newEpoch', cause))
  }

  /** Resolves with the census's id. */
  beginCensus(root: PathText): Promise<string> {
    return this.#told(this.#thread.call('beginCensus', root))
  }

  /** False when no census of the root is under way: a new epoch began meanwhile, and asks for another. */
  endCensus(root: PathText): Promise<boolean> {
    return this.#told(this.#thread.call('endCensus', root))
  }

  rootState(root: PathText): JournalRoot {
    const row = this.#roots.get(root)
    const { gaps, heldGaps, aside } = this.#shown
    const open = gaps.filter(gap => gap.root === root)
    return {
      censused: row?.phase === 'censused',
      paths: row?.paths ?? 0,
      hashedAt: row?.hashedAt ?? null,
      walk: row?.walk ?? null,
      openGaps: open.length,
      mendableGaps: open.filter(({ id }) => !heldGaps.includes(id)).length,
      refused: aside.flatMap(record => (record.root === root && record.path !== null ? [record.path] : [])),
    }
  }

  /** The time for a walk that begins now: it may close every gap that is shown, and none that is declared from now on. */
  walkBegin(): number {
    return walkBegin(this.#clock.now(), this.#shown.declaredAt)
  }

  markHashed(root: PathText, at: number): Promise<void> {
    return this.#told(this.#thread.call('markHashed', { root, at }))
  }

  keepWalk(root: PathText, walk: string | null): Promise<void> {
    return this.#told(this.#thread.call('keepWalk', { root, walk }))
  }

  /** Forgets the root's baseline. */
  dropRoot(root: PathText): Promise<void> {
    return this.#told(this.#thread.call('dropRoot', root))
  }

  /** A gap of that root and cause that is open already stays the one, and reaches back as far as the earlier of the two. */
  openGap(loss: Loss): Promise<Gap> {
    return this.#told(this.#thread.call('openGap', loss))
  }

  /**
   * Closes the root's gaps, or with null those of all roots together, that were last declared before `openedBefore`, the
   * start of the walk that mended them. Resolves with what was closed.
   */
  closeGaps(root: PathText | null, openedBefore: number, at: number): Promise<readonly Gap[]> {
    return this.#told(this.#thread.call('closeGaps', { root, openedBefore, at }))
  }

  openGaps(): readonly Gap[] {
    return this.#shown.gaps
  }

  /** A source watches the root from `at` on; the span that ran before ends. */
  beginSpan(root: PathText, beginning: Beginning): Promise<void> {
    return this.#told(this.#thread.call('beginSpan', { root, ...beginning }))
  }

  endSpan(root: PathText, at: number): Promise<void> {
    return this.#told(this.#thread.call('endSpan', { root, at }))
  }

  /** Every other view that there is now. Resolves with how many of them became findings. */
  tellViews(views: readonly OtherView[]): Promise<number> {
    return this.#told(this.#thread.call('tellViews', views))
  }

  /** Tells at once that all the root's source saw by `at` was committed; `onArrival` hears when the collector has it. */
  tellSpan(root: PathText, at: number): Promise<boolean> {
    return this.#told(this.#thread.call('tellSpan', { root, at }))
  }

  onArrival(hear: (root: PathText, at: number) => void): void {
    this.#hearArrival = hear
  }

  /** All that the sources saw by `at` was committed: every span reaches so far, and the next start gets it as `opened.aliveAt`. */
  markAlive(at: number): Promise<void> {
    return this.#told(this.#thread.call('markAlive', at))
  }

  /** A pragma of the write connection. */
  pragma(name: 'synchronous' | 'journal_mode' | 'user_version'): Promise<string> {
    return this.#told(this.#thread.call('pragma', name))
  }

  report(): RoomReport {
    const { waiting, oldestAt } = this.#shown
    return {
      phase: this.#phase,
      sinceMs: this.#clock.monotonic() - this.#since,
      depth: waiting.fast + waiting.bulk,
      oldestAgeMs: oldestAt === null ? 0 : Math.max(0, this.#clock.now() - oldestAt),
    }
  }

  async close(): Promise<void> {
    if (this.#phase !== 'gone') {
      this.#enter('closed')
      try {
        await this.#thread.call('close', undefined as never)
      } catch {
        // It died meanwhile: the database is whole all the same, and the next start reads its log.
      }
    }
    await this.#thread.stop()
  }

  /** The `at` of what was told of a root last and will still arrive. */
  onTheWay(root: PathText): number | undefined {
    return this.#shown.onTheWay.get(root)
  }

  get #shown(): Mirror {
    if (this.#mirror === null) throw new Error('the journal is not open')
    return this.#mirror
  }

  async #told<T>(call: Promise<Told<T>>): Promise<T> {
    const { output, mirror } = await this.#answered(call)
    this.#show(mirror)
    return output
  }

  async #answered<T>(call: Promise<T>): Promise<T> {
    try {
      return await call
    } catch (error) {
      throw fromThread(error)
    }
  }

  #show(mirror: Mirror): void {
    const before = this.#mirror?.arrived
    this.#mirror = mirror
    for (const [root, at] of mirror.arrived) if (before?.get(root) !== at) this.#hearArrival(root, at)
    for (const row of mirror.roots) this.#roots.set(row.path, row)
  }

  #enter(phase: Phase): void {
    if (this.#phase === phase || this.#phase === 'closed' || this.#phase === 'gone') return
    this.#phase = phase
    this.#since = this.#clock.monotonic()
  }
}

function sealLimitOf({ records, bytes }: BatchLimit): SealLimit {
  return {
    records: Math.max(1, Math.min(records, maxBatchRecords)),
    bytes: Math.min(bytes, maxBatchBytes),
    recordBytes: maxRecordBytes,
  }
}
