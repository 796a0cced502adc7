// Owns the shapes of /api/v1 that speak of the audit trail: who changed or tried what, from where. Uses no node: module.

import { z } from 'zod'
import { Time } from './api.words.ts'
import { rule } from './rules.ts'

/** A line as it was written. */
export const AuditRowSchema = z.object({
  id: z.number(),
  at: Time,
  /** Such as `user:sato`, `token:ci`, `host:web1`, or `local`: on the collector's machine. */
  who: z.string(),
  /** Remote address, or `local`. */
  from: z.string(),
  /** Such as `release.publish`. */
  what: z.string(),
  /** By `what`. */
  detail: z.record(z.string(), z.unknown()),
})
export type AuditRow = z.infer<typeof AuditRowSchema>

/** One thing that was done, or all of a kind: `release` is `release.publish` and all the others. */
export const AuditWhat = z.string().regex(/^[a-z][a-z.-]{0,63}$/, rule('rule.audit-what'))

export const AuditFilterSchema = z.strictObject({
  what: AuditWhat.optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  cursor: z.string().max(4096).optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
})
export type AuditFilter = z.infer<typeof AuditFilterSchema>
