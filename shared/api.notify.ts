// Owns the shapes of alarm channels in the API. Uses no node: module.
import { z } from 'zod'
import { Time } from './api.words.ts'

export const ChannelRowSchema = z.object({
  channel: z.string(),
  kind: z.enum(['email', 'webhook', 'syslog']),
  /** Alarms that wait to be sent, or to be sent again. */
  waiting: z.number(),
  /** Of those that wait, how many do so because it was sent as many messages as it may be. */
  held: z.number(),
  /** So many messages it is sent in a minute, at most. */
  most: z.number(),
  /** Alarms that were given up. */
  failed: z.number(),
  /** When it last took one; null where it never did. */
  lastAt: Time.nullable(),
  /** What it said when it last took none; null where it always did. */
  lastError: z.string().nullable(),
})
export type ChannelRow = z.infer<typeof ChannelRowSchema>

export const TestedSchema = z.object({ channel: z.string(), error: z.string().nullable() })
export type Tested = z.infer<typeof TestedSchema>

// ---- requests

export const NewTestSchema = z.strictObject({ channel: z.string().min(1).max(63).optional() })
