// Owns a collector's database whose findings are years old, filled by a real store, and the pruning of it in this thread: by a
// clock that the test sets, and with an end after any piece.
import type { WireRecord } from '@sekisho/shared/wire.ts'
import { onTestFinished } from 'vitest'
import type { KeepingLedger, KeepStage, KeepTerms } from '../../collector/handover.keeping.ts'
import { Pruning } from '../../collector/keeping/pruning.ts'
import { openEvidenceCheck } from '../../collector/pipeline.evidence.ts'
import { type Connection, openWriteConnection } from '../../collector/store/connection.ts'
import { Desk } from '../../collector/store/desk.ts'
import { openKeepingLedger } from '../../collector/store/ledger.keeping.ts'
import { migrate } from '../../collector/store/schema.ts'
import { absent, file, finding } from './batches.ts'
import { eventually } from './eventually.ts'
import { by, StoreHouse } from './store-house.ts'

export const dayMs = 86_400_000

export function termsOf(days: number, wish: Partial<KeepTerms> = {}): KeepTerms {
  const ms = days * dayMs
  return { findings: ms, evidence: ms, incidents: ms, contents: ms, deliveries: ms, audit: ms, ...wish }
}

/** The end of every history; what is older than 100 days goes. */
export const today = 1_000 * dayMs
export const terms = termsOf(100)

export interface Step {
  readonly path: string
  readonly content: string | null
  /** How many days before the end it was received. */
  readonly ago: number
}

export const seen = (content: string | null, at: number) =>
  content === null ? { ...absent, at } : file(content, { at })

/** What would be no finding is left out. */
export function recordsOf(steps: readonly Step[]): { readonly record: WireRecord; readonly at: number }[] {
  const standing = new Map<string, string | null>()
  return steps.flatMap(({ path, content, ago }) => {
    const before = standing.get(path) ?? null
    if (before === content) return []
    standing.set(path, content)
    const at = today - ago * dayMs
    return [{ record: finding(path, before === null ? null : seen(before, 0), seen(content, at), { at }), at }]
  })
}

export const change = (path: string, ...contents: readonly (readonly [string | null, number])[]): Step[] =>
  contents.map(([content, ago]) => ({ path, content, ago }))
export const ordered = (...steps: Step[]) => steps.toSorted((one, other) => other.ago - one.ago)

/** Resolves when all findings are grouped, and looked at for their contents. */
export async function settled(house: StoreHouse): Promise<void> {
  const connection = openWriteConnection(house.file, null)
  try {
    await eventually(
      async () =>
        connection.one(
          `SELECT 1 WHERE (SELECT finding FROM incident_cursor) = (SELECT coalesce(max(id), 0) FROM finding)
           AND (SELECT finding FROM content_cursor) = (SELECT coalesce(max(id), 0) FROM finding)
           AND NOT EXISTS (SELECT 1 FROM revision) AND NOT EXISTS (SELECT 1 FROM again)`,
        ) !== undefined,
    )
  } finally {
    connection.close()
  }
}

/**
 * A database in which each finding came in a batch of its own, and all incidents, or every second one, were closed.
 * @param sealedAt of each batch, by its agent's clock
 */
export async function held(
  steps: readonly Step[],
  closed: 'all' | 'some' | 'none' = 'all',
  closedAgo = 150,
  sealedAt: readonly number[] = [],
) {
  const house = await new StoreHouse().open()
  const { chain, host } = await house.shop()
  for (const [index, { record, at }] of recordsOf(steps).entries()) {
    chain.sealedAt = sealedAt[index] ?? chain.sealedAt
    await house.send(host, chain.seal(record), at)
  }
  await settled(house)
  const { items } = await house.store.incidents.reads.incidents({ customer: 1, filter: {} })
  for (const [index, { id }] of items.entries()) {
    if (closed === 'none' || (closed === 'some' && index % 2 === 0)) continue
    const input = { ...by, at: today - closedAgo * dayMs, incident: id, outcome: 'false-alarm', note: '' } as const
    await house.store.incidents.writes.closeIncident(input)
  }
  await house.store.stop()
  return { house, chain, host }
}

/** The database by itself, while no store runs on it. */
export function openAlone(file: string): Connection {
  const connection = openWriteConnection(file, null)
  migrate(connection, file)
  onTestFinished(() => connection.close())
  return connection
}

export class Pruner {
  readonly #desk: Desk
  readonly #ledger: KeepingLedger
  readonly #pruning: Pruning
  readonly #now: number

  constructor(connection: Connection, terms: KeepTerms, now: number) {
    this.#desk = new Desk(connection, { profiles: [], announce: () => {} })
    this.#ledger = openKeepingLedger(this.#desk)
    this.#pruning = new Pruning(this.#ledger, terms, () => {})
    this.#now = now
  }

  /** One transaction; false when nothing is left to do. */
  piece(now = this.#now): boolean {
    return this.#desk.commit(() => this.#pruning.piece(now))
  }

  /** Up to where this stage is next. */
  runTo(stage: KeepStage): void {
    while (this.#ledger.state()?.run?.stage !== stage) if (this.run(1) === 0) throw new Error(`no ${stage} came`)
  }

  /** A whole run, the day after the terms were recorded; or its first pieces. Says how many there were. */
  run(most = Number.POSITIVE_INFINITY): number {
    if (this.#ledger.state() === null) this.piece(this.#now - dayMs)
    let pieces = 0
    while (pieces < most && this.piece()) pieces++
    return pieces
  }
}

export const rows = (connection: Connection, sql: string) =>
  connection.all<Record<string, unknown>>(sql).map(row => ({ ...row }))

export const wholeBatches = (connection: Connection) =>
  rows(connection, 'SELECT sequence FROM evidence WHERE length(bytes) > 0 ORDER BY sequence').map(
    ({ sequence }) => sequence,
  )

export function breaks(file: string): string[] {
  const check = openEvidenceCheck(file, () => today)
  try {
    return [...check.breaks([], () => {})].map(({ what, sequence }) => `${what} ${sequence}`)
  } finally {
    check.close()
  }
}
