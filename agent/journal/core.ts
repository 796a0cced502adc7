// Owns the journal's verbs, each one transaction, in the order that faults.ts names. Lives in the writer thread; journal.ts
// is its main-thread side. Decides nothing about observations: that is compare's.
import { Failure } from '@sekisho/shared/failures.ts'
import type { Gap, GapCause } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { PackedObserved } from '../handover.packed.ts'
import type { Committed, FoundFile, Loss, Observed, OtherView, PackedText, Position, SealedBatch } from '../handover.ts'
import { advance, observedIn } from './advance.ts'
import { Arrivals } from './arrivals.ts'
import type { BaselineRow } from './baseline-rows.ts'
import { refusal } from './budget.ts'
import { type Beginning, beginSpan, endSpan, extendSpans, tellSpanNow } from './cover.ts'
import { closeGap, asGap as gapOf, isHeldOpen, openGap } from './declare.ts'
import { enterNewEpoch } from './epoch.ts'
import type { WaitingRecord } from './outbox.ts'
import { Parents } from './parents.ts'
import type { Parts } from './parts.ts'
import { absentAt, censusRecord, entryRecord, otherViewRecord } from './records.ts'
import type { RootRow } from './roots.ts'
import { type LaneNumber, lanes } from './schema.ts'
import { type SealLimit, sealNext } from './seal.ts'
import { closeRefusals, setAside } from './set-aside.ts'
import { newViews } from './views.ts'

/** What the main thread shows without asking. */
export interface Mirror {
  readonly position: Position
  readonly waiting: { readonly fast: number; readonly bulk: number }
  readonly oldestAt: number | null
  readonly held: number
  readonly gaps: readonly Gap[]
  /** See `walkBegin`. */
  readonly declaredAt: number
  /** Ids of those that no walk can close: records of a refused batch are on their way alone, or stay aside. */
  readonly heldGaps: readonly string[]
  /** The first of the records that were refused even alone. */
  readonly aside: readonly AsideRecord[]
  /** Those that changed since the last answer. */
  readonly roots: readonly RootRow[]
  /** By root, the `at` of the last span told apart that the collector has committed. */
  readonly arrived: ReadonlyMap<PathText, number>
  /** The same of one that waits or was sent; none where its batch was refused or its epoch ended. */
  readonly onTheWay: ReadonlyMap<PathText, number>
}

export interface AsideRecord {
  readonly root: PathText | null
  /** Null for a record of no path. */
  readonly path: PathText | null
  readonly code: string
  /** When it was first sealed. */
  readonly at: number
}

/** More need not be shown: each is to be looked into by a person. */
const asideShown = 100

type Made = Omit<WaitingRecord, 'id' | 'bytes'> & { readonly lane: LaneNumber }

/** What a commit sealed besides; null where it was not asked to, and where nothing waited. */
interface Sealed {
  readonly sealed: SealedBatch | null
}

export class JournalCore {
  readonly #parts: Parts
  readonly #aliveAt: number | null
  readonly #arrivals = new Arrivals()
  /** Ids of censuses that began with no row: there is nothing that they could leave unnamed. */
  readonly #fromNothing = new Set<string>()

  constructor(parts: Parts, aliveAt: number | null) {
    this.#parts = parts
    this.#aliveAt = aliveAt
  }

  /**
   * Advances the baseline and puts what follows from it into the outbox: both, or neither.
   * @param seal seals the next batch in the same transaction, where records wait then
   * @throws Failure outbox-budget, journal-full
   */
  commit(packed: readonly PackedText[], seal: SealLimit | null = null): Committed & Sealed {
    const parts = this.#parts
    parts.faults.at('observed')
    const why = refusal(parts.held, parts.probeSpace(), parts.budget)
    if (why !== null) throw new Failure('outbox-budget', why, { place: parts.settings.file })
    const committed = parts.transact(() => {
      parts.faults.at('commit-begun')
      const { made, ...advanced } = this.#advanceAll(packed)
      parts.faults.at('baseline-written')
      parts.outbox.putAll(made)
      parts.faults.at('outbox-written')
      return { ...advanced, sealed: seal === null || !this.#isWaiting ? null : this.#sealNext(seal) }
    })
    parts.faults.at('committed')
    if (committed.sealed !== null) this.#wasSealed(committed.sealed)
    return committed
  }

  #advanceAll(packed: readonly PackedText[]): Committed & { readonly made: readonly Made[] } {
    const { roots, rows, clock, settings } = this.#parts
    const made: Made[] = []
    const subtrees: { root: PathText; path: PathText }[] = []
    const parents = new Parents()
    const added = new Map<PathText, number>()
    const found: FoundFile[] = []
    const at = clock.now()
    let findings = 0
    for (const one of observedIn(packed, settings.hasCanaries ?? false)) {
      const root = roots.known(one.root)
      // It was on its way when its root was dropped.
      if (root.phase === 'dropped') continue
      const { step, lane, paths } = this.#advanceOne(root, one)
      for (const body of step.records) made.push({ lane, root: root.id, at, body })
      if (step.subtree || this.#leavesRows(root, one)) subtrees.push({ root: one.root, path: one.path })
      if (step.packed !== null) parents.add(root, one.path)
      findings += step.findings
      found.push(...step.found)
      if (paths !== 0) added.set(one.root, (added.get(one.root) ?? 0) + paths)
    }
    for (const [path, paths] of added) {
      const root = roots.known(path)
      roots.save({ ...root, paths: root.paths + paths })
    }
    rows.write()
    const { unseen, replaced } = parents.lost(rows)
    return { made, findings, subtrees: [...subtrees, ...replaced], unseen, found }
  }

  /** What was read below a directory before it went may have been written down only after it was known to be gone. */
  #leavesRows(root: RootRow, observed: PackedObserved): boolean {
    const { path, packed } = observed
    // By the stamp, of most: to look at `after` is to parse it.
    if (packed.stamp !== '' || observed.after.state !== 'absent') return false
    return path !== '' && this.#parts.rows.hasRowsIn(root.id, path)
  }

  #advanceOne(root: RootRow, observed: PackedObserved) {
    const { rows, gaps, compare } = this.#parts
    const row = rows.find(root.id, observed.path)
    const replacedAt = gaps.find(root.id, 'root-replaced')?.opened ?? null
    const step = advance(row, observed, { root, compare, replacedAt })
    const lane = this.#laneFor(row, observed)
    if (step.packed !== null)
      rows.put(root.id, observed.path, step.folder, { ...step.packed, census: root.census, lane })
    else if (step.row === 'removed') rows.remove(root.id, observed.path)
    const paths = step.row === 'removed' ? -1 : step.row === 'put' && row === undefined ? 1 : 0
    return { step, lane, paths }
  }

  /** A path whose class became urgent stays behind its own earlier records until they are sealed: order is of each path. */
  #laneFor(row: BaselineRow | undefined, observed: Observed): LaneNumber {
    if (row?.lane === lanes.bulk && this.#parts.outbox.waiting(lanes.bulk) > 0) return lanes.bulk
    return lanes[observed.lane]
  }

  seal(limit: SealLimit): SealedBatch | null {
    if (!this.#isWaiting) return null
    const sealed = this.#parts.transact(() => this.#sealNext(limit))
    if (sealed !== null) this.#wasSealed(sealed)
    return sealed
  }

  get #isWaiting(): boolean {
    return Object.values(lanes).some(lane => this.#parts.outbox.waiting(lane) > 0)
  }

  #sealNext(limit: SealLimit): SealedBatch | null {
    const { faults } = this.#parts
    faults.at('seal-begun')
    const batch = sealNext(this.#parts, limit)
    faults.at('batch-written')
    return batch
  }

  #wasSealed({ sequence }: SealedBatch): void {
    const { faults, outbox } = this.#parts
    faults.at('sealed')
    if (this.#arrivals.isWaiting) this.#arrivals.sealed(sequence, outbox.first(lanes.bulk)?.id ?? null)
  }

  unacknowledged(): readonly SealedBatch[] {
    const { epoch } = this.#parts.batches
    return this.#parts.batches.all().map(({ sequence, digest, bytes }) => ({ epoch, sequence, digest, bytes }))
  }

  /** What another epoch acknowledges is none of this one's. */
  acknowledge({ epoch, sequence }: { readonly epoch: string; readonly sequence: number }): void {
    const parts = this.#parts
    if (epoch !== parts.batches.epoch) return
    const forget = () =>
      parts.transact(() => {
        parts.faults.at('ack-begun')
        const retried = parts.batches.retried
        parts.batches.acknowledge(sequence)
        if (retried > parts.batches.retried) closeRefusals(parts)
      })
    try {
      forget()
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'journal-full') throw error
      // On a full disk an acknowledgement is what makes room: with the log written back, the same pages are used again.
      parts.database.exec('PRAGMA wal_checkpoint(RESTART)')
      forget()
    }
    this.#arrivals.acknowledged(sequence)
    parts.faults.at('acknowledged')
  }

  setAside(refused: { readonly epoch: string; readonly sequence: number; readonly code: string }): void {
    const { epoch, sequence, code } = refused
    const parts = this.#parts
    if (epoch !== parts.batches.epoch) return
    parts.transact(() => {
      parts.faults.at('aside-begun')
      setAside(parts, { sequence, code })
    })
    this.#arrivals.setAside(sequence)
    parts.faults.at('set-aside')
  }

  aside(): readonly AsideRecord[] {
    const { aside, roots } = this.#parts
    return aside
      .all()
      .map(({ root, path, code, at }) => ({ root: root === null ? null : roots.pathOf(root), path, code, at }))
  }

  newEpoch(cause: GapCause): void {
    const parts = this.#parts
    const now = parts.clock.now()
    // An old copy of the journal knows nothing of what came after it.
    const from = cause === 'journal-restored' ? Math.min(now, this.#aliveAt ?? 0) : now
    parts.transact(() => {
      parts.faults.at('epoch-begun')
      enterNewEpoch(parts, cause, from)
    })
    this.#arrivals.forget()
    parts.faults.at('epoch-changed')
  }

  /** Answers with the census's id. One that is under way goes on, across restarts too: what it named stays named. */
  beginCensus(path: PathText): string {
    const parts = this.#parts
    const running = parts.roots.find(path)
    if (running?.phase === 'running' && running.censusId !== null) return running.censusId
    return parts.transact(() => {
      const [root, census, at] = [parts.roots.known(path), parts.newId(), parts.clock.now()]
      parts.roots.save({ ...root, phase: 'running', census: root.census + 1, censusId: census, censusAt: at })
      parts.outbox.put(lanes.fast, { root: root.id, at, body: censusRecord('census-begin', census, at) })
      if (root.paths === 0) this.#fromNothing.add(census)
      return census
    })
  }

  /**
   * Forgets what the census did not name, and tells that it is absent: what waited from before the census may name it. All that
   * it named was hashed since it began. False when none is under way: a new epoch began meanwhile, and asks for another.
   */
  endCensus(path: PathText): boolean {
    const parts = this.#parts
    const root = parts.roots.find(path)
    if (root?.phase !== 'running' || root.censusId === null) return false
    const { id, census, censusId, censusAt, paths } = root
    parts.transact(() => {
      const at = parts.clock.now()
      const unnamed = this.#fromNothing.delete(censusId) ? [] : parts.rows.unnamed(id, census)
      for (const row of unnamed) {
        parts.rows.remove(id, row.path)
        parts.outbox.put(row.lane, { root: id, at, body: entryRecord(row.path, absentAt(at)) })
      }
      parts.outbox.put(lanes.bulk, { root: id, at, body: censusRecord('census-end', censusId, at) })
      const hashedAt = censusAt ?? root.hashedAt
      parts.roots.save({ ...root, phase: 'censused', paths: paths - unnamed.length, hashedAt })
    })
    return true
  }

  /** Every file of the root was hashed at that time or later: the next such walk is due from there, across restarts. */
  markHashed({ root, at }: { root: PathText; at: number }): void {
    const { roots } = this.#parts
    this.#parts.transact(() => roots.save({ ...roots.known(root), hashedAt: at }))
  }

  /** Every difference that there is now; what was not told before becomes a finding. Answers with how many did. */
  tellViews(views: readonly OtherView[]): number {
    const parts = this.#parts
    const { database, roots, outbox, clock } = parts
    const seen = views.map(view => ({ id: roots.known(view.root).id, view }))
    return parts.transact(() => {
      const added = newViews(database, seen)
      for (const { id, view } of added)
        outbox.put(lanes.fast, { root: id, at: clock.now(), body: otherViewRecord(view) })
      return added.length
    })
  }

  /** What is kept of a walk under way, across restarts; null when it is over. */
  keepWalk({ root, walk }: { root: PathText; walk: string | null }): void {
    const { roots } = this.#parts
    const row = roots.find(root)
    if (row === undefined || row.walk === walk || row.phase === 'dropped') return
    this.#parts.transact(() => roots.save({ ...row, walk }))
  }

  /** Nobody watches it any more. What waits is still told. */
  dropRoot(path: PathText): void {
    const parts = this.#parts
    const root = parts.roots.find(path)
    if (root === undefined) return
    parts.transact(() => {
      parts.rows.removeRoot(root.id)
      for (const gap of parts.gaps.open) if (gap.root === root.id) parts.gaps.remove(gap)
      endSpan(parts, root.id, parts.clock.now())
      parts.roots.save({ ...root, phase: 'dropped', paths: 0, walk: null })
    })
  }

  openGap({ root, cause, from }: Loss): Gap {
    const parts = this.#parts
    return parts.transact(() => {
      const id = root === null ? null : parts.roots.known(root).id
      return gapOf(parts, openGap(parts, { root: id, cause, from }))
    })
  }

  closeGaps({ root, openedBefore, at }: { root: PathText | null; openedBefore: number; at: number }): readonly Gap[] {
    const parts = this.#parts
    const id = root === null ? null : parts.roots.find(root)?.id
    const due = parts.gaps.open.filter(gap => gap.root === id && gap.opened < openedBefore && !isHeldOpen(parts, gap))
    if (due.length === 0) return []
    return parts.transact(() => {
      for (const gap of due) closeGap(parts, gap, at, { from: openedBefore, to: at })
      return due.map(gap => ({ ...gapOf(parts, gap), to: Math.max(at, gap.since) }))
    })
  }

  /** A source watches the root: the span that ran before ends. */
  beginSpan({ root, ...beginning }: Beginning & { root: PathText }): void {
    const parts = this.#parts
    parts.transact(() => beginSpan(parts, parts.roots.known(root).id, beginning))
  }

  /** Nobody watches the root any more. */
  endSpan({ root, at }: { root: PathText; at: number }): void {
    const parts = this.#parts
    const id = parts.roots.find(root)?.id
    if (id !== undefined) parts.transact(() => endSpan(parts, id, at))
  }

  /**
   * All that the root's source saw by `at` is written down, and this is told as a record of its own, whose arrival the
   * mirror shows. False where no source watches.
   */
  tellSpan({ root, at }: { root: PathText; at: number }): boolean {
    const parts = this.#parts
    const known = parts.roots.find(root)?.id
    const id = known === undefined ? null : parts.transact(() => tellSpanNow(parts, known, at))
    if (id !== null) this.#arrivals.told(root, at, id)
    return id !== null
  }

  /** The sign of life: whatever the sources saw by `at` is written down. */
  markAlive(at: number): void {
    const parts = this.#parts
    parts.transact(() => {
      parts.database.prepare('UPDATE meta SET alive_at = ?').run(at)
      extendSpans(parts, at)
    })
  }

  /** A pragma of the write connection as SQLite says it, set first where a value is given. */
  pragma(name: 'synchronous' | 'journal_mode' | 'user_version' | 'max_page_count', value?: number): string {
    const text = value === undefined ? name : `${name} = ${value}`
    return String(Object.values(this.#parts.database.prepare(`PRAGMA ${text}`).get() ?? {})[0])
  }

  mirror(): Mirror {
    const parts = this.#parts
    const { batches, outbox, gaps, roots, boot, held } = parts
    const fast = outbox.waiting(lanes.retry) + outbox.waiting(lanes.fast)
    return {
      position: { epoch: batches.epoch, boot, head: batches.head, acknowledged: batches.acknowledged },
      waiting: { fast, bulk: outbox.waiting(lanes.bulk) },
      oldestAt: outbox.oldestAt(),
      held,
      gaps: gaps.open.map(gap => gapOf(parts, gap)),
      declaredAt: gaps.declaredAt,
      heldGaps: gaps.open.filter(gap => isHeldOpen(parts, gap)).map(({ id }) => id),
      aside: this.aside().slice(0, asideShown),
      roots: roots.takeChanged(),
      arrived: this.#arrivals.arrived,
      onTheWay: this.#arrivals.onTheWay,
    }
  }

  close(): void {
    this.#parts.database.close()
  }
}
