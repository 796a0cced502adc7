// Owns the tables of coverage as ingest needs them: the gaps and the spans that agents tell of.
import type { Ledger } from '../handover.ledger.ts'
import type { Desk } from './desk.ts'

export function coverageVerbs(desk: Desk): Pick<Ledger, 'gap' | 'span'> {
  const { connection } = desk
  return {
    gap(host, { id, root, cause, from, to, walk }) {
      const known = connection.one<{ to_at: number | null }>(
        `SELECT to_at FROM gap WHERE host = ? AND maker = 'agent' AND id = ?`,
        host,
        id,
      )
      // Said twice, as after a new epoch, a gap keeps its earliest start, and once closed it stays closed.
      connection.run(
        `INSERT INTO gap (host, maker, id, root, cause, from_at, to_at, walk_from, walk_to)
         VALUES (?, 'agent', ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET from_at = min(from_at, excluded.from_at), to_at = coalesce(to_at, excluded.to_at),
         walk_from = coalesce(walk_from, excluded.walk_from), walk_to = coalesce(walk_to, excluded.walk_to)`,
        host,
        id,
        root,
        cause,
        from,
        to,
        walk?.from ?? null,
        walk?.to ?? null,
      )
      if (known === undefined ? to === null : known.to_at === null && to !== null) {
        desk.gapChanged({ host, root, cause, from, to })
      }
      desk.hostsChanged(host)
    },

    span(host, { id, root, grade, source, from, until, ended }) {
      const known = connection.one<{ ended: number }>('SELECT ended FROM span WHERE host = ? AND id = ?', host, id)
      // What a span said first of its grade and beginning holds: it can only reach further, and end.
      connection.run(
        `INSERT INTO span (host, id, root, grade, source, from_at, until_at, ended) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET until_at = max(until_at, excluded.until_at), ended = max(ended, excluded.ended)
         WHERE root = excluded.root`,
        host,
        id,
        root,
        grade,
        source,
        from,
        Math.max(from, until),
        ended ? 1 : 0,
      )
      // That it goes on is no news: a page with hundreds of hosts would list them all each second.
      if (known === undefined || (ended && known.ended === 0)) desk.hostsChanged(host)
    },
  }
}
