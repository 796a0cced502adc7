// Owns the shapes of /api/v1 that speak of how long everything is kept. Uses no node: module.
import { z } from 'zod'
import { Time } from './api.words.ts'

export const keepKinds = ['findings', 'evidence', 'incidents', 'contents', 'deliveries', 'audit'] as const
export type KeepKind = (typeof keepKinds)[number]

const Taken = z.partialRecord(z.enum(keepKinds), z.number())

export const KeepingReportSchema = z.object({
  kinds: z.array(
    z.object({
      kind: z.enum(keepKinds),
      /** Days for which it is kept. */
      days: z.number(),
      held: z.number(),
      /** The oldest of them; null where there is none. */
      from: Time.nullable(),
      /** Older than its term now, and within 30 days from now. Some stay all the same, while others need them. */
      due: z.number(),
      soon: z.number(),
    }),
  ),
  /** Null on a collector that prunes nothing. */
  nextAt: Time.nullable(),
  running: z.object({ since: Time, stage: z.string() }).nullable(),
  last: z.object({ startedAt: Time, endedAt: Time, taken: Taken }).nullable(),
})
export type KeepingReport = z.infer<typeof KeepingReportSchema>
