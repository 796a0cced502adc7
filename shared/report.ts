// Owns the shape in which every room tells how it is: status, heartbeats and metrics come from here.
import { z } from 'zod'

export const RoomReportSchema = z.object({
  /** The room's state, in its own words. */
  phase: z.string().max(64),
  /** Milliseconds in this phase. */
  sinceMs: z.number(),
  /** Things waiting in the room. */
  depth: z.number(),
  /** Age of the oldest of them, 0 when empty. */
  oldestAgeMs: z.number(),
})
export type RoomReport = z.infer<typeof RoomReportSchema>

/** One check of doctor. */
export interface Check {
  /** A key of the message catalogue. */
  readonly name: string
  readonly outcome: 'ok' | 'warning' | 'failed'
  /** What was found, for people. */
  readonly found: string
  /** How to mend it; empty when there is nothing to mend. */
  readonly mend: string
}
