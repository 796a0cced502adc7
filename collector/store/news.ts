// Owns what a commit tells the rest of the house, as it crosses the thread. Who hears it is pipeline's.
import { safeTime } from '@sekisho/shared/clock.ts'
import type { FailureCode } from '@sekisho/shared/failures.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { BindingsNews, LiveNews } from '../handover.ts'
import type { Connection } from './connection.ts'
import type { Announcements, ChangedGap, Desk } from './desk.ts'
import { bindingsOf } from './hosts.ts'
import { findingsById } from './reads.findings.ts'
import { safeTimeOrNull } from './rows.ts'

export type StoreNews =
  | { readonly news: 'live'; readonly live: LiveNews }
  | { readonly news: 'bindings'; readonly bindings: BindingsNews }
  /** Batches cannot be kept, or rows not be judged again. Told each time that it is tried. */
  | { readonly news: 'trouble'; readonly code: FailureCode; readonly message: string }
  | { readonly news: 'recovered' }
  | { readonly news: 'gap'; readonly gap: GapNews }
  /** Told with each piece, and once it waits again. */
  | { readonly news: 'pruning'; readonly phase: PruningPhase }

export type PruningPhase = 'waiting' | 'pruning'

/** An interval in which something may have been missed began, or a walk ended it. */
export interface GapNews {
  readonly host: string
  /** Null: all roots of the host. */
  readonly root: PathText | null
  readonly cause: GapCause
  readonly from: string
  /** Null while it is open. */
  readonly to: string | null
}

/** More findings of one transaction are told as one `findings-changed`. */
const maxFindings = 100

export function newsOf(desk: Desk, { findings, customers, bindings, gaps }: Announcements): StoreNews[] {
  const told: StoreNews[] = []
  for (const customer of customersOf(desk.connection, findings)) {
    const rows = findings.length > maxFindings ? [] : findingsById(desk.connection, customer, findings)
    const event = rows.length === 0 ? 'findings-changed' : 'finding'
    told.push({ news: 'live', live: { customer, event, findings: rows } })
  }
  for (const [customer, events] of customers) {
    for (const event of events) told.push({ news: 'live', live: { customer, event, findings: [] } })
  }
  for (const host of bindings) told.push({ news: 'bindings', bindings: { host, bindings: bindingsOf(desk, host) } })
  for (const gap of gaps) told.push({ news: 'gap', gap: named(desk.connection, gap) })
  return told
}

function named(connection: Connection, { host, root, cause, from, to }: ChangedGap): GapNews {
  const { name } = connection.one<{ name: string }>('SELECT name FROM host WHERE id = ?', host) ?? { name: '' }
  const place = connection.one<{ path: PathText }>('SELECT path FROM root WHERE id = ?', root)
  return { host: name, root: place?.path ?? null, cause, from: safeTime(from), to: safeTimeOrNull(to) }
}

function customersOf(connection: Connection, findings: readonly number[]): readonly number[] {
  if (findings.length === 0) return []
  const rows = connection.all<{ customer: number }>(
    `SELECT DISTINCT h.customer FROM finding_row f JOIN root r ON r.id = f.root JOIN host h ON h.id = r.host
     WHERE f.id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(findings),
  )
  return rows.map(row => row.customer)
}
