// Owns a store in memory with the collector's doors, for tests of the rooms before it: what they ask of store is kept in
// maps, and every write is remembered in the order of its coming.
import type { ApprovalRow, PatternPreview } from '@sekisho/shared/api.approvals.ts'
import type { IncidentDetail, IncidentFileRow } from '@sekisho/shared/api.incidents.ts'
import type { MuteRow } from '@sekisho/shared/api.mutes.ts'
import type { PersonRole } from '@sekisho/shared/api.people.ts'
import { type TokenRow, tokenIdOf } from '@sekisho/shared/api.tokens.ts'
import type { FileRow, FindingRow, HostRow, ObservationRow } from '@sekisho/shared/api.ts'
import type { WindowRow } from '@sekisho/shared/api.windows.ts'
import { isoTime } from '@sekisho/shared/clock.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import type { ApiDoors, By, Page, Principal, StoreReads, StoreWrites } from '../../collector/handover.ts'

interface Owned<T> {
  readonly customer: number
  readonly row: T
}

export interface MemoryStore {
  readonly reads: StoreReads
  readonly writes: StoreWrites
  readonly mutes: ApiDoors['mutes'] & { readonly rows: MuteRow[] }
  readonly approvals: ApiDoors['approvals'] & { readonly rows: ApprovalRow[] }
  readonly windows: ApiDoors['windows'] & { readonly rows: WindowRow[] }
  readonly incidents: ApiDoors['incidents'] & {
    readonly rows: IncidentDetail[]
    /** Of whichever incident is asked about. */
    readonly files: IncidentFileRow[]
  }
  readonly principals: Map<string, Principal & { readonly kind: 'token' | 'session' }>
  readonly links: Map<string, { readonly customer: number; readonly expiresAt: number }>
  readonly files: Owned<FileRow>[]
  readonly findings: Owned<FindingRow>[]
  readonly hosts: Owned<HostRow>[]
  /** Every write, as `[name, input]`. */
  readonly written: [string, Readonly<Record<string, unknown>>][]
}

interface Kept {
  readonly digest: string
  readonly person?: string | null
  readonly sites?: Principal['sites']
}

export function memoryStore(): MemoryStore {
  const principals: MemoryStore['principals'] = new Map()
  const links: MemoryStore['links'] = new Map()
  const people = new Map<string, { customer: number; role: PersonRole; password: string }>()
  const files: Owned<FileRow>[] = []
  const findings: Owned<FindingRow>[] = []
  const hosts: Owned<HostRow>[] = []
  const written: MemoryStore['written'] = []
  const write = async (name: string, input: object) => void written.push([name, { ...input }])

  const keep = (kind: 'token' | 'session') => async (input: By & Omit<Principal, 'person' | 'sites'> & Kept) => {
    const { customer, name, role, sites = null, person = null, expiresAt } = input
    principals.set(input.digest, { kind, customer, name, role, sites, person: person !== null, expiresAt })
    await write(kind === 'token' ? 'addToken' : 'addSession', input)
  }

  const endSessions = (person: string) => {
    for (const [digest, held] of principals)
      if (held.kind === 'session' && held.person && held.name === person) principals.delete(digest)
  }

  const reads: StoreReads = {
    files: async ({ customer, filter }) => page(ownedBy(files, customer), filter),
    findings: async ({ customer, filter }) => page(ownedBy(findings, customer), filter),
    finding: async ({ customer, id }) => ownedBy(findings, customer).find(row => row.id === id) ?? null,
    hosts: async ({ customer }) => ownedBy(hosts, customer),
    sites: async () => [],
    gaps: async () => [],
    coverage: async () => null,
    releases: async () => [],
    releaseEntries: async () => [],
    keys: async () => [],
    summary: async () => null,
    explain: async () => null,
    principal: async ({ kind, digest, now }) => {
      const held = principals.get(digest)
      if (held === undefined || held.kind !== kind) return null
      return held.expiresAt !== null && held.expiresAt <= now ? null : held
    },
    metrics: async () => ({ hosts: [], open: [], storeBytes: 4096, disk: null }),
    components: async () => [],
    componentOf: async () => null,
    replaced: async () => [],
    malicious: async () => [],
    sightings: async () => [],
    judging: async () => [],
    people: async () => [],
    tokens: async ({ customer }) =>
      [...principals]
        .filter(([, held]) => held.kind === 'token' && held.customer === customer)
        .map(([digest, held]) => tokenRow(digest, held)),
    auditLines: async () => ({ items: [], next: null }),
    person: async ({ name }) => people.get(name) ?? null,
    counts: async ({ customer }) => {
      const own = ownedBy(findings, customer)
      const open = own.filter(finding => finding.open).length
      return { files: ownedBy(files, customer).length, findings: own.length, open, batches: 0 }
    },
  }
  const writes: StoreWrites = {
    addSite: async input => {
      if (input.name === 'taken') throw new Failure('name-taken', 'the site exists already', { place: input.name })
      await write('addSite', input)
    },
    bindRoot: input => write('bindRoot', input),
    trustKey: input => write('trustKey', input),
    revokeKey: input => write('revokeKey', input),
    addToken: keep('token'),
    revokeToken: async input => {
      const [digest, held] = [...principals].find(([known]) => tokenIdOf(known) === input.id) ?? []
      if (digest === undefined || held === undefined) throw new Failure('name-unknown', 'there is no such token')
      principals.delete(digest)
      await write('revokeToken', input)
      const revoked = { at: isoTime(input.at), by: input.who }
      return { ...tokenRow(digest, held), revoked }
    },
    addSession: keep('session'),
    addPerson: async input => {
      people.set(input.name, input)
      await write('addPerson', input)
    },
    changePerson: async input => {
      if (input.password !== null) endSessions(input.name)
      await write('changePerson', input)
    },
    removePerson: async input => {
      endSessions(input.name)
      await write('removePerson', input)
    },
    endSession: async input => {
      principals.delete(input.digest)
      await write('endSession', input)
    },
    addLink: async input => {
      links.set(input.digest, input)
      await write('addLink', input)
    },
    useLink: async ({ digest, now }) => {
      const link = links.get(digest)
      links.delete(digest)
      return link === undefined || link.expiresAt <= now ? null : { customer: link.customer }
    },
    addEnrolment: input => write('addEnrolment', input),
    revokeHost: input => write('revokeHost', input),
    audit: event => write('audit', event),
  }
  const approvals = memoryApprovals(write)
  const windows = memoryWindows(write)
  const incidents = memoryIncidents(write)
  const mutes = memoryMutes(write)
  return { reads, writes, approvals, windows, incidents, mutes, principals, links, files, findings, hosts, written }
}

function tokenRow(digest: string, { name, role, sites, expiresAt }: Principal): TokenRow {
  return {
    ...{ id: tokenIdOf(digest), name, role, sites: sites?.slice() ?? null, madeAt: isoTime(0) },
    ...{ expiresAt: expiresAt === null ? null : isoTime(expiresAt), revoked: null },
  }
}

/** Whatever the pattern. */
const previewed: PatternPreview = {
  ...{ named: 40, permitted: 30, files: 2, findings: 3 },
  left: { never: 1 },
  examples: ['app/template/a\u202E.twig'],
  whole: true,
}

/** What people do with one is remembered like every write. */
function memoryApprovals(write: (name: string, input: object) => Promise<void>): MemoryStore['approvals'] {
  const rows: ApprovalRow[] = []
  const one = (id: number): ApprovalRow => {
    const row = rows.find(known => known.id === id)
    if (row === undefined) throw new Failure('name-unknown', `there is no approval ${id}`)
    return row
  }
  return {
    rows,
    reads: {
      approvals: async () => rows,
      previewPattern: async input => {
        await write('previewPattern', input)
        return previewed
      },
    },
    writes: {
      approve: async input => {
        await write('approve', input)
        return rows.filter(row => row.kind === 'content')
      },
      approvePattern: async input => {
        await write('approvePattern', input)
        const row = rows.find(known => known.kind === 'pattern')
        if (row === undefined) throw new Failure('name-unknown', 'there is no approval by pattern')
        return row
      },
      confirmApproval: async input => {
        await write('confirmApproval', input)
        return one(input.id)
      },
      withdrawApproval: async input => {
        await write('withdrawApproval', input)
        return one(input.id)
      },
      setFourEyes: input => write('setFourEyes', input),
    },
  }
}

function memoryWindows(write: (name: string, input: object) => Promise<void>): MemoryStore['windows'] {
  const rows: WindowRow[] = []
  return {
    rows,
    reads: {
      windows: async ({ filter }) => rows.filter(({ site }) => filter.site === undefined || site === filter.site),
    },
    writes: {
      openWindow: async input => {
        await write('openWindow', input)
        return rows[0] ?? windowRow(1)
      },
      closeWindow: async input => {
        await write('closeWindow', input)
        const row = rows.find(known => known.id === input.id)
        if (row === undefined) throw new Failure('name-unknown', `there is no window ${input.id}`)
        return row
      },
    },
  }
}

export function windowRow(id: number): WindowRow {
  return {
    id,
    state: 'open',
    site: 'shop',
    from: isoTime(0),
    until: isoTime(1_800_000),
    graceUntil: isoTime(3_600_000),
    actors: [{ user: 'deploy' }],
    anyActor: false,
    reason: '',
    openedBy: 'token:ci',
    openedAt: isoTime(0),
    closed: null,
    covers: 0,
    expected: 0,
    uncovered: null,
  }
}

function memoryIncidents(write: (name: string, input: object) => Promise<void>): MemoryStore['incidents'] {
  const rows: IncidentDetail[] = []
  const files: IncidentFileRow[] = []
  return {
    rows,
    files,
    reads: {
      incidents: async () => ({ items: rows, next: null }),
      incident: async ({ id }) => rows.find(row => row.id === id) ?? null,
      incidentFiles: async ({ id }) => (rows.some(row => row.id === id) ? { items: files, next: null } : null),
    },
    writes: {
      openIncident: input => write('openIncident', input),
      acknowledgeIncident: input => write('acknowledgeIncident', input),
      containIncident: input => write('containIncident', input),
      closeIncident: input => write('closeIncident', input),
      declareAware: input => write('declareAware', input),
      splitIncident: async input => {
        await write('splitIncident', input)
        return input.incident + 1
      },
      mergeIncidents: input => write('mergeIncidents', input),
    },
  }
}

function ownedBy<T>(rows: readonly Owned<T>[], customer: number): T[] {
  return rows.filter(row => row.customer === customer).map(({ row }) => row)
}

/** Cursors are offsets. */
function page<T>(rows: readonly T[], filter: { cursor?: string | undefined; limit?: number | undefined }): Page<T> {
  const from = Number(filter.cursor ?? 0)
  const to = from + (filter.limit ?? 0)
  return { items: rows.slice(from, to), next: to < rows.length ? String(to) : null }
}

export function fileRow(path: string): FileRow {
  return {
    host: 'web1',
    root: '/srv/shop',
    path,
    type: 'file',
    class: 'code',
    payment: false,
    sha256: 'a'.repeat(64),
    verdict: 'unauthorised',
    severity: 'high',
    reasons: ['unknown-file'],
    permit: null,
    generation: 1,
    site: 'shop',
    at: isoTime(0),
    size: 1,
    state: 'present',
  }
}

export function findingRow(id: number, path: string): FindingRow {
  const { size, state, ...judged } = fileRow(path)
  const after: ObservationRow = {
    state: 'present',
    at: isoTime(0),
    type: 'file',
    size,
    mode: '0644',
    uid: 0,
    gid: 0,
    mtime: isoTime(0),
    ctime: isoTime(0),
    inode: 1,
    links: 1,
    target: null,
    sha256: judged.sha256,
    xxh64: null,
    marks: [],
    content: 'text',
    quotes: [],
    errno: null,
  }
  return {
    ...judged,
    id,
    kind: 'added',
    noticed: 'watch',
    actor: null,
    between: [],
    before: null,
    after,
    changedKeys: [],
    open: true,
    receivedAt: isoTime(0),
    judgedAt: isoTime(0),
    evidence: { epoch: '6b2f9d3e-3c55-4a3e-9d8e-0c9e8a5c7f11', sequence: 1, index: 0 },
  }
}

function memoryMutes(write: (name: string, input: object) => Promise<void>): MemoryStore['mutes'] {
  const rows: MuteRow[] = []
  const one = (id: number): MuteRow => {
    const row = rows.find(known => known.id === id)
    if (row === undefined) throw new Failure('name-unknown', `there is no mute ${id}`)
    return row
  }
  return {
    rows,
    reads: { mutes: async () => rows },
    writes: {
      addMute: async input => {
        await write('addMute', input)
        const { site = null, host = null, path = null, sha256 = null, incident = null, reason, until } = input.mute
        const made = { id: 1, state: 'in-force', madeBy: input.who, madeAt: isoTime(input.at), ended: null } as const
        return { ...made, site, host, path, sha256, incident, reason, until: isoTime(Date.parse(until)), owner: 'sato' }
      },
      endMute: async input => {
        const row = one(input.id)
        await write('endMute', input)
        return row
      },
    },
  }
}
