// Owns what ingest asks of the content that stood at paths before, for many of them at once. Of one it is ledger.again.ts's.
import type { Ledger } from '../handover.ledger.ts'
import type { Desk } from './desk.ts'

export function stoodVerbs({ connection }: Desk): Pick<Ledger, 'broughtFirst'> {
  return {
    broughtFirst(findings) {
      const rows = connection.rows<[id: number]>(
        `SELECT id FROM finding_row f WHERE id IN (SELECT value FROM json_each(?)) AND before IS NULL AND NOT EXISTS
         (SELECT 1 FROM finding_row e INDEXED BY finding_path WHERE e.root = f.root AND e.path = f.path AND e.id < f.id)`,
        JSON.stringify(findings),
      )
      return new Set(rows.map(([id]) => id))
    },
  }
}
