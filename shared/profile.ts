// Owns how a profile maps a path to its class. Both programs evaluate profiles with these lines. Reads no files.
import { z } from 'zod'
import type { PathText } from './path.ts'
import { compilePattern, type Matcher } from './pattern.ts'

export const pathClasses = ['code', 'config', 'upload', 'generated', 'log'] as const
export type PathClass = (typeof pathClasses)[number]

const Pattern = z.string().superRefine((pattern, context) => {
  try {
    compilePattern(pattern)
  } catch (error) {
    context.addIssue({ code: 'custom', message: `pattern ${error instanceof Error ? error.message : 'is wrong'}` })
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

export interface Classification {
  readonly class: PathClass
  readonly payment: boolean
  /** The pattern that decided, null when the default did. */
  readonly rule: string | null
}

export type Classify = (path: PathText) => Classification

/** Compiles a profile. @throws PatternError */
export function compileProfile(profile: Profile): Classify {
  const rules = profile.rules.map(rule => ({ ...rule, matches: compilePattern(rule.pattern) }))
  const payment = profile.payment.map(compilePattern)
  return path => {
    const rule = rules.find(candidate => candidate.matches(path))
    return { class: rule?.class ?? 'code', payment: anyMatches(payment, path), rule: rule?.pattern ?? null }
  }
}

/** Findings in the fast lane are never delayed, merged away or displaced by those in bulk. */
export type Lane = 'fast' | 'bulk'

export function laneOf(where: Pick<Classification, 'class' | 'payment'>): Lane {
  return where.payment || where.class === 'code' || where.class === 'config' ? 'fast' : 'bulk'
}

// Apache's AddHandler and FilesMatch, and PHP-FPM's security.limit_extensions, look at extensions anywhere in the name.
const executableExtension =
  /\.(?:php[0-9]?|phtml|pht|phps|phar|inc|module|cgi|fcgi|pl|py|rb|sh|bash|asp|aspx|jsp|jspx|shtml|stm|so|exe|dll|htaccess|htpasswd|user\.ini)(?=\.|$)/i

/** Whether the name alone makes a server likely to run it, or to change what it runs: in any case, at any place. */
export function executableByName(path: string): boolean {
  return executableExtension.test(path.slice(path.lastIndexOf('/') + 1))
}

function anyMatches(matchers: readonly Matcher[], path: string): boolean {
  return matchers.some(matches => matches(path))
}
