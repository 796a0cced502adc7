// Owns what an agent's config file may say, with its defaults. config/agent.example.yaml explains every key.
// It may add roots and tune; it can neither narrow nor rebind what the collector has bound.
import { bytesBetween, durationBetween, durationOrAuto } from '@sekisho/shared/config.ts'
import { logLevels } from '@sekisho/shared/log.ts'
import { type PathText, parseAbsolutePath, pathTextOfString } from '@sekisho/shared/path.ts'
import { compileRedactPattern, RedactPatternError } from '@sekisho/shared/redact.ts'
import { z } from 'zod'
import { wantedSources } from './watch/wanted.ts'

const AbsolutePath = z.string().transform((text, context): PathText => {
  try {
    return parseAbsolutePath(pathTextOfString(text.length > 1 ? text.replace(/\/$/, '') : text))
  } catch {
    // The schema words the refusal, with the place in the file.
    context.issues.push({ code: 'custom', input: text, params: { key: 'config.absolute' } })
    return z.NEVER
  }
})

const Tls = z
  .strictObject({
    ca: z
      .string()
      .refine(path => path.startsWith('/'), { params: { key: 'config.absolute' } })
      .optional(),
    pin: z
      .string()
      .refine(text => /^[0-9a-f]{64}$/.test(text), { params: { key: 'config.pin' } })
      .optional(),
  })
  .refine(tls => (tls.ca === undefined) !== (tls.pin === undefined), { params: { key: 'config.ca-or-pin' } })

const RedactPattern = z.string().superRefine((pattern, context) => {
  try {
    compileRedactPattern(pattern)
  } catch (error) {
    if (!(error instanceof RedactPatternError)) throw error
    const { rule, most } = error
    context.addIssue({ code: 'custom', input: pattern, params: { key: 'config.redact', rule, most } })
  }
})

export const AgentConfigSchema = z.strictObject({
  roots: z
    .array(z.strictObject({ path: AbsolutePath, profile: z.string().min(1).max(63) }))
    .max(1000)
    .default([]),
  watch: z.enum(wantedSources).default('auto'),
  walk: z
    .strictObject({
      every: durationOrAuto('10s', '7d'),
      rehashEvery: durationBetween('1m', '90d').prefault('7d'),
      filesPerSecond: z.int().min(10).max(10_000_000).default(200_000),
      megabytesPerSecond: z.number().min(0.1).max(100_000).default(100),
    })
    .prefault({}),
  canary: z
    .strictObject({
      place: z.enum(['state', 'root', 'none']).default('state'),
      every: durationBetween('10s', '1h').prefault('60s'),
    })
    .prefault({}),
  settle: z
    .strictObject({
      quietMs: z.int().min(1).max(10_000).default(50),
      deadlineMs: z.int().min(10).max(60_000).default(1000),
    })
    .prefault({}),
  fingerprint: z.strictObject({ threads: z.int().min(1).max(64).default(2) }).prefault({}),
  outbox: z
    .strictObject({
      maxSize: bytesBetween('1MiB', '100GiB').prefault('1GiB'),
      maxPercentOfFree: z.number().min(0.1).max(50).default(5),
      keepFreePercent: z.number().min(0).max(90).default(10),
    })
    .prefault({}),
  attribution: z.strictObject({ redact: z.array(RedactPattern).max(200).default([]) }).prefault({}),
  contents: z.boolean().default(true),
  spool: z
    .strictObject({
      maxSize: bytesBetween('1MiB', '10GiB').prefault('256MiB'),
      maxPercentOfFree: z.number().min(0.1).max(50).default(1),
      keep: durationBetween('10m', '90d').prefault('7d'),
    })
    .prefault({}),
  tls: Tls.optional(),
  allowPlain: z.boolean().default(false),
  log: z.strictObject({ level: z.enum(logLevels).default('info') }).prefault({}),
})
/** Durations are milliseconds, sizes are bytes. */
export type AgentConfig = z.output<typeof AgentConfigSchema>
