// Owns the tables of alarms and of the outbox: what grouping raises, what is planned for which channel, and what became of it.
// Which channel wants what, and how it is sent, is notify's.
import { safeTime } from '@sekisho/shared/clock.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Severity } from '@sekisho/shared/verdict.ts'
import type {
  Alarm,
  ChannelCounts,
  Delivery,
  HostCause,
  HostStanding,
  IncidentCause,
  Notice,
  NoticeCause,
  NotifyReads,
  NotifyWrites,
  Overdue,
} from '../handover.notify.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'
import { oftenInGap } from './often.ts'

type ReadInput<N extends keyof NotifyReads> = Parameters<NotifyReads[N]>[0]
type WriteInput<N extends keyof NotifyWrites> = Parameters<NotifyWrites[N]>[0]

/** More gaps of one host say nothing more to a person. */
const gapsShown = 20
/** Of an error that a foreign server said. */
const maxError = 500

/** The deliveries of the first parameter, and those for which they stand. */
const areWaiting = `state = 'waiting' AND id IN (SELECT value FROM json_each(?1)
  UNION SELECT id FROM delivery WHERE bundle IN (SELECT value FROM json_each(?1)))`

/** In the transaction that makes it true. */
export function raiseAlarm(desk: Desk, incident: number, cause: IncidentCause, at: number, unseen = false): void {
  desk.connection.run(
    `INSERT INTO alarm (customer, incident, cause, severity, made_at, unseen)
     SELECT customer, id, ?, severity, ?, ? FROM incident WHERE id = ?`,
    cause,
    at,
    unseen ? 1 : 0,
    incident,
  )
  desk.connection.run('UPDATE incident SET alarmed = severity WHERE id = ?', incident)
}

/** Of a fork everything that the host says is in doubt. */
const severityOf = { gap: 'high', 'gap-over': 'high', 'gap-often': 'high', fork: 'critical' } as const

/** In the transaction that makes it true. */
export function raiseHostAlarm(desk: Desk, host: number, cause: HostCause, at: number): void {
  desk.connection.run(
    `INSERT INTO alarm (customer, incident, host, cause, severity, made_at)
     SELECT customer, 0, id, ?, ?, ? FROM host WHERE id = ?`,
    cause,
    severityOf[cause],
    at,
    host,
  )
}

/** Of neither an incident nor a host. In the transaction that makes it true. */
export function raiseNotice(
  desk: Desk,
  about: { readonly customer: number; readonly cause: NoticeCause; readonly severity: Severity; readonly at: number },
  notice: Notice,
): number {
  const { customer, cause, severity, at } = about
  return desk.connection.run(
    `INSERT INTO alarm (customer, incident, topic, cause, severity, made_at, detail) VALUES (?, 0, ?, ?, ?, ?, ?)`,
    customer,
    notice.topic,
    cause,
    severity,
    at,
    JSON.stringify(notice),
  ).id
}

export function planDeliveries(desk: Desk, { upTo, deliveries }: WriteInput<'planDeliveries'>): void {
  const { connection } = desk
  const { changes } = connection.run('UPDATE alarm_cursor SET alarm = ? WHERE alarm < ?', upTo, upTo)
  // Planned before: whoever asks did not hear of it.
  if (changes === 0) return
  desk.faults.reach('alarm')
  for (const { alarm, channel, nextAt } of deliveries) {
    connection.run(
      `INSERT INTO delivery (alarm, customer, incident, host, topic, channel, severity, state, next_at)
       SELECT id, customer, incident, host, topic, ?, severity, 'waiting', ? FROM alarm WHERE id = ? ON CONFLICT DO NOTHING`,
      channel,
      nextAt,
      alarm,
    )
  }
}

export function bundleDeliveries({ connection }: Desk, { ids }: WriteInput<'bundleDeliveries'>): void {
  connection.run(
    `UPDATE delivery SET bundle = ? WHERE state = 'waiting' AND bundle IS NULL AND id IN (SELECT value FROM json_each(?))`,
    ids[0] ?? 0,
    JSON.stringify(ids),
  )
}

/** No delivery has the number 0: it stands for nothing, and is put into no other bundle. */
export function partBundle({ connection }: Desk, { head, error }: WriteInput<'partBundle'>): void {
  connection.run(
    `UPDATE delivery SET bundle = 0, error = ?, attempts = attempts + 1 WHERE state = 'waiting' AND bundle = ?`,
    error.slice(0, maxError),
    head,
  )
}

export function settleDeliveries(desk: Desk, { ids, state, at, error }: WriteInput<'settleDeliveries'>): void {
  const text = error?.slice(0, maxError) ?? null
  const settled = desk.connection.all<{ customer: number; channel: string; topic: Notice['topic'] | null }>(
    `UPDATE delivery SET state = ?2, done_at = ?3, error = ?4, attempts = attempts + ?5
     WHERE ${areWaiting} RETURNING customer, channel, topic`,
    JSON.stringify(ids),
    state,
    at,
    text,
    state === 'settled' ? 0 : 1,
  )
  // Of what tells of a channel nothing more is told: two that fail would go on for ever.
  const lost = state === 'failed' ? settled.filter(({ topic }) => topic !== 'channel') : []
  for (const customer of new Set(lost.map(row => row.customer))) {
    const [first, ...more] = lost.filter(row => row.customer === customer)
    if (first === undefined) continue
    const about = { customer, cause: 'undelivered', severity: 'high', at } as const
    raiseNotice(desk, about, { topic: 'channel', channel: first.channel, alarms: more.length + 1, error: text ?? '' })
  }
}

export function postponeDeliveries(desk: Desk, { ids, nextAt, attempted }: WriteInput<'postponeDeliveries'>): void {
  desk.connection.run(
    `UPDATE delivery SET next_at = ?2, error = coalesce(?3, error), attempts = attempts + ?4 WHERE ${areWaiting}`,
    JSON.stringify(ids),
    nextAt,
    attempted?.error.slice(0, maxError) ?? null,
    attempted === null ? 0 : 1,
  )
}

export function newAlarms(connection: Connection, { limit }: ReadInput<'newAlarms'>): Alarm[] {
  const rows = connection.all<Omit<Alarm, 'notice'> & { detail: string | null }>(
    `SELECT a.id, a.customer, c.name AS customerName, a.incident, a.host, a.cause, a.severity, a.made_at AS madeAt, a.detail
     FROM alarm a JOIN customer c ON c.id = a.customer
     WHERE a.id > (SELECT alarm FROM alarm_cursor) AND a.topic IS NOT 'digest' ORDER BY a.id LIMIT ?`,
    limit,
  )
  return rows.map(({ detail, ...row }) => ({ ...row, notice: noticeOf(detail) }))
}

function noticeOf(detail: string | null): Notice | null {
  return detail === null ? null : (JSON.parse(detail) as Notice)
}

interface DeliveryColumns extends Omit<Delivery, 'told' | 'notice' | 'unseen' | 'bundled' | 'alone'> {
  readonly unseen: number
  /** 0: alone. */
  readonly bundle: number | null
  readonly toldAt: number | null
  readonly toldSeverity: Severity | null
  readonly detail: string | null
}

const deliveryColumns = `SELECT d.id, d.alarm, d.customer, d.incident, d.host, d.channel, a.cause, d.severity, d.attempts,
  a.made_at AS madeAt, a.unseen, a.detail, d.bundle, t.done_at AS toldAt, t.severity AS toldSeverity`
/** Of the alarm, and of when the channel was last told of the same. */
const deliveryJoins = `JOIN alarm a ON a.id = d.alarm
  LEFT JOIN delivery t ON t.id = (SELECT id FROM delivery o WHERE o.state = 'delivered' AND o.channel = d.channel
    AND o.customer = d.customer AND o.incident = d.incident AND o.host IS d.host AND o.topic IS d.topic ORDER BY o.done_at DESC LIMIT 1)`

export function dueDeliveries(connection: Connection, { now, limit, except }: ReadInput<'dueDeliveries'>): Delivery[] {
  const rows = connection.all<DeliveryColumns>(
    `${deliveryColumns}
     FROM (SELECT w.*, row_number() OVER (PARTITION BY w.channel ORDER BY w.severity <> 'critical', w.next_at, w.id) AS turn
       FROM delivery w INDEXED BY delivery_waiting WHERE w.state = 'waiting' AND w.next_at <= ?
       AND ifnull(nullif(w.bundle, 0), w.id) = w.id AND w.channel NOT IN (SELECT value FROM json_each(?))) d ${deliveryJoins}
     WHERE d.turn <= ? ORDER BY d.channel, d.turn`,
    now,
    JSON.stringify(except),
    limit,
  )
  return rows.map(deliveryOf)
}

export function overdueDeliveries(connection: Connection, { now }: ReadInput<'overdueDeliveries'>): Overdue {
  const row = connection.one<Overdue>(
    `SELECT count(*) AS count, min(a.made_at) AS oldestAt FROM delivery d INDEXED BY delivery_waiting
     JOIN alarm a ON a.id = d.alarm WHERE d.state = 'waiting' AND (d.next_at <= ? OR d.attempts > 0)`,
    now,
  )
  return { count: row?.count ?? 0, oldestAt: row?.oldestAt ?? null }
}

export function bundle(connection: Connection, { head }: ReadInput<'bundle'>): Delivery[] {
  const rows = connection.all<DeliveryColumns>(
    `${deliveryColumns} FROM delivery d ${deliveryJoins} WHERE d.bundle = ? AND d.state = 'waiting'
     ORDER BY d.id <> d.bundle, d.severity <> 'critical', d.id`,
    head,
  )
  return rows.map(deliveryOf)
}

function deliveryOf({ toldAt, toldSeverity, detail, unseen, bundle, ...row }: DeliveryColumns): Delivery {
  return {
    ...row,
    unseen: unseen === 1,
    bundled: bundle !== null && bundle > 0,
    alone: bundle === 0,
    notice: noticeOf(detail),
    told: toldAt === null || toldSeverity === null ? null : { at: toldAt, severity: toldSeverity },
  }
}

export function hostStanding(
  connection: Connection,
  { customer, host, oftenAt }: ReadInput<'hostStanding'>,
): HostStanding | null {
  const row = connection.one<{ name: string; fork: string | null }>(
    'SELECT name, iif(forked_at IS NULL, NULL, fork_detail) AS fork FROM host WHERE id = ? AND customer = ?',
    host,
    customer,
  )
  if (row === undefined) return null
  const sites = connection.all<{ name: string }>(
    'SELECT DISTINCT s.name FROM root r JOIN site s ON s.id = r.site WHERE r.host = ? ORDER BY s.name',
    host,
  )
  const gaps = connection.all<{ root: PathText | null; cause: GapCause; from: number }>(
    `SELECT r.path AS root, g.cause, g.from_at AS "from" FROM gap g INDEXED BY gap_open LEFT JOIN root r ON r.id = g.root
     WHERE g.host = ? AND g.to_at IS NULL ORDER BY g.from_at, r.path LIMIT ${gapsShown}`,
    host,
  )
  return {
    ...row,
    sites: sites.map(({ name }) => name),
    gaps: gaps.map(({ root, cause, from }) => ({ root, cause, from: safeTime(from) })),
    often: oftenAt === null ? [] : oftenInGap(connection, host, oftenAt),
  }
}

export function channelCounts(connection: Connection, { now }: ReadInput<'channelCounts'>): ChannelCounts[] {
  const rows = connection.all<ChannelCounts>(
    `SELECT d.channel, sum(d.state = 'waiting') AS waiting, sum(d.state = 'waiting' AND d.next_at <= ?) AS due,
     sum(d.state = 'failed') AS failed,
     max(iif(d.state = 'delivered', d.done_at, NULL)) AS lastAt,
     (SELECT o.error FROM delivery o WHERE o.channel = d.channel AND o.error IS NOT NULL ORDER BY o.id DESC LIMIT 1)
       AS lastError FROM delivery d GROUP BY d.channel ORDER BY d.channel`,
    now,
  )
  return rows.map(row => ({ ...row }))
}
