// Owns what the journal's tests share: observations of made-up files, a journal in this thread with a clock that stands
// still, and the reading of what it sealed.
import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { compare } from '@sekisho/agent/compare/compare.ts'
import { packObserved } from '@sekisho/agent/handover.packed.ts'
import type { Observed, PackedText, SealedBatch } from '@sekisho/agent/handover.ts'
import { openBaseline } from '@sekisho/agent/journal/baseline.ts'
import type { Space } from '@sekisho/agent/journal/budget.ts'
import type { JournalCore } from '@sekisho/agent/journal/core.ts'
import { type Opened, openCore } from '@sekisho/agent/journal/open.ts'
import type { JournalSettings } from '@sekisho/agent/journal/parts.ts'
import { openBatch } from '@sekisho/shared/batch.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Absent, Present, Unreadable } from '@sekisho/shared/observation.ts'
import { type PathText, pathTextOfString } from '@sekisho/shared/path.ts'
import { generateKeyPair } from '@sekisho/shared/proof.ts'
import type { Batch, WireRecord } from '@sekisho/shared/wire.ts'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './folder.ts'

export const shop = pathTextOfString('/srv/shop')
export const path = pathTextOfString
const bornAt = 1_767_000_000_000

/** A PHP file whose digest follows from `content`. */
export function fileOf(content: string, fields: Partial<Present> = {}): Present {
  return {
    state: 'present',
    at: bornAt,
    type: 'file',
    size: content.length,
    mode: 0o644,
    uid: 33,
    gid: 33,
    mtimeMs: bornAt + 0.25,
    ctimeMs: bornAt + 0.5,
    inode: 7,
    links: 1,
    target: null,
    digest: { algorithm: 'sha256', hex: createHash('sha256').update(content).digest('hex') },
    marks: { version: 1, found: ['php-open-tag'] },
    ...fields,
  }
}

export function directoryOf(fields: Partial<Present> = {}): Present {
  return fileOf('', { type: 'directory', mode: 0o755, size: 4096, digest: null, marks: null, ...fields })
}

export function absent(at = bornAt): Absent {
  return { state: 'absent', at }
}

export function unreadable(fields: Partial<Unreadable> = {}): Unreadable {
  return { state: 'unreadable', at: bornAt, errno: 'EACCES', stat: null, ...fields }
}

export function seen(where: string, after: Observed['after'], fields: Partial<Observed> = {}): Observed {
  return {
    root: shop,
    path: path(where),
    noticed: 'watch',
    saw: [],
    actor: 'unknown',
    lane: 'fast',
    after,
    ...fields,
  }
}

export function packed(...observed: readonly Observed[]): readonly PackedText[] {
  return observed.map(one => packObserved(one.root, [one]))
}

export interface StandingClock extends Clock {
  /** Sets the time. */
  set(now: number): void
}

function standingClock(): StandingClock {
  let at = bornAt
  const never = () => ({ cancel: () => {} })
  return {
    now: () => at,
    monotonic: () => at,
    after: never,
    every: never,
    inStep: never,
    set: now => {
      at = now
    },
  }
}

export interface TestJournal {
  readonly core: JournalCore
  readonly opened: Opened
  readonly clock: StandingClock
  readonly settings: JournalSettings
}

export const roomy: Space = { free: 1e12, total: 1.5e12 }

/** Opens it in this thread; another opening of the same settings continues the same journal. */
export function openTestJournal(
  settings: Partial<JournalSettings> = {},
  more: { clock?: StandingClock; space?: () => Space } = {},
): TestJournal {
  const whole: JournalSettings = {
    file: settings.file ?? join(temporaryFolder(), 'journal.db'),
    key: settings.key ?? generateKeyPair(),
    expected: false,
    ...settings,
  }
  const clock = more.clock ?? standingClock()
  const { core, opened } = openCore(whole, {
    compare,
    clock,
    newId: randomUUID,
    probeSpace: more.space ?? (() => roomy),
  })
  let open = true
  const close = core.close.bind(core)
  core.close = () => {
    if (open) close()
    open = false
  }
  onTestFinished(() => core.close())
  return { core, opened, clock, settings: whole }
}

/** A root whose census is over, with these paths in it, and nothing waiting. */
export function censused(journal: TestJournal, ...observed: readonly Observed[]): void {
  journal.core.beginCensus(shop)
  journal.core.commit(packed(...observed))
  journal.core.endCensus(shop)
  drain(journal)
}

export const usualLimit = { records: 200, bytes: 1 << 20, recordBytes: 3 << 20 }

/** Seals and acknowledges until nothing waits. */
export function drain(journal: TestJournal): readonly Batch[] {
  const batches: Batch[] = []
  for (let sealed = journal.core.seal(usualLimit); sealed !== null; sealed = journal.core.seal(usualLimit)) {
    batches.push(read(journal, sealed))
    journal.core.acknowledge(sealed)
  }
  return batches
}

/** Opens a batch as the collector would. @throws Error when it is not genuine */
export function read(journal: TestJournal, sealed: SealedBatch | null): Batch {
  if (sealed === null) throw new Error('nothing was sealed')
  const opened = openBatch(sealed.bytes, journal.settings.key.id)
  if (opened.outcome !== 'genuine') throw new Error(`${opened.outcome}: ${opened.detail}`)
  return opened.batch
}

export function recordsOf(batches: readonly Batch[]): readonly WireRecord[] {
  return batches.flatMap(({ records }) => records)
}

/** Each record in a few words: `finding changed index.php`, `entry a.php`, `gap restart open`. */
function inWords(record: WireRecord): string {
  switch (record.record) {
    case 'finding':
      return `finding ${record.kind} ${record.path}`
    case 'entry':
      return `entry ${record.path} ${record.after.state}`
    case 'gap':
      return `gap ${record.cause} ${record.to === null ? 'open' : 'closed'}`
    case 'tombstone':
      return `tombstone ${record.sequence} ${record.code}`
    default:
      return record.record
  }
}

export function wordsOf(batches: readonly Batch[]): readonly string[] {
  return recordsOf(batches).map(inWords)
}

/** What the baseline has of each path named. */
export function stampsOf(journal: TestJournal, directory: string): readonly string[] {
  const reader = openBaseline({ file: journal.settings.file })
  try {
    return reader.childrenAfter(shop, path(directory), '' as PathText, 1000).map(({ name }) => name)
  } finally {
    reader.close()
  }
}
