// Owns what is known of one path: its row, the rule that decided its class, every permit that was considered, the deployment
// windows and approvals by pattern of its site, its newest findings, and how their verdicts changed.

import type { FileRow, FindingRow } from '@sekisho/shared/api.ts'
import { compileProfile } from '@sekisho/shared/classify.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import { decide } from '@sekisho/shared/decision.ts'
import { isBelow, joinPath, type PathText } from '@sekisho/shared/path.ts'
import type { Profile } from '@sekisho/shared/profile.ts'
import type { PatternLook } from '../handover.approvals.ts'
import type { Explanation } from '../handover.ts'
import type { Connection } from './connection.ts'
import { permitOf, reasonsOf } from './judgements.ts'
import { Permits } from './permits.ts'
import { verdictChanges } from './reads.changes.ts'
import { considerPermits, type Standing } from './reads.considered.ts'
import { findingsOfPath } from './reads.findings.ts'
import { explainPatterns } from './reads.patterns.ts'
import { explainWindows } from './reads.windows.ts'
import { currentNames, type FileColumns, fileColumns, fileRow, type Place } from './rows.ts'

const maxFindings = 50

interface HeldColumns extends FileColumns {
  readonly finding: number | null
}

interface Root extends Place {
  readonly siteId: number | null
  readonly prefix: PathText
  readonly profile: string
}

/** `path` is absolute; the deepest root that holds it answers. */
export function explainPath(
  connection: Connection,
  profiles: ReadonlyMap<string, Profile>,
  look: PatternLook,
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
  const row = connection.one<HeldColumns>(
    `SELECT ${fileColumns}, finding FROM inventory WHERE root = ? AND path = ? AND type IS NOT 'directory'`,
    root.id,
    below,
  )
  const profile = profiles.get(root.profile)
  const file = row === undefined ? null : fileRow(row, root, currentNames(connection, customer))
  const findings = findingsOfPath(connection, root, below, maxFindings)
  const inSite = joinPath(root.prefix, below)
  const place = { customer, root: root.id, path: below, inSite }
  return {
    root: root.root,
    site: root.site,
    waits: connection.one('SELECT 1 FROM again WHERE root = ? LIMIT 1', root.id) !== undefined,
    file,
    decision: profile === undefined ? null : decide(profile, below),
    class: profile ? compileProfile(profile)(below) : { class: 'code', payment: false, rule: null },
    profile: root.profile,
    permits: root.siteId === null ? [] : new Permits(connection).naming(root.siteId, inSite),
    ...(root.siteId === null
      ? { considered: [], moreConsidered: 0 }
      : considerPermits(connection, { ...place, site: root.siteId }, standing(connection, row, file))),
    windows: root.siteId === null ? [] : explainWindows(connection, root.siteId, root.id, below),
    patterns:
      root.siteId === null
        ? []
        : explainPatterns(connection, profiles, look, { site: root.siteId, root: root.id, path: below, inSite }),
    findings,
    pruned: prunedOf(connection, root.id, below),
    changes: verdictChanges(connection, {
      ...place,
      host,
      root: { id: root.id, path: root.root, profile: root.profile },
      site: root.siteId === null || root.site === null ? null : { id: root.siteId, name: root.site },
      digests: digestsOf(findings),
    }),
  }
}

function prunedOf(connection: Connection, root: number, path: PathText): Explanation['pruned'] {
  const row = connection.one<{ findings: number; first_at: number; last_at: number }>(
    'SELECT findings, first_at, last_at FROM pruned_path WHERE root = ? AND path = ?',
    root,
    path,
  )
  if (row === undefined) return null
  return { findings: row.findings, firstAt: safeTime(row.first_at), lastAt: safeTime(row.last_at) }
}

function standing(connection: Connection, row: HeldColumns | undefined, file: FileRow | null): Standing | null {
  if (row === undefined || file === null) return null
  const came =
    row.finding === null
      ? undefined
      : connection.one<{ at: number }>('SELECT received_at AS at FROM finding_row WHERE id = ?', row.finding)
  const { type, sha256, verdict } = file
  return {
    type,
    sha256,
    verdict,
    reasons: reasonsOf(row.reasons),
    permit: permitOf(row.permit),
    cameAt: came?.at ?? null,
  }
}

function digestsOf(findings: readonly FindingRow[]): ReadonlySet<string> {
  const seen = findings.flatMap(({ before, after, between }) => [before, after, ...between])
  return new Set(seen.flatMap(one => (one?.sha256 ? [one.sha256] : [])))
}
