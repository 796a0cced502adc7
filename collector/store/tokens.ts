// Owns API tokens: made, listed, and ended before their time; what is done to one stands in the audit trail of the same
// transaction. Who may ask is api's, and which one the collector itself needs is auth's.
import { type TokenRow, tokenIdOf } from '@sekisho/shared/api.tokens.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import type { SiteLimit } from '@sekisho/shared/site-limit.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { StoreReads, StoreWrites } from '../handover.ts'
import { auditBy } from './audit.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { siteNamed } from './names.ts'
import { personOf } from './people.ts'
import { safeTimeOrNull } from './rows.ts'

interface Stored {
  readonly digest: string
  readonly name: string
  readonly role: string
  readonly sites: string | null
  readonly made: number
  readonly ends: number | null
  readonly revoked: number | null
  readonly revokedBy: string | null
}

const tokens = `SELECT digest, name, role, sites, made_at AS made, expires_at AS ends, revoked_at AS revoked,
  revoked_by AS revokedBy FROM token
  WHERE kind = 'token' AND customer = ?1 AND (expires_at IS NULL OR expires_at > ?2)`

export function addToken(desk: Desk, input: Parameters<StoreWrites['addToken']>[0]): void {
  const { customer, digest, name, role, sites = null, expiresAt } = input
  if (sites !== null) {
    // Others may have a component of the provider: no list of its own sites says what its releases reach.
    if (role !== 'publish' || customer === 0)
      throw new ToldFailure('request-invalid', reason('token.sites-of-publish'), { place: 'sites' })
    for (const site of sites) siteNamed(desk.connection, customer, site)
  }
  addHolder(desk, 'token', { ...input, person: null })
  auditBy(desk, input, 'token.add', {
    id: tokenIdOf(digest),
    name,
    role,
    ...(sites === null ? {} : { sites }),
    expiresAt,
  })
}

/** What opens a door from now on: a token, or a session. */
export function addHolder(
  desk: Desk,
  kind: 'token' | 'session',
  input: Parameters<StoreWrites['addToken']>[0] & { person: string | null },
): void {
  const { digest, customer, name, role, sites = null, at, expiresAt } = input
  const person = personOf(desk, customer, input.person)
  desk.connection.run('DELETE FROM token WHERE kind = ? AND expires_at <= ?', kind, at)
  desk.connection.run(
    'INSERT INTO token (kind, digest, customer, name, role, made_at, expires_at, person, sites) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    kind,
    digest,
    customer,
    name,
    role,
    at,
    expiresAt,
    person,
    sites === null ? null : JSON.stringify(sites),
  )
}

export function listTokens(connection: Connection, { customer, now }: Parameters<StoreReads['tokens']>[0]): TokenRow[] {
  return connection.all<Stored>(`${tokens} ORDER BY made_at DESC, name`, customer, now).map(rowOf)
}

/**
 * It opens nothing from the commit on. Of one that was revoked before, that end stays as it is.
 * @throws Failure name-unknown where the customer has none of this id, or its time is over
 */
export function revokeToken(desk: Desk, input: Parameters<StoreWrites['revokeToken']>[0]): TokenRow {
  const { customer, id, who, at } = input
  // All digits that follow those of the id come before `g`: found by the table's key.
  const known = `${tokens} AND digest BETWEEN ?3 AND ?3 || 'g'`
  const before = desk.connection.one<Stored>(known, customer, at, id)
  if (before === undefined) throw new ToldFailure('name-unknown', reason('token.unknown'), { place: id })
  if (before.revoked !== null) return rowOf(before)
  desk.connection.run(
    `UPDATE token SET revoked_at = ?, revoked_by = ? WHERE kind = 'token' AND digest = ?`,
    at,
    who,
    before.digest,
  )
  const { name, role, sites, madeAt, expiresAt } = rowOf(before)
  const was = { role, ...(sites === null ? {} : { sites }), madeAt, expiresAt }
  auditBy(desk, input, 'token.revoke', { id, name, before: was })
  return rowOf({ ...before, revoked: at, revokedBy: who })
}

function rowOf({ digest, name, role, sites, made, ends, revoked, revokedBy }: Stored): TokenRow {
  return {
    ...{ id: tokenIdOf(digest), name, role, sites: limitOf(sites)?.slice() ?? null },
    ...{ madeAt: safeTime(made), expiresAt: safeTimeOrNull(ends) },
    revoked: revoked === null ? null : { at: safeTime(revoked), by: revokedBy ?? '' },
  }
}

export function limitOf(stored: string | null): SiteLimit {
  return stored === null ? null : JSON.parse(stored)
}
