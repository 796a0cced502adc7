// Owns what a daily digest tells of a scope: hosts, counts of a time, what is open, and the head of each chain of evidence.
// What could have been missed is the coverage room's; the words are notify's.
import type { IncidentKind } from '@sekisho/shared/incident.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Severity } from '@sekisho/shared/verdict.ts'
import { severities } from '@sekisho/shared/verdict.ts'
import type { DigestFacts, DigestHost, DigestReads, DigestScope, OpenIncident } from '../handover.digest.ts'
import type { ChainHead } from '../handover.evidence.ts'
import type { Connection } from './connection.ts'
import { diskReport } from './disk.ts'
import { stateOf } from './reads.hosts.ts'

const shownIncidents = 10
/** Of some 200 bytes each: what a mail server still takes. */
const maxHeads = 5_000

/** Ids of the scope as JSON, for `json_each`. */
interface Within {
  readonly customers: string
  readonly hosts: string
  readonly roots: string
  readonly sites: string
}

interface HostColumns {
  readonly id: number
  readonly customer: number
  readonly customerName: string
  readonly name: string
  readonly revoked_at: number | null
  readonly forked_at: number | null
  readonly last_seen_at: number | null
}

interface RootColumns {
  readonly id: number
  readonly host: number
  readonly path: PathText
  readonly site: number | null
}

export function digestFacts(
  connection: Connection,
  { scope, from, to, now }: Parameters<DigestReads['digestFacts']>[0],
): DigestFacts {
  const { hosts, within } = scopeOf(connection, scope, now)
  return {
    hosts,
    findings: findingsBetween(connection, within, from, to),
    incidents: incidentsOf(connection, within, from, to),
    ungrouped: countOf(
      connection,
      `SELECT count(*) AS count FROM finding WHERE id > (SELECT finding FROM incident_cursor) AND received_at < ?
       AND verdict = 'unauthorised' AND +root IN (SELECT value FROM json_each(?))`,
      to,
      within.roots,
    ),
    heldReleases: countOf(
      connection,
      `SELECT count(*) AS count FROM release r JOIN component c ON c.id = r.component
       WHERE c.customer IN (SELECT value FROM json_each(?)) AND r.held IS NOT NULL AND r.confirmed_at IS NULL
       AND r.published_at IS NOT NULL AND r.revoked_at IS NULL AND r.expired_at IS NULL`,
      within.customers,
    ),
    waitingApprovals: countOf(
      connection,
      `SELECT count(*) AS count FROM approval WHERE site IN (SELECT value FROM json_each(?))
       AND second = 1 AND confirmed_at IS NULL AND withdrawn_at IS NULL AND ended_at IS NULL`,
      within.sites,
    ),
    withoutSecond: connection
      .all<{ name: string }>(
        'SELECT name FROM site WHERE four_eyes = 0 AND id IN (SELECT value FROM json_each(?)) ORDER BY name',
        within.sites,
      )
      .map(({ name }) => name),
    disk: scope.customers.length + scope.sites.length > 0 ? null : diskReport(connection),
    mutes: countOf(
      connection,
      `SELECT count(*) AS count FROM mute WHERE customer IN (SELECT value FROM json_each(?))
       AND ended_at IS NULL AND until_at > ?`,
      within.customers,
      now,
    ),
    givenUp: countOf(
      connection,
      `SELECT count(*) AS count FROM delivery WHERE state = 'failed' AND done_at >= ? AND done_at < ?
       AND customer IN (SELECT value FROM json_each(?))`,
      from,
      to,
      within.customers,
    ),
    ...headsOf(connection, within),
  }
}

/** Ids rise with the time of receipt: the first that is not in an incident tells of all. */
export function isGrouped(connection: Connection, { before }: Parameters<DigestReads['isGrouped']>[0]): boolean {
  const next = connection.one<{ at: number }>(
    `SELECT received_at AS at FROM finding_row WHERE id > (SELECT finding FROM incident_cursor) ORDER BY id LIMIT 1`,
  )
  return next === undefined || next.at >= before
}

/** A host of which no root is bound counts where no site is named. Revoked ones are left out, but for their evidence. */
function scopeOf(connection: Connection, scope: DigestScope, now: number) {
  const customers = connection
    .all<{ id: number; name: string }>('SELECT id, name FROM customer WHERE id > 0')
    .filter(({ name }) => scope.customers.length === 0 || scope.customers.includes(name))
  const sites = connection
    .all<{ id: number; name: string; customer: number }>('SELECT id, name, customer FROM site')
    .filter(({ name, customer }) => isWanted(scope.sites, name) && customers.some(({ id }) => id === customer))
  const siteIds = new Set(sites.map(({ id }) => id))
  const roots = connection
    .all<RootColumns>('SELECT id, host, path, site FROM root ORDER BY path')
    .filter(({ site }) => scope.sites.length === 0 || (site !== null && siteIds.has(site)))
  const rows = connection
    .all<HostColumns>(
      `SELECT h.id, h.customer, c.name AS customerName, h.name, h.revoked_at, h.forked_at, h.last_seen_at
       FROM host h JOIN customer c ON c.id = h.customer WHERE h.customer IN (SELECT value FROM json_each(?))
       ORDER BY c.name, h.name`,
      JSON.stringify(customers.map(({ id }) => id)),
    )
    .filter(({ id }) => scope.sites.length === 0 || roots.some(({ host }) => host === id))
  const hostIds = new Set(rows.map(({ id }) => id))
  const hosts = rows
    .filter(({ revoked_at }) => revoked_at === null)
    .map((row): DigestHost => {
      const { id, customer, customerName, name: host } = row
      const paths = roots.filter(root => root.host === id).map(({ path }) => path)
      return { customer, customerName, host, state: stateOf(row, now), roots: paths }
    })
  const own = roots.filter(({ host }) => hostIds.has(host))
  const within: Within = {
    customers: JSON.stringify(customers.map(({ id }) => id)),
    hosts: JSON.stringify([...hostIds]),
    roots: JSON.stringify(own.map(({ id }) => id)),
    sites: JSON.stringify([...siteIds]),
  }
  return { hosts, within }
}

function isWanted(wanted: readonly string[], name: string): boolean {
  return wanted.length === 0 || wanted.includes(name)
}

function countOf(connection: Connection, sql: string, ...values: (string | number)[]): number {
  return connection.one<{ count: number }>(sql, ...values)?.count ?? 0
}

/** Ids rise with the time of receipt, and there is no index of that: the first one is sought by halving. */
function findingsBetween(connection: Connection, { roots }: Within, from: number, to: number) {
  const row = connection.one<{ all: number; unauthorised: number | null }>(
    `SELECT count(*) AS "all", sum(verdict = 'unauthorised') AS unauthorised FROM finding
     WHERE id >= ? AND received_at >= ? AND received_at < ? AND +root IN (SELECT value FROM json_each(?))`,
    firstFrom(connection, from),
    from,
    to,
    roots,
  )
  return { all: row?.all ?? 0, unauthorised: row?.unauthorised ?? 0 }
}

function firstFrom(connection: Connection, at: number): number {
  let [low, high] = [0, connection.one<{ id: number | null }>('SELECT max(id) AS id FROM finding_row')?.id ?? 0]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const next = connection.one<{ received_at: number }>(
      'SELECT received_at FROM finding_row WHERE id > ? ORDER BY id LIMIT 1',
      middle,
    )
    if (next !== undefined && next.received_at < at) low = middle + 1
    else high = middle
  }
  return low
}

interface IncidentColumns {
  readonly id: number
  readonly severity: Severity
  readonly kind: IncidentKind
  readonly roots: string
}

const ofScope = `i.customer IN (SELECT value FROM json_each(?1)) AND i.merged_into IS NULL AND i.findings > 0
  AND EXISTS (SELECT 1 FROM json_each(i.roots) o JOIN json_each(?2) w ON w.value = o.value)`

function incidentsOf(connection: Connection, { customers, roots }: Within, from: number, to: number) {
  const fresh = countOf(
    connection,
    `SELECT count(*) AS count FROM incident i WHERE ${ofScope} AND i.detected_at >= ?3 AND i.detected_at < ?4`,
    customers,
    roots,
    from,
    to,
  )
  const counts = connection.all<{ severity: Severity; count: number }>(
    `SELECT i.severity, count(*) AS count FROM incident i WHERE ${ofScope} AND i.state <> 'closed' GROUP BY i.severity`,
    customers,
    roots,
  )
  const worst = connection.all<IncidentColumns>(
    `SELECT i.id, i.severity, i.kind, i.roots FROM incident i JOIN json_each(?3) s ON s.value = i.severity
     WHERE ${ofScope} AND i.state <> 'closed' ORDER BY s.key, i.id DESC LIMIT ${shownIncidents}`,
    customers,
    roots,
    JSON.stringify(severities),
  )
  const open = Object.fromEntries(counts.map(({ severity, count }) => [severity, count]))
  return { fresh, open, worst: worst.map(({ roots: at, ...row }) => ({ ...row, ...placesOf(connection, at) })) }
}

function placesOf(connection: Connection, roots: string): Pick<OpenIncident, 'sites' | 'hosts'> {
  const rows = connection.all<{ host: string; site: string | null }>(
    `SELECT DISTINCT h.name AS host, s.name AS site FROM root r JOIN host h ON h.id = r.host
     LEFT JOIN site s ON s.id = r.site WHERE r.id IN (SELECT value FROM json_each(?)) ORDER BY h.name, s.name`,
    roots,
  )
  const sites = new Set(rows.flatMap(({ site }) => site ?? []))
  return { hosts: [...new Set(rows.map(({ host }) => host))], sites: [...sites] }
}

/** By skipping from epoch to epoch and to the end of each: nothing else of the evidence is read. */
function headsOf(connection: Connection, { hosts }: Within): Pick<DigestFacts, 'heads' | 'headsLeft'> {
  const chains = connection.all<{ customer: string; name: string; host: number; epoch: string }>(
    `WITH RECURSIVE chain (host, epoch) AS (
       SELECT value, (SELECT min(epoch) FROM evidence WHERE host = value AND state = 'accepted') FROM json_each(?)
       UNION ALL
       SELECT host, (SELECT min(e.epoch) FROM evidence e WHERE e.host = chain.host AND e.epoch > chain.epoch
         AND e.state = 'accepted') FROM chain WHERE epoch IS NOT NULL)
     SELECT c.name AS customer, h.name, h.id AS host, chain.epoch FROM chain JOIN host h ON h.id = chain.host
     JOIN customer c ON c.id = h.customer WHERE chain.epoch IS NOT NULL
     ORDER BY h.epoch IS NOT chain.epoch, c.name, h.name, chain.epoch`,
    hosts,
  )
  const heads = chains.slice(0, maxHeads).flatMap(({ customer, name, host, epoch }): ChainHead[] => {
    const last = connection.one<{ sequence: number; digest: string; at: number }>(
      `SELECT sequence, digest, received_at AS at FROM evidence WHERE host = ? AND epoch = ? AND state = 'accepted'
       ORDER BY sequence DESC LIMIT 1`,
      host,
      epoch,
    )
    return last === undefined ? [] : [{ customer, host: name, epoch, ...last }]
  })
  return { heads, headsLeft: chains.length - heads.length }
}
