// Owns the shapes of /api/v1 that speak of approvals: what one person permits by path and content. Uses no node: module.
import { z } from 'zod'
import { canonical, Key, Name, Path, Time } from './api.words.ts'
import { parsePathText } from './path.ts'

/** `waiting`: for a second person. `withdrawn`: permits nothing any more. */
export const approvalStates = ['waiting', 'in-force', 'withdrawn'] as const
export type ApprovalState = (typeof approvalStates)[number]

export const ApprovalRowSchema = z.object({
  id: z.number(),
  state: z.enum(approvalStates),
  site: z.string(),
  /** Below the site's top. */
  path: Path,
  type: z.enum(['file', 'symlink']),
  sha256: z.string(),
  reason: z.string(),
  askedBy: z.string(),
  askedAt: Time,
  /** Whether it needs, or needed, a second person. */
  second: z.boolean(),
  confirmed: z.object({ at: Time, by: z.string() }).nullable(),
  withdrawn: z.object({ at: Time, by: z.string(), reason: z.string() }).nullable(),
})
export type ApprovalRow = z.infer<typeof ApprovalRowSchema>

const Reason = z.string().trim().min(1).max(2000)

/** What findings show, or a path of a site and a content. At most 1,000 at once: each is a decision. */
export const ApproveSchema = z.union([
  z.strictObject({ findings: z.array(z.int().positive()).min(1).max(1000), reason: Reason }),
  z.strictObject({
    site: Name,
    path: canonical(parsePathText, 'must be canonical path text'),
    sha256: Key,
    reason: Reason,
  }),
])
export type Approve = z.infer<typeof ApproveSchema>

export const WithdrawApprovalSchema = z.strictObject({ reason: Reason })
export const FourEyesSchema = z.strictObject({ on: z.boolean() })
export const ApprovalFilterSchema = z.strictObject({
  site: Name.optional(),
  state: z.enum(approvalStates).optional(),
})
export type ApprovalFilter = z.infer<typeof ApprovalFilterSchema>
