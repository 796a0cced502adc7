// Owns the shape of a profile, which maps paths to classes; classify.ts evaluates it. Reads no files.
import { z } from 'zod'
import { pathClasses } from './classify.ts'
import { parseDuration } from './duration.ts'
import { contentTypes } from './marks/type.ts'
import { compilers } from './observation.ts'
import { compilePattern, PatternError } from './pattern.ts'

export {
  type Classification,
  type Classify,
  compileProfile,
  digestFor,
  executableByName,
  type Lane,
  laneOf,
  type PathClass,
  pathClasses,
  type RuleTerms,
} from './classify.ts'

/** One that `compilePattern` takes. */
export const Pattern = z.string().superRefine((pattern, context) => {
  try {
    compilePattern(pattern)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    const { rule, shown } = error
    context.addIssue({ code: 'custom', params: { key: 'config.pattern', rule, ...shown } })
  }
})

const Rehash = z.string().refine(
  text => {
    const ms = parseDuration(text)
    return ms !== null && ms >= leastRehashMs && ms <= mostRehashMs
  },
  { params: { key: 'config.rehash' } },
)
const leastRehashMs = 60_000
const mostRehashMs = 365 * 86_400_000

/** Of templates, below the root. */
const Folder = z.string().refine(
  text => {
    const parts = text.split('/')
    return parts.every(part => part === '*' || (part !== '' && part !== '.' && part !== '..' && !/[*?{}]/.test(part)))
  },
  { params: { key: 'config.folder' } },
)

const RuleSchema = z.object({
  pattern: Pattern,
  class: z.enum(pathClasses),
  severity: z.enum(['critical', 'high', 'medium', 'low']).exactOptional(),
  digest: z.enum(['sha256', 'xxh64']).exactOptional(),
  keep: z.boolean().exactOptional(),
  rehash: Rehash.exactOptional(),
  types: z.array(z.enum(contentTypes)).min(1).exactOptional(),
  once: z.boolean().exactOptional(),
  compiled: z.enum(compilers).exactOptional(),
  sources: z.array(Folder).min(1).max(20).exactOptional(),
})
export type ProfileRule = z.output<typeof RuleSchema>

/** Far above what any platform needs: each path asks the rules of its folder. */
const maxRules = 500

export const ProfileSchema = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  title: z.string().max(100),
  /** Paths that tell this platform apart; all of one inner list present means it is this one. */
  telltale: z.array(z.array(z.string())).default([]),
  /** First match wins; what matches no rule is `code`, the class that needs a permit. */
  rules: z.array(RuleSchema).max(maxRules),
  /** A mark on top of the class. */
  payment: z.array(Pattern).max(maxRules).default([]),
})
export type Profile = z.output<typeof ProfileSchema>
