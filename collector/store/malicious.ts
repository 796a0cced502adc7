// Owns the marks of malicious contents. What a mark does to a verdict is judge's; here every row with that content is put
// into line to be judged again.
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { ReleaseWrites } from '../handover.releases.ts'
import { auditBy } from './audit.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { scheduleContent } from './roots.ts'

type Input<N extends keyof ReleaseWrites> = Parameters<ReleaseWrites[N]>[0]

/** @throws Failure name-taken when it is marked already */
export function markMalicious(desk: Desk, input: Input<'markMalicious'>): void {
  const { customer, sha256, who, at } = input
  const { changes } = desk.connection.run(
    `INSERT INTO malicious (customer, sha256, reason, marked_by, marked_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    customer,
    sha256,
    input.reason,
    who,
    at,
  )
  if (changes === 0) throw new ToldFailure('name-taken', reason('problem.marked-already'), { place: sha256 })
  changeContent(desk, customer, sha256)
  auditBy(desk, input, 'malicious.add', { sha256, reason: input.reason })
}

/** @throws Failure name-unknown */
export function withdrawMalicious(desk: Desk, input: Input<'withdrawMalicious'>): void {
  const { customer, sha256 } = input
  const before = desk.connection.one<{ reason: string; marked_by: string }>(
    'DELETE FROM malicious WHERE customer = ? AND sha256 = ? RETURNING reason, marked_by',
    customer,
    sha256,
  )
  if (before === undefined) throw new ToldFailure('name-unknown', reason('problem.not-marked'), { place: sha256 })
  changeContent(desk, customer, sha256)
  auditBy(desk, input, 'malicious.withdraw', { sha256, reason: input.reason, before: { ...before } })
}

/** The marks that hold for a customer: its own and the provider's. */
export function maliciousFor(connection: Connection, customer: number): ReadonlySet<string> {
  const rows = connection.all<{ sha256: string }>('SELECT sha256 FROM malicious WHERE customer IN (?, 0)', customer)
  return new Set(rows.map(row => row.sha256))
}

function changeContent(desk: Desk, customer: number, sha256: string): void {
  desk.connection.run('UPDATE site SET generation = generation + 1 WHERE customer = ?1 OR ?1 = 0', customer)
  scheduleContent(desk, customer, sha256)
  desk.changed(customer, 'releases-changed')
}
