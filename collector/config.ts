// Owns what a collector's config file may say, with its defaults. config/collector.example.yaml explains every key.
import { logLevels } from '@sekisho/shared/log.ts'
import { z } from 'zod'
import { ContentsConfigSchema } from './capture/config.ts'
import { DiskConfigSchema } from './disk/config.ts'
import { KeepingConfigSchema } from './keeping/config.ts'
import { NotifyConfigSchema } from './notify/config.ts'

/** The port that everything speaks unless told otherwise. */
const defaultPort = 4649

const FilePath = z.string().refine(path => path.startsWith('/'), { params: { key: 'config.absolute' } })

export const CollectorConfigSchema = z.strictObject({
  listen: z
    .strictObject({
      host: z.string().min(1).max(253).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(defaultPort),
      allowPlain: z.boolean().default(false),
    })
    .prefault({}),
  tls: z.strictObject({ cert: FilePath, key: FilePath }).optional(),
  publicAddress: z
    .string()
    .refine(isWebSocketUrl, { params: { key: 'config.ws-url' } })
    .optional(),
  profiles: FilePath.optional(),
  notify: NotifyConfigSchema.prefault({}),
  contents: ContentsConfigSchema.prefault({}),
  keeping: KeepingConfigSchema.prefault({}),
  disk: DiskConfigSchema.prefault({}),
  log: z.strictObject({ level: z.enum(logLevels).default('info') }).prefault({}),
})
export type CollectorConfig = z.output<typeof CollectorConfigSchema>

function isWebSocketUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'ws:' || url.protocol === 'wss:') && url.username === ''
}
