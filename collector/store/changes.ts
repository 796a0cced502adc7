// Owns what a change of a component's releases sets in motion: the generation of each site that has it rises, and the paths
// whose permits it touched are judged again, on every root. Which change that is, lives.ts says.
import { folderOf, joinPath, nameOf, type PathText, restBelow } from '@sekisho/shared/path.ts'
import type { Desk } from './desk.ts'
import { differingPaths } from './differences.ts'
import { isJudgedWhole, scheduleAgain, scheduleChangeOn } from './roots.ts'

/** Beyond this many paths a whole root is as quick, and their list would hold the writer up. */
export const maxPaths = 20_000

interface RootOfSite {
  readonly id: number
  /** The root's top in the site. */
  readonly top: PathText
  /** Where the paths of the change lie in the site. */
  readonly prefix: string
  readonly files: number
}

/** The permits of `before` end or begin to end, those of `after` begin; null where there is none. */
export function changePermits(desk: Desk, component: number, before: number | null, after: number | null): void {
  const roots = rootsWith(desk, component)
  raiseGeneration(desk, component)
  if (roots.length > 0) judgeDifference(desk, roots, before, after)
  desk.permits.forget()
}

/** A release that comes with a deployment settles what was away meanwhile, also where it says the same as the one before. */
export function judgeMissing(desk: Desk, component: number, release: number): void {
  for (const root of rootsWith(desk, component)) {
    const rows = desk.connection.all<{ path: PathText }>(
      `SELECT DISTINCT p.path FROM said s INDEXED BY said_awaits CROSS JOIN finding_row p ON p.id = s.finding
       WHERE s.root = ? AND s.open = 1 AND s.awaits = 'removed' LIMIT ?`,
      root.id,
      maxPaths + 1,
    )
    // Which of them the release names is not asked of so many, and none of the others may be left out for them.
    if (rows.length > maxPaths) {
      scheduleAgain(desk, root.id)
      continue
    }
    const below = rows.flatMap(({ path }) => restBelow(joinPath(root.top, path), root.prefix) ?? [])
    const paths = below.filter(path => isNamed(desk, release, path))
    if (paths.length > 0) judgePaths(desk, [root], paths)
  }
}

function isNamed({ connection }: Desk, release: number, path: PathText): boolean {
  const named = connection.one(
    `SELECT 1 FROM folder f JOIN release_list l ON l.folder = f.id AND l.release = ?
     JOIN list_entry e ON e.list = l.list AND e.name = ? WHERE f.path = ?`,
    release,
    nameOf(path),
    folderOf(path),
  )
  return named !== undefined
}

function rootsWith({ connection }: Desk, component: number): readonly RootOfSite[] {
  return connection.all<RootOfSite>(
    `SELECT r.id, r.prefix AS top, s.prefix, r.files FROM site_component s JOIN root r ON r.site = s.site WHERE s.component = ?`,
    component,
  )
}

/** Permits of these paths, below the site's top, begin or end. */
export function changePaths(desk: Desk, site: number, paths: readonly PathText[]): void {
  desk.connection.run('UPDATE site SET generation = generation + 1 WHERE id = ?', site)
  const roots = desk.connection.all<RootOfSite>(
    `SELECT id, prefix AS top, '' AS prefix, files FROM root WHERE site = ?`,
    site,
  )
  judgePaths(desk, roots, paths)
  desk.permits.forget()
}

/** A site has a component from now on, or no more. */
export function changeSite(desk: Desk, site: number): void {
  desk.connection.run('UPDATE site SET generation = generation + 1 WHERE id = ?', site)
  for (const { id } of desk.connection.all<{ id: number }>('SELECT id FROM root WHERE site = ?', site))
    scheduleAgain(desk, id)
  desk.permits.forget()
}

function raiseGeneration(desk: Desk, component: number): void {
  desk.connection.run(
    'UPDATE site SET generation = generation + 1 WHERE id IN (SELECT site FROM site_component WHERE component = ?)',
    component,
  )
}

function judgeDifference(desk: Desk, roots: readonly RootOfSite[], before: number | null, after: number | null): void {
  // What both name alike has another reason now.
  if (before !== null && after !== null && isWeak(desk, before) !== isWeak(desk, after)) {
    for (const { id } of roots) scheduleAgain(desk, id)
    return
  }
  // A root that is judged whole from its beginning needs no list.
  const others = roots.filter(({ id }) => !isJudgedWhole(desk, id))
  if (others.length === 0) return
  const most = Math.max(...others.map(listedPaths))
  const paths = differingPaths(desk.connection, before, after, most)
  if (paths === null) for (const { id } of others) scheduleAgain(desk, id)
  else judgePaths(desk, others, paths)
}

/** Of more, judging all that is there is as quick. */
function listedPaths({ files }: RootOfSite): number {
  return Math.min(maxPaths, Math.floor(files / 4))
}

function isWeak({ connection }: Desk, release: number): boolean {
  return connection.one('SELECT 1 FROM release WHERE id = ? AND weak = 1', release) !== undefined
}

/** `paths` lie below each root's prefix. */
function judgePaths(desk: Desk, roots: readonly RootOfSite[], paths: readonly PathText[]): void {
  const { connection } = desk
  const change = (connection.one<{ last: number | null }>('SELECT max(change) AS last FROM change_path')?.last ?? 0) + 1
  let used = false
  for (const root of roots) {
    const { id, prefix } = root
    if (paths.length > listedPaths(root)) scheduleAgain(desk, id)
    else used = scheduleChangeOn(desk, id, { change, prefix, paths: paths.length }) || used
  }
  if (!used) return
  for (const path of paths) connection.run('INSERT INTO change_path (change, path) VALUES (?, ?)', change, path)
}
