// Owns the table of digests: which day of which channel stands in the outbox. When one is due, and what it says, is notify's.
import type { DigestDay, DigestReads, DigestWrites } from '../handover.digest.ts'
import { raiseNotice } from './alarms.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'

/** In one transaction with its delivery: a day that is there already was planned before, and is not planned again. */
export function planDigests(desk: Desk, { channel, at, days }: Parameters<DigestWrites['planDigests']>[0]): void {
  const { connection } = desk
  for (const { day, dueAt, span } of days) {
    const { changes } = connection.run(
      'INSERT INTO digest (channel, day, due_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      channel,
      day,
      dueAt,
    )
    if (changes === 0 || span === null) continue
    const id = raiseNotice(desk, { customer: 0, cause: 'digest', severity: 'none', at }, { topic: 'digest', ...span })
    connection.run('UPDATE digest SET alarm = ? WHERE channel = ? AND day = ?', id, channel, day)
    connection.run(
      `INSERT INTO delivery (alarm, customer, incident, topic, channel, severity, state, next_at)
       VALUES (?, 0, 0, 'digest', ?, 'none', 'waiting', ?)`,
      id,
      channel,
      at,
    )
  }
}

export function lastDigest(
  connection: Connection,
  { channel, upTo }: Parameters<DigestReads['lastDigest']>[0],
): DigestDay | null {
  const row = connection.one<{ day: string; dueAt: number }>(
    'SELECT day, due_at AS dueAt FROM digest WHERE channel = ? AND day <= ? ORDER BY day DESC LIMIT 1',
    channel,
    upTo,
  )
  return row === undefined ? null : { ...row }
}
