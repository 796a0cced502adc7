// Owns the tables of hosts as gateway and auth write them: who is enrolled, who was heard, who fell silent, what bindings
// they have. Proofs are gateway's and auth's, chains ingest's.
import type { PathText } from '@sekisho/shared/path.ts'
import type { Bindings } from '@sekisho/shared/wire.ts'
import type { AgentWrites, EnrolmentDoors, KnownHost } from '../handover.ts'
import { audit } from './audit.ts'
import type { Desk } from './desk.ts'
import { silentAfterMs } from './silence.ts'

type Input<F> = F extends (input: infer I) => unknown ? I : never

interface HostColumns {
  readonly id: number
  readonly customer: number
  readonly name: string
  readonly key: string
  readonly revoked_at: number | null
}

const hostColumns = 'id, customer, name, key, revoked_at'

export function findHost(desk: Desk, key: string): KnownHost | null {
  const row = desk.connection.one<HostColumns>(`SELECT ${hostColumns} FROM host WHERE key = ?`, key)
  return row === undefined ? null : knownHost(row)
}

export function hostId(desk: Desk, { customer, host }: Input<AgentWrites['hostId']>): number | null {
  const row = desk.connection.one<{ id: number }>('SELECT id FROM host WHERE customer = ? AND name = ?', customer, host)
  return row?.id ?? null
}

/** What the agents of this host are to watch, whole. Every known profile goes with it: local roots may name any. */
export function bindingsOf(desk: Desk, host: number): Bindings {
  const { connection } = desk
  const version = connection.one<{ version: number }>('SELECT bindings_version AS version FROM host WHERE id = ?', host)
  const roots = connection.all<{ root: PathText; site: string; prefix: PathText; profile: string }>(
    `SELECT r.path AS root, s.name AS site, r.prefix, r.profile FROM root r JOIN site s ON s.id = r.site
     WHERE r.host = ? ORDER BY r.path`,
    host,
  )
  // Plain objects: SQLite's rows have no prototype, which equality and cloning would show.
  return {
    version: version?.version ?? 0,
    roots: roots.map(row => ({ ...row })),
    profiles: [...desk.profiles.values()],
  }
}

/** A host that is heard is not silent: the gap that its silence opened ends. */
export function keepSight(desk: Desk, host: number, at: number): void {
  const before = desk.connection.one<{ seen: number | null }>(
    'SELECT last_seen_at AS seen FROM host WHERE id = ?',
    host,
  )
  desk.connection.run('UPDATE host SET last_seen_at = ? WHERE id = ?', at, host)
  const ended = desk.connection.one<{ from: number; to: number }>(
    `UPDATE gap SET to_at = max(?, from_at) WHERE host = ? AND maker = 'collector' AND cause = 'silence' AND to_at IS NULL
     RETURNING from_at AS "from", to_at AS "to"`,
    at,
    host,
  )
  if (ended !== undefined) desk.gapChanged({ host, root: null, cause: 'silence', ...ended })
  const seen = before?.seen ?? null
  if (ended !== undefined || seen === null || at - seen > silentAfterMs) desk.hostsChanged(host)
}

export function keepHeartbeat(desk: Desk, input: Input<AgentWrites['heartbeat']>): void {
  const { host, heartbeat, receivedAt } = input
  keepSight(desk, host, receivedAt)
  desk.connection.run(
    'UPDATE host SET clock_offset = ?, heartbeat = ? WHERE id = ?',
    heartbeat.at - receivedAt,
    JSON.stringify(heartbeat),
    host,
  )
}

export function keepLeave(desk: Desk, { host, at }: Input<AgentWrites['left']>): void {
  const row = desk.connection.one<HostColumns>(`SELECT ${hostColumns} FROM host WHERE id = ?`, host)
  if (row === undefined) return
  const { customer, name } = row
  audit(desk, { customer, at, who: `host:${name}`, from: 'agent', what: 'agent.left', detail: {} })
  desk.hostsChanged(host)
}

export function enrolmentSecret(desk: Desk, { id, now }: Input<EnrolmentDoors['enrolmentSecret']>): string | null {
  const row = desk.connection.one<{ secret: string }>(
    'SELECT secret FROM enrolment WHERE id = ? AND used_at IS NULL AND expires_at > ?',
    id,
    now,
  )
  return row?.secret ?? null
}

export function enrolHost(desk: Desk, input: Input<EnrolmentDoors['enrolHost']>): KnownHost | null {
  const { connection } = desk
  const { id, key, name, from, at } = input
  const token = connection.one<{ customer: number }>(
    'SELECT customer FROM enrolment WHERE id = ? AND used_at IS NULL AND expires_at > ?',
    id,
    at,
  )
  if (token === undefined) return null
  const { customer } = token
  const byKey = connection.one<HostColumns>(`SELECT ${hostColumns} FROM host WHERE key = ?`, key)
  const byName = connection.one<HostColumns>(
    `SELECT ${hostColumns} FROM host WHERE customer = ? AND name = ?`,
    customer,
    name,
  )
  if (byKey !== undefined && (byKey.customer !== customer || (byName !== undefined && byName.id !== byKey.id)))
    return null
  connection.run(`UPDATE enrolment SET used_at = ?, secret = '' WHERE id = ?`, at, id)
  const known = byKey ?? byName
  const host = known === undefined ? addHost(desk, customer, input) : takeAnew(desk, known.id, input)
  // A name that takes another key is a host that somebody may have taken over: the key that it had stands beside it.
  const before = known === undefined ? null : { host: known.name, key: known.key, revoked: known.revoked_at !== null }
  audit(desk, { customer, at, who: `enrolment:${id}`, from, what: 'host.enrol', detail: { host: name, key, before } })
  desk.hostsChanged(host)
  return { id: host, customer, name, key, revoked: false }
}

function addHost(desk: Desk, customer: number, { key, name, at }: Input<EnrolmentDoors['enrolHost']>): number {
  const { id } = desk.connection.run(
    'INSERT INTO host (customer, name, key, enrolled_at) VALUES (?, ?, ?, ?)',
    customer,
    name,
    key,
    at,
  )
  return id
}

/** Another key voids the epoch that runs: no epoch's evidence is signed by two. */
function takeAnew(desk: Desk, host: number, { key, name, at }: Input<EnrolmentDoors['enrolHost']>): number {
  desk.connection.run(
    `UPDATE host SET voided = iif(key = ? OR epoch IS NULL, voided, 1), key = ?, name = ?, enrolled_at = ?,
     revoked_at = NULL, forked_at = NULL, fork_detail = NULL WHERE id = ?`,
    key,
    key,
    name,
    at,
    host,
  )
  return host
}

function knownHost({ id, customer, name, key, revoked_at }: HostColumns): KnownHost {
  return { id, customer, name, key, revoked: revoked_at !== null }
}
