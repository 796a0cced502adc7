// Owns how rows of the tables become rows of the API. Every time that an agent said is clamped to what the API can write.
import type { FileRow, FindingRow, ObservationRow } from '@sekisho/shared/api.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import type { FindingKind, Glimpse, KnownActor, Noticed } from '@sekisho/shared/finding.ts'
import { changedKeys } from '@sekisho/shared/marks/settings.ts'
import { hasContent, type Observation, type Stat } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { permittedDigest } from '@sekisho/shared/permitted.ts'
import type { PathClass } from '@sekisho/shared/profile.ts'
import type { Severity, VerdictWord } from '@sekisho/shared/verdict.ts'
import type { Connection } from './connection.ts'
import { permitOf, reasonsOf } from './judgements.ts'
import { permitName } from './names.ts'
import { unpackObservation } from './observations.ts'

/** Where a root is, for rows of its paths. */
export interface Place {
  readonly id: number
  readonly host: string
  readonly root: PathText
  readonly site: string | null
  readonly judgedGeneration: number
}

/** How a release is called now, by its id: see `currentNames`. */
export type PermitNames = ReadonlyMap<string, string>

interface JudgedColumns {
  readonly root: number
  readonly path: PathText
  readonly class: PathClass
  readonly payment: number
  readonly verdict: VerdictWord
  readonly severity: Severity
  readonly reasons: string
  readonly permit: string | null
  readonly generation: number
  readonly at: number
}

export interface FileColumns extends JudgedColumns {
  readonly observation: string
}

export const fileColumns = 'root, path, class, payment, verdict, severity, reasons, permit, generation, at, observation'

export interface FindingColumns extends JudgedColumns {
  readonly id: number
  readonly kind: FindingKind
  readonly noticed: Noticed
  readonly actor: string | null
  readonly seen_between: string | null
  readonly before: string | null
  readonly after: string
  readonly open: number
  readonly received_at: number
  readonly judged_at: number
  readonly epoch: string
  readonly sequence: number
  readonly idx: number
}

/** Findings of which `p.id` is asked. */
export const findingRows = `SELECT p.id, p.root, p.path, p.kind, p.noticed, p.at, p.received_at, w.verdict, w.severity, s.open,
  p.class, p.payment, s.generation, s.judged_at, p.idx, w.reasons, w.permit, p.actor, p.before, p.after, p.seen_between,
  e.epoch, e.sequence FROM finding_row p CROSS JOIN said s ON s.finding = p.id CROSS JOIN judgement w ON w.id = s.judgement
  CROSS JOIN evidence e ON e.id = p.evidence`

export function fileRow(row: FileColumns, place: Place, names: PermitNames): FileRow {
  const seen = unpackObservation(row.observation)
  const content = hasContent(seen) ? seen : null
  const judged = judgedRow(row, place, seen)
  const permit = permitOf(row.permit)
  // Where a newer release says the same of a path, it was not judged again: that one permits it now.
  const isRelease = permit?.kind === 'release' || permit?.kind === 'adoption'
  const renamed = isRelease && !judged.reasons.includes('overlap') ? names.get(permit.ref) : undefined
  return {
    ...judged,
    permit: renamed ?? judged.permit,
    // A row that judging again left as it was is as good as judged under the root's generation.
    generation: Math.max(row.generation, place.judgedGeneration),
    size: content?.size ?? null,
    state: seen.state === 'absent' ? 'unreadable' : seen.state,
  }
}

/** Of each release that was ever current, the name of its component's current one. */
export function currentNames(connection: Pick<Connection, 'all'>, customer: number): PermitNames {
  const rows = connection.all<{ id: number; name: string }>(
    `SELECT r.id, ${permitName('n')} AS name FROM release r JOIN component c ON c.id = r.component
     JOIN release n ON n.id = c.current WHERE c.customer IN (?, 0) AND r.activated_at IS NOT NULL`,
    customer,
  )
  return new Map(rows.map(({ id, name }) => [String(id), name]))
}

export function findingRow(row: FindingColumns, place: Place): FindingRow {
  const after = unpackObservation(row.after)
  const before = row.before === null ? null : unpackObservation(row.before)
  // What is gone is described by what it was.
  const described = after.state === 'absent' && before !== null ? before : after
  const actor = row.actor === null ? null : (JSON.parse(row.actor) as KnownActor)
  return {
    ...judgedRow(row, place, described),
    id: row.id,
    kind: row.kind,
    noticed: row.noticed,
    actor: actor === null ? null : actorRow(actor),
    between: row.seen_between === null ? [] : (JSON.parse(row.seen_between) as Glimpse[]).map(glimpseRow),
    before: before === null ? null : observationRow(before),
    after: observationRow(after),
    changedKeys: keysBetween(before, after),
    open: row.open === 1,
    receivedAt: safeTime(row.received_at),
    judgedAt: safeTime(row.judged_at),
    evidence: { epoch: row.epoch, sequence: row.sequence, index: row.idx },
  }
}

function glimpseRow({ at, size, digest, marks }: Glimpse): FindingRow['between'][number] {
  return { at: safeTime(at), size, sha256: digest.algorithm === 'sha256' ? digest.hex : null, marks: [...marks.found] }
}

export function actorRow({ startedAt, ...actor }: KnownActor): NonNullable<FindingRow['actor']> {
  const parents = actor.parents.map(parent => ({ ...parent }))
  return { ...actor, parents, ...(startedAt === undefined ? {} : { startedAt: safeTime(startedAt) }) }
}

/** Nothing where one side is no settings file that could be read: then all of it came or went. */
function keysBetween(before: Observation | null, after: Observation): string[] {
  if (before === null || !hasContent(before) || !hasContent(after)) return []
  const [was, is] = [before.marks?.keys, after.marks?.keys]
  return was === undefined || is === undefined ? [] : [...changedKeys(was, is)]
}

function judgedRow(row: JudgedColumns, { host, root, site }: Place, seen: Observation) {
  return {
    host,
    root,
    path: row.path,
    type: statOf(seen)?.type ?? null,
    class: row.class,
    payment: row.payment === 1,
    sha256: hasContent(seen) ? permittedDigest(seen) : null,
    verdict: row.verdict,
    severity: row.severity,
    reasons: reasonsOf(row.reasons),
    permit: permitOf(row.permit)?.name ?? null,
    generation: row.generation,
    site,
    at: safeTime(row.at),
  }
}

function observationRow(seen: Observation): ObservationRow {
  const stat = statOf(seen)
  const content = hasContent(seen) ? seen : null
  const digest = content?.digest ?? null
  return {
    state: seen.state,
    at: safeTime(seen.at),
    type: stat?.type ?? null,
    size: stat?.size ?? null,
    mode: stat === null ? null : stat.mode.toString(8).padStart(4, '0'),
    uid: stat?.uid ?? null,
    gid: stat?.gid ?? null,
    mtime: stat === null ? null : safeTime(stat.mtimeMs),
    ctime: stat === null ? null : safeTime(stat.ctimeMs),
    inode: stat?.inode ?? null,
    links: stat?.links ?? null,
    target: content?.target ?? null,
    sha256: digest?.algorithm === 'sha256' ? digest.hex : null,
    xxh64: digest?.algorithm === 'xxh64' ? digest.hex : null,
    marks: [...(content?.marks?.found ?? [])],
    content: content?.marks?.type ?? null,
    quotes: [...(content?.marks?.quotes ?? [])],
    errno: seen.state === 'unreadable' ? seen.errno : null,
  }
}

function statOf(seen: Observation): Stat | null {
  if (hasContent(seen)) return seen
  return seen.state === 'unreadable' ? seen.stat : null
}

export function safeTimeOrNull(ms: number | null): string | null {
  return ms === null ? null : safeTime(ms)
}
