// Owns what is there of releases that were replaced: files that an overlap still permits, and stale ones, by component. A
// stale file rests on nothing, so its component is looked up by what its ended releases name.
import type { ReplacedRow } from '@sekisho/shared/api.releases.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import { permittedDigest } from '@sekisho/shared/permitted.ts'
import type { Connection } from './connection.ts'
import { notedPaths, notedRows } from './noted.ts'
import { unpackObservation } from './observations.ts'
import { Permits } from './permits.ts'
import { safeTimeOrNull } from './rows.ts'

/** Each costs a look for its component. */
const mostStale = 2_000
const mostExamples = 20

/** Rows of the inventory by what is said of them, `w`: those that say what their finding says, and the others. */
const saysAsFinding = `host h CROSS JOIN ${notedPaths} CROSS JOIN inventory_row i ON i.root = p.root AND i.path = p.path
  AND i.finding = p.id AND i.judgement IS NULL WHERE h.customer = ?1 AND r.host = h.id AND r.site IS NOT NULL`
const saysByItself = `host h CROSS JOIN ${notedRows} WHERE h.customer = ?1 AND r.host = h.id AND r.site IS NOT NULL`
const isOverlap = `instr(w.reasons, 'overlap') > 0`
const isStale = `instr(w.reasons, 'stale') > 0`

interface Found {
  readonly overlap: ReplacedRow['overlap']
  stale: number
  readonly examples: ReplacedRow['examples']
}

/** Components of which nothing is left are left out. */
export function listReplaced(connection: Connection, customer: number): ReplacedRow[] {
  const found = new Map<number, Found>()
  const of = (component: number): Found => {
    const known = found.get(component) ?? { overlap: [], stale: 0, examples: [] }
    found.set(component, known)
    return known
  }
  addOverlapping(connection, customer, of)
  const whole = addStale(connection, customer, of)
  return connection
    .all<{ id: number; component: string; owner: ReplacedRow['owner'] }>(
      `SELECT id, name AS component, iif(customer = 0, 'provider', 'customer') AS owner FROM component
       WHERE id IN (SELECT value FROM json_each(?)) ORDER BY name, customer DESC`,
      JSON.stringify([...found.keys()]),
    )
    .map(({ id, component, owner }) => ({ component, owner, ...of(id), whole }))
}

function addOverlapping(connection: Connection, customer: number, of: (component: number) => Found): void {
  const rows = connection.all<{
    release: number
    component: number
    version: string
    until: number | null
    files: number
  }>(
    `SELECT rel.id AS release, rel.component, rel.version, rel.overlap_until AS until, held.files
     FROM (SELECT json_extract(permit, '$.ref') AS ref, count(*) AS files
       FROM (SELECT w.permit FROM ${saysAsFinding} AND ${isOverlap} UNION ALL SELECT w.permit FROM ${saysByItself} AND ${isOverlap})
       GROUP BY ref) held
     JOIN release rel ON rel.id = CAST(held.ref AS INTEGER) ORDER BY rel.id DESC`,
    customer,
  )
  for (const { component, until, ...row } of rows) of(component).overlap.push({ ...row, until: safeTimeOrNull(until) })
}

/** False where there are more than it looked at. */
function addStale(connection: Connection, customer: number, of: (component: number) => Found): boolean {
  const rows = connection.all<{
    host: string
    root: string
    site: number
    prefix: PathText
    path: PathText
    observation: string
  }>(
    `SELECT h.name AS host, r.path AS root, r.site, r.prefix, i.path, i.observation FROM ${saysAsFinding} AND ${isStale}
     UNION ALL SELECT h.name, r.path, r.site, r.prefix, p.path, p.observation FROM ${saysByItself} AND ${isStale}
     LIMIT ${mostStale + 1}`,
    customer,
  )
  const permits = new Permits(connection)
  for (const { host, root, site, prefix, path, observation } of rows.slice(0, mostStale)) {
    const seen = unpackObservation(observation)
    const digest = seen.state === 'present' ? permittedDigest(seen) : null
    const named = permits.ended(site, joinPath(prefix, path)).find(({ sha256 }) => sha256 === digest)
    // Between two releases it may name nothing for a moment, until it is judged again.
    if (named === undefined) continue
    const own = of(named.component)
    own.stale++
    if (own.examples.length < mostExamples) own.examples.push({ host, root, path })
  }
  return rows.length <= mostStale
}
