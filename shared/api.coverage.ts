// Owns the shapes of coverage in the API: whether anything could have been missed, when and why. Uses no node: module.
import { z } from 'zod'
import { GapRowSchema } from './api.ts'
import { HostName, RootPath, Time } from './api.words.ts'
import { gapCauses } from './finding.ts'

/** What can be said of the time between two moments of one root, moment by moment. */
export const CoverageSchema = z.object({
  host: z.string(),
  root: z.string(),
  from: Time,
  to: Time,
  /** Whether anything could have been missed: `no` only where every moment is proven. */
  missed: z.enum(['no', 'yes', 'unknown']),
  /** In order, without holes; neighbours differ. */
  pieces: z.array(
    z.object({
      from: Time,
      to: Time,
      /** `unknown`: before the first span, after the last one, or between two without a gap that says why. */
      state: z.enum(['covered', 'gap', 'unknown']),
      grade: z.enum(['proven', 'watched', 'walked']).nullable(),
      causes: z.array(z.enum(gapCauses)),
      /** Covered, but told only after a silence. */
      late: z.boolean(),
    }),
  ),
  /** Every gap that lies in the time, with the walk that closed it. */
  gaps: z.array(GapRowSchema),
  /** The agent has signed that all up to here was told; null before the first span. */
  knownUntil: Time.nullable(),
  /** What no answer covers: as of HostRow. */
  notWatched: z.array(z.object({ what: z.string(), path: z.string().nullable() })),
})
export type Coverage = z.infer<typeof CoverageSchema>

export const CoverageQuerySchema = z.strictObject({
  host: HostName,
  root: RootPath,
  /** The day before `to` unless told. */
  from: z.iso.datetime({ offset: true }).optional(),
  /** The last moment that is known unless told. */
  to: z.iso.datetime({ offset: true }).optional(),
})
