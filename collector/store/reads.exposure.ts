// Owns reading what is known of the paths of an incident: every sight of each, and the ledgers of their roots. From when to when
// something was there is coverage's.
import type { FindingKind, Glimpse, Noticed } from '@sekisho/shared/finding.ts'
import { hasContent, type Observation } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { VerdictWord } from '@sekisho/shared/verdict.ts'
import type { CoverageLedger } from '../handover.coverage.ts'
import type { ExposurePage, ExposureReads, Look, PathHistory, RootLedger, Sight } from '../handover.exposure.ts'
import type { Connection } from './connection.ts'
import { unpackObservation } from './observations.ts'
import { placesIn } from './places.ts'
import { readCoverage } from './reads.coverage.ts'
import { listIncidentFiles } from './reads.incidents.ts'
import type { Place } from './rows.ts'
import { ToldBefore } from './told.ts'

/** Of one path: a file that is written each second has as many in five minutes. */
const maxSights = 300
/** Of one root: censuses are few. */
const maxLooks = 1_000
/** A path can have 100,000 parents; below more than these nothing is concluded from walks. */
const maxParents = 64

type Input = Parameters<ExposureReads['exposure']>[0]

export function readExposure(connection: Connection, { now, ...asked }: Input): ExposurePage | null {
  const page = listIncidentFiles(connection, asked)
  if (page === null) return null
  const places = [...placesIn(connection, { customer: asked.customer }).values()]
  const told = new ToldBefore(connection)
  const paths = page.items.flatMap((file): PathHistory[] => {
    const place = places.find(one => one.host === file.host && one.root === file.root)
    if (place === undefined) return []
    const path = file.path as PathText
    const { id: root, host, root: rootPath } = place
    const { sights, cut } = sightsOf(connection, place, path, told)
    const members = membersOf(connection, file.id)
    const hidden = isHidden(connection, root, path)
    const prunedUntil = prunedUntilOf(connection, root, path)
    const known = { sights, cut, prunedUntil, members, hidden }
    return [{ file: file.id, root, host, rootPath, path, sha256: file.sha256, ...known }]
  })
  const roots = new Map<number, RootLedger>()
  for (const { root } of paths) {
    const place = places.find(({ id }) => id === root)
    if (roots.has(root) || place === undefined) continue
    const first = Math.min(
      ...paths.filter(one => one.root === root).flatMap(({ sights }) => sights.map(({ at }) => at)),
    )
    const ledger = ledgerOf(connection, asked.customer, place, first, now)
    if (ledger !== null) roots.set(root, ledger)
  }
  return { paths, roots, next: page.next }
}

interface SightColumns {
  readonly id: number
  readonly kind: FindingKind
  readonly noticed: Noticed
  readonly at: number
  readonly received_at: number
  readonly verdict: VerdictWord
  readonly judged_at: number
  readonly history: string | null
  readonly after: string
  readonly seen_between: string | null
  readonly idx: number
  readonly host: number
  readonly epoch: string
  readonly sequence: number
}

function sightsOf(
  connection: Connection,
  place: Place,
  path: PathText,
  told: ToldBefore,
): { readonly sights: readonly Sight[]; readonly cut: boolean } {
  const rows = connection.all<SightColumns>(
    `SELECT f.id, f.kind, f.noticed, f.at, f.received_at, f.verdict, f.judged_at, f.history, f.after, f.seen_between, f.idx,
     e.host, e.epoch, e.sequence FROM finding f JOIN evidence e ON e.id = f.evidence
     WHERE f.root = ? AND f.path = ? ORDER BY f.id DESC LIMIT ?`,
    place.id,
    path,
    maxSights + 1,
  )
  const sights = rows.slice(0, maxSights).map(row => sightOf(row, told.find(place.root, row)))
  return { sights: sights.toReversed(), cut: rows.length > maxSights }
}

function sightOf(row: SightColumns, toldUntil: number | null): Sight {
  const after = unpackObservation(row.after)
  const stat = hasContent(after) ? after : null
  const content = contentText(after)
  const between = row.seen_between === null ? [] : (JSON.parse(row.seen_between) as Glimpse[])
  return {
    finding: row.id,
    kind: row.kind,
    noticed: row.noticed,
    at: row.at,
    receivedAt: row.received_at,
    flaggedAt: flaggedAt(row),
    what: stat === null ? (after.state === 'absent' ? 'absent' : 'unreadable') : 'present',
    content,
    shape: stat === null ? content : `${content} ${stat.mode} ${stat.uid} ${stat.gid}`,
    claims: stat === null ? null : { ctime: stat.ctimeMs, mtime: stat.mtimeMs },
    between: between.map(({ at, size, digest }) => {
      return { at, size, sha256: digest.algorithm === 'sha256' ? digest.hex : null }
    }),
    toldUntil,
  }
}

/** Equal for two observations of the same content, whatever mode, owner and times say. */
function contentText(seen: Observation): string {
  if (!hasContent(seen)) return seen.state
  const { type, digest, target, size } = seen
  return JSON.stringify([type, digest?.hex ?? null, target, type === 'file' && digest === null ? size : null])
}

interface Judgement {
  readonly verdict: VerdictWord
  readonly judgedAt: number
}

/** Verdicts that were taken anew are kept, oldest first. */
function flaggedAt({ verdict, judged_at, history }: SightColumns): number | null {
  const earlier = history === null ? [] : (JSON.parse(history) as Judgement[])
  const all = [...earlier, { verdict, judgedAt: judged_at }]
  return all.find(judged => judged.verdict === 'unauthorised')?.judgedAt ?? null
}

function prunedUntilOf(connection: Connection, root: number, path: PathText): number | null {
  const row = connection.one<{ at: number }>(
    'SELECT last_at AS at FROM pruned_path WHERE root = ? AND path = ?',
    root,
    path,
  )
  return row?.at ?? null
}

function membersOf(connection: Connection, file: number): ReadonlySet<number> {
  const rows = connection.all<{ finding: number }>('SELECT finding FROM incident_finding WHERE file = ?', file)
  return new Set(rows.map(({ finding }) => finding))
}

/** Whether a folder above the path was ever found unreadable. */
function isHidden(connection: Connection, root: number, path: PathText): boolean {
  const parents = ['']
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    if (parents.push(path.slice(0, at)) > maxParents) return true
  }
  const row = connection.one(
    `SELECT 1 FROM json_each(?) p JOIN finding_row f INDEXED BY finding_path ON f.root = ? AND f.path = p.value
     WHERE f.kind = 'unreadable' LIMIT 1`,
    JSON.stringify(parents),
    root,
  )
  return row !== undefined
}

/** From the last look before the first sight on. */
function ledgerOf(
  connection: Connection,
  customer: number,
  place: Place,
  first: number,
  now: number,
): RootLedger | null {
  const censuses = connection.all<Look>(
    `SELECT from_at AS "from", to_at AS "to" FROM census WHERE root = ? ORDER BY to_at DESC LIMIT ${maxLooks}`,
    place.id,
  )
  const walk = connection.one<{ from: number | null }>(
    `SELECT max(walk_from) AS "from" FROM gap WHERE host = (SELECT host FROM root WHERE id = ?1)
     AND (root IS NULL OR root = ?1) AND walk_to < ?2`,
    place.id,
    first,
  )
  const from = Math.max(walk?.from ?? -1, ...censuses.filter(({ to }) => to < first).map(look => look.from))
  // The host's clock may be ahead of this one.
  const to = Math.max(now, first) + aheadMs
  const ledger = readCoverage(connection, {
    customer,
    host: place.host,
    root: place.root,
    from: from < 0 ? first : from,
    to,
  })
  return ledger === null ? null : { ...ledger, looks: [...censuses, ...walksOf(ledger)] }
}

const aheadMs = 86_400_000

/** A gap of the whole host is closed once each of its roots was walked in that time. */
function walksOf({ gaps }: CoverageLedger): Look[] {
  return gaps.flatMap(({ walk }) => (walk === null ? [] : [walk]))
}
