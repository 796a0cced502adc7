// Owns the tables of signing keys: for which components and in which role each is trusted, and since when it no longer is.
// What a signature means for a release is allowlist's.
import { isWeakOfEvery, type KeyRole, type KeyRow } from '@sekisho/shared/api.keys.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { StoreWrites } from '../handover.ts'
import { auditBy } from './audit.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'

type Input<N extends keyof StoreWrites> = Parameters<StoreWrites[N]>[0]

/**
 * Adds to what the key is trusted for.
 * @throws Failure key-refused for a revoked key, where it would both release and approve, and in the role weak without a component
 */
export function trustKey(desk: Desk, input: Input<'trustKey'>): void {
  const { connection } = desk
  const { customer, key, name, at, who, component = null, role = 'release' } = input
  const known = keyRow(connection, customer, key)
  if (known?.revoked_at != null) {
    throw new ToldFailure('key-refused', reason('key.was-revoked', { reason: known.revoked_reason ?? '' }), {
      place: key,
    })
  }
  if (isWeakOfEvery(input)) throw new ToldFailure('key-refused', reason('key.weak-without-component'), { place: key })
  refuseBothRoles(connection, input)
  const before = trustsOf(connection, customer, key)
  connection.run(
    `INSERT INTO trusted_key (customer, key, name, trusted_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET name = excluded.name`,
    customer,
    key,
    name,
    at,
  )
  connection.run(
    `INSERT INTO key_trust (customer, key, component, role, trusted_at, trusted_by) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    customer,
    key,
    component ?? '',
    role,
    at,
    who,
  )
  auditBy(desk, input, 'key.trust', { key, name, component, role, before })
}

/**
 * Who releases must not be who approves: two people are asked for, and a key stands for one. What earlier versions trusted for weak
 * releases of every component signs nothing any more.
 */
function refuseBothRoles(connection: Connection, input: Input<'trustKey'>): void {
  const { customer, key, component = null, role = 'release' } = input
  const other = connection.one(
    `SELECT 1 FROM key_trust WHERE customer = ? AND key = ? AND (role = 'approve') <> (? = 'approve') AND (component IN ('', ?) OR ? = '')
     AND (role, component) <> ('weak', '')`,
    customer,
    key,
    role,
    component ?? '',
    component ?? '',
  )
  if (other === undefined) return
  throw new ToldFailure('key-refused', reason('key.one-role'), { place: key })
}

/**
 * Nothing that the key signs is believed from now on. What it signed before stays: those releases were believed when the key
 * was trusted, and each can be revoked by itself.
 * @throws Failure name-unknown
 */
export function revokeKey(desk: Desk, input: Input<'revokeKey'>): void {
  const { customer, key, who, at } = input
  if (keyRow(desk.connection, customer, key) === undefined) {
    throw new ToldFailure('name-unknown', reason('problem.no-key'), { place: key })
  }
  desk.connection.run(
    `UPDATE trusted_key SET revoked_at = ?, revoked_by = ?, revoked_reason = ?
     WHERE customer = ? AND key = ? AND revoked_at IS NULL`,
    at,
    who,
    input.reason,
    customer,
    key,
  )
  auditBy(desk, input, 'key.revoke', { key, reason: input.reason, before: trustsOf(desk.connection, customer, key) })
}

/** For what it was trusted, before what is done now. */
function trustsOf(connection: Connection, customer: number, key: string): KeyRow['trusts'] {
  const rows = connection.all<StoredTrust>(
    'SELECT component, role FROM key_trust WHERE customer = ? AND key = ? ORDER BY component, role',
    customer,
    key,
  )
  return rows.map(trustOf)
}

/** Every key that is or was trusted, in the order of trust. */
export function listKeys(connection: Connection, customer: number): KeyRow[] {
  const trusts = connection.all<StoredTrust & { key: string }>(
    'SELECT key, component, role FROM key_trust WHERE customer = ? ORDER BY key, component, role',
    customer,
  )
  const rows = connection.all<StoredKey>(
    `SELECT key, name, trusted_at, revoked_at, revoked_by, revoked_reason FROM trusted_key
     WHERE customer = ? ORDER BY trusted_at, key`,
    customer,
  )
  return rows.map(row => ({
    key: row.key,
    name: row.name,
    trustedAt: safeTime(row.trusted_at),
    trusts: trusts.filter(({ key }) => key === row.key).map(trustOf),
    revoked:
      row.revoked_at === null
        ? null
        : { at: safeTime(row.revoked_at), by: row.revoked_by ?? '', reason: row.revoked_reason ?? '' },
  }))
}

interface StoredTrust {
  /** Empty: every one. */
  readonly component: string
  readonly role: KeyRole
}

function trustOf({ component, role }: StoredTrust): KeyRow['trusts'][number] {
  return { component: component === '' ? null : component, role }
}

interface StoredKey {
  readonly key: string
  readonly name: string
  readonly trusted_at: number
  readonly revoked_at: number | null
  readonly revoked_by: string | null
  readonly revoked_reason: string | null
}

function keyRow(connection: Connection, customer: number, key: string): StoredKey | undefined {
  return connection.one<StoredKey>(
    `SELECT key, name, trusted_at, revoked_at, revoked_by, revoked_reason FROM trusted_key
     WHERE customer = ? AND key = ?`,
    customer,
    key,
  )
}
