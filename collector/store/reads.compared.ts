// Owns what a finding's content can be compared with: what permits name its path, and what was there before; each with what
// is kept of it. Which of them is taken, and the comparing, is capture's.
import type { DifferenceSide } from '@sekisho/shared/api.differences.ts'
import type { FindingRow, ObservationRow } from '@sekisho/shared/api.ts'
import { compileProfile } from '@sekisho/shared/classify.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import type { Profile } from '@sekisho/shared/profile.ts'
import type { Comparable, ContentReads, ContentSide } from '../handover.capture.ts'
import type { Connection } from './connection.ts'
import { copiedFrom } from './copied.ts'
import { Permits } from './permits.ts'
import { findingsOfPath, oneFinding } from './reads.findings.ts'
import { staysTest } from './staying.ts'

interface Where {
  readonly root: number
  readonly rootPath: PathText
  readonly path: PathText
  readonly site: number | null
  readonly prefix: PathText
  readonly profile: string
}

/** Findings of one path that are looked through for a content that is kept. */
const maxEarlier = 50

export function comparable(
  connection: Connection,
  profiles: ReadonlyMap<string, Profile>,
  { customer, finding: id }: Parameters<ContentReads['comparable']>[0],
): Comparable | null {
  const finding = oneFinding(connection, customer, id)
  const where = connection.one<Where>(
    'SELECT f.root, r.path AS rootPath, f.path, r.site, r.prefix, r.profile FROM finding_row f JOIN root r ON r.id = f.root WHERE f.id = ?',
    id,
  )
  if (finding === null || where === undefined) return null
  const sideOf = (kind: DifferenceSide['kind'], name: string | null, sha256: string): ContentSide =>
    readSide(connection, customer, { kind, name, sha256 })
  const found = foundBy(finding)
  const before = digestOf(finding.before)
  const named =
    where.site === null ? [] : new Permits(connection).naming(where.site, joinPath(where.prefix, where.path))
  const permits = named
    .filter(({ type }) => type === 'file')
    .map(({ kind, name, sha256 }) => sideOf(kind === 'approval' ? 'approval' : 'release', name, sha256))
  const captured = [...(before === null ? [] : [before]), ...earlier(connection, finding, where)]
  const befores = [...permits, ...captured.map(sha256 => sideOf('captured', null, sha256))]
  return {
    finding,
    isConfig: finding.class === 'config' || isCopyOfConfig(profiles.get(where.profile), where.path),
    stays: staysTest(profiles)(where.profile, where.path),
    after: found === 'nothing' ? nothing : found === null ? null : sideOf('found', null, found),
    befores: [...otherThan(found, onceEach(befores)), ...(wasNothing(finding) ? [nothing] : [])],
  }
}

/** Editors and people leave copies whose names no pattern has. */
function isCopyOfConfig(profile: Profile | undefined, path: PathText): boolean {
  if (profile === undefined) return false
  const classify = compileProfile(profile)
  return copiedFrom(path).some(original => classify(original).class === 'config')
}

const nothing: ContentSide = { kind: 'nothing', name: null, sha256: null, state: null, why: null, kept: null }

/** The content that the finding is about: what is new there, or was for a moment. Null: none with a sha256. */
function foundBy({ before, after, between }: FindingRow): string | 'nothing' | null {
  const now = digestOf(after)
  const brief = between.findLast(({ sha256 }) => sha256 !== null)?.sha256 ?? null
  if (now !== null && now !== digestOf(before)) return now
  if (brief !== null) return brief
  return now ?? (after.state === 'absent' ? 'nothing' : null)
}

function wasNothing({ before }: FindingRow): boolean {
  return before === null || before.state === 'absent'
}

/** Of a regular file. */
function digestOf(seen: ObservationRow | null): string | null {
  return seen?.type === 'file' ? seen.sha256 : null
}

/** The last first. */
function earlier(connection: Connection, { id, host, site }: FindingRow, where: Where): string[] {
  const place = { id: where.root, host, root: where.rootPath, site, judgedGeneration: 0 }
  return findingsOfPath(connection, place, where.path, maxEarlier, id).flatMap(({ after, between }) =>
    [digestOf(after), ...between.map(({ sha256 }) => sha256).reverse()].filter(digest => digest !== null),
  )
}

interface KeptColumns {
  readonly customer: number
  readonly content: number
  readonly state: NonNullable<DifferenceSide['state']>
  readonly why: DifferenceSide['why']
  readonly bytes: number
  readonly whole: number
}

/** What came with a release may be the provider's, as its components are. */
function readSide(
  connection: Connection,
  customer: number,
  side: Pick<ContentSide, 'kind' | 'name' | 'sha256'>,
): ContentSide {
  const owners = side.kind === 'release' ? [customer, 0] : [customer]
  const rows = connection.all<KeptColumns>(
    `SELECT customer, id AS content, state, why, bytes, whole FROM content
     WHERE customer IN (SELECT value FROM json_each(?)) AND sha256 = ? ORDER BY state = 'kept' DESC, customer DESC`,
    JSON.stringify(owners),
    side.sha256,
  )
  const [row] = rows
  if (row === undefined) return { ...side, state: null, why: null, kept: null }
  const { state, why, whole, ...kept } = row
  return { ...side, state, why, kept: state === 'kept' ? { ...kept, whole: whole === 1 } : null }
}

/** A permit for what was found says nothing new; but where nothing else was there, nothing changed. */
function otherThan(found: string | null, sides: readonly ContentSide[]): readonly ContentSide[] {
  const others = sides.filter(({ sha256 }) => sha256 !== found)
  return others.length > 0 ? others : sides
}

function onceEach(sides: readonly ContentSide[]): ContentSide[] {
  const seen = new Set<string | null>()
  return sides.filter(({ sha256 }) => !seen.has(sha256) && seen.add(sha256))
}
