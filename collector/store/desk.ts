// Owns the writer's transactions: what is counted and announced inside them, and that neither outlives a rollback.
// Knows no table but the counters of roots; the verbs stand in ledger.*.ts, hosts.ts, admin.ts and releases.ts.
import type { LiveEvent } from '@sekisho/shared/api.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { Profile } from '@sekisho/shared/profile.ts'
import type { Fault, LivePattern, LiveWindow } from '../handover.ledger.ts'
import type { Connection } from './connection.ts'
import { Faults } from './faults.ts'
import { Judgements } from './judgements.ts'
import type { PaymentTest } from './payment.ts'
import { Permits } from './permits.ts'

/** What a commit has to tell. */
export interface Announcements {
  /** Ids of findings that are new. */
  readonly findings: readonly number[]
  readonly customers: ReadonlyMap<number, ReadonlySet<Exclude<LiveEvent, 'finding'>>>
  /** Hosts whose bindings changed. */
  readonly bindings: ReadonlySet<number>
  /** Gaps that opened, or closed. */
  readonly gaps: readonly ChangedGap[]
}

export interface ChangedGap {
  readonly host: number
  /** Null: all roots of the host. */
  readonly root: number | null
  readonly cause: GapCause
  readonly from: number
  readonly to: number | null
}

type Counter = 'files' | 'unauthorised' | 'findings' | 'open'

interface Notes {
  findings: number[]
  readonly customers: Map<number, Set<Exclude<LiveEvent, 'finding'>>>
  readonly bindings: Set<number>
  gaps: ChangedGap[]
}

export interface DeskOptions {
  readonly profiles: readonly Profile[]
  readonly faults?: readonly Fault[]
  readonly announce: (announcements: Announcements) => void
}

export class Desk {
  readonly connection: Connection
  readonly permits: Permits
  readonly judgements: Judgements
  readonly faults: Faults
  readonly profiles: ReadonlyMap<string, Profile>
  /** Roots that may have open findings of unstable paths, as far as this transaction asked. */
  readonly unstable = new Map<number, boolean>()
  /** Contents that are marked for a host's customer, as far as this transaction asked. */
  readonly malicious = new Map<number, ReadonlySet<string>>()
  /** Deployment windows of a site that have not ended, as far as this transaction asked. */
  readonly windows = new Map<number, readonly LiveWindow[]>()
  /** Approvals by pattern that are in force on a site, as far as this transaction asked. */
  readonly patterns = new Map<number, readonly LivePattern[]>()
  /** Payment files by any root of a site, as far as this transaction asked. */
  readonly payment = new Map<number, PaymentTest>()
  readonly #announce: DeskOptions['announce']
  #counts = new Map<number, Record<Counter, number>>()
  #notes: Notes = emptyNotes()
  #batches = 0
  #brought: readonly [finding: number, observation: string] | null = null

  constructor(connection: Connection, options: DeskOptions) {
    this.connection = connection
    this.permits = new Permits(connection)
    this.judgements = new Judgements(connection)
    this.faults = new Faults(options.faults)
    this.profiles = new Map(options.profiles.map(profile => [profile.name, profile]))
    this.#announce = options.announce
  }

  commit<T>(work: () => T): T {
    this.#forget()
    try {
      const result = this.connection.transaction('BEGIN IMMEDIATE', work, () => {
        this.#keepCounts()
        if (this.#batches > 0) this.faults.reach('commit')
      })
      const notes = this.#notes
      this.#notes = emptyNotes()
      if (this.#batches > 0) this.faults.reach('acknowledge')
      this.#announce(notes)
      return result
    } finally {
      this.#forget()
    }
  }

  part<T>(work: () => T): T {
    const { findings, gaps } = this.#notes
    const before = findings.length
    const gapsBefore = gaps.length
    this.#keepCounts()
    this.connection.run('SAVEPOINT part')
    try {
      const result = work()
      this.#keepCounts()
      this.connection.run('RELEASE part')
      return result
    } catch (error) {
      // A full disk may have undone the whole transaction already, and this part with it.
      if (this.connection.isTransaction) {
        this.connection.run('ROLLBACK TO part')
        this.connection.run('RELEASE part')
      }
      this.#counts.clear()
      this.permits.forget()
      this.judgements.forget()
      findings.length = before
      gaps.length = gapsBefore
      throw error
    }
  }

  count(root: number, counter: Counter, by: number): void {
    const counts = this.#counts.get(root) ?? { files: 0, unauthorised: 0, findings: 0, open: 0 }
    counts[counter] += by
    this.#counts.set(root, counts)
  }

  batchKept(): void {
    this.#batches++
    this.faults.reach('evidence')
  }

  /** `observation`: what it brought, packed. */
  findingAdded(id: number, observation: string): void {
    this.#notes.findings.push(id)
    this.#brought = [id, observation]
  }

  /** Whether it is the last finding that was added, and what it brought. */
  isBrought(finding: number, observation: string): boolean {
    return this.#brought?.[0] === finding && this.#brought[1] === observation
  }

  changed(customer: number, event: Exclude<LiveEvent, 'finding'>): void {
    const events = this.#notes.customers.get(customer) ?? new Set()
    this.#notes.customers.set(customer, events.add(event))
  }

  hostsChanged(host: number): void {
    const row = this.connection.one<{ customer: number }>('SELECT customer FROM host WHERE id = ?', host)
    if (row) this.changed(row.customer, 'hosts-changed')
  }

  gapChanged(gap: ChangedGap): void {
    this.#notes.gaps.push(gap)
  }

  bindingsChanged(host: number): void {
    this.#notes.bindings.add(host)
  }

  #keepCounts(): void {
    for (const [root, { files, unauthorised, findings, open }] of this.#counts) {
      this.connection.run(
        `UPDATE root SET files = files + ?, unauthorised = unauthorised + ?, findings = findings + ?, open = open + ?
         WHERE id = ?`,
        files,
        unauthorised,
        findings,
        open,
        root,
      )
    }
    this.#counts.clear()
  }

  #forget(): void {
    this.#counts = new Map()
    this.#notes = emptyNotes()
    this.#batches = 0
    this.#brought = null
    this.unstable.clear()
    this.malicious.clear()
    this.windows.clear()
    this.patterns.clear()
    this.payment.clear()
    this.permits.forget()
    this.judgements.forget()
  }
}

function emptyNotes(): Notes {
  return { findings: [], customers: new Map(), bindings: new Set(), gaps: [] }
}
