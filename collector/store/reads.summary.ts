// Owns the summary of one root: counts by class and by top folder, and the worst of what nothing permits. The first
// census in one look.
import type { Summary } from '@sekisho/shared/api.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { PathClass } from '@sekisho/shared/profile.ts'
import type { Connection } from './connection.ts'
import { currentNames, type FileColumns, fileColumns, fileRow, type PermitNames, safeTimeOrNull } from './rows.ts'

const maxFolders = 50
const maxWorst = 20

interface Root {
  readonly id: number
  readonly host: string
  readonly root: PathText
  readonly site: string | null
  readonly profile: string
  readonly census_at: number | null
  readonly files: number
  readonly unauthorised: number
  readonly judgedGeneration: number
}

export function summarise(connection: Connection, customer: number, host: string, path: string): Summary | null {
  const root = connection.one<Root>(
    `SELECT r.id, h.name AS host, r.path AS root, s.name AS site, r.profile, r.census_at, r.files, r.unauthorised,
     r.judged_generation AS judgedGeneration
     FROM root r JOIN host h ON h.id = r.host LEFT JOIN site s ON s.id = r.site
     WHERE h.customer = ? AND h.name = ? AND r.path = ?`,
    customer,
    host,
    path,
  )
  if (root === undefined) return null
  const { id: _, census_at, judgedGeneration: __, ...said } = root
  return {
    ...said,
    censusAt: safeTimeOrNull(census_at),
    byClass: countByClass(connection, root.id),
    byFolder: countByFolder(connection, root.id),
    worst: worstOf(connection, root, currentNames(connection, customer)),
  }
}

function countByClass(connection: Connection, root: number): Summary['byClass'] {
  const rows = connection.all<{ class: PathClass; payment: number; files: number; unauthorised: number }>(
    `SELECT class, payment, count(*) AS files, sum(verdict = 'unauthorised') AS unauthorised FROM inventory
     WHERE root = ? AND type IS NOT 'directory' GROUP BY class, payment
     ORDER BY unauthorised = 0, CASE WHEN class = 'upload' THEN 0 WHEN payment THEN 1 ELSE 2 END, unauthorised DESC`,
    root,
  )
  return rows.map(row => ({ ...row, payment: row.payment === 1 }))
}

/** The empty folder holds what lies at the top. */
function countByFolder(connection: Connection, root: number): Summary['byFolder'] {
  const rows = connection.all<Summary['byFolder'][number]>(
    `SELECT substr(path, 1, max(instr(path, '/') - 1, 0)) AS folder, count(*) AS files,
     sum(verdict = 'unauthorised') AS unauthorised FROM inventory
     WHERE root = ? AND type IS NOT 'directory' GROUP BY folder ORDER BY unauthorised DESC, files DESC LIMIT ?`,
    root,
    maxFolders,
  )
  return rows.map(row => ({ ...row }))
}

/** Executables among uploads, then payment, then by severity. */
function worstOf(connection: Connection, root: Root, names: PermitNames): Summary['worst'] {
  const rows = connection.all<FileColumns>(
    `SELECT ${fileColumns} FROM inventory
     WHERE root = ? AND verdict = 'unauthorised' AND type IS NOT 'directory'
     ORDER BY CASE WHEN instr(reasons, 'executable-in-upload') THEN 0 WHEN payment THEN 1 ELSE 2 END,
     instr('critical high medium low none', severity), path LIMIT ?`,
    root.id,
    maxWorst,
  )
  return rows.map(row => fileRow(row, root, names))
}
