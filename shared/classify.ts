// Owns the evaluation of a profile: path to class, class to lane, name to executable. Knows no schema: threads that
// classify load this alone, because zod costs memory in each of them.
import type { ContentType } from './marks/type.ts'
import type { Compiler, Digest } from './observation.ts'
import { folderOf, isRightIn, nameIn, nameOf, type PathText } from './path.ts'
import { compileByFolder, type FolderPattern, type Matcher } from './pattern.ts'
import type { Severity } from './verdict.ts'

export const pathClasses = ['code', 'config', 'upload', 'generated', 'log'] as const
export type PathClass = (typeof pathClasses)[number]

/** What a rule says besides the class; what it leaves out follows from the class. */
export interface RuleTerms {
  /** Of what is unauthorised there, unless it is critical anyway. */
  readonly severity?: Exclude<Severity, 'none'>
  /** `xxh64` where nothing needs a permit: of bulky media, and of logs without being said. */
  readonly digest?: Digest['algorithm']
  /** `false` where secrets or personal data lie: the content leaves its host in no form. Anything else says nothing. */
  readonly keep?: boolean
  /** How often an unchanged file is read again by a scheduled walk, as a duration; see docs/profiles.md. */
  readonly rehash?: string
  /** Of uploads: what counts as passive, in place of the usual list. */
  readonly types?: readonly ContentType[]
  /** Of generated files: `false` where code is written anew at the same paths all the time. Anything else says nothing. */
  readonly once?: boolean
  /** Of generated files: the compiler that makes all the code there. */
  readonly compiled?: Compiler
  /** Folders in which its sources lie; `*` stands for what the compiled file's own path has in that place. */
  readonly sources?: readonly string[]
}

/** What a profile says of paths; profile.ts checks that it is well formed. */
export interface ProfileRules {
  readonly rules: readonly ({ readonly pattern: string; readonly class: PathClass } & RuleTerms)[]
  readonly payment: readonly string[]
}

export interface Classification extends RuleTerms {
  readonly class: PathClass
  readonly payment: boolean
  /** The pattern that decided, null when the default did. */
  readonly rule: string | null
}

export type Classify = (path: PathText) => Classification

/** Folders whose answers are kept: a walk asks folder by folder, and what is reported together lies in few folders. */
const foldersKept = 256

/** Of a whole path; and of the names in one folder, for whoever has many of them. */
export type ClassifyAll = Classify & { within(folder: PathText): Classify }

/** Compiles a profile. Fastest where paths of one folder follow one another. @throws PatternError */
export function compileProfile(profile: ProfileRules): ClassifyAll {
  const patterns = new ProfilePatterns(profile)
  const kept = new Map<string, Classify>()
  let folder: string | null = null
  let inFolder: Classify = () => classification(undefined, false)
  const within = (folder: string): Classify => {
    const known = kept.get(folder)
    if (known !== undefined) return known
    const classify = patterns.classifyIn(folder)
    if (kept.size >= foldersKept) kept.clear()
    kept.set(folder, classify)
    return classify
  }
  const classify: Classify = path => {
    if (folder === null || !isRightIn(path, folder)) {
      folder = folderOf(path)
      inFolder = within(folder)
    }
    return inFolder(nameIn(path, folder))
  }
  return Object.assign(classify, { within })
}

interface Rule {
  readonly class: PathClass
  readonly pattern: string
  readonly terms: RuleTerms
  readonly compiled: FolderPattern
}

interface Chosen {
  readonly rules: readonly Rule[]
  readonly payment: readonly FolderPattern[]
}

class ProfilePatterns {
  readonly #all: Chosen
  /** Those that come into question below one name at the top: few of them, and there are few such names. */
  readonly #below = new Map<string, Chosen>()

  constructor({ rules, payment }: ProfileRules) {
    this.#all = {
      rules: rules.map(({ pattern, class: pathClass, ...terms }) => {
        return { pattern, class: pathClass, terms, compiled: compileByFolder(pattern) }
      }),
      payment: payment.map(compileByFolder),
    }
  }

  /** Of most folders one rule covers all, and few patterns need to see a name. */
  classifyIn(folder: string): Classify {
    const parts = folder === '' ? [] : folder.split('/')
    const { rules, payment } = this.#chosen(parts[0])
    const named: { readonly covers: Matcher; readonly rule: Rule }[] = []
    let other: Rule | undefined
    for (const rule of rules) {
      const names = rule.compiled.namesIn(parts)
      if (names === 'all') {
        other = rule
        break
      }
      if (names !== 'none') named.push({ covers: names, rule })
    }
    const paid = payment.map(pattern => pattern.namesIn(parts)).filter(names => names !== 'none')
    const paidNames = paid.filter(names => names !== 'all')
    return classifyNames(named, other, paidNames, paidNames.length < paid.length)
  }

  #chosen(top: string | undefined): Chosen {
    if (top === undefined) return this.#all
    const known = this.#below.get(top)
    if (known !== undefined) return known
    const { rules, payment } = this.#all
    const chosen = {
      rules: rules.filter(({ compiled }) => compiled.mayBeginWith(top)),
      payment: payment.filter(pattern => pattern.mayBeginWith(top)),
    }
    if (this.#below.size >= foldersKept) this.#below.clear()
    this.#below.set(top, chosen)
    return chosen
  }
}

function classifyNames(
  named: readonly { readonly covers: Matcher; readonly rule: Rule }[],
  other: Rule | undefined,
  paidNames: readonly Matcher[],
  allPaid: boolean,
): Classify {
  const usual = classification(other, allPaid)
  if (named.length + paidNames.length === 0) return () => usual
  return path => {
    const name = path.includes('/') ? nameOf(path) : path
    const rule = named.find(({ covers }) => covers(name))?.rule
    const isPaid = allPaid || paidNames.some(covers => covers(name))
    return rule === undefined && isPaid === allPaid ? usual : classification(rule ?? other, isPaid)
  }
}

function classification(rule: Rule | undefined, payment: boolean): Classification {
  return { class: rule?.class ?? 'code', payment, rule: rule?.pattern ?? null, ...rule?.terms }
}

/** The digest that a path's content gets. What a permit could cover has its sha256, and so has an upload that pays. */
export function digestFor(where: Classification): Digest['algorithm'] {
  if (where.class === 'log') return where.digest ?? 'xxh64'
  return where.class === 'upload' && !where.payment ? (where.digest ?? 'sha256') : 'sha256'
}

/** Whether a rule says that the content stays on its host. No class says so by itself: a shell among uploads is evidence. */
export function staysOnHost({ keep }: RuleTerms): boolean {
  return keep === false
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
