// Owns what the journal's verbs share: one database, its tables, and the transaction that keeps what they remember true.
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { KeyPair } from '@sekisho/shared/proof.ts'
import type { Compare } from '../handover.ts'
import { Aside } from './aside.ts'
import { BaselineRows } from './baseline-rows.ts'
import { Batches } from './batches.ts'
import { type Budget, defaultBudget, type ProbeSpace, probeFolder } from './budget.ts'
import { transact } from './database.ts'
import { type Fault, Faults } from './faults.ts'
import { Gaps } from './gaps.ts'
import { Outbox } from './outbox.ts'
import { Roots } from './roots.ts'
import { Spans } from './spans.ts'

/** What crosses into the journal's thread. */
export interface JournalSettings {
  /** The database. */
  readonly file: string
  /** Signs the batches; its id is the agent's name. */
  readonly key: KeyPair
  /** This host had a journal before: a missing one is lost. */
  readonly expected: boolean
  readonly budget?: Partial<Budget>
  /** The agent keeps a file of its own in each root. */
  readonly hasCanaries?: boolean
  /** For tests of the durability order. */
  readonly faults?: readonly Fault[]
}

/** What does not cross, because it is code. */
export interface JournalSurroundings {
  readonly compare: Compare
  readonly clock: Clock
  /** A random UUID. */
  readonly newId: () => string
  readonly probeSpace?: ProbeSpace
}

export class Parts {
  readonly settings: JournalSettings
  readonly database: DatabaseSync
  readonly compare: Compare
  readonly clock: Clock
  readonly newId: () => string
  readonly boot: number
  readonly budget: Budget
  readonly probeSpace: ProbeSpace
  readonly faults: Faults
  readonly roots: Roots
  readonly rows: BaselineRows
  readonly outbox: Outbox
  readonly batches: Batches
  readonly gaps: Gaps
  readonly spans: Spans
  readonly aside: Aside

  constructor(database: DatabaseSync, boot: number, settings: JournalSettings, surroundings: JournalSurroundings) {
    this.database = database
    this.boot = boot
    this.settings = settings
    this.compare = surroundings.compare
    this.clock = surroundings.clock
    this.newId = surroundings.newId
    this.probeSpace = surroundings.probeSpace ?? probeFolder(dirname(settings.file))
    this.budget = { ...defaultBudget, ...settings.budget }
    this.faults = new Faults(settings.faults ?? [])
    this.roots = new Roots(database)
    this.rows = new BaselineRows(database)
    this.outbox = new Outbox(database)
    this.batches = new Batches(database)
    this.gaps = new Gaps(database, surroundings.clock.now())
    this.spans = new Spans(database)
    this.aside = new Aside(database)
  }

  /** What waits for the collector, in bytes. */
  get held(): number {
    return this.outbox.bytes + this.batches.bytes + this.aside.bytes
  }

  /** As database.ts, and what the tables remember is taken back with the rest. @throws Failure */
  transact<T>(body: () => T): T {
    const { roots, rows, outbox, batches, gaps, spans, aside } = this
    const undo = [roots, rows, outbox, batches, gaps, spans, aside].map(table => table.snapshot())
    try {
      return transact(this.database, () => {
        const result = body()
        rows.write()
        return result
      })
    } catch (error) {
      for (const takeBack of undo) takeBack()
      throw error
    }
  }
}
