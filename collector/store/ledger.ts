// Owns the ledger that ingest works with: the verbs of each table under one roof, and the few that need no file of their own.
import type { Ledger } from '../handover.ledger.ts'
import { audit } from './audit.ts'
import type { Desk } from './desk.ts'
import { againVerbs } from './ledger.again.ts'
import { chainVerbs } from './ledger.chain.ts'
import { findingVerbs } from './ledger.findings.ts'
import { inventoryVerbs } from './ledger.inventory.ts'
import { rootVerbs } from './ledger.roots.ts'

export function openLedger(desk: Desk): Ledger {
  const { connection } = desk
  return {
    ...chainVerbs(desk),
    ...rootVerbs(desk),
    ...inventoryVerbs(desk),
    ...findingVerbs(desk),
    ...againVerbs(desk),

    gap(host, { id, root, cause, from, to }) {
      // Said twice, as after a new epoch, a gap keeps its earliest start, and once closed it stays closed.
      connection.run(
        `INSERT INTO gap (host, maker, id, root, cause, from_at, to_at) VALUES (?, 'agent', ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET from_at = min(from_at, excluded.from_at), to_at = coalesce(to_at, excluded.to_at)`,
        host,
        id,
        root,
        cause,
        from,
        to,
      )
      desk.hostsChanged(host)
    },

    audit: event => audit(desk, event),
    reached: step => desk.faults.reach(step),

    customerOf: host =>
      connection.one<{ customer: number }>('SELECT customer FROM host WHERE id = ?', host)?.customer ?? 0,
    nameOf: host => connection.one<{ name: string }>('SELECT name FROM host WHERE id = ?', host)?.name ?? '',
  }
}
