// The types that the collector's rooms pass to one another. No code, no state: pipeline.ts carries these from door to door.

import type { AuditFilter, AuditRow } from '@sekisho/shared/api.audit.ts'
import type { Coverage } from '@sekisho/shared/api.coverage.ts'
import type { DiskReport } from '@sekisho/shared/api.disk.ts'
import type { Considered, VerdictChange } from '@sekisho/shared/api.explain.ts'
import type { Contact } from '@sekisho/shared/api.incidents.ts'
import type { KeyRole, KeyRow } from '@sekisho/shared/api.keys.ts'
import type { ChangedPerson, NewPerson, PersonRole, PersonRow, Right, Role } from '@sekisho/shared/api.people.ts'
import type {
  ComponentRow,
  JudgingRow,
  MaliciousRow,
  ReleaseRow,
  ReplacedRow,
  SightingRow,
} from '@sekisho/shared/api.releases.ts'
import type { RevokedToken, TokenRow } from '@sekisho/shared/api.tokens.ts'
import type {
  ExplanationRow,
  FileRow,
  Filter,
  FindingRow,
  GapRow,
  HostRow,
  LiveEvent,
  SiteRow,
  Summary,
} from '@sekisho/shared/api.ts'
import type { Decision } from '@sekisho/shared/decision.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { Classification, Profile } from '@sekisho/shared/profile.ts'
import type { Envelope, KeyId, Transcript } from '@sekisho/shared/proof.ts'
import type { ReleaseEntry } from '@sekisho/shared/release.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { SiteLimit } from '@sekisho/shared/site-limit.ts'
import type { Bindings, Head, Heartbeat, Order } from '@sekisho/shared/wire.ts'
import type { ApprovalReads, ApprovalWrites } from './handover.approvals.ts'
import type { By, Page } from './handover.asks.ts'
import type { ContentDoors } from './handover.capture.ts'
import type { ComposeLooks } from './handover.compose.ts'
import type { CoverageLedger, CoverageQuestion } from './handover.coverage.ts'
import type { ExposureDoors } from './handover.exposure.ts'
import type { IncidentReads, IncidentWrites } from './handover.incidents.ts'
import type { PathPermit } from './handover.judge.ts'
import type { KeepingReads } from './handover.keeping.ts'
import type { Latency, Metrics } from './handover.metrics.ts'
import type { MuteReads, MuteWrites } from './handover.mutes.ts'
import type { NotifyDoors } from './handover.notify.ts'
import type { ReleaseLooks } from './handover.releases.ts'
import type { WindowReads, WindowWrites } from './handover.windows.ts'

export type { By, Page } from './handover.asks.ts'
export type { Case, Generated, Judge, JudgedFinding, PathPermit, PatternPermit } from './handover.judge.ts'

// ---- gateway → ingest

/** A batch whose signature and schema hold. Its content is parsed once more behind the door: that costs less than a clone. */
export interface ReceivedBatch {
  readonly host: number
  readonly digest: string
  /** The exact signed bytes. */
  readonly bytes: Uint8Array
  readonly receivedAt: number
}

/** A batch that gateway refuses for good: kept with the reason. */
export interface RefusedBatch extends ReceivedBatch {
  readonly code: 'batch-malformed' | 'batch-forged'
  readonly detail: string
}

/** What ingest answers, after the commit. */
export type BatchAnswer =
  | { readonly outcome: 'committed' | 'repeat' }
  | { readonly outcome: 'refused'; readonly code: string; readonly retry: boolean; readonly detail: string }
  | { readonly outcome: 'forked'; readonly detail: string }

export interface KnownHost {
  readonly id: number
  readonly customer: number
  readonly name: string
  readonly key: KeyId
  readonly revoked: boolean
}

/** What an agent says of itself in its proof. */
export interface Arrival {
  readonly host: number
  readonly boot: number
  readonly epoch: string
  readonly head: Head | null
  readonly localRoots: readonly { readonly root: PathText; readonly profile: string }[]
  readonly at: number
}

export interface Welcome {
  readonly head: Head | null
  /** Two histories were seen: the agent must start a new epoch. */
  readonly forked: boolean
  readonly bindings: Bindings
}

export interface EnrolmentClaim {
  readonly id: string
  readonly mac: string
  readonly name: string
  /** The remote address, for the audit trail. */
  readonly from: string
}

/** All that gateway asks of the rooms behind it. */
export interface GatewayDoors {
  findHost(key: KeyId): Promise<KnownHost | null>
  /** Null when the token is unknown, used, expired, or the mac does not fit. A known key is enrolled anew under its name. */
  enrol(claim: EnrolmentClaim, transcript: Transcript, at: number): Promise<KnownHost | null>
  arrived(arrival: Arrival): Promise<Welcome>
  receive(batch: ReceivedBatch): Promise<BatchAnswer>
  refused(batch: RefusedBatch): Promise<void>
  heartbeat(host: number, heartbeat: Heartbeat, receivedAt: number): Promise<void>
  /** Two live connections with one key. */
  forked(host: number, detail: string, at: number): Promise<void>
  left(host: number, at: number): Promise<void>
  audit(event: AuditEvent): Promise<void>
}

// ---- store

export interface AuditEvent {
  readonly customer: number | null
  readonly at: number
  /** Such as `token:ci`, `session:3`, `host:web1`, `local`. */
  readonly who: string
  /** Remote address, or `local`. */
  readonly from: string
  /** Such as `site.add`, `agent.refused`. */
  readonly what: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** Who holds a token or a session. */
export interface Principal {
  readonly customer: number
  readonly name: string
  readonly role: Role
  /** Whether it is the session of a person who signed in by name. */
  readonly person: boolean
  /** Those for which alone a token publishes. */
  readonly sites: SiteLimit
  /** Milliseconds since 1970; null for tokens without an end. */
  readonly expiresAt: number | null
}

/** Everything on one path for `explain`: facts only, the words are the reader's. */
export interface Explanation {
  readonly root: PathText
  readonly site: string | null
  /** Whether the root has rows that wait to be judged again. */
  readonly waits: boolean
  readonly file: FileRow | null
  readonly class: Classification
  /** Null where the profile is gone. */
  readonly decision: Decision | null
  readonly profile: string
  readonly permits: readonly PathPermit[]
  readonly considered: readonly Considered[]
  readonly moreConsidered: number
  readonly windows: ExplanationRow['windows']
  readonly patterns: ExplanationRow['patterns']
  readonly changes: readonly VerdictChange[]
  readonly findings: readonly FindingRow[]
  readonly pruned: ExplanationRow['pruned']
}

/** Reads: short transactions on a reader thread. Every one is scoped by a customer. */
export interface StoreReads {
  files(input: { customer: number; filter: Filter }): Promise<Page<FileRow>>
  findings(input: { customer: number; filter: Filter }): Promise<Page<FindingRow>>
  finding(input: { customer: number; id: number }): Promise<FindingRow | null>
  hosts(input: { customer: number; now: number }): Promise<readonly HostRow[]>
  sites(input: { customer: number }): Promise<readonly SiteRow[]>
  gaps(input: { customer: number; host?: string }): Promise<readonly GapRow[]>
  /** Null when the customer has no such root. */
  coverage(input: CoverageQuestion): Promise<CoverageLedger | null>
  releases(input: { customer: number }): Promise<readonly ReleaseRow[]>
  /** Null where no release of that id was published to the customer. */
  releaseEntries(input: {
    customer: number
    id: number
    after: string
    limit: number
  }): Promise<readonly ReleaseEntry[] | null>
  keys(input: { customer: number }): Promise<readonly KeyRow[]>
  summary(input: { customer: number; host: string; root: string }): Promise<Summary | null>
  explain(input: { customer: number; host: string; path: string }): Promise<Explanation | null>
  /** `digest`: sha256 of the secret, lower-case hex. */
  principal(input: { kind: 'token' | 'session'; digest: string; now: number }): Promise<Principal | null>
  metrics(input: { customer: number; now: number }): Promise<Metrics>
  counts(input: { customer: number }): Promise<{ files: number; findings: number; open: number; batches: number }>
  components(input: { customer: number }): Promise<readonly ComponentRow[]>
  /** Of one release that was published; `sites`: those of the customer that have it. Null where there is none. */
  componentOf(input: { customer: number; release: number }): Promise<Pick<ComponentRow, 'component' | 'sites'> | null>
  replaced(input: { customer: number }): Promise<readonly ReplacedRow[]>
  malicious(input: { customer: number }): Promise<readonly MaliciousRow[]>
  /** Where a content was ever seen, the earliest first. */
  sightings(input: { customer: number; sha256: string }): Promise<readonly SightingRow[]>
  judging(input: { customer: number }): Promise<readonly JudgingRow[]>
  people(input: { customer: number }): Promise<readonly PersonRow[]>
  /** Those whose time is not over by `now`, also where they were revoked, the newest first. */
  tokens(input: { customer: number; now: number }): Promise<readonly TokenRow[]>
  /** The newest first. */
  auditLines(input: { customer: number; filter: AuditFilter }): Promise<Page<AuditRow>>
  /** By a name that is one person's on the whole collector. */
  person(input: { name: string }): Promise<{ customer: number; role: PersonRole; password: string } | null>
}

/** Writes: one thread, one transaction each. A refused write throws an error whose `code` is a FailureCode. */
export interface StoreWrites {
  addSite(input: By & { name: string }): Promise<void>
  bindRoot(input: By & { host: string; root: PathText; site: string; prefix: PathText; profile: string }): Promise<void>
  /** Adds to what the key is trusted for: a component, or all of them; to release unless told otherwise. */
  trustKey(
    input: By & { key: KeyId; name: string; component?: string | null | undefined; role?: KeyRole | undefined },
  ): Promise<void>
  revokeKey(input: By & { key: KeyId; reason: string }): Promise<void>
  /** @throws Failure name-unknown of a site, request-invalid where `sites` would limit another role than publish, or the provider's */
  addToken(
    input: By & { digest: string; name: string; role: Role; sites?: SiteLimit; expiresAt: number | null },
  ): Promise<void>
  /** @throws Failure name-unknown where no token that has not ended has this id */
  revokeToken(input: By & { id: string }): Promise<TokenRow>
  /** `person`: whose session it is, and ends with; null for that of a link. */
  addSession(
    input: By & { digest: string; name: string; role: Role; person: string | null; expiresAt: number },
  ): Promise<void>
  /** `password`: its stored form. */
  addPerson(input: By & { name: string; role: PersonRole; password: string }): Promise<void>
  /** Null: as it was. */
  changePerson(input: By & { name: string; role: PersonRole | null; password: string | null }): Promise<void>
  removePerson(input: By & { name: string }): Promise<void>
  endSession(input: By & { digest: string }): Promise<void>
  /** A one-time sign-in link. */
  addLink(input: By & { digest: string; expiresAt: number }): Promise<void>
  /** True once only. */
  useLink(input: { digest: string; now: number }): Promise<{ customer: number } | null>
  addEnrolment(input: By & { id: string; secret: string; expiresAt: number }): Promise<void>
  revokeHost(input: By & { host: string }): Promise<void>
  audit(event: AuditEvent): Promise<void>
}

/**
 * auth's doors into store for enrolment; `addEnrolment` of `StoreWrites` goes before. auth compares, store keeps and
 * consumes: the secret of a used or expired token is never handed out again.
 */
export interface EnrolmentDoors {
  /** The secret as it was added; null when the id is unknown, used, or expired at `now`. */
  enrolmentSecret(input: { id: string; now: number }): Promise<string | null>
  /**
   * In one transaction marks the token used and makes the host in the token's customer; a key that is known keeps its
   * host and takes the name, a name that is known takes the key (its old key is then unknown), a revoked host is
   * trusted again. Null when the token was used or ran out meanwhile, or when key and name belong to two hosts.
   */
  enrolHost(input: { id: string; key: KeyId; name: string; from: string; at: number }): Promise<KnownHost | null>
}

/** What committed writes tell the rest of the house: the API's live updates and the terminal's lines come from here. */
export interface LiveNews {
  readonly customer: number
  readonly event: LiveEvent
  /** Findings of one batch, at most 100: more are `findings-changed`. */
  readonly findings: readonly FindingRow[]
}

/** A change of bindings that connected agents must be told of. */
export interface BindingsNews {
  readonly host: number
  readonly bindings: Bindings
}

/** What store takes from gateway; pipeline wires `GatewayDoors` to it. */
export interface AgentWrites {
  findHost(input: { key: KeyId }): Promise<KnownHost | null>
  arrived(arrival: Arrival): Promise<Welcome>
  receive(batch: ReceivedBatch): Promise<BatchAnswer>
  refused(batch: RefusedBatch): Promise<void>
  heartbeat(input: { host: number; heartbeat: Heartbeat; receivedAt: number }): Promise<void>
  forked(input: { host: number; detail: string; at: number }): Promise<void>
  left(input: { host: number; at: number }): Promise<void>
  /** The id of a customer's host by its name. */
  hostId(input: { customer: number; host: string }): Promise<number | null>
  /** Opens a gap for each host whose heartbeats have stopped. */
  noticeSilence(input: { now: number }): Promise<void>
}

// ---- auth

/** What a request shows of itself. */
export interface Credential {
  readonly kind: 'token' | 'session'
  readonly secret: string
}

/** auth's doors: who holds a secret, and the making of secrets. Each is told once; store keeps only its sha256. */
export interface AccessDoors {
  /** Null for what is unknown, ended, or idle for too long. */
  holder(credential: Credential): Promise<Principal | null>
  makeToken(
    by: By,
    wish: {
      readonly name: string
      readonly role: Role
      readonly sites?: SiteLimit | undefined
      readonly lifetimeMs: number | null
    },
  ): Promise<{ id: string; token: string; expiresAt: number | null }>
  /** `asker`: what whoever asks shows. @throws Failure name-unknown, and request-invalid of the collector's own token */
  revokeToken(by: By, id: string, asker: Credential): Promise<RevokedToken>
  /** The secret of a one-time sign-in link. */
  makeLink(by: By): Promise<{ secret: string; expiresAt: number }>
  /** Begins a session; null when the link is unknown, used or expired. */
  signIn(link: string, from: string): Promise<{ secret: string; expiresAt: number } | null>
  /** Null when name or password is wrong. */
  signInPerson(name: string, password: string, from: string): Promise<{ secret: string; expiresAt: number } | null>
  addPerson(by: By, person: NewPerson): Promise<void>
  changePerson(by: By, name: string, change: ChangedPerson): Promise<void>
  signOut(by: By, session: string): Promise<void>
}

// ---- allowlist

/** All that people and their tools do with releases. Every refusal is a Failure. */
export interface ReleaseDoors extends ReleaseLooks, ComposeLooks {
  publish(input: Publication): Promise<ReleaseRow>
  activate(input: By & { release: number; overlapMs: number }): Promise<ReleaseRow>
  /** `difference`: the digest of the difference that was looked at. */
  confirm(input: By & { release: number; difference: string }): Promise<ReleaseRow>
  /** `envelope`: a confirmation that is signed by a key in the role approve. */
  confirmSigned(input: By & { release: number; envelope: Envelope }): Promise<ReleaseRow>
  revoke(input: By & { release: number; reason: string }): Promise<ReleaseRow>
  expire(input: By & { release: number; expiresAt: number | null; reason: string }): Promise<ReleaseRow>
  subscribe(input: By & { site: string; component: string; prefix: PathText }): Promise<void>
  unsubscribe(input: By & { site: string; component: string }): Promise<void>
  markMalicious(input: By & { sha256: string; reason: string }): Promise<void>
  withdrawMalicious(input: By & { sha256: string; reason: string }): Promise<void>
}

export interface Publication extends By {
  /** What whoever publishes has the right to, beside publishing. */
  readonly rights: readonly Right[]
  /** Those for which alone they may publish. */
  readonly sites: SiteLimit
  /** The DSSE envelope's JSON. Handed over: nobody else reads it afterwards. */
  readonly envelope: Uint8Array
  /** Null: the sites that have the component already, or the customer's only site. */
  readonly site: string | null
  readonly prefix: PathText
  /** How long the release before stays valid, milliseconds. */
  readonly overlapMs: number
  readonly expiresAt: number | null
}

// ---- api

/** What the API asks of rooms other than store. */
export interface ApiDoors {
  readonly reads: StoreReads
  readonly writes: StoreWrites
  readonly releases: ReleaseDoors
  readonly approvals: { readonly reads: ApprovalReads; readonly writes: ApprovalWrites }
  readonly windows: { readonly reads: WindowReads; readonly writes: WindowWrites }
  readonly incidents: { readonly reads: IncidentReads; readonly writes: IncidentWrites }
  readonly exposure: ExposureDoors
  readonly mutes: { readonly reads: MuteReads; readonly writes: MuteWrites }
  readonly notify: NotifyDoors
  readonly contents: ContentDoors
  readonly keeping: KeepingReads
  /** How much room there is for the state; null before it was measured. */
  disk(): Promise<DiskReport | null>
  profiles(): readonly Profile[]
  /** Whether anything could have been missed on a root; times in milliseconds. Null when there is no such root. */
  coverage(input: {
    customer: number
    host: string
    root: string
    from: number | null
    to: number | null
  }): Promise<Coverage | null>
  /** False when the host has no connection. */
  order(customer: number, host: string, order: Order): Promise<boolean>
  makeEnrolment(by: By, lifetimeMs: number): Promise<{ token: string; expiresAt: number }>
  /** Calls back for each piece of news until the returned function is called. */
  listen(customer: number, hear: (news: LiveNews) => void): () => void
  /** Every room's report by its name. */
  /** Whom to call when something critical happened. */
  readonly contacts: readonly Contact[]
  rooms(): Readonly<Record<string, RoomReport>>
  latency(): Latency
}
