// Owns the shapes with which the reasoning about one path is told in the API: each permit that was considered and why it
// counts or not, what changed verdicts, and what could have been missed there. Uses no node: module.
import { z } from 'zod'
import { Time } from './api.words.ts'
import { gapCauses } from './finding.ts'
import { patternRefusals } from './pattern-limits.ts'
import { reasonCodes, severities, verdicts } from './verdict.ts'

/** How a permit stands. `ended`: another release is current in its place. `waiting`: for a second person. */
const consideredStates = [
  'current',
  'overlap',
  'held',
  'ended',
  'revoked',
  'expired',
  'in-force',
  'waiting',
  'withdrawn',
] as const

/**
 * What becomes of a permit. `spare`: something that goes before it covers the path. `moved-on`: the path has shown the
 * version that replaced it. `came-after`: what stands there came after it was replaced. `outranked`: it is weak, and a
 * better release of another component names the path. `not-judged-yet`: the path waits for its turn.
 */
const consideredWhys = [
  'covers',
  'spare',
  'nothing-there',
  'other-type',
  'no-sha256',
  'other-content',
  'malicious',
  'not-adopted',
  'held',
  'revoked',
  'expired',
  'waiting',
  'withdrawn',
  'ended',
  'stale',
  'came-after',
  'moved-on',
  'outranked',
  'not-judged-yet',
] as const

export const ConsideredSchema = z.object({
  kind: z.enum(['release', 'approval', 'adoption']),
  /** Of a release whose files were compared with MD5 sums alone. */
  weak: z.boolean(),
  ref: z.string(),
  name: z.string(),
  type: z.enum(['file', 'symlink']),
  sha256: z.string(),
  state: z.enum(consideredStates),
  why: z.enum(consideredWhys),
  /** Who published, adopted, asked, withdrew, or marked the content as malicious, whichever decides; as in the audit trail. */
  by: z.string().nullable(),
  /** What they said about it. */
  reason: z.string().nullable(),
  /** Since when it stands so; of an overlap, until when. */
  at: Time.nullable(),
})
export type Considered = z.infer<typeof ConsideredSchema>

/** An approval by pattern that is in force, or waits for a second person, and names the path. */
export const NamingPatternSchema = z.object({
  id: z.number(),
  pattern: z.string(),
  by: z.string(),
  reason: z.string(),
  until: Time,
  /** Null: it covers what stands there, or was done there last. */
  why: z.enum([...patternRefusals, 'waiting', 'nothing-there', 'not-judged-yet']).nullable(),
})
export type NamingPattern = z.infer<typeof NamingPatternSchema>

const PastVerdictSchema = z.object({
  verdict: z.enum(verdicts),
  severity: z.enum(severities),
  reasons: z.array(z.enum(reasonCodes)),
  permit: z.string().nullable(),
})

/** Lines of the audit trail that change what is permitted or watched, and ends that time alone brings. */
export const policyChanges = [
  'release.publish',
  'release.confirm',
  'release.activate',
  'release.revoke',
  'release.expire',
  'release.overlap-end',
  'component.subscribe',
  'component.unsubscribe',
  'approval.add',
  'approval.confirm',
  'approval.withdraw',
  'approval.end',
  'malicious.add',
  'malicious.withdraw',
  'window.open',
  'window.close',
  'window.end',
  'root.bind',
  'profiles.changed',
] as const

export const VerdictChangeSchema = z.object({
  finding: z.number(),
  /** When it was judged again. */
  at: Time,
  from: PastVerdictSchema,
  to: PastVerdictSchema,
  /** What changed since it was judged before, and concerns this path; the newest 5, oldest first. */
  because: z.array(
    z.object({
      at: Time,
      what: z.enum(policyChanges),
      /** Null: time alone. */
      who: z.string().nullable(),
      /** The release, component, approval, window, profile or content that it was about. */
      about: z.string(),
    }),
  ),
})
export type VerdictChange = z.infer<typeof VerdictChangeSchema>

/** Of the day before: the whole is `/coverage`'s. */
export const CoverageBriefSchema = z.object({
  from: Time,
  to: Time,
  missed: z.enum(['no', 'yes', 'unknown']),
  /** How the root was watched last; null in a gap or where nothing is known. */
  grade: z.enum(['proven', 'watched', 'walked']).nullable(),
  knownUntil: Time.nullable(),
  /** The last 20. */
  gaps: z.array(z.object({ cause: z.enum(gapCauses), from: Time, to: Time.nullable() })),
})
