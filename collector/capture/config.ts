// Owns what a collector's config file may say of contents, with its defaults.
import { z } from 'zod'

export const ContentsConfigSchema = z.strictObject({
  keepMiB: z.int().min(0).max(1_048_576).default(2048),
  paceKiB: z.int().min(16).max(1_048_576).default(1024),
  keyFile: z
    .string()
    .refine(path => path.startsWith('/'), { params: { key: 'config.absolute' } })
    .optional(),
  /** Whether text differences of files of class config are shown: they hold passwords by their nature. */
  compareConfig: z.boolean().default(false),
})
export type ContentsConfig = z.output<typeof ContentsConfigSchema>
