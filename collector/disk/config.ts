// Owns what a collector's config file may say of its disk, with its defaults.
import { bytesBetween, durationBetween } from '@sekisho/shared/config.ts'
import { z } from 'zod'

export const DiskConfigSchema = z.strictObject({
  budget: bytesBetween('1GiB', '1048576GiB').optional(),
  floor: bytesBetween('64MiB', '1048576GiB').prefault('1GiB'),
  within: durationBetween('1d', '365d').prefault('14d'),
})
export type DiskConfig = z.output<typeof DiskConfigSchema>
