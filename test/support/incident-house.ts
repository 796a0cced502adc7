// Owns a store's tables with the keeper of incidents, both in this thread: findings are put down as ingest does, in any
// order, and grouped in pieces of any size.
import { join } from 'node:path'
import type { Actor, FindingKind, Glimpse, KnownActor } from '@sekisho/shared/finding.ts'
import { marksVersion, type Observation } from '@sekisho/shared/observation.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { ReasonCode, Severity, Verdict } from '@sekisho/shared/verdict.ts'
import { onTestFinished } from 'vitest'
import type { FindingFact, IncidentLedger } from '../../collector/handover.incidents.ts'
import type { Ledger } from '../../collector/handover.ledger.ts'
import { IncidentDesk } from '../../collector/incidents/desk.ts'
import { type Connection, openWriteConnection } from '../../collector/store/connection.ts'
import { Desk } from '../../collector/store/desk.ts'
import { openIncidentLedger } from '../../collector/store/ledger.incidents.ts'
import { openLedger } from '../../collector/store/ledger.ts'
import { oneIncident } from '../../collector/store/reads.incidents.ts'
import { migrate } from '../../collector/store/schema.ts'
import { absent, file, sha256 } from './batches.ts'
import { temporaryFolder } from './folder.ts'
import { spentMs } from './spent.ts'

export const phpFpm: KnownActor = {
  pid: 812,
  executable: '/usr/sbin/php-fpm8.2',
  name: 'php-fpm: pool www',
  command: null,
  user: 'www-data',
  parents: [
    { pid: 700, executable: '/usr/sbin/php-fpm8.2' },
    { pid: 1, executable: '/usr/lib/systemd/systemd' },
  ],
  unit: 'php8.2-fpm.service',
}

export const rsync: KnownActor = {
  pid: 4001,
  executable: '/usr/bin/rsync',
  command: null,
  user: 'deploy',
  parents: [
    { pid: 4000, executable: '/usr/sbin/sshd' },
    { pid: 1, executable: '/usr/lib/systemd/systemd' },
  ],
  unit: 'session-12.scope',
}

export interface Deed {
  readonly path: string
  readonly content?: string
  readonly kind?: FindingKind
  /** Contents that were there for a moment. */
  readonly between?: readonly string[]
  readonly root?: number
  /** Milliseconds. */
  readonly at?: number
  readonly actor?: Actor
  readonly severity?: Severity
  readonly reasons?: readonly ReasonCode[]
  readonly noticed?: 'watch' | 'census'
  readonly payment?: boolean
}

export const dropped: readonly ReasonCode[] = ['executable-in-upload', 'executable-name', 'unknown-file']
const start = 1_700_000_000_000
export const minute = 60_000

/** Root 1 is of web1, 2 of web2, both of the customer 1; 3 is of another customer. */
export class IncidentHouse {
  readonly connection: Connection
  readonly desk: Desk
  readonly ledger: Ledger
  readonly incidents: IncidentLedger
  readonly keeper: IncidentDesk
  #evidence = 0

  constructor() {
    this.connection = openWriteConnection(join(temporaryFolder(), 'store.db'), null)
    onTestFinished(() => this.connection.close())
    // What is tested here is no crash.
    this.connection.exec('PRAGMA synchronous=OFF')
    migrate(this.connection, 'test')
    this.desk = new Desk(this.connection, { profiles: [], announce: () => {} })
    this.ledger = openLedger(this.desk)
    this.incidents = openIncidentLedger(this.desk)
    this.keeper = new IncidentDesk(this.incidents)
    this.connection.exec(`INSERT INTO customer (id, name) VALUES (2, 'other');
      INSERT INTO site (id, customer, name) VALUES (1, 1, 'shop'), (2, 2, 'shop');
      INSERT INTO host (id, customer, name, key, enrolled_at) VALUES (1, 1, 'web1', 'a', 0), (2, 1, 'web2', 'b', 0), (3, 2, 'web1', 'c', 0);
      INSERT INTO root (id, host, path, site, profile) VALUES (1, 1, '/shop', 1, 'eccube4'), (2, 2, '/shop', 1, 'eccube4'),
      (3, 3, '/shop', 2, 'eccube4')`)
  }

  /** Says the finding's id. */
  put(deed: Deed): number {
    const { path, content = path, kind = 'added', root = 1, at = 0, actor = 'unknown', noticed = 'watch' } = deed
    const after: Observation = kind === 'removed' || kind === 'transient' ? absent : file(content)
    return this.desk.commit(() =>
      this.ledger.addFinding(
        {
          root,
          path: path as PathText,
          kind,
          noticed,
          at: start + at,
          before: kind === 'added' || kind === 'transient' ? null : file(`${content} before`),
          after,
          between: (deed.between ?? []).map(text => glimpse(text, start + at)),
          actor,
          where: { class: 'code', payment: deed.payment ?? false, rule: null },
          verdict: unauthorised(deed),
        },
        { evidence: this.#keepEvidence(root), index: 0, receivedAt: start + at, generation: 1 },
      ),
    )
  }

  /** Groups all that waits. */
  group(): this {
    while (this.desk.commit(() => this.keeper.piece(start))) {
      // One piece after the other.
    }
    return this
  }

  revise(finding: number, verdict: Verdict): void {
    this.desk.commit(() => this.ledger.revise(finding, verdict, { generation: 2, judgedAt: start }))
  }

  fact(finding: number): FindingFact {
    const fact = this.incidents.fact(finding)
    if (fact === null) throw new Error(`there is no finding ${finding}`)
    return fact
  }

  /** Every incident that holds findings, by the paths of these, in order. */
  get all() {
    const rows = this.connection.all<{ id: number; customer: number }>(
      'SELECT id, customer FROM incident WHERE merged_into IS NULL AND findings > 0 ORDER BY id',
    )
    return rows.map(({ id, customer }) => {
      const row = oneIncident(this.connection, { customer, id })
      if (row === null) throw new Error(`there is no incident ${id}`)
      return row
    })
  }

  /** Findings of each incident. */
  get members(): number[][] {
    const rows = this.connection.all<{ incident: number; finding: number }>(
      'SELECT f.incident, m.finding FROM incident_finding m JOIN incident_file f ON f.id = m.file ORDER BY m.finding',
    )
    const found = new Map<number, number[]>()
    for (const { incident, finding } of rows) found.set(incident, [...(found.get(incident) ?? []), finding])
    return [...found.values()]
  }

  #keepEvidence(root: number): number {
    const { id } = this.connection.run(
      `INSERT INTO evidence (host, epoch, sequence, digest, state, received_at, bytes) VALUES (?, 'e', ?, ?, 'accepted', 0, x'')`,
      root,
      ++this.#evidence,
      String(this.#evidence),
    )
    return id
  }
}

/** A house in which all these are grouped. */
export function grouped(...deeds: readonly Deed[]): IncidentHouse {
  const house = new IncidentHouse()
  for (const deed of deeds) house.put(deed)
  return house.group()
}

/** Milliseconds of the fastest of a few further findings, each with a content of its own: what else the machine does is not measured. */
export function fastestMs(house: IncidentHouse, deed: Deed): number {
  const times = Array.from({ length: 7 }, (_, n) => {
    house.put({ ...deed, content: `further ${n}` })
    const begun = spentMs()
    house.group()
    return spentMs() - begun
  })
  return Math.min(...times)
}

function glimpse(content: string, at: number): Glimpse {
  const digest = { algorithm: 'sha256', hex: sha256(content) } as const
  return { at, size: content.length, digest, marks: { version: marksVersion, found: [] } }
}

export function unauthorised({
  severity = 'high',
  reasons = ['unknown-file'],
}: Pick<Deed, 'severity' | 'reasons'>): Verdict {
  return { verdict: 'unauthorised', severity, reasons, permit: null }
}

export const authorised: Verdict = {
  verdict: 'authorised',
  severity: 'none',
  reasons: ['released'],
  permit: { kind: 'release', ref: '1', name: 'shop 1.0' },
}
