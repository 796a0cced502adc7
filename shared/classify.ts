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

/** Compiles a profile. Fastest where paths come folder by folder, as a walk brings them. @throws PatternError */
export function compileProfile(profile: ProfileRules): Classify {
  const rules = new Patterns(profile.rules.map(({ pattern }) => pattern))
  const payment = new Patterns(profile.payment)
  let folder: string | null = null
  return path => {
    const length = Math.max(path.lastIndexOf('/'), 0)
    if (folder === null || folder.length !== length || !path.startsWith(folder)) {
      folder = path.slice(0, length)
      rules.enterFolder()
      payment.enterFolder()
    }
    const rule = profile.rules[rules.firstThatCovers(path)]
    return { class: rule?.class ?? 'code', payment: payment.firstThatCovers(path) !== -1, rule: rule?.pattern ?? null }
  }
}

/** Patterns in order. One that ends in `/**` looks at the folder alone, so its answer serves for all names there. */
class Patterns {
  readonly #matchers: readonly { readonly covers: Matcher; readonly byFolder: boolean }[]
  /** Answers for the folder entered last; undefined where none was needed yet. */
  readonly #known: (boolean | undefined)[]

  constructor(patterns: readonly string[]) {
    this.#matchers = patterns.map(pattern => ({ covers: compilePattern(pattern), byFolder: pattern.endsWith('/**') }))
    this.#known = patterns.map(() => undefined)
  }

  enterFolder(): void {
    this.#known.fill(undefined)
  }

  /** Its place, or -1. */
  firstThatCovers(path: string): number {
    for (let index = 0; index < this.#matchers.length; index++) if (this.#covers(index, path)) return index
    return -1
  }

  #covers(index: number, path: string): boolean {
    const matcher = this.#matchers[index]
    if (matcher === undefined) return false
    if (!matcher.byFolder) return matcher.covers(path)
    const known = this.#known[index]
    if (known !== undefined) return known
    const covers = matcher.covers(path)
    this.#known[index] = covers
    return covers
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
