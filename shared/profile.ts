// Owns the shape of a profile, which maps paths to classes; classify.ts evaluates it. Reads no files.
import { z } from 'zod'
import { pathClasses } from './classify.ts'
import { compilePattern } from './pattern.ts'

export {
  type Classification,
  type Classify,
  compileProfile,
  executableByName,
  type Lane,
  laneOf,
  type PathClass,
  pathClasses,
} from './classify.ts'

const Pattern = z.string().superRefine((pattern, context) => {
  try {
    compilePattern(pattern)
  } catch (error) {
    context.addIssue({
      code: 'custom',
      message: `a pattern; this one ${error instanceof Error ? error.message : 'is wrong'}`,
    })
  }
})

export const ProfileSchema = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  title: z.string().max(100),
  /** Paths that tell this platform apart; all of one inner list present means it is this one. */
  telltale: z.array(z.array(z.string())).default([]),
  /** First match wins; what matches no rule is `code`, the class that needs a permit. */
  rules: z.array(z.object({ pattern: Pattern, class: z.enum(pathClasses) })),
  /** A mark on top of the class. */
  payment: z.array(Pattern).default([]),
})
export type Profile = z.output<typeof ProfileSchema>
