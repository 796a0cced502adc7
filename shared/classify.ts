// Owns the evaluation of a profile: path to class, class to lane, name to executable. Knows no schema: threads that
// classify load this alone, because zod costs memory in each of them.
import type { PathText } from './path.ts'
import { compilePattern, type Matcher } from './pattern.ts'

export const pathClasses = ['code', 'config', 'upload', 'generated', 'log'] as const
export type PathClass = (typeof pathClasses)[number]

/** What a profile says of paths; profile.ts checks that it is well formed. */
export interface ProfileRules {
  readonly rules: readonly { readonly pattern: string; readonly class: PathClass }[]
  readonly payment: readonly string[]
}

export interface Classification {
  readonly class: PathClass
  readonly payment: boolean
  /** The pattern that decided, null when the default did. */
  readonly rule: string | null
}

export type Classify = (path: PathText) => Classification

/** Compiles a profile. @throws PatternError */
export function compileProfile(profile: ProfileRules): Classify {
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

// Apache's AddHandler and FilesMatch, and PHP-FPM's security.limit_extensions, look at extensions anywhere in the name;
// and a name that ends in a newline or a space after one has been run as well (CVE-2017-15715).
const executableExtension =
  /\.(?:php[0-9]?|phtml|pht|phps|phar|inc|module|cgi|fcgi|pl|py|rb|sh|bash|asp|aspx|jsp|jspx|shtml|stm|so|exe|dll|htaccess|htpasswd|user\.ini)(?=[^a-z0-9_-]|$)/i

/** Whether the name alone makes a server likely to run it, or to change what it runs: in any case, at any place. */
export function executableByName(path: string): boolean {
  return executableExtension.test(path.slice(path.lastIndexOf('/') + 1))
}

function anyMatches(matchers: readonly Matcher[], path: string): boolean {
  return matchers.some(matches => matches(path))
}
