// Owns which roots could not be kept up with: in gaps for ten minutes of an hour, whatever closed them, and by whom was
// written there. What a host's silence opens is not among them: nobody who writes brings that about.
import { type Actor, actorText } from '@sekisho/shared/actor.ts'
import type { GapCause } from '@sekisho/shared/finding.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { OftenInGap } from '../handover.notify.ts'
import type { Connection } from './connection.ts'

/** Of so long it is asked. */
export const hourMs = 3_600_000
// Where the line lies between a burst and a host that cannot keep up is a guess.
const oftenMs = 10 * 60_000
/** The newest findings of all hosts that are looked through for who wrote: some 20 ms. */
const findingsLookedAt = 20_000
const writersNamed = 3

interface GapColumns {
  readonly host: number
  readonly root: number
  readonly path: PathText
  readonly cause: GapCause
  readonly from: number
  readonly to: number
}

/** Hosts with such a root, as they stand now. */
export function hostsOftenInGap(connection: Connection, now: number): ReadonlySet<number> {
  return new Set(oftenAmong(gapsWithin(connection, now - hourMs, now)).map(({ host }) => host))
}

/** Of one host, as it stood then, the worst first. */
export function oftenInGap(connection: Connection, host: number, at: number): OftenInGap[] {
  const gaps = gapsWithin(connection, at - hourMs, at).filter(gap => gap.host === host)
  return oftenAmong(gaps)
    .toSorted((one, other) => other.inGapMs - one.inGapMs)
    .map(({ root, path, inGapMs, causes }) => ({
      root: path,
      inGapMs,
      causes,
      writers: writersIn(connection, root, at - hourMs, at),
    }))
}

/** Those that reach into the interval, cut to it, by where they begin; those of a whole host once for each of its roots. */
function gapsWithin(connection: Connection, from: number, to: number): GapColumns[] {
  const columns = `g.host, r.id AS root, r.path, g.cause, max(g.from_at, ?1) AS "from", min(coalesce(g.to_at, ?2), ?2) AS "to"`
  const roots = `JOIN root r ON r.host = g.host AND (g.root IS NULL OR g.root = r.id)
    JOIN host h ON h.id = g.host AND h.revoked_at IS NULL WHERE g.cause <> 'silence' AND g.from_at < ?2`
  return connection.all<GapColumns>(
    `SELECT ${columns} FROM gap g INDEXED BY gap_open ${roots} AND g.to_at IS NULL
     UNION ALL SELECT ${columns} FROM gap g INDEXED BY gap_closed ${roots} AND g.to_at > ?1 ORDER BY "from"`,
    from,
    to,
  )
}

interface Often {
  readonly host: number
  readonly root: number
  readonly path: PathText
  inGapMs: number
  readonly causes: GapCause[]
  /** Up to here its gaps are counted: what lies in two of them counts once. */
  counted: number
}

/** @param gaps by where they begin */
function oftenAmong(gaps: readonly GapColumns[]): Often[] {
  const roots = new Map<number, Often>()
  for (const { host, root, path, cause, from, to } of gaps) {
    const known = roots.get(root) ?? { host, root, path, inGapMs: 0, causes: [], counted: 0 }
    roots.set(root, known)
    known.inGapMs += Math.max(0, to - Math.max(from, known.counted))
    known.counted = Math.max(known.counted, to)
    if (!known.causes.includes(cause)) known.causes.push(cause)
  }
  return [...roots.values()].filter(({ inGapMs }) => inGapMs >= oftenMs)
}

/** As far as it was seen: what only a walk found has no writer. */
function writersIn(connection: Connection, root: number, from: number, to: number): OftenInGap['writers'] {
  const rows = connection.all<{ actor: string; findings: number }>(
    `SELECT max(actor) AS actor, count(*) AS findings
     FROM (SELECT root, at, actor FROM finding_row ORDER BY id DESC LIMIT ${findingsLookedAt})
     WHERE root = ? AND at >= ? AND at < ? AND actor IS NOT NULL
     GROUP BY actor ->> 'executable', actor ->> 'user', actor ->> 'unit' ORDER BY findings DESC, actor LIMIT ${writersNamed}`,
    root,
    from,
    to,
  )
  return rows.flatMap(({ actor, findings }) => {
    const known = JSON.parse(actor) as Actor
    return known === 'unknown' ? [] : [{ actor: actorText(known), findings }]
  })
}
