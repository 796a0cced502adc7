// Owns the ledger that ingest works with: the verbs of each table under one roof, and the few that need no file of their own.
import type { Ledger } from '../handover.ledger.ts'
import { audit } from './audit.ts'
import type { Desk } from './desk.ts'
import { againVerbs } from './ledger.again.ts'
import { chainVerbs } from './ledger.chain.ts'
import { compiledPiece } from './ledger.compiled.ts'
import { coverageVerbs } from './ledger.coverage.ts'
import { findingVerbs } from './ledger.findings.ts'
import { inventoryVerbs } from './ledger.inventory.ts'
import { patternVerbs } from './ledger.patterns.ts'
import { rootVerbs } from './ledger.roots.ts'
import { stoodVerbs } from './ledger.stood.ts'
import { windowVerbs } from './ledger.windows.ts'

export function openLedger(desk: Desk): Ledger {
  const { connection } = desk
  return {
    ...chainVerbs(desk),
    ...rootVerbs(desk),
    ...inventoryVerbs(desk),
    ...findingVerbs(desk),
    ...againVerbs(desk),
    compiledPiece: (turn, folder, limit) => compiledPiece(connection, turn, folder, limit),
    ...stoodVerbs(desk),
    ...coverageVerbs(desk),
    ...windowVerbs(desk),
    ...patternVerbs(desk),

    audit: event => audit(desk, event),
    reached: step => desk.faults.reach(step),

    customerOf: host =>
      connection.one<{ customer: number }>('SELECT customer FROM host WHERE id = ?', host)?.customer ?? 0,
    nameOf: host => connection.one<{ name: string }>('SELECT name FROM host WHERE id = ?', host)?.name ?? '',
  }
}
