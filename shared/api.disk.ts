// Owns the shape in which the API tells of the collector's disk: what the state takes, and how long there is room for it. Uses
// no node: module.
import { z } from 'zod'
import { Time } from './api.words.ts'

/** `soon`: full within the days that the config names. `low`: less is left than the config's floor. */
export const diskStates = ['fine', 'soon', 'low'] as const
export type DiskState = (typeof diskStates)[number]

export const DiskReportSchema = z.object({
  state: z.enum(diskStates),
  /** Since when it stands so, and when it was measured. */
  since: Time,
  at: Time,
  /** Bytes of the state: its files, of them free for use inside the database, and of them contents of files. */
  files: z.number(),
  reusable: z.number(),
  contents: z.number(),
  /** Free on the file system. */
  free: z.number(),
  /** Null: as much as the file system holds. */
  budget: z.number().nullable(),
  /** What may come yet, by whichever of the two ends first. */
  left: z.number(),
  /** By the last two weeks; null while less than two days are known, or nothing is taken. */
  daysLeft: z.number().nullable(),
})
export type DiskReport = z.infer<typeof DiskReportSchema>
