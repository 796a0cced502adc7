// Owns what a commit tells the rest of the house, as it crosses the thread. Who hears it is pipeline's.
import type { FailureCode } from '@sekisho/shared/failures.ts'
import type { BindingsNews, LiveNews } from '../handover.ts'
import type { Connection } from './connection.ts'
import type { Announcements, Desk } from './desk.ts'
import { bindingsOf } from './hosts.ts'
import { findingsById } from './reads.findings.ts'

export type StoreNews =
  | { readonly news: 'live'; readonly live: LiveNews }
  | { readonly news: 'bindings'; readonly bindings: BindingsNews }
  /** Batches cannot be kept, or rows not be judged again. Told each time that it is tried. */
  | { readonly news: 'trouble'; readonly code: FailureCode; readonly message: string }
  | { readonly news: 'recovered' }

/** More findings of one transaction are told as one `findings-changed`. */
const maxFindings = 100

export function newsOf(desk: Desk, { findings, customers, bindings }: Announcements): StoreNews[] {
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
  return told
}

function customersOf(connection: Connection, findings: readonly number[]): readonly number[] {
  if (findings.length === 0) return []
  const rows = connection.all<{ customer: number }>(
    `SELECT DISTINCT h.customer FROM finding f JOIN root r ON r.id = f.root JOIN host h ON h.id = r.host
     WHERE f.id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(findings),
  )
  return rows.map(row => row.customer)
}
