// Owns the life of a published release: held or current, overlapping, ended; revoked or expired at any time. Each step is
// one transaction with its line in the audit trail, and judges again what it touches. Whether it may be taken is allowlist's.
//
// held         waits for a confirmation → current, revoked
// current      its permits hold → overlapping, ended, revoked, expired
// overlapping  another is current, and its permits hold for a while yet → ended, current, revoked, expired
// ended        what only it names is stale → current, revoked, expired
// revoked, expired  it permits nothing, for good
import type { Failure } from '@sekisho/shared/failures.ts'
import type { MessageKey, MessageParams } from '@sekisho/shared/messages.ts'
import { noRelease } from '@sekisho/shared/no-release.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { ReleaseWrites } from '../handover.releases.ts'
import type { By } from '../handover.ts'
import { auditBy } from './audit.ts'
import { changePermits, judgeMissing } from './changes.ts'
import { subscribeSite } from './components.ts'
import type { Desk } from './desk.ts'
import { siteNamed } from './names.ts'
import { noticeHeld } from './notices.releases.ts'

type Input<N extends keyof ReleaseWrites> = Parameters<ReleaseWrites[N]>[0]

interface Life {
  readonly id: number
  readonly component: number
  readonly name: string
  readonly version: string
  readonly kind: 'release' | 'adoption'
  readonly weak: number
  readonly number: number
  readonly current: number | null
  readonly currentNumber: number | null
  /** The version of the current release, where that is neither weak nor an adoption. */
  readonly currentStrong: string | null
  readonly published_at: number | null
  readonly published_by: string
  readonly held: string | null
  readonly confirmed_at: number | null
  readonly overlap_ms: number
  readonly revoked_at: number | null
  readonly expired_at: number | null
}

/**
 * Publishes what was staged; it becomes current unless it is held. Published before, it is only given to the site.
 * @throws Failure release-refused for a weak one where a better one is current
 */
export function publishRelease(desk: Desk, input: Input<'publishRelease'>): void {
  const { connection } = desk
  const { customer, release, prefix, at, held, overlapMs, expiresAt } = input
  const life = lifeOf(desk, customer, release)
  const { component, name, version } = life
  // What waits for a confirmation gives no site anything yet.
  const open = held === null && !waits(life)
  const site = input.site === null || !open ? null : siteNamed(connection, customer, input.site)
  const before = site === null ? undefined : subscribeSite(desk, site, component, prefix)
  if (life.published_at === null) {
    refuseWeaker(life)
    connection.run(
      `UPDATE release SET published_at = ?, held = ?, overlap_ms = ?, expires_at = ?,
       number = (SELECT coalesce(max(number), 0) + 1 FROM release WHERE component = ?) WHERE id = ?`,
      at,
      held === null ? null : JSON.stringify(held),
      overlapMs,
      expiresAt,
      component,
      release,
    )
    if (held === null) makeCurrent(desk, life, overlapMs, at)
    const what = held === null ? 'release.publish' : 'release.hold'
    const moved = typeof before === 'string' ? { before } : {}
    auditBy(desk, input, what, { component: name, version, site: input.site, prefix, ...moved, overlapMs, ...held })
    if (held !== null)
      noticeHeld(desk, input, { component, name: `${name} ${version}`, release, site: input.site, held })
  } else if (before !== undefined)
    auditBy(desk, input, 'component.subscribe', { component: name, site: input.site, prefix, before })
  else return
  desk.changed(customer, 'releases-changed')
}

/** Held since it was published. */
function waits({ held, confirmed_at }: Life): boolean {
  return held !== null && confirmed_at === null
}

/**
 * Whoever signs lists of packages, maybe on the very host that is watched, must not take away what better sums say. To activate one
 * is an admin's decision.
 */
function refuseWeaker(life: Life): void {
  if (life.weak === 0 || life.currentStrong === null) return
  throw refusal(life, 'life.weaker', { current: life.currentStrong })
}

/** An explicit way back, or forward again; of the current one without an overlap, the end of that one's. @throws Failure release-refused where its permits have ended for good */
export function activateRelease(desk: Desk, input: Input<'activateRelease'>): void {
  const life = lifeOf(desk, input.customer, input.release)
  refuseUnfit(life)
  if (waits(life)) throw refusal(life, 'life.held')
  const { name: component, version } = life
  const before = versionOf(desk, life.current)
  if (life.current !== life.id) makeCurrent(desk, life, input.overlapMs, input.at)
  else if (input.overlapMs > 0 || !endOverlaps(desk, life)) return
  auditBy(desk, input, 'release.activate', { component, version, before, overlapMs: input.overlapMs })
  desk.changed(input.customer, 'releases-changed')
}

/** @throws Failure release-refused when it is not held, was published by the same, or another is current by now */
export function confirmRelease(desk: Desk, input: Input<'confirmRelease'>): void {
  const life = lifeOf(desk, input.customer, input.release)
  refuseUnfit(life)
  if (!waits(life)) throw refusal(life, 'life.not-held')
  if (life.published_by === input.who) throw refusal(life, 'life.own')
  if (life.current !== input.against) throw refusal(life, 'life.other-current')
  if ((life.currentNumber ?? 0) > life.number) throw refusal(life, 'life.newer')
  refuseWeaker(life)
  desk.connection.run(
    'UPDATE release SET confirmed_by = ?, confirmed_at = ? WHERE id = ?',
    input.confirmedBy,
    input.at,
    life.id,
  )
  makeCurrent(desk, life, life.overlap_ms, input.at)
  const { name: component, version } = life
  const before = versionOf(desk, input.against)
  auditBy(desk, input, 'release.confirm', { component, version, before, confirmedBy: input.confirmedBy })
  desk.changed(input.customer, 'releases-changed')
}

export function revokeRelease(desk: Desk, input: Input<'revokeRelease'>): void {
  const life = lifeOf(desk, input.customer, input.release)
  if (life.revoked_at !== null) throw refusal(life, 'life.revoked-already')
  const { at, reason } = input
  desk.connection.run('UPDATE release SET revoked_at = ?, revoked_reason = ? WHERE id = ?', at, reason, life.id)
  endPermits(desk, life, at)
  const { name: component, version } = life
  auditBy(desk, input, 'release.revoke', { component, version, reason, current: life.current === life.id })
  desk.changed(input.customer, 'releases-changed')
}

/** `expiresAt` null: it has no end any more. */
export function expireRelease(desk: Desk, input: Input<'expireRelease'>): void {
  const life = lifeOf(desk, input.customer, input.release)
  refuseUnfit(life)
  const { expiresAt, reason } = input
  const before = desk.connection.one<{ at: number | null }>(
    'SELECT expires_at AS at FROM release WHERE id = ?',
    life.id,
  )
  desk.connection.run('UPDATE release SET expires_at = ? WHERE id = ?', expiresAt, life.id)
  const { name: component, version } = life
  auditBy(desk, input, 'release.set-expiry', { component, version, before: before?.at ?? null, expiresAt, reason })
  desk.changed(input.customer, 'releases-changed')
}

/** Overlaps and releases whose time is over. How many. */
export function endLives(desk: Desk, now: number): number {
  const overlaps = dueLives(desk, 'r.overlap_until <= ?', now)
  for (const life of overlaps) {
    desk.connection.run('UPDATE release SET overlap_until = NULL WHERE id = ?', life.id)
    changePermits(desk, life.component, life.id, life.current)
    forgetMoves(desk, life.component)
    tellDue(desk, life, 'release.overlap-end', now)
  }
  const expired = dueLives(desk, 'r.expires_at <= ? AND r.expired_at IS NULL AND r.published_at IS NOT NULL', now)
  for (const life of expired) {
    desk.connection.run('UPDATE release SET expired_at = ? WHERE id = ?', now, life.id)
    endPermits(desk, life, now)
    tellDue(desk, life, 'release.expire', now)
  }
  return overlaps.length + expired.length
}

/** The one before stays valid for a while; without an overlap, every older one ends at once. */
function makeCurrent(desk: Desk, life: Life, overlapMs: number, at: number): void {
  const { connection } = desk
  const { id, component, current, kind } = life
  const until = overlapMs > 0 && kind === 'release' ? at + overlapMs : null
  const ending =
    until === null
      ? connection.all<{ id: number }>(
          'SELECT id FROM release WHERE component = ? AND overlap_until IS NOT NULL AND id NOT IN (?, ?)',
          component,
          id,
          current ?? 0,
        )
      : []
  if (until === null) connection.run('UPDATE release SET overlap_until = NULL WHERE component = ?', component)
  connection.run('UPDATE release SET replaced_at = ?, overlap_until = ? WHERE id = ?', at, until, current)
  connection.run('UPDATE release SET activated_at = ?, replaced_at = NULL, overlap_until = NULL WHERE id = ?', at, id)
  connection.run('UPDATE component SET current = ? WHERE id = ?', id, component)
  changePermits(desk, component, current, id)
  for (const other of ending) changePermits(desk, component, other.id, id)
  judgeMissing(desk, component, id)
  forgetMoves(desk, component)
}

/** The deployment is through sooner than was thought; false where nothing overlaps. */
function endOverlaps(desk: Desk, { id, component }: Life): boolean {
  const { connection } = desk
  const overlapping = connection.all<{ id: number }>(
    'SELECT id FROM release WHERE component = ? AND overlap_until IS NOT NULL',
    component,
  )
  connection.run('UPDATE release SET overlap_until = NULL WHERE component = ?', component)
  for (const other of overlapping) changePermits(desk, component, other.id, id)
  forgetMoves(desk, component)
  return overlapping.length > 0
}

function endPermits(desk: Desk, { id, component, current }: Life, at: number): void {
  const { connection } = desk
  connection.run('UPDATE release SET replaced_at = coalesce(replaced_at, ?), overlap_until = NULL WHERE id = ?', at, id)
  if (current === id) connection.run('UPDATE component SET current = NULL WHERE id = ?', component)
  changePermits(desk, component, id, current === id ? null : current)
  forgetMoves(desk, component)
}

/** Which paths have moved on matters only while an older release is valid. */
function forgetMoves({ connection }: Desk, component: number): void {
  connection.run(
    `DELETE FROM moved_on WHERE component = ?1 AND NOT EXISTS
     (SELECT 1 FROM release WHERE component = ?1 AND overlap_until IS NOT NULL)`,
    component,
  )
}

function tellDue(desk: Desk, life: Life, what: string, at: number): void {
  const row = desk.connection.one<{ customer: number }>('SELECT customer FROM component WHERE id = ?', life.component)
  const by: By = { customer: row?.customer ?? 0, who: 'collector', from: 'local', at }
  auditBy(desk, by, what, { component: life.name, version: life.version, current: versionOf(desk, life.current) })
  desk.changed(by.customer, 'releases-changed')
}

const lifeColumns = `SELECT r.id, c.id AS component, c.name, r.version, r.kind, r.weak, r.number, c.current, n.number AS currentNumber,
  CASE WHEN n.kind = 'release' AND n.weak = 0 THEN n.version END AS currentStrong,
  r.published_at, r.published_by, r.held, r.confirmed_at, r.overlap_ms, r.revoked_at, r.expired_at
  FROM release r JOIN component c ON c.id = r.component LEFT JOIN release n ON n.id = c.current`

function lifeOf(desk: Desk, customer: number, release: number): Life {
  const life = desk.connection.one<Life>(`${lifeColumns} WHERE r.id = ? AND c.customer = ?`, release, customer)
  if (life === undefined) throw noRelease(release)
  return life
}

function dueLives(
  desk: Desk,
  where: 'r.overlap_until <= ?' | 'r.expires_at <= ? AND r.expired_at IS NULL AND r.published_at IS NOT NULL',
  now: number,
): readonly Life[] {
  return desk.connection.all<Life>(`${lifeColumns} WHERE ${where} ORDER BY r.id`, now)
}

function refuseUnfit(life: Life): void {
  if (life.published_at === null) throw noRelease(life.id)
  if (life.revoked_at !== null) throw refusal(life, 'life.revoked')
  if (life.expired_at !== null) throw refusal(life, 'life.expired')
}

function refusal({ name, version }: Life, why: MessageKey, params?: MessageParams): Failure {
  return new ToldFailure('release-refused', reason(why, params), { place: `${name} ${version}` })
}

function versionOf({ connection }: Desk, release: number | null): string | null {
  return connection.one<{ version: string }>('SELECT version FROM release WHERE id = ?', release)?.version ?? null
}
