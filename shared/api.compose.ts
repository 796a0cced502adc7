// Owns the shapes of /api/v1 that speak of what a host holds before anybody has said what it should: which published
// components and versions are recognised there, and what none of them explains. Uses no node: module.
import { z } from 'zod'
import { HostName, Path, RootPath, Time } from './api.words.ts'
import { severities } from './verdict.ts'

/**
 * Why somebody should look at a file that no known component explains, what asks for it most first. `executable-upload`:
 * could be executed among uploads or logs. `directives`: changes what is executed. `intruder`: unknown code in a folder in
 * which a known component has files. `generated`: code in a cache that is not the cache's own. `unknown-code`: elsewhere.
 * `changed`: known by its path, with another content. `hidden`: could not be read, kept changing, or is a pipe or device.
 * `stale`: of a release that has ended. `vouched`: covered by an adoption, a window or an approval by pattern, so known to
 * nobody.
 */
export const suspicions = [
  'malicious',
  'executable-upload',
  'payment',
  'directives',
  'intruder',
  'generated',
  'unknown-code',
  'changed',
  'hidden',
  'odd-upload',
  'unknown-file',
  'stale',
  'vouched',
] as const
export type Suspicion = (typeof suspicions)[number]

const RecognisedSchema = z.object({
  component: z.string(),
  owner: z.enum(['customer', 'provider']),
  /** The version that fits best. */
  version: z.string(),
  /** What a subscription permits; another than `version` where the host holds a former one. */
  current: z.string(),
  /** Of that version: its files were compared with MD5 sums alone. */
  weak: z.boolean(),
  /** Where it lies, below the site's top. */
  prefix: Path,
  subscribed: z.boolean(),
  /** The version's entries below the roots: `matches`, `differs`, `missing` and `unknown` add up to it. */
  files: z.number(),
  matches: z.number(),
  differs: z.number(),
  missing: z.number(),
  /** Observed without a sha256. */
  unknown: z.number(),
  /** Others, had or proposed, whose current release names a path of this one's: a subscription would be refused. At most 20. */
  conflicts: z.array(z.object({ component: z.string(), path: Path, subscribed: z.boolean() })),
})
export type Recognised = z.infer<typeof RecognisedSchema>

const RemainderGroupSchema = z.object({
  suspicion: z.enum(suspicions),
  severity: z.enum(severities),
  root: Path,
  /** The topmost in which no known component has anything, or the one in which both lie. Empty: the root's top. */
  folder: Path,
  files: z.number(),
  /** When the first and the last of them came to be as they are (ctime, which no program can set). */
  from: Time,
  to: Time,
  /** Below the root; at most 5. */
  examples: z.array(Path),
})
export type RemainderGroup = z.infer<typeof RemainderGroupSchema>

export const CompositionSchema = z.object({
  site: z.string(),
  host: z.string(),
  roots: z.array(Path),
  /** `known`, `settled` and `remainder.files` add up to it. */
  files: z.number(),
  /** As a recognised version has them. */
  known: z.number(),
  /** Covered by the rule of their class, such as pictures among uploads, or approved one by one. */
  settled: z.number(),
  /** Proposals first, each the most matches first. */
  components: z.array(RecognisedSchema),
  remainder: z.object({
    files: z.number(),
    /** Those that there are, in the order of the list. */
    suspicions: z.array(z.object({ suspicion: z.enum(suspicions), files: z.number() })),
    /** By suspicion, then severity, then the latest first; at most 200. */
    groups: z.array(RemainderGroupSchema),
    /** Files of groups that are not among them. */
    more: z.number(),
  }),
})
export type Composition = z.infer<typeof CompositionSchema>

export const CompositionQuerySchema = z.strictObject({
  host: HostName,
  /** One of the host's roots in the site; all of them unless told. */
  root: RootPath.optional(),
})
