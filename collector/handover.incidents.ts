// The types between incidents and store: what grouping may ask of the tables inside one transaction of the writer thread,
// and what people do with incidents. Types only.
import type { IncidentDetail, IncidentFileRow, IncidentFilter, IncidentRow } from '@sekisho/shared/api.incidents.ts'
import type { Actor, FindingKind, Noticed } from '@sekisho/shared/finding.ts'
import type { IncidentKind, IncidentOutcome, IncidentState, LinkRule } from '@sekisho/shared/incident.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import type { PathClass } from '@sekisho/shared/profile.ts'
import type { ReasonCode, Severity } from '@sekisho/shared/verdict.ts'
import type { By, Page } from './handover.asks.ts'
import type { IncidentCause } from './handover.notify.ts'

/** All of a finding that grouping looks at. */
export interface FindingFact {
  readonly id: number
  readonly customer: number
  readonly host: number
  readonly root: number
  readonly profile: string
  readonly path: PathText
  readonly kind: FindingKind
  readonly noticed: Noticed
  readonly firstCensus: boolean
  /** The agent's time. */
  readonly at: number
  readonly receivedAt: number
  readonly class: PathClass
  readonly payment: boolean
  /** sha256 of a regular file that is not empty; null for all else. */
  readonly digest: string | null
  /** As `digest`, of what was there for a moment only. */
  readonly glimpsed: readonly string[]
  readonly actor: Actor
  readonly open: boolean
  /** The worst severity of any verdict that it had as unauthorised; null where it never was. */
  readonly worst: Severity | null
  /** Of every such verdict. */
  readonly reasons: readonly ReasonCode[]
}

/** One thing that findings may have in common. */
export interface Link {
  readonly rule: LinkRule
  readonly key: string
  /** Two with this key belong together when no pause between them is longer, in milliseconds; null: however long. */
  readonly windowMs: number | null
}

/** A time in which findings with one key came without a longer pause. */
export interface LinkSpan {
  readonly from: number
  readonly to: number
  readonly findings: number
  readonly incident: number
}

/** What grouping knows of an incident. */
export interface IncidentFacts {
  readonly id: number
  readonly customer: number
  readonly state: IncidentState
  readonly outcome: IncidentOutcome | null
  readonly severity: Severity
  /** How bad it was when somebody was last told, and no worse than what of that is still there; null where nobody was. */
  readonly alarmed: Severity | null
  readonly beside: number | null
  readonly bulk: boolean
  /** Whether what is critical in parts of the shop to which the deployment did not come stands beside it. */
  readonly divided: boolean
  readonly byHand: boolean
  readonly open: number
  readonly findings: number
  readonly changes: number
  readonly planted: number
  readonly payment: number
  readonly census: number
  readonly kinds: Readonly<Partial<Record<FindingKind, number>>>
  readonly roots: readonly number[]
  readonly areas: readonly string[]
}

/**
 * `gone`: a payment file that is there no more, as while a deployment unpacks. `planted`: what no deployment brings about. `census`: what a host was found with; `found`: the same, but critical.
 */
export type FindingSort = 'change' | 'gone' | 'planted' | 'census' | 'found'

/** What a deployment changes as one. */
export interface PartOfShop {
  /** With its last slash; empty for the root. */
  readonly folder: string
  /** Whether the folders in it are of the part too. */
  readonly isWhole: boolean
}

/** How a finding counts in its incident. */
export interface Membership {
  readonly fact: FindingFact
  readonly severity: Severity
  readonly sort: FindingSort
  readonly area: string
  readonly links: readonly Link[]
}

/** store's verbs for grouping. Every call belongs to the transaction around it. */
export interface IncidentLedger {
  /** The next finding's id after which all is new, and how far `factsAfter` looked. */
  cursor(): number
  advance(finding: number): void
  /** Of the next `limit` findings those that were ever unauthorised, in the order of ids; `to`: how far that is. */
  factsAfter(finding: number, limit: number): { readonly facts: readonly FindingFact[]; readonly to: number }
  fact(finding: number): FindingFact | null
  /** The oldest findings that were judged again, at most `limit`; they are told once. */
  takeRevised(limit: number): readonly number[]

  spans(link: Link, at: number): readonly LinkSpan[]
  /** Puts one span in the place of those that `spans` told. */
  putSpan(link: Link, before: readonly LinkSpan[], span: LinkSpan): void

  /** By its own number or that of one that went into it; null where there is none. */
  incident(id: number): IncidentFacts | null
  /** What is kept apart from this one. */
  besideOf(id: number): IncidentFacts | null
  create(first: Membership, beside: IncidentFacts | null, at: number): IncidentFacts
  /** True when that content of that path is new in the incident, or one that was there for a moment is. */
  add(incident: number, member: Membership): boolean
  /** The incident that holds the finding; null where none does. */
  holderOf(finding: number): { readonly incident: number; readonly open: boolean; readonly sort: FindingSort } | null
  setFlag(finding: number, open: boolean): void
  /** Takes one finding out; its incident may hold none then. */
  remove(finding: number): void
  /** All of `from` goes into `into`; `from` becomes a number that leads on. */
  mergeInto(into: number, from: number, at: number): void
  /** Moves the files to another incident, and counts both anew; what was told of them is told of the first no longer. */
  moveFiles(from: number, to: number, files: readonly number[]): void
  plantedFiles(incident: number): readonly number[]
  /** Paths with files of the sorts change and found, of which one is critical, in any of these incidents. */
  gravePaths(incidents: readonly number[]): readonly Pick<FindingFact, 'root' | 'profile' | 'path'>[]
  /** Whether one of its files there would be of those. */
  isGravePath(incident: number, root: number, path: PathText): boolean
  /** At most `limit` of the changed paths of a part: of the sorts change, gone and found. */
  changedPaths(incident: number, root: number, part: PartOfShop, limit: number): readonly PathText[]
  /** At most `limit` of those of them that have more than one content. */
  againPaths(incident: number, root: number, part: PartOfShop, limit: number): readonly PathText[]
  /** Of all parts, with the contents of all these incidents taken together: looks at every file. */
  pathsChangedAgain(incidents: readonly number[]): readonly Pick<FindingFact, 'root' | 'profile' | 'path'>[]
  /** Whether the path has more than one content there, this one included; null: only what is there counts. */
  isAgainPath(incident: number, root: number, path: PathText, digest: string | null): boolean
  changedFilesAt(incident: number, root: number, path: PathText): readonly number[]
  /** The findings of some files of one incident. */
  findingsOf(incident: number, files: readonly number[]): readonly number[]
  worsen(finding: number, severity: Severity): void
  setBulk(incident: number): void
  setDivided(incident: number): void
  setByHand(incident: number): void
  setKind(incident: number, kind: IncidentKind): void
  enter(incident: number, state: IncidentState, outcome: IncidentOutcome | null, at: number): void
  /** Somebody is to be told. `unseen`: of a content that whoever acknowledged the incident cannot have meant. */
  alarm(incident: number, cause: IncidentCause, at: number, unseen?: boolean): void
  /** What people were told counts as no worse than what is there, after a finding was taken out and went elsewhere. */
  lowerAlarmed(incident: number): void
  setOpened(incident: number, by: string, at: number): void
  setAware(incident: number, by: string, at: number): void
  audit(by: By, what: string, detail: Readonly<Record<string, unknown>>): void
  changed(customer: number): void
  /** A piece is grouped: tests make the writer fail here. */
  reached(): void
}

type Act<T = object> = By & { readonly incident: number } & T

/** What people do with incidents; each stands in the audit trail. Errors are Failures name-unknown and incident-refused. */
export interface IncidentWrites {
  /** The first time counts. */
  openIncident(input: Act): Promise<void>
  acknowledgeIncident(input: Act<{ readonly note: string }>): Promise<void>
  containIncident(input: Act<{ readonly note: string }>): Promise<void>
  closeIncident(input: Act<{ readonly outcome: IncidentOutcome; readonly note: string }>): Promise<void>
  /** Declares when the owner knew. */
  declareAware(input: Act<{ readonly awareAt: number; readonly note: string }>): Promise<void>
  /** Takes files out into an incident of their own, and says its number. */
  splitIncident(input: Act<{ readonly files: readonly number[]; readonly note: string }>): Promise<number>
  mergeIncidents(input: Act<{ readonly incidents: readonly number[]; readonly note: string }>): Promise<void>
}

/** Reads: each scoped by a customer. */
export interface IncidentReads {
  incidents(input: { customer: number; filter: IncidentFilter }): Promise<Page<IncidentRow>>
  /** By its own number or that of one that went into it; null where the customer has none. */
  incident(input: { customer: number; id: number }): Promise<IncidentDetail | null>
  /** The worst first, and of these in the order in which they came to it. */
  incidentFiles(input: {
    customer: number
    id: number
    cursor: string | null
    limit: number
  }): Promise<Page<IncidentFileRow> | null>
}

type Done<F> = F extends (input: infer I) => Promise<infer O> ? (input: I) => O : never

/** The keeper of incidents, in the writer thread; each call inside the caller's transaction. */
export type IncidentKeeper = {
  /** Groups one piece; true when more may wait. */
  piece(now: number): boolean
} & { readonly [K in keyof IncidentWrites]: Done<IncidentWrites[K]> }
