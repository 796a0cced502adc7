// Owns the shapes of /api/v1 that speak of approvals: what one person permits by path and content, or by a pattern within
// limits for a time. Uses no node: module.

import { z } from 'zod'
import { canonical, Key, Name, Path, Time } from './api.words.ts'
import { parsePathText } from './path.ts'
import { patternRefusals } from './pattern-limits.ts'
import { Pattern, pathClasses } from './profile.ts'
import { rule } from './rules.ts'

/** `waiting`: for a second person. `withdrawn`, and `ended` by its time: permits nothing any more. */
export const approvalStates = ['waiting', 'in-force', 'ended', 'withdrawn'] as const
export type ApprovalState = (typeof approvalStates)[number]

const common = {
  id: z.number(),
  state: z.enum(approvalStates),
  site: z.string(),
  reason: z.string(),
  askedBy: z.string(),
  askedAt: Time,
  /** Whether it needs, or needed, a second person. */
  second: z.boolean(),
  confirmed: z.object({ at: Time, by: z.string() }).nullable(),
  withdrawn: z.object({ at: Time, by: z.string(), reason: z.string() }).nullable(),
}

/** Of one content at one path. */
const ContentApprovalSchema = z.object({
  kind: z.literal('content'),
  ...common,
  /** Below the site's top. */
  path: Path,
  type: z.enum(['file', 'symlink']),
  sha256: z.string(),
})
export type ContentApproval = z.infer<typeof ContentApprovalSchema>

const Classes = z.array(z.enum(pathClasses)).max(pathClasses.length)

/** Of whatever comes where a pattern names, within limits and until a time. */
export const PatternApprovalSchema = z.object({
  kind: z.literal('pattern'),
  ...common,
  /** Of paths below the site's top. */
  pattern: z.string(),
  /** Empty: any, and nothing that could be executed unless an extension says so. */
  classes: Classes,
  /** Without dots. Empty: any. */
  extensions: z.array(z.string()),
  /** Bytes; null: any. */
  largest: z.number().nullable(),
  until: Time,
  /** Findings that nothing but this approval covers now. */
  covers: z.number(),
})
export type PatternApproval = z.infer<typeof PatternApprovalSchema>

export const ApprovalRowSchema = z.discriminatedUnion('kind', [ContentApprovalSchema, PatternApprovalSchema])
export type ApprovalRow = z.infer<typeof ApprovalRowSchema>

const Reason = z.string().trim().min(1).max(2000)

/** What findings show, or a path of a site and a content. At most 1,000 at once: each is a decision. */
export const ApproveSchema = z.union([
  z.strictObject({ findings: z.array(z.int().positive()).min(1).max(1000), reason: Reason }),
  z.strictObject({
    site: Name,
    path: canonical(parsePathText, rule('rule.path')),
    sha256: Key,
    reason: Reason,
  }),
])
export type Approve = z.infer<typeof ApproveSchema>

const Extension = z
  .string()
  .toLowerCase()
  .regex(/^[a-z0-9_-]{1,20}$/, rule('rule.extension'))

const limits = {
  site: Name,
  /** Of paths below the site's top, as in profiles. */
  pattern: Pattern.max(1000),
  classes: Classes.default([]),
  extensions: z.array(Extension).max(20).default([]),
  largest: z.int().min(1).max(Number.MAX_SAFE_INTEGER).nullable().default(null),
}
const oneLimit = rule('rule.one-limit')

function isLimited({ classes, extensions, largest }: LimitedPattern): boolean {
  return classes.length > 0 || extensions.length > 0 || largest !== null
}

/** What it would permit, before anybody approves it. */
export const PreviewPatternSchema = z.strictObject(limits).refine(isLimited, oneLimit)
type LimitedPattern = Pick<z.output<z.ZodObject<typeof limits>>, 'classes' | 'extensions' | 'largest'>
export type PreviewPattern = z.input<typeof PreviewPatternSchema>
export type PreviewedPattern = z.output<typeof PreviewPatternSchema>

export const ApprovePatternSchema = z
  .strictObject({
    ...limits,
    /** At most 180 days from now. */
    until: Time,
    reason: Reason,
  })
  .refine(isLimited, oneLimit)
export type ApprovePattern = z.input<typeof ApprovePatternSchema>
export type ApprovedPattern = z.output<typeof ApprovePatternSchema>

/** Of what stands there now and is told of now. What comes later under the pattern is permitted too, whatever it holds. */
export const PatternPreviewSchema = z.object({
  /** Files of the site that the pattern and its limits name, whatever permits them now. */
  named: z.number(),
  /** Of these, the ones that releases or people permit by their content: another content would be permitted too. */
  permitted: z.number(),
  /** Of these, the ones that it would permit and nothing does now. */
  files: z.number(),
  /** Open findings that it would settle. */
  findings: z.number(),
  /** Files without a permit that the pattern names and it would not permit, by what keeps them out. */
  left: z.partialRecord(z.enum(patternRefusals), z.number()),
  /** Some that it would permit, at most 20. Below the site's top. */
  examples: z.array(Path),
  /** False: the site has so many files that not all were looked at, and the counts are the least that is so. */
  whole: z.boolean(),
})
export type PatternPreview = z.infer<typeof PatternPreviewSchema>

export const WithdrawApprovalSchema = z.strictObject({ reason: Reason })
/** `always`: every approval waits for a second person, and not those of payment files alone. */
export const FourEyesSchema = z.strictObject({ on: z.union([z.boolean(), z.literal('always')]) })
export type FourEyes = z.infer<typeof FourEyesSchema>['on']
export const ApprovalFilterSchema = z.strictObject({
  site: Name.optional(),
  state: z.enum(approvalStates).optional(),
})
export type ApprovalFilter = z.infer<typeof ApprovalFilterSchema>
