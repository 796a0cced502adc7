// Owns the shapes of /api/v1, as schemas: the collector answers with them, the command line and the page read them.
// Uses no node: module. Times are UTC, ISO 8601 with milliseconds; paths are canonical path text.

import { z } from 'zod'
import { FourEyesSchema } from './api.approvals.ts'
import { DiskReportSchema } from './api.disk.ts'
import { ConsideredSchema, CoverageBriefSchema, NamingPatternSchema, VerdictChangeSchema } from './api.explain.ts'
import { DecisionSchema } from './api.profiles.ts'
import { HostName, Name, Path, Prefix, RootPath, SoughtPath, Time } from './api.words.ts'
import { findingKinds, gapCauses, noticedBy } from './finding.ts'
import { contentTypes } from './marks/type.ts'
import { fileTypes } from './observation.ts'
import { pathClasses } from './profile.ts'
import { RoomReportSchema } from './report.ts'
import { reasonCodes, severities, verdicts } from './verdict.ts'
import { deedRefusals } from './window.ts'

export const ObservationRowSchema = z.object({
  state: z.enum(['present', 'absent', 'unreadable', 'unstable']),
  at: Time,
  type: z.enum(fileTypes).nullable(),
  size: z.number().nullable(),
  /** Octal, such as `0644`. */
  mode: z.string().nullable(),
  uid: z.number().nullable(),
  gid: z.number().nullable(),
  mtime: Time.nullable(),
  ctime: Time.nullable(),
  inode: z.number().nullable(),
  links: z.number().nullable(),
  target: Path.nullable(),
  sha256: z.string().nullable(),
  xxh64: z.string().nullable(),
  marks: z.array(z.string()),
  /** What it is by its first bytes; null where nobody read it, or an agent of before could not tell. */
  content: z.enum(contentTypes).nullable(),
  /** Lines of a configuration that change what is run, as they stand there. */
  quotes: z.array(z.string()),
  errno: z.string().nullable(),
})
export type ObservationRow = z.infer<typeof ObservationRowSchema>

const parent = { pid: z.number(), executable: z.string().nullable(), name: z.string().optional() }
/** See shared/actor.ts; null: unknown. */
export const ActorRowSchema = z
  .object({
    ...parent,
    command: z.string().nullable(),
    user: z.string().nullable(),
    realUser: z.string().optional(),
    webUser: z.boolean().optional(),
    loginUser: z.string().optional(),
    parents: z.array(z.object(parent)),
    unit: z.string().nullable(),
    container: z.string().optional(),
    startedAt: Time.optional(),
  })
  .nullable()

const judged = {
  host: z.string(),
  root: Path,
  path: Path,
  type: z.enum(fileTypes).nullable(),
  class: z.enum(pathClasses),
  payment: z.boolean(),
  /** Of a link, that of its target's bytes, as releases list it; null where none was taken. */
  sha256: z.string().nullable(),
  verdict: z.enum(verdicts),
  severity: z.enum(severities),
  reasons: z.array(z.enum(reasonCodes)),
  /** What covers it, for people; null when nothing does. */
  permit: z.string().nullable(),
  /** Generation of the site's allowlist that the verdict was taken under. */
  generation: z.number(),
  site: z.string().nullable(),
  at: Time,
}

export const FileRowSchema = z.object({
  ...judged,
  size: z.number().nullable(),
  state: z.enum(['present', 'unreadable', 'unstable']),
})
export type FileRow = z.infer<typeof FileRowSchema>

export const FindingRowSchema = z.object({
  ...judged,
  id: z.number(),
  kind: z.enum(findingKinds),
  noticed: z.enum(noticedBy),
  /** Null: unknown. */
  actor: ActorRowSchema,
  before: ObservationRowSchema.nullable(),
  after: ObservationRowSchema,
  /** Of a file of settings: names of the keys that came, went or changed; their values never leave the host. */
  changedKeys: z.array(z.string()),
  /** Contents that were there in between, as the agent's source saw them; nothing says that these were all. */
  between: z.array(z.object({ at: Time, size: z.number(), sha256: z.string().nullable(), marks: z.array(z.string()) })),
  open: z.boolean(),
  receivedAt: Time,
  judgedAt: Time,
  /** Place in the agent's signed evidence. */
  evidence: z.object({ epoch: z.string(), sequence: z.number(), index: z.number() }),
})
export type FindingRow = z.infer<typeof FindingRowSchema>

export const GapRowSchema = z.object({
  id: z.string(),
  host: z.string(),
  /** Null: all roots of the host. */
  root: Path.nullable(),
  cause: z.enum(gapCauses),
  from: Time,
  to: Time.nullable(),
  /** The walk that closed it; null while it is open, or where none was needed. */
  walk: z.object({ from: Time, to: Time }).nullable(),
})
export type GapRow = z.infer<typeof GapRowSchema>

export const RootRowSchema = z.object({
  root: Path,
  site: z.string().nullable(),
  prefix: Path,
  profile: z.string(),
  phase: z.string(),
  grade: z.enum(['proven', 'watched', 'walked']).nullable(),
  source: z.string().nullable(),
  why: z.string(),
  lastWalkAt: Time.nullable(),
  /** Null before the first census is complete. */
  censusAt: Time.nullable(),
  files: z.number(),
  unauthorised: z.number(),
  openGaps: z.number(),
  /** The newest span of watching that the agent has signed; null before the first. */
  covered: z
    .object({
      grade: z.enum(['proven', 'watched', 'walked']),
      source: z.string(),
      /** From when on without a gap; null while one is open. */
      since: Time.nullable(),
      /** At least until then. */
      until: Time,
      ended: z.boolean(),
    })
    .nullable(),
  /** The agent's own test writes, as it says itself; null before it was heard. */
  canary: z
    .object({
      state: z.enum(['returned', 'waiting', 'late', 'lost', 'none']),
      why: z.enum(['off', 'walks-only', 'outside-unseen', 'other-file-system', 'unwritable', 'altered']).nullable(),
      /** From the write to the collector's acknowledgement. */
      roundTripMs: z.number().nullable(),
      returnedAt: Time.nullable(),
    })
    .nullable(),
  /** Folders of the root that lie on another file system, at most 100. */
  mounts: z.array(Path),
})
export type RootRow = z.infer<typeof RootRowSchema>

export const hostStates = ['online', 'silent', 'forked', 'revoked', 'enrolled'] as const

export const HostRowSchema = z.object({
  host: z.string(),
  key: z.string(),
  /** `enrolled`: never connected yet. `silent`: no heartbeat for 30 s. */
  state: z.enum(hostStates),
  lastSeenAt: Time.nullable(),
  /** Milliseconds that the host's clock is ahead of the collector's; null before the first heartbeat. */
  clockOffsetMs: z.number().nullable(),
  versions: z.record(z.string(), z.string()),
  /** sha256 of the agent's program files, as the agent itself says. */
  program: z.string().nullable(),
  waiting: z.object({ fast: z.number(), bulk: z.number() }).nullable(),
  roots: z.array(RootRowSchema),
  /** What Sekisho cannot see there: keys of the message catalogue `not-watched.*`, or a link's path and target. */
  notWatched: z.array(z.object({ what: z.string(), path: Path.nullable() })),
})
export type HostRow = z.infer<typeof HostRowSchema>

export const SiteRowSchema = z.object({
  site: z.string(),
  generation: z.number(),
  /** Whether approvals of payment files, or all of them, need a second person. */
  fourEyes: FourEyesSchema.shape.on,
  components: z.array(z.object({ component: z.string(), prefix: Path, release: z.string().nullable() })),
})
export type SiteRow = z.infer<typeof SiteRowSchema>

/** Counts of a root's inventory by class and top folder, worst first: the first census in one look. */
export const SummarySchema = z.object({
  host: z.string(),
  root: Path,
  site: z.string().nullable(),
  profile: z.string(),
  censusAt: Time.nullable(),
  files: z.number(),
  unauthorised: z.number(),
  byClass: z.array(
    z.object({ class: z.enum(pathClasses), payment: z.boolean(), files: z.number(), unauthorised: z.number() }),
  ),
  byFolder: z.array(z.object({ folder: Path, files: z.number(), unauthorised: z.number() })),
  /** Executables in upload and payment paths first, at most 20. */
  worst: z.array(FileRowSchema),
})
export type Summary = z.infer<typeof SummarySchema>

/** Everything known of one path: facts only, the words are the reader's. */
export const ExplanationSchema = z.object({
  root: Path,
  /** Null where the root is bound to none, so that nothing can permit anything. */
  site: z.string().nullable(),
  /** Whether the root has paths that wait to be judged again: then the verdict may be one of before. */
  waits: z.boolean(),
  /** Null when the inventory holds nothing there. */
  file: FileRowSchema.nullable(),
  class: z.object({ class: z.enum(pathClasses), payment: z.boolean(), rule: z.string().nullable() }),
  /** Which rule decided the class, and what else fits. Null where the profile is gone. */
  decision: DecisionSchema.nullable(),
  profile: z.string(),
  /** Every current permit that names the path, whatever content it permits. */
  permits: z.array(
    z.object({
      kind: z.enum(['release', 'approval', 'adoption']),
      ref: z.string(),
      name: z.string(),
      sha256: z.string(),
      type: z.enum(['file', 'symlink']),
    }),
  ),
  /** Every permit that was considered, whatever became of it, the newest first: also what is held, waits, or was revoked. */
  considered: z.array(ConsideredSchema),
  /** How many more there are. */
  moreConsidered: z.number(),
  /** Deployment windows of its site that have not ended, and why those that do not cover it do not. */
  windows: z.array(
    z.object({
      id: z.number(),
      by: z.string(),
      from: Time,
      until: Time,
      graceUntil: Time,
      /** Null: it covers what stands there, or was done there last. */
      why: z.enum([...deedRefusals, 'never']).nullable(),
    }),
  ),
  /** Approvals by pattern that are in force or wait, and name the path, and why those that do not cover it do not. */
  patterns: z.array(NamingPatternSchema),
  findings: z.array(FindingRowSchema),
  /** Earlier findings of the path whose time was over: how many went, and when it was first and last observed by them. */
  pruned: z.object({ findings: z.number(), firstAt: Time, lastAt: Time }).nullable(),
  /** How the verdicts of these findings changed, the newest first, at most 50. */
  changes: z.array(VerdictChangeSchema),
  /** Whether anything could have been missed on the root in the last day. */
  coverage: CoverageBriefSchema.nullable(),
})
export type ExplanationRow = z.infer<typeof ExplanationSchema>

/** One page of a listing; `next` asks for the following one, null at the end. */
export function pageOf<T extends z.ZodType>(row: T) {
  return z.object({ items: z.array(row), next: z.string().nullable() })
}

export const ProblemSchema = z.object({
  /** A row of the failure table, or the HTTP status' name. */
  code: z.string(),
  message: z.string(),
  /** Where: a field, a path, an entry. */
  place: z.string().nullable(),
  /** How to mend it. */
  mend: z.string().nullable(),
})
export type Problem = z.infer<typeof ProblemSchema>

export const FilterSchema = z.object({
  site: z.string().optional(),
  host: z.string().optional(),
  path: SoughtPath.optional(),
  verdict: z.enum(verdicts).optional(),
  severity: z.enum(severities).optional(),
  /** What nothing but this deployment window covers. */
  window: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
  /** What rests on this approval by pattern. */
  approval: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
  /** Observed at or after this time. */
  since: z.iso.datetime({ offset: true }).optional(),
  /** Findings only. */
  open: z.enum(['true', 'false']).optional(),
  /** Findings: `oldest` first unless told. */
  order: z.enum(['oldest', 'newest']).optional(),
  cursor: z.string().max(4096).optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
})
export type Filter = z.infer<typeof FilterSchema>

/** Server-sent events of /api/v1/live. `finding` carries a FindingRow, the others only say that a listing has changed. */
export const liveEvents = [
  'finding',
  'findings-changed',
  'hosts-changed',
  'incidents-changed',
  'releases-changed',
] as const
export type LiveEvent = (typeof liveEvents)[number]

/** What `live` yields at the client: `open` says that listening has begun, and what came before must be read by listing. */
export type LiveItem =
  | { readonly event: 'open' }
  | { readonly event: 'finding'; readonly finding: FindingRow }
  | { readonly event: Exclude<LiveEvent, 'finding'> }

export const StatusSchema = z.object({
  version: z.string(),
  at: Time,
  startedAt: Time,
  counts: z.object({ files: z.number(), findings: z.number(), open: z.number(), batches: z.number() }),
  /** Null before it was measured. */
  disk: DiskReportSchema.nullable(),
  rooms: z.record(z.string(), RoomReportSchema),
})
export type Status = z.infer<typeof StatusSchema>

// ---- requests

export const NewSiteSchema = z.strictObject({ name: Name })
export const NewRootSchema = z.strictObject({
  host: HostName,
  root: RootPath,
  site: Name,
  prefix: Prefix.default(''),
  profile: z.string().min(1).max(64),
})
export type NewRoot = z.input<typeof NewRootSchema>
export const NewEnrolmentSchema = z.strictObject({
  minutes: z
    .number()
    .positive()
    .max(7 * 24 * 60),
})
export const MadeEnrolmentSchema = z.object({ token: z.string(), expiresAt: Time })
export type MadeEnrolment = z.infer<typeof MadeEnrolmentSchema>
export const MadeLinkSchema = z.object({ url: z.string(), expiresAt: Time })
export type MadeLink = z.infer<typeof MadeLinkSchema>
export const NewOrderSchema = z.strictObject({ what: z.literal('walk'), root: RootPath.nullable() })
export type NewOrder = z.infer<typeof NewOrderSchema>

export const GapsQuerySchema = z.strictObject({ host: HostName.optional() })
export const SummaryQuerySchema = z.strictObject({ host: HostName, root: RootPath })
export const ExplainQuerySchema = z.strictObject({ host: HostName, path: RootPath })
