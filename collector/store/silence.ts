// Owns when a host counts as silent, and the gaps that silence opens. They close with the next heartbeat (hosts.ts).
import type { Desk } from './desk.ts'

/** Heartbeats come every 10 s: three in a row are missing. */
export const silentAfterMs = 30_000

/** Opens a gap, from the last heartbeat on, for each host that fell silent and has none open. */
export function noticeSilence(desk: Desk, now: number): void {
  const silent = desk.connection.all<{ id: number; seen: number }>(
    `SELECT h.id, h.last_seen_at AS seen FROM host h
     WHERE h.revoked_at IS NULL AND h.last_seen_at < ? AND NOT EXISTS (SELECT 1 FROM gap g
       WHERE g.host = h.id AND g.maker = 'collector' AND g.cause = 'silence' AND g.to_at IS NULL)`,
    now - silentAfterMs,
  )
  for (const { id, seen } of silent) {
    desk.connection.run(
      `INSERT INTO gap (host, maker, id, cause, from_at) VALUES (?, 'collector', ?, 'silence', ?)
       ON CONFLICT DO UPDATE SET to_at = NULL`,
      id,
      `silence-${seen}`,
      seen,
    )
    desk.gapChanged({ host: id, root: null, cause: 'silence', from: seen, to: null })
    desk.hostsChanged(id)
  }
}
