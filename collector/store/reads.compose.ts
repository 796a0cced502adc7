// Owns what is read to recognise published components in what a host holds: which could be there, below which folders, and
// how many entries of each of their releases stand there as released. Which of them are proposed is allowlist's.
import type { Observation } from '@sekisho/shared/observation.ts'
import { folderOf, isBelow, joinPath, nameOf, type PathText } from '@sekisho/shared/path.ts'
import { permittedDigest } from '@sekisho/shared/permitted.ts'
import type { ComposeReads, Matches, MatchPage } from '../handover.compose.ts'
import type { Connection } from './connection.ts'
import { isForATime } from './judgements.ts'
import { unpackObservation } from './observations.ts'
import { type ListEntry, PlacedLists } from './placed-lists.ts'
import { sharedPath } from './reads.releases.ts'

type Input<N extends keyof ComposeReads> = Parameters<ComposeReads[N]>[0]
type Output<N extends keyof ComposeReads> = Awaited<ReturnType<ComposeReads[N]>>

export function findAnchored(
  connection: Connection,
  { root, after, limit, anchors }: Input<'anchored'>,
): Output<'anchored'> {
  const byName = new Map<string, Input<'anchored'>['anchors'][number][]>()
  for (const anchor of anchors) {
    const alike = byName.get(nameOf(anchor.path))
    if (alike === undefined) byName.set(nameOf(anchor.path), [anchor])
    else alike.push(anchor)
  }
  const rows = connection.all<{ path: PathText }>(
    `SELECT path FROM inventory_row WHERE root = ? AND path > ? ORDER BY path LIMIT ?`,
    root.id,
    after,
    limit,
  )
  const found = rows.flatMap(({ path }) => {
    const inSite = joinPath(root.prefix, path)
    return (byName.get(nameOf(path)) ?? []).flatMap(anchor => {
      const prefix = prefixOf(inSite, anchor.path)
      return prefix === null ? [] : [{ ...anchor, prefix }]
    })
  })
  return { found, last: rows.length === limit ? (rows.at(-1)?.path ?? null) : null }
}

/** Below which folder the one path is the other; null where it is not. */
function prefixOf(whole: PathText, end: PathText): PathText | null {
  if (whole === end) return '' as PathText
  return whole.endsWith(`/${end}`) ? (whole.slice(0, -end.length - 1) as PathText) : null
}

interface Row {
  readonly path: PathText
  readonly type: string | null
  readonly released: number
  readonly vouched: number
  readonly observation: string
}

/** A row whose content is asked for by many releases, or by none. */
export class HeldFile {
  readonly #row: Pick<Row, 'type' | 'observation'>
  #seen: Observation | undefined
  #digest: string | null | undefined

  constructor(row: Pick<Row, 'type' | 'observation'>) {
    this.#row = row
  }

  get seen(): Observation {
    this.#seen ??= unpackObservation(this.#row.observation)
    return this.#seen
  }

  standingTo(entry: ListEntry): keyof Matches {
    const { type } = this.#row
    if (type !== null && type !== entry.type) return 'differs'
    if (this.#digest === undefined) this.#digest = digestOf(this.seen)
    if (this.#digest === null) return 'unknown'
    return this.#digest === entry.sha256 ? 'matches' : 'differs'
  }
}

function digestOf(seen: Observation): string | null {
  return seen.state === 'present' ? permittedDigest(seen) : null
}

/** What rests on nobody's knowledge of the content itself, as a condition on the inventory. */
export const isVouched = `verdict <> 'unauthorised' AND (instr(reasons, 'adopted') > 0 OR ${isForATime})`

/** Directories count where they hide what is in them, or stand where a file should. */
const isLooked = `(type IS NOT 'directory' OR verdict = 'unauthorised')`

/** Folder by folder: lists that several releases have in common are read once. */
export function countMatches(
  connection: Connection,
  { root, after, limit, placed }: Input<'matching'>,
): Output<'matching'> {
  const rows = connection.all<Row>(
    `SELECT path, type, verdict = 'authorised' AND (instr(reasons, 'released') > 0 OR instr(reasons, 'overlap') > 0) AS released,
     ${isVouched} AS vouched, observation FROM inventory WHERE root = ? AND path > ? AND ${isLooked} ORDER BY path LIMIT ?`,
    root.id,
    after,
    limit,
  )
  const counting = placed.map(place => new Counting(new PlacedLists(connection, place)))
  for (const [folder, held] of byFolder(rows, row => new HeldFile(row))) {
    const inSite = joinPath(root.prefix, folder)
    for (const counts of counting) counts.add(inSite, held)
  }
  return {
    files: rows.length,
    released: rows.filter(row => row.released === 1).length,
    vouched: rows.filter(row => row.vouched === 1).length,
    counts: counting.flatMap(counts => counts.counts()),
    last: rows.length === limit ? (rows.at(-1)?.path ?? null) : null,
  }
}

/** By the name in the folder. */
export function byFolder<R extends { readonly path: PathText }, T>(
  rows: readonly R[],
  as: (row: R) => T,
): Map<PathText, Map<string, T>> {
  const folders = new Map<PathText, Map<string, T>>()
  for (const row of rows) {
    const folder = folderOf(row.path)
    const held = folders.get(folder) ?? new Map<string, T>()
    if (held.size === 0) folders.set(folder, held)
    held.set(nameOf(row.path), as(row))
  }
  return folders
}

class Counting {
  readonly #lists: PlacedLists
  readonly #counts = new Map<number, { matches: number; differs: number; unknown: number }>()

  constructor(lists: PlacedLists) {
    this.#lists = lists
  }

  /** `folder`: below the site's top. */
  add(folder: PathText, held: ReadonlyMap<string, HeldFile>): void {
    for (const [list, releases] of this.#lists.in(folder)) {
      const found = { matches: 0, differs: 0, unknown: 0 }
      for (const entry of this.#lists.entries(list)) {
        const file = held.get(entry.name)
        if (file !== undefined) found[file.standingTo(entry)]++
      }
      for (const release of releases) this.#count(release, found)
    }
  }

  counts(): MatchPage['counts'] {
    return [...this.#counts].map(([release, found]) => ({ release, prefix: this.#lists.prefix, ...found }))
  }

  #count(release: number, { matches, differs, unknown }: Matches): void {
    if (matches + differs + unknown === 0) return
    const known = this.#counts.get(release) ?? { matches: 0, differs: 0, unknown: 0 }
    known.matches += matches
    known.differs += differs
    known.unknown += unknown
    this.#counts.set(release, known)
  }
}

/** Of the whole release where a root is all of the site, or lies above the component. */
export function countWithin(connection: Connection, { release, prefix, roots }: Input<'within'>): number {
  const folders = connection.all<{ path: PathText; files: number }>(
    `SELECT f.path, count(*) AS files FROM release_list l JOIN folder f ON f.id = l.folder
     JOIN list_entry e ON e.list = l.list WHERE l.release = ? GROUP BY l.folder`,
    release,
  )
  const isWithin = (path: PathText) => roots.some(root => isBelow(joinPath(prefix, path), root.prefix))
  return folders.reduce((sum, { path, files }) => sum + (isWithin(path) ? files : 0), 0)
}

export function listShared(connection: Connection, { one, others }: Input<'sharedPaths'>): Output<'sharedPaths'> {
  return others.map(other => sharedPath(connection, one, other))
}
