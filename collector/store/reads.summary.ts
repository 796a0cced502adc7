// Owns the summary of one root: counts by class and by top folder, and the worst of what nothing permits. One pass over the
// root's rows; the first census in one look.
import type { Summary } from '@sekisho/shared/api.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { PathClass } from '@sekisho/shared/profile.ts'
import { type Severity, severities } from '@sekisho/shared/verdict.ts'
import type { Connection } from './connection.ts'
import { type FileColumns, fileColumns, fileRow, safeTimeOrNull } from './rows.ts'

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

interface Count {
  files: number
  unauthorised: number
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
    ...countRows(connection, root.id),
    worst: worstOf(connection, root),
  }
}

function countRows(connection: Connection, root: number): Pick<Summary, 'byClass' | 'byFolder'> {
  const classes = new Map<string, Summary['byClass'][number]>()
  const folders = new Map<string, Count>()
  const rows = connection.each<{ path: string; class: PathClass; payment: number; bad: number }>(
    `SELECT path, class, payment, verdict = 'unauthorised' AS bad FROM inventory
     WHERE root = ? AND type IS NOT 'directory'`,
    root,
  )
  for (const row of rows) {
    const key = `${row.class}/${row.payment}`
    const class_ = classes.get(key) ?? { class: row.class, payment: row.payment === 1, files: 0, unauthorised: 0 }
    classes.set(key, class_)
    const folder = row.path.slice(0, Math.max(row.path.indexOf('/'), 0))
    const count = folders.get(folder) ?? { files: 0, unauthorised: 0 }
    folders.set(folder, count)
    for (const counted of [class_, count]) {
      counted.files++
      counted.unauthorised += row.bad
    }
  }
  const rank = (row: Summary['byClass'][number]) => (row.class === 'upload' ? 0 : row.payment ? 1 : 2)
  return {
    byClass: [...classes.values()].sort(
      (a, b) => Number(b.unauthorised > 0) - Number(a.unauthorised > 0) || rank(a) - rank(b) || byCount(a, b),
    ),
    byFolder: [...folders]
      .map(([folder, count]) => ({ folder, ...count }))
      .sort(byCount)
      .slice(0, maxFolders),
  }
}

function byCount(a: Count, b: Count): number {
  return b.unauthorised - a.unauthorised || b.files - a.files
}

interface Candidate {
  readonly path: string
  readonly class: PathClass
  readonly payment: number
  readonly severity: Severity
  readonly reasons: string
}

/** Executables among uploads, then payment, then by severity. */
function worstOf(connection: Connection, root: Root): Summary['worst'] {
  let worst: { rank: number; path: string }[] = []
  const candidates = connection.each<Candidate>(
    `SELECT path, class, payment, severity, reasons FROM inventory
     WHERE root = ? AND verdict = 'unauthorised' AND type IS NOT 'directory'`,
    root.id,
  )
  for (const row of candidates) {
    worst.push({ rank: rankOf(row), path: row.path })
    if (worst.length > maxWorst * 50) worst = worstFirst(worst)
  }
  return worstFirst(worst).flatMap(({ path }) => {
    const row = connection.one<FileColumns>(
      `SELECT ${fileColumns} FROM inventory WHERE root = ? AND path = ?`,
      root.id,
      path,
    )
    return row === undefined ? [] : [fileRow(row, root)]
  })
}

function worstFirst(found: { rank: number; path: string }[]): { rank: number; path: string }[] {
  return found.sort((a, b) => a.rank - b.rank).slice(0, maxWorst)
}

function rankOf({ class: class_, payment, severity, reasons }: Candidate): number {
  const executable = class_ === 'upload' && reasons.includes('executable-in-upload')
  return (executable ? 0 : payment === 1 ? 10 : 20) + severities.indexOf(severity)
}
