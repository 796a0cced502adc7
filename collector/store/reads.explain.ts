// Owns what is known of one path: its row, its class, every current permit that names it, the deployment windows
// of its site, and its newest findings.
import { compileProfile } from '@sekisho/shared/classify.ts'
import { isBelow, joinPath, type PathText } from '@sekisho/shared/path.ts'
import type { Profile } from '@sekisho/shared/profile.ts'
import type { Explanation } from '../handover.ts'
import type { Connection } from './connection.ts'
import { Permits } from './permits.ts'
import { findingsOfPath } from './reads.findings.ts'
import { explainWindows } from './reads.windows.ts'
import { currentNames, type FileColumns, fileColumns, fileRow, type Place } from './rows.ts'

const maxFindings = 50

interface Root extends Place {
  readonly siteId: number | null
  readonly prefix: PathText
  readonly profile: string
}

/** `path` is absolute; the deepest root that holds it answers. */
export function explainPath(
  connection: Connection,
  profiles: ReadonlyMap<string, Profile>,
  { customer, host, path }: { customer: number; host: string; path: string },
): Explanation | null {
  const root = connection
    .all<Root>(
      `SELECT r.id, h.name AS host, r.path AS root, s.name AS site, s.id AS siteId, r.prefix, r.profile,
       r.judged_generation AS judgedGeneration FROM root r JOIN host h ON h.id = r.host LEFT JOIN site s ON s.id = r.site
       WHERE h.customer = ? AND h.name = ? ORDER BY length(r.path) DESC`,
      customer,
      host,
    )
    .find(candidate => isBelow(path, candidate.root))
  if (root === undefined) return null
  const below = path.slice(root.root.endsWith('/') ? root.root.length : root.root.length + 1) as PathText
  const row = connection.one<FileColumns>(
    `SELECT ${fileColumns} FROM inventory WHERE root = ? AND path = ? AND type IS NOT 'directory'`,
    root.id,
    below,
  )
  const profile = profiles.get(root.profile)
  return {
    file: row === undefined ? null : fileRow(row, root, currentNames(connection, customer)),
    class: profile ? compileProfile(profile)(below) : { class: 'code', payment: false, rule: null },
    profile: root.profile,
    permits: root.siteId === null ? [] : new Permits(connection).naming(root.siteId, joinPath(root.prefix, below)),
    windows: root.siteId === null ? [] : explainWindows(connection, root.siteId, root.id, below),
    findings: findingsOfPath(connection, root, below, maxFindings),
  }
}
