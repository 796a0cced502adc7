// Owns a collector's database whose findings are years old, filled by a real store, and the pruning of it in this thread: by a
// clock that the test sets, and with an end after any piece.
import { onTestFinished } from 'vitest'
import type { KeepingLedger, KeepStage, KeepTerms } from '../../collector/handover.keeping.ts'
import { Pruning } from '../../collector/keeping/pruning.ts'
import { type Connection, openWriteConnection } from '../../collector/store/connection.ts'
import { Desk } from '../../collector/store/desk.ts'
import { openKeepingLedger } from '../../collector/store/ledger.keeping.ts'
import { migrate } from '../../collector/store/schema.ts'
import { eventually } from './eventually.ts'
import type { StoreHouse } from './store-house.ts'

export const dayMs = 86_400_000

export function termsOf(days: number, wish: Partial<KeepTerms> = {}): KeepTerms {
  const ms = days * dayMs
  return { findings: ms, evidence: ms, incidents: ms, contents: ms, deliveries: ms, audit: ms, ...wish }
}

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
