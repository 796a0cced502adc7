// Owns what is there of releases that were replaced: files that an overlap still permits, and stale ones, by component. A
// stale file rests on nothing, so its component is looked up by what its ended releases name.
import type { ReplacedRow } from '@sekisho/shared/api.releases.ts'
import { joinPath, type PathText } from '@sekisho/shared/path.ts'
import { permittedDigest } from '@sekisho/shared/permitted.ts'
import type { Connection } from './connection.ts'
import { unpackObservation } from './observations.ts'
import { Permits } from './permits.ts'
import { safeTimeOrNull } from './rows.ts'

/** Each costs a look for its component. */
const mostStale = 2_000
const mostExamples = 20

/** As the partial index has it, word for word. */
const isReplaced = `(instr(i.reasons, 'stale') > 0 OR instr(i.reasons, 'overlap') > 0)`
const placed = `root r JOIN host h ON h.id = r.host JOIN inventory i INDEXED BY inventory_replaced ON i.root = r.id
  WHERE h.customer = ? AND r.site IS NOT NULL AND ${isReplaced}`

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
     FROM (SELECT json_extract(i.permit, '$.ref') AS ref, count(*) AS files FROM ${placed}
       AND instr(i.reasons, 'overlap') > 0 GROUP BY ref) held
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
    `SELECT h.name AS host, r.path AS root, r.site, r.prefix, i.path, i.observation FROM ${placed}
     AND instr(i.reasons, 'stale') > 0 LIMIT ${mostStale + 1}`,
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
