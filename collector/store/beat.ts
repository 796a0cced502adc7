// Owns the sign of life: a write of its own, with how far each queue is. What is read from it is notify's.
import type { Beat, NotifyWrites, QueueMark } from '../handover.notify.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'

export function keepBeat({ connection }: Desk, { now }: Parameters<NotifyWrites['beat']>[0]): Beat {
  connection.run('UPDATE alarm_cursor SET beat_at = ?', now)
  return {
    incidents: mark(
      connection,
      `SELECT coalesce((SELECT max(id) FROM finding_row), 0) AS newest, (SELECT finding FROM incident_cursor) AS done`,
    ),
    // What is done is gone; the numbers rise all the same.
    revisions: mark(
      connection,
      `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'revision'), 0) AS newest,
       coalesce((SELECT min(id) - 1 FROM revision), (SELECT seq FROM sqlite_sequence WHERE name = 'revision'), 0) AS done`,
    ),
    alarms: mark(
      connection,
      `SELECT coalesce((SELECT id FROM alarm WHERE topic IS NOT 'digest' ORDER BY id DESC LIMIT 1), 0) AS newest,
       (SELECT alarm FROM alarm_cursor) AS done`,
    ),
  }
}

function mark(connection: Connection, sql: string): QueueMark {
  return { newest: 0, done: 0, ...connection.one<QueueMark>(sql) }
}
