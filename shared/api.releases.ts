// Owns the shapes of /api/v1 that speak of components, releases and what is malicious. Uses no node: module.

import { z } from 'zod'
import { canonical, HostName, Key, Name, Path, Prefix, RootPath, Time } from './api.words.ts'
import { parsePathText } from './path.ts'
import { rule } from './rules.ts'

/**
 * `held`: waits for a confirmation. `overlap`: replaced, and valid for a while yet. `ended`: replaced, and what only it names
 * is stale.
 */
export const releaseStates = ['held', 'current', 'overlap', 'ended', 'revoked', 'expired'] as const

/** Why a release waits for a second pair of eyes. */
export const HoldSchema = z.object({
  /** Paths that are payment paths on some root. */
  payment: z.number(),
  /** Executables in folders in which the release before had nothing. */
  executables: z.number(),
  /** At most 20 of them. */
  paths: z.array(Path),
})
export type Hold = z.infer<typeof HoldSchema>

/** Of the customer itself, or of the provider for all its customers. */
const Owner = z.enum(['customer', 'provider'])

export const ReleaseRowSchema = z.object({
  id: z.number(),
  component: z.string(),
  owner: Owner,
  version: z.string(),
  /** Counts the component's releases from 1. */
  number: z.number(),
  kind: z.enum(['release', 'adoption']),
  /** Its files were compared with MD5 sums alone: what it permits is shown as weak. */
  weak: z.boolean(),
  state: z.enum(releaseStates),
  signer: z.string(),
  files: z.number(),
  digest: z.string(),
  createdAt: Time,
  publishedAt: Time,
  /** As in the audit trail, such as `token:ci`. */
  publishedBy: z.string(),
  current: z.boolean(),
  /** Null while it is held. */
  held: HoldSchema.nullable(),
  confirmedBy: z.string().nullable(),
  /** Until when it stays valid although another is current. */
  overlapUntil: Time.nullable(),
  expiresAt: Time.nullable(),
  revokedAt: Time.nullable(),
  revokedReason: z.string().nullable(),
  by: z.string().nullable(),
  reason: z.string().nullable(),
})
export type ReleaseRow = z.infer<typeof ReleaseRowSchema>

const EntryContentSchema = z.object({ type: z.enum(['file', 'symlink']), sha256: z.string() }).nullable()

/** What is looked at first. `new-executable`: added in a folder in which the other release has nothing. */
export const entryMarks = ['payment', 'new-executable', 'executable'] as const
export type EntryMark = (typeof entryMarks)[number]

/** In what a release differs from the one that it would replace, or from another of its component. */
export const DifferenceSchema = z.object({
  /** Version of the other; null when there is none. */
  against: z.string().nullable(),
  /** sha256 over all of it, as a confirmation names it. */
  digest: z.string(),
  added: z.number(),
  changed: z.number(),
  removed: z.number(),
  /** What speaks against making it current unseen; null also where another release was asked for. */
  hold: HoldSchema.nullable(),
  /** In the order of their marks, those without one last, then by folder and name; at most 1,000. */
  entries: z.array(
    z.object({
      path: Path,
      before: EntryContentSchema,
      after: EntryContentSchema,
      mark: z.enum(entryMarks).nullable(),
    }),
  ),
})
export type Difference = z.infer<typeof DifferenceSchema>

/** How a root stands to a release: its entries below the root against what was last observed there. */
export const StandingSchema = z.object({
  host: z.string(),
  root: Path,
  released: z.number(),
  differs: z.number(),
  missing: z.number(),
  /** Observed without a sha256: logs and bulky media of some profiles, and what could not be read. */
  unknown: z.number(),
  /** What is not as released, below the root, by folder and name; at most 200. */
  entries: z.array(z.object({ path: Path, standing: z.enum(['differs', 'missing', 'unknown']) })),
})
export type Standing = z.infer<typeof StandingSchema>

export const ComponentRowSchema = z.object({
  component: z.string(),
  owner: Owner,
  current: z.string().nullable(),
  releases: z.number(),
  held: z.number(),
  /** Only the asker's own. */
  sites: z.array(z.object({ site: z.string(), prefix: Path })),
})
export type ComponentRow = z.infer<typeof ComponentRowSchema>

/** What is there of a component's releases that were replaced. */
export const ReplacedRowSchema = z.object({
  component: z.string(),
  owner: Owner,
  /** Files that rest on a release which is valid for a while yet. */
  overlap: z.array(z.object({ release: z.number(), version: z.string(), until: Time.nullable(), files: z.number() })),
  /** Files that only ended releases name. */
  stale: z.number(),
  /** Stale ones, at most 20. */
  examples: z.array(z.object({ host: z.string(), root: Path, path: Path })),
  /** False where so much is stale that not all of it was looked at. */
  whole: z.boolean(),
})
export type ReplacedRow = z.infer<typeof ReplacedRowSchema>

/** A content that no permit covers. */
export const MaliciousRowSchema = z.object({
  sha256: z.string(),
  reason: z.string(),
  markedBy: z.string(),
  markedAt: Time,
})
export type MaliciousRow = z.infer<typeof MaliciousRowSchema>

/** Where a content is, or was. */
export const SightingRowSchema = z.object({
  host: z.string(),
  root: Path,
  path: Path,
  firstSeenAt: Time,
  /** Whether it is there now. */
  there: z.boolean(),
})
export type SightingRow = z.infer<typeof SightingRowSchema>

/** What of a root waits to be judged again. */
export const JudgingRowSchema = z.object({
  host: z.string(),
  root: Path,
  scope: z.enum(['all', 'change', 'content']),
  /** Rows, of about `total`. */
  judged: z.number(),
  total: z.number(),
})
export type JudgingRow = z.infer<typeof JudgingRowSchema>

export const ReleaseEntryRowSchema = z.object({ path: Path, sha256: z.string(), type: z.enum(['file', 'symlink']) })
export type ReleaseEntryRow = z.infer<typeof ReleaseEntryRowSchema>

// ---- requests

const Minutes = z.coerce
  .number()
  .min(0)
  .max(7 * 24 * 60)
const Reason = z.string().trim().min(1).max(2000)

export const PublishQuerySchema = z.strictObject({
  site: Name.optional(),
  prefix: Prefix.default(''),
  /** How long the release before stays valid; 30 unless told. */
  overlapMinutes: Minutes.optional(),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
})
export const ActivateSchema = z.strictObject({ overlapMinutes: Minutes.optional() })
export const ConfirmSchema = z.strictObject({ difference: Key })
export const RevokeSchema = z.strictObject({ reason: Reason })
export const ExpireSchema = z.strictObject({ expiresAt: z.iso.datetime({ offset: true }).nullable(), reason: Reason })
export const SubscribeSchema = z.strictObject({ component: Name, prefix: Prefix.default('') })
export const MarkMaliciousSchema = z.strictObject({ sha256: Key, reason: Reason })
export const DifferenceQuerySchema = z.strictObject({
  /** Another release of the component instead of the one that it would replace; 0: an empty one. */
  against: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
})
export const StandingQuerySchema = z.strictObject({ host: HostName, root: RootPath })
export const EntriesQuerySchema = z.strictObject({
  after: canonical(parsePathText, rule('rule.path')).default(''),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
})

/** How a release is published; each may be left out. */
export interface PublishWish {
  readonly site?: string | undefined
  readonly prefix?: string | undefined
  /** How long the release before stays valid. */
  readonly overlapMinutes?: number | undefined
  /** ISO 8601. */
  readonly expiresAt?: string | undefined
}
