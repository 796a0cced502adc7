// Owns which permits were considered for one path and what became of each, those among them that permit nothing now: held,
// revoked, waiting. The verdict is judge's and stands in the row; what is told here follows it and decides nothing.
import type { Considered } from '@sekisho/shared/api.explain.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import { folderOf, nameOf, type PathText, restBelow } from '@sekisho/shared/path.ts'
import type { Permit, ReasonCode, VerdictWord } from '@sekisho/shared/verdict.ts'
import type { Connection } from './connection.ts'
import { isOutranked } from './permits.ts'

/** More are counted only: the newest tell the story. */
const mostConsidered = 50

/** What stands at the path, with the verdict that it got. */
export interface Standing {
  readonly type: string | null
  readonly sha256: string | null
  readonly verdict: VerdictWord
  readonly reasons: readonly ReasonCode[]
  readonly permit: Permit | null
  /** When it came, by the collector's clock; null where no finding brought it. */
  readonly cameAt: number | null
}

interface Where {
  readonly customer: number
  readonly site: number
  readonly root: number
  /** Below the root, and below the site's top. */
  readonly path: PathText
  readonly inSite: PathText
}

interface ReleaseColumns {
  readonly id: number
  readonly component: number
  readonly prefix: string
  readonly kind: 'release' | 'adoption'
  readonly weak: number
  readonly name: string
  readonly current: number
  readonly held: number
  readonly published_by: string
  readonly published_at: number
  readonly activated_at: number | null
  readonly replaced_at: number | null
  readonly overlap_until: number | null
  readonly expired_at: number | null
  readonly revoked_at: number | null
  readonly revoked_reason: string | null
  readonly adopted_by: string | null
  readonly adopted_reason: string | null
}

interface ApprovalColumns {
  readonly id: number
  readonly type: 'file' | 'symlink'
  readonly sha256: Uint8Array
  readonly reason: string
  readonly asked_by: string
  readonly asked_at: number
  readonly second: number
  readonly confirmed_by: string | null
  readonly confirmed_at: number | null
  readonly withdrawn_by: string | null
  readonly withdrawn_at: number | null
  readonly withdrawn_reason: string | null
}

/** Before it is known what becomes of it. */
interface Candidate extends Omit<Considered, 'why' | 'at'> {
  readonly at: number | null
  /** Of an overlap: the path has shown what replaced it. Of an ended one: since when. */
  readonly movedOn: boolean
  readonly component: number
  readonly replacedAt: number | null
}

export function considerPermits(
  connection: Connection,
  where: Where,
  there: Standing | null,
): { readonly considered: readonly Considered[]; readonly moreConsidered: number } {
  const candidates = [...releasesOf(connection, where), ...approvalsOf(connection, where)].filter(
    one => !isPast(one) || isSame(one, there),
  )
  const covering = coveringOf(candidates, there)
  const releases = candidates.flatMap(one =>
    one.state === 'current' || one.state === 'overlap' ? [{ ...one, standing: one.state }] : [],
  )
  const considered = candidates.slice(0, mostConsidered).map(candidate => {
    const outranks = releases.some(one => one.ref === candidate.ref) && isOutranked(candidate, releases)
    const { movedOn: _, replacedAt: __, component: ___, at, ...told } = candidate
    const mark = markOf(connection, where.customer, candidate.sha256)
    const why = mark !== undefined ? 'malicious' : outranks ? 'outranked' : whyOf(candidate, covering, there)
    const marked = mark === undefined ? {} : { by: mark.marked_by, reason: mark.reason }
    return { ...told, ...marked, why, at: at === null ? null : safeTime(at) }
  })
  return { considered, moreConsidered: candidates.length - considered.length }
}

/** What was and is no more is told only where it held this very content: else every old version would be listed. */
function isPast({ state }: Candidate): boolean {
  return state === 'ended' || state === 'revoked' || state === 'expired' || state === 'withdrawn'
}

function isSame({ type, sha256 }: Candidate, there: Standing | null): boolean {
  return there !== null && type === there.type && sha256 === there.sha256
}

/** Where a newer release says the same of the path, it was not judged again, and the row names the older one. */
function coveringOf(candidates: readonly Candidate[], there: Standing | null): Candidate | undefined {
  const permit = there?.verdict === 'authorised' ? there.permit : null
  if (there === null || permit === null) return undefined
  const states = there.reasons.includes('overlap') ? ['overlap'] : ['current', 'in-force']
  const able = candidates.filter(one => states.includes(one.state) && one.kind === permit.kind && isSame(one, there))
  return able.find(({ ref }) => ref === permit.ref) ?? able[0]
}

function whyOf(candidate: Candidate, covering: Candidate | undefined, there: Standing | null): Considered['why'] {
  const { state } = candidate
  if (state === 'held' || state === 'revoked' || state === 'expired') return state
  if (state === 'waiting' || state === 'withdrawn') return state
  if (there === null) return 'nothing-there'
  if (candidate.type !== there.type) return 'other-type'
  if (there.sha256 === null) return 'no-sha256'
  if (candidate.sha256 !== there.sha256) return 'other-content'
  if (candidate === covering) return 'covers'
  if (state === 'ended') return whyEnded(candidate, there)
  if (state === 'overlap' && candidate.movedOn) return 'moved-on'
  if (covering !== undefined) return 'spare'
  return there.reasons.includes('not-adopted') ? 'not-adopted' : 'not-judged-yet'
}

function whyEnded({ replacedAt }: Candidate, { reasons, cameAt }: Standing): Considered['why'] {
  if (reasons.includes('stale')) return 'stale'
  return cameAt !== null && replacedAt !== null && cameAt > replacedAt ? 'came-after' : 'ended'
}

function releasesOf(connection: Connection, { site, root, path, inSite }: Where): Candidate[] {
  const releases = connection.all<ReleaseColumns>(
    `SELECT r.id, r.component, s.prefix, r.kind, r.weak, c.name || ' ' || r.version AS name, r.id IS c.current AS current,
     r.held IS NOT NULL AND r.confirmed_at IS NULL AS held, r.published_by, r.published_at, r.activated_at, r.replaced_at,
     r.overlap_until, r.expired_at, r.revoked_at, r.revoked_reason, r.adopted_by, r.adopted_reason
     FROM site_component s JOIN component c ON c.id = s.component JOIN release r ON r.component = c.id
     WHERE s.site = ? AND r.published_at IS NOT NULL ORDER BY r.id DESC`,
    site,
  )
  const entries = new Map(
    [...new Set(releases.map(({ prefix }) => prefix))].map(prefix => [prefix, entriesAt(connection, prefix, inSite)]),
  )
  return releases.flatMap((row): Candidate[] => {
    const entry = entries.get(row.prefix)?.get(row.id)
    if (entry === undefined) return []
    const { id, kind, weak, name, revoked_reason, adopted_by, adopted_reason, published_by } = row
    const state = stateOf(row)
    return [
      {
        ...{ kind, weak: weak === 1, ref: String(id), name, state, ...entry },
        by: kind === 'adoption' ? adopted_by : published_by,
        reason: state === 'revoked' ? revoked_reason : adopted_reason,
        at: sinceOf(row, state),
        component: row.component,
        movedOn: state === 'overlap' && hasMovedOn(connection, row, root, path),
        replacedAt: row.replaced_at,
      },
    ]
  })
}

/** What each release says of the path, whatever its component: an id is asked for later. */
function entriesAt(connection: Connection, prefix: string, inSite: PathText) {
  const below = restBelow(inSite, prefix)
  if (below === null) return new Map<number, never>()
  const rows = connection.all<{ release: number; type: 'file' | 'symlink'; sha256: Uint8Array }>(
    `SELECT l.release, e.type, e.sha256 FROM folder f JOIN release_list l ON l.folder = f.id
     JOIN list_entry e ON e.list = l.list AND e.name = ? WHERE f.path = ?`,
    nameOf(below),
    folderOf(below),
  )
  return new Map(rows.map(({ release, type, sha256 }) => [release, { type, sha256: hexOf(sha256) }]))
}

function stateOf(row: ReleaseColumns): Considered['state'] {
  if (row.revoked_at !== null) return 'revoked'
  if (row.expired_at !== null) return 'expired'
  if (row.current === 1) return 'current'
  if (row.held === 1) return 'held'
  return row.overlap_until === null ? 'ended' : 'overlap'
}

function sinceOf(row: ReleaseColumns, state: Considered['state']): number | null {
  if (state === 'revoked') return row.revoked_at
  if (state === 'expired') return row.expired_at
  if (state === 'held') return row.published_at
  if (state === 'overlap') return row.overlap_until
  return state === 'current' ? row.activated_at : row.replaced_at
}

function hasMovedOn(
  connection: Connection,
  { component, replaced_at }: ReleaseColumns,
  root: number,
  path: PathText,
): boolean {
  const row = connection.one<{ since: number }>(
    'SELECT since FROM moved_on WHERE component = ? AND root = ? AND path = ?',
    component,
    root,
    path,
  )
  return row !== undefined && row.since >= (replaced_at ?? 0)
}

function approvalsOf(connection: Connection, { site, inSite }: Where): Candidate[] {
  const rows = connection.all<ApprovalColumns>(
    `SELECT id, type, sha256, reason, asked_by, asked_at, second, confirmed_by, confirmed_at, withdrawn_by, withdrawn_at,
     withdrawn_reason FROM approval WHERE site = ? AND path = ? ORDER BY id DESC`,
    site,
    inSite,
  )
  return rows.map(row => {
    const { id, type, sha256, withdrawn_at, confirmed_at, asked_at } = row
    const waits = row.second === 1 && confirmed_at === null
    const state = withdrawn_at !== null ? 'withdrawn' : waits ? 'waiting' : 'in-force'
    const by = row.confirmed_by ?? row.asked_by
    return {
      ...{ kind: 'approval', weak: false, ref: String(id), name: `approval ${id}`, type, sha256: hexOf(sha256), state },
      by: state === 'withdrawn' ? row.withdrawn_by : by,
      reason: state === 'withdrawn' ? row.withdrawn_reason : row.reason,
      at: state === 'withdrawn' ? withdrawn_at : (confirmed_at ?? asked_at),
      ...{ movedOn: false, component: 0, replacedAt: null },
    }
  })
}

function markOf(connection: Connection, customer: number, sha256: string) {
  return connection.one<{ marked_by: string; reason: string }>(
    'SELECT marked_by, reason FROM malicious WHERE customer IN (?, 0) AND sha256 = ? ORDER BY customer DESC LIMIT 1',
    customer,
    sha256,
  )
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
