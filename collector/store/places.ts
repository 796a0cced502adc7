// Owns which roots a reader may look at: those of one customer, narrowed by host and site.
import { asFolder } from '@sekisho/shared/path.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { Connection } from './connection.ts'
import { hostNamed, siteNamed } from './names.ts'
import type { Place } from './rows.ts'

export interface Scope {
  readonly customer: number
  readonly host?: string | undefined
  readonly site?: string | undefined
}

/**
 * In the order of their ids, in which listings of files go.
 * @throws Failure name-unknown: of a name that was mistyped, an empty listing would say that all is well
 */
export function placesIn(connection: Connection, { customer, host, site }: Scope): ReadonlyMap<number, Place> {
  const rows = connection.all<Place>(
    `SELECT r.id, h.name AS host, r.path AS root, s.name AS site, r.judged_generation AS judgedGeneration
     FROM root r JOIN host h ON h.id = r.host LEFT JOIN site s ON s.id = r.site
     WHERE h.customer = ?1 AND (?2 IS NULL OR h.name = ?2) AND (?3 IS NULL OR s.name = ?3) ORDER BY r.id`,
    customer,
    host ?? null,
    site ?? null,
  )
  if (rows.length === 0) {
    if (host !== undefined) hostNamed(connection, customer, host)
    if (site !== undefined) siteNamed(connection, customer, site)
  }
  return new Map(rows.map(row => [row.id, row]))
}

/** Which paths of which roots a filter means. */
export interface Target {
  readonly places: ReadonlyMap<number, Place>
  /** `exact`: the path `from`; `folder`: all below it, that is from `from` on and before `to`. */
  readonly how: 'all' | 'exact' | 'folder'
  readonly from: string
  readonly to: string
}

/**
 * A relative path is meant in every root; an absolute one in the deepest roots that hold it.
 * @throws Failure name-unknown for an absolute one that none holds: nothing looks there, and an empty listing would say that all is well
 */
export function targetOf(places: ReadonlyMap<number, Place>, path: string | undefined): Target {
  if (path === undefined) return { places, how: 'all', from: '', to: '' }
  if (!path.startsWith('/')) return { places, ...extentOf(path) }
  const holding = [...places].filter(([, { root }]) => asFolder(path).startsWith(asFolder(root)))
  const deepest = Math.max(...holding.map(([, { root }]) => root.length))
  const chosen = holding.filter(([, { root }]) => root.length === deepest)
  const [first] = chosen
  if (first === undefined) throw new ToldFailure('name-unknown', reason('problem.no-root-of-path'), { place: path })
  const below = path.slice(asFolder(first[1].root).length)
  return { places: new Map(chosen), ...extentOf(below) }
}

function extentOf(path: string): Omit<Target, 'places'> {
  if (path === '') return { how: 'all', from: '', to: '' }
  if (!path.endsWith('/')) return { how: 'exact', from: path, to: path }
  // `0` is the character after `/`: together they bound exactly what is below the folder.
  return { how: 'folder', from: path, to: `${path.slice(0, -1)}0` }
}
