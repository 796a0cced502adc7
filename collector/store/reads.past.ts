// Owns what stood in roots at a past moment, and what differs between two: of each path the newest observation by then.
// Whether anything was missed by then is coverage's.
import type { DifferenceRow, PastFileRow, PastFilter, Stood } from '@sekisho/shared/api.exposure.ts'
import { safeTime } from '@sekisho/shared/clock.ts'
import { isDirectory } from '@sekisho/shared/kind.ts'
import { differences, hasContent, type Observation } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { permittedDigest } from '@sekisho/shared/permitted.ts'
import type { PathClass } from '@sekisho/shared/profile.ts'
import type { Severity, VerdictWord } from '@sekisho/shared/verdict.ts'
import type { ExposureReads, PastPage } from '../handover.exposure.ts'
import type { Connection, Value } from './connection.ts'
import { formatCursor, parseFileCursor } from './cursor.ts'
import { unpackObservation } from './observations.ts'
import { placesIn, type Target, targetOf } from './places.ts'
import type { Place } from './rows.ts'

const defaultLimit = 200
/** Paths that one page looks at: most of those that ever were may be gone. */
const maxLooked = 5_000
const pathsAtOnce = 500

type Input<N extends keyof ExposureReads> = Parameters<ExposureReads[N]>[0]

export function listFilesAt(connection: Connection, { customer, filter, at }: Input<'filesAt'>): PastPage<PastFileRow> {
  return eachPath(connection, customer, filter, at, (place, path) => {
    const seen = seenBy(connection, place.id, path, at)
    const stood = seen === null ? null : stoodOf(seen)
    if (seen === null || stood === null) return null
    return { ...placeOf(place, path, seen), ...stood }
  })
}

export function listChanges(
  connection: Connection,
  { customer, filter, from, to }: Input<'changesBetween'>,
): PastPage<DifferenceRow> {
  return eachPath(connection, customer, filter, from, (place, path) => {
    const [first, last] = [seenBy(connection, place.id, path, from), seenBy(connection, place.id, path, to)]
    if (last === null || first?.id === last.id) return null
    const [before, after] = [first === null ? null : stoodOf(first), stoodOf(last)]
    if (before === null && after === null) return null
    const change = before === null ? 'added' : after === null ? 'removed' : 'changed'
    if (change === 'changed' && first !== null && differences(first.seen, last.seen).length === 0) return null
    return { ...placeOf(place, path, last), change, before, after }
  })
}

/** Root by root in the order of paths, as files are listed. A page may hold less than it was asked for, and go on. */
function eachPath<T>(
  connection: Connection,
  customer: number,
  filter: PastFilter,
  since: number,
  look: (place: Place, path: PathText) => T | null,
): PastPage<T> {
  const limit = filter.limit ?? defaultLimit
  const cursor = parseFileCursor(filter.cursor)
  const target = targetOf(placesIn(connection, { customer, host: filter.host, site: filter.site }), filter.path)
  const items: T[] = []
  const notKeptBefore = notKeptBeforeOf(connection, [...target.places.keys()], since)
  let looked = 0
  for (const place of target.places.values()) {
    if (cursor !== null && place.id < cursor[0]) continue
    let after = cursor?.[0] === place.id ? cursor[1] : ''
    for (let paths = pathsAfter(connection, place.id, target, after); paths.length > 0; ) {
      for (const path of paths) {
        if (items.length === limit || looked === maxLooked)
          return { items, next: formatCursor([place.id, after]), notKeptBefore }
        const item = look(place, path)
        if (item !== null) items.push(item)
        after = path
        looked++
      }
      paths = paths.length < pathsAtOnce ? [] : pathsAfter(connection, place.id, target, after)
    }
  }
  return { items, next: null, notKeptBefore }
}

/** The latest of these roots, where findings that told of that moment went; null where all of them are kept. */
function notKeptBeforeOf(connection: Connection, roots: readonly number[], since: number): string | null {
  const row = connection.one<{ at: number | null }>(
    'SELECT max(kept_from) AS at FROM root WHERE id IN (SELECT value FROM json_each(?)) AND kept_from > ?',
    JSON.stringify(roots),
    since,
  )
  return row === undefined || row.at === null ? null : safeTime(row.at)
}

/** Of which anything was ever told. */
function pathsAfter(connection: Connection, root: number, target: Target, after: string): readonly PathText[] {
  const conditions = ['root = ? AND path > ?']
  const values: Value[] = [root, after]
  if (target.how === 'exact') {
    conditions.push('path = ?')
    values.push(target.from)
  } else if (target.how === 'folder') {
    conditions.push('path > ? AND path < ?')
    values.push(target.from, target.to)
  }
  return connection
    .all<{ path: PathText }>(
      `SELECT DISTINCT path FROM finding_row INDEXED BY finding_path WHERE ${conditions.join(' AND ')}
       ORDER BY path LIMIT ${pathsAtOnce}`,
      ...values,
    )
    .map(({ path }) => path)
}

interface SeenColumns {
  readonly id: number
  readonly at: number
  readonly class: PathClass
  readonly payment: number
  readonly verdict: VerdictWord
  readonly severity: Severity
  readonly after: string
}

type Seen = SeenColumns & { readonly seen: Observation }

/** What another process sees at a path says nothing of what stands there. */
function seenBy(connection: Connection, root: number, path: PathText, at: number): Seen | null {
  const row = connection.one<SeenColumns>(
    `SELECT id, at, class, payment, verdict, severity, after FROM finding
     WHERE root = ? AND path = ? AND at <= ? AND kind <> 'other-view' ORDER BY id DESC LIMIT 1`,
    root,
    path,
    at,
  )
  return row === undefined ? null : { ...row, seen: unpackObservation(row.after) }
}

/** Null where nothing was there, or a directory. */
function stoodOf({ id, at, verdict, severity, seen }: Seen): Stood | null {
  if (seen.state === 'absent' || isDirectory(seen)) return null
  const stat = hasContent(seen) ? seen : seen.stat
  return {
    state: seen.state,
    type: stat?.type ?? null,
    size: stat?.size ?? null,
    mode: stat === null ? null : stat.mode.toString(8).padStart(4, '0'),
    uid: stat?.uid ?? null,
    gid: stat?.gid ?? null,
    sha256: hasContent(seen) ? permittedDigest(seen) : null,
    target: hasContent(seen) ? seen.target : null,
    at: safeTime(at),
    finding: id,
    verdict,
    severity,
  }
}

function placeOf({ host, root, site }: Place, path: PathText, row: Seen) {
  return { host, root, site, path, class: row.class, payment: row.payment === 1 }
}
