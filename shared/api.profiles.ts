// Owns the shapes with which a profile is tried in the API: paths, and which rule decides about each. Uses no node: module.

import { z } from 'zod'
import { contentTypes } from './marks/type.ts'
import { compilers } from './observation.ts'
import { parseRelativePath } from './path.ts'
import { ProfileSchema, pathClasses } from './profile.ts'
import { rule } from './rules.ts'
import { severities } from './verdict.ts'

const TermsSchema = z.object({
  severity: z.enum(severities).exactOptional(),
  rehash: z.string().exactOptional(),
  types: z.array(z.enum(contentTypes)).exactOptional(),
  once: z.boolean().exactOptional(),
  compiled: z.enum(compilers).exactOptional(),
  sources: z.array(z.string()).exactOptional(),
})

/** Which rule of a profile decides about a path, and what it says. */
export const DecisionSchema = z.object({
  path: z.string(),
  where: z.object({
    class: z.enum(pathClasses),
    payment: z.boolean(),
    rule: z.string().nullable(),
    ...TermsSchema.shape,
  }),
  /** Place of the rule in the profile, from 1; null where the default decides. */
  rule: z.number().nullable(),
  /** Later rules that fit as well. */
  also: z.array(z.string()),
  /** The pattern that makes it a payment path. */
  payment: z.string().nullable(),
  digest: z.enum(['sha256', 'xxh64']),
  keep: z.boolean(),
  executableName: z.boolean(),
})

export type DecisionRow = z.infer<typeof DecisionSchema>

/** A profile with all that it extends. */
export type ProfileRow = z.infer<typeof ProfileSchema>

/** Paths to be tried against a profile: one that is known by name, or one that somebody is writing. */
export const TrySchema = z.strictObject({
  profile: z.union([z.string().max(63), ProfileSchema]),
  paths: z
    .array(z.string().max(4096).refine(isPathBelow, rule('rule.path-below')))
    .min(1)
    .max(100),
})

function isPathBelow(text: string): boolean {
  try {
    return parseRelativePath(text) !== ''
  } catch {
    // Only whether it parses matters: the schema words the refusal.
    return false
  }
}
