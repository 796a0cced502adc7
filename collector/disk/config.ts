// Owns what a collector's config file may say of its disk, with its defaults.
import { bytesText } from '@sekisho/shared/bytes.ts'
import { bytesBetween, durationBetween } from '@sekisho/shared/config.ts'
import { z } from 'zod'

/** So much more than the floor there must be, or an alarm would never end. */
const leastOfFloor = 1.5

export const DiskConfigSchema = z
  .strictObject({
    budget: bytesBetween('1GiB', '1048576GiB').optional(),
    floor: bytesBetween('64MiB', '1048576GiB').prefault('1GiB'),
    within: durationBetween('1d', '365d').prefault('14d'),
  })
  .superRefine(({ budget, floor }, context) => {
    const least = Math.ceil(floor * leastOfFloor)
    if (budget === undefined || budget >= least) return
    const params = { key: 'config.above-floor', least: bytesText(least) }
    context.addIssue({ code: 'custom', path: ['budget'], params })
  })
export type DiskConfig = z.output<typeof DiskConfigSchema>
