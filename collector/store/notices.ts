// Owns when people are told that changes of a host may be missed, and that this is over: by gaps that stay open, or come too
// often. Which gaps there are is said by agents and by silence.ts; whom it reaches, and when, is notify's.
import { raiseHostAlarm } from './alarms.ts'
import type { Desk } from './desk.ts'
import { hostsOftenInGap, hourMs } from './often.ts'

// A restart closes its gap within seconds, and after one of the collector's every host is silent at first: neither is worth an
// alarm. Two minutes are a guess, with no more behind it than that.
const graceMs = 2 * 60_000

/** One alarm for a host, whatever gaps it has: those that come while it is not whole are told of with the next look at it. */
export function noticeGaps(desk: Desk, now: number): void {
  const { connection } = desk
  connection.run('UPDATE gap INDEXED BY gap_open SET noticed_at = ? WHERE to_at IS NULL AND noticed_at IS NULL', now)
  const due = connection.all<{ host: number }>(
    `SELECT DISTINCT g.host FROM gap g INDEXED BY gap_open JOIN host h ON h.id = g.host
     WHERE g.to_at IS NULL AND g.told = 0 AND g.noticed_at <= ? AND h.revoked_at IS NULL`,
    now - graceMs,
  )
  for (const { host } of due) {
    const known = connection.one('SELECT 1 FROM gap INDEXED BY gap_told WHERE told = 1 AND host = ? LIMIT 1', host)
    connection.run('UPDATE gap SET told = 1 WHERE host = ? AND to_at IS NULL', host)
    if (known === undefined) raiseHostAlarm(desk, host, 'gap', now)
  }
  const over = connection.all<{ host: number }>(
    `SELECT DISTINCT host FROM gap INDEXED BY gap_told WHERE told = 1
     AND NOT EXISTS (SELECT 1 FROM gap o WHERE o.host = gap.host AND o.to_at IS NULL)`,
  )
  for (const { host } of over) {
    connection.run('UPDATE gap SET told = 2 WHERE host = ? AND told = 1', host)
    raiseHostAlarm(desk, host, 'gap-over', now)
  }
}

/** One alarm for a host an hour, however many of its roots could not be kept up with. */
export function noticeOften(desk: Desk, now: number): void {
  for (const host of hostsOftenInGap(desk.connection, now)) {
    const told = desk.connection.one(
      `SELECT 1 FROM alarm INDEXED BY alarm_host WHERE host = ? AND cause = 'gap-often' AND made_at > ? LIMIT 1`,
      host,
      now - hourMs,
    )
    if (told === undefined) raiseHostAlarm(desk, host, 'gap-often', now)
  }
}
