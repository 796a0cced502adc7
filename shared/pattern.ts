// Owns how a pattern matches a path. Law 7: dotfiles are ordinary, newlines are ordinary, a backslash is no separator,
// and no pattern can run away: matching is linear in the path for each `*`, without backtracking into itself.
// picomatch was left because it skips names that hold line separators and can run away (see docs/decisions.md).
import { PathTextError, parsePathText } from './path.ts'

/** What a text breaks that is no pattern. */
export type PatternRule = 'absolute' | 'form' | 'empty-part' | 'dots' | 'stars' | 'braces' | 'many' | 'unopened'

export class PatternError extends Error {
  override readonly name = 'PatternError'
  readonly rule: PatternRule
  /** The part at fault, in quotes, and how many alternatives there may be. */
  readonly shown: { readonly part: string; readonly most: number }

  constructor(rule: PatternRule, part = '') {
    const shown = { part: JSON.stringify(part), most: maxAlternatives }
    super(rulesBroken[rule](shown))
    this.rule = rule
    this.shown = shown
  }
}

const rulesBroken: Readonly<Record<PatternRule, (shown: PatternError['shown']) => string>> = {
  absolute: () => 'must be relative and not empty',
  form: () => 'must be in canonical path text, with % written as %25',
  'empty-part': () => 'has an empty part',
  dots: ({ part }) => `has the part ${part}`,
  stars: () => '`**` must be a whole part',
  braces: () => 'braces must be closed and not nested',
  many: ({ most }) => `has more than ${most} alternatives`,
  unopened: () => 'has `}` without `{`',
}

/** True when the path, in canonical text relative to its root, is covered. */
export type Matcher = (path: string) => boolean

/** Of one part, and of one pattern whose braces hold folders. */
const maxAlternatives = 64

/** Null stands for `**`: any number of parts. */
type PartTest = Matcher | null

/**
 * Compiles a pattern: `**` as a whole part stands for any number of parts, `*` for any characters of one part,
 * `?` for one character, `{a,b}` for either. `dir/**` covers everything below `dir`, but not `dir` itself.
 * Names in patterns are in canonical path text, so a percent sign is written `%25`.
 * @throws PatternError that says what is wrong with it.
 */
export function compilePattern(pattern: string): Matcher {
  return anyOf(formsOf(pattern).map(compileForm))
}

/** What a pattern says of the names that lie directly in one folder. */
export type NamesInFolder = 'all' | 'none' | Matcher

/** A pattern for whoever asks folder by folder: what hangs on the folder alone is worked out once for it. */
export interface FolderPattern {
  /** False when no path that begins with this name is covered. */
  mayBeginWith(first: string): boolean
  /** `parts` are the folder's names from the top. */
  namesIn(parts: readonly string[]): NamesInFolder
}

/** As `compilePattern`. @throws PatternError */
export function compileByFolder(pattern: string): FolderPattern {
  const forms = formsOf(pattern).map(compileFormByFolder)
  return {
    mayBeginWith: first => forms.some(form => form.mayBeginWith(first)),
    namesIn(parts) {
      const matchers: Matcher[] = []
      for (const form of forms) {
        const names = form.namesIn(parts)
        if (names === 'all') return 'all'
        if (names !== 'none') matchers.push(names)
      }
      return matchers.length === 0 ? 'none' : anyOf(matchers)
    },
  }
}

function anyOf(matchers: readonly Matcher[]): Matcher {
  const [only] = matchers
  return only !== undefined && matchers.length === 1 ? only : path => matchers.some(matches => matches(path))
}

/** One for each combination of what stands in braces with folders. @throws PatternError */
function formsOf(pattern: string): readonly string[] {
  if (pattern === '' || pattern.startsWith('/')) throw new PatternError('absolute')
  // It would match nothing, without a word.
  if (!isPathText(pattern)) throw new PatternError('form')
  return expandBraces(pattern, inner => inner.includes('/'))
}

/** `dir/**` covers names by their folder alone; in any other form the last part is the name's, and the others the folder's. */
function compileFormByFolder(form: string): FolderPattern {
  const tests = splitForm(form).map(part => (part === '**' ? null : compilePart(part)))
  const [first = null] = tests
  const last = tests.pop() ?? null
  // One `**` more lets the name that follows the folder be any.
  const folderTests = last === null ? [...tests, null] : tests
  return {
    mayBeginWith: name => first === null || first(name),
    namesIn: parts => (matchParts(folderTests, parts) ? (last ?? 'all') : 'none'),
  }
}

function compileForm(form: string): Matcher {
  if (!/[*?{]/.test(form)) {
    splitForm(form)
    return path => path === form
  }
  const parts = splitForm(form)
  const tests = parts.map(part => (part === '**' ? null : compilePart(part)))
  // `dir/**` wants at least one part below.
  if (parts.at(-1) === '**') tests.splice(-1, 0, () => true)
  const first = tests[0] ?? null
  const last = tests.at(-1) ?? null
  return path => {
    // Most paths fail at their first or last name, before anything is split.
    if (first !== null && !first(firstName(path))) return false
    if (last !== null && !last(path.slice(path.lastIndexOf('/') + 1))) return false
    return matchParts(tests, path.split('/'))
  }
}

function splitForm(form: string): readonly string[] {
  const parts = form.split('/')
  for (const part of parts) {
    if (part === '') throw new PatternError('empty-part')
    if (part === '.' || part === '..') throw new PatternError('dots', part)
    if (part !== '**' && part.includes('**')) throw new PatternError('stars')
  }
  return parts
}

function compilePart(part: string): Matcher {
  const choices = expandBraces(part, () => true)
  const plain = new Set(choices.filter(choice => !isWild(choice)))
  const wild = choices.filter(isWild).map(compileWild)
  return name => plain.has(name) || wild.some(matches => matches(name))
}

function isWild(choice: string): boolean {
  return choice.includes('*') || choice.includes('?')
}

function compileWild(form: string): Matcher {
  const wanted = charactersOf(form)
  const isStar = (index: number) => wanted[index] === '*'
  const star = form.indexOf('*')
  if (star !== -1 && star === form.lastIndexOf('*') && !form.includes('?')) {
    const [before, after] = [form.slice(0, star), form.slice(star + 1)]
    const fits = (name: string) =>
      name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after)
    // Inside an escape such as `%0A` a text comparison could begin at its `0`: those names go the long way.
    return name => fits(name) && (!name.includes('%') || matchCharacters(wanted, isStar, name))
  }
  return name => matchCharacters(wanted, isStar, name)
}

function matchCharacters(wanted: readonly string[], isStar: (index: number) => boolean, name: string): boolean {
  const given = charactersOf(name)
  return matchSequence(wanted.length, given.length, isStar, (w, g) => wanted[w] === '?' || wanted[w] === given[g])
}

/** An escaped byte is one character. */
function charactersOf(text: string): readonly string[] {
  return text.includes('%') ? (text.match(/%[0-9A-F]{2}|./gsu) ?? []) : Array.from(text)
}

function matchParts(tests: readonly PartTest[], parts: readonly string[]): boolean {
  const isStar = (index: number) => tests[index] === null
  return matchSequence(tests.length, parts.length, isStar, (t, p) => tests[t]?.(parts[p] ?? '') ?? false)
}

/** Greedy with one remembered star: a later star makes an earlier one's choice final, so nothing is tried twice over. */
function matchSequence(
  formLength: number,
  length: number,
  isStar: (index: number) => boolean,
  same: (form: number, given: number) => boolean,
): boolean {
  let form = 0
  let given = 0
  let star = -1
  let resume = 0
  while (given < length) {
    if (form < formLength && isStar(form)) {
      star = form++
      resume = given
    } else if (form < formLength && same(form, given)) {
      form++
      given++
    } else if (star !== -1) {
      form = star + 1
      given = ++resume
    } else return false
  }
  while (form < formLength && isStar(form)) form++
  return form === formLength
}

/** Writes out each `{a,b}` that is wanted; the others stay as they are. */
function expandBraces(pattern: string, wanted: (inner: string) => boolean): string[] {
  let forms = ['']
  let rest = pattern
  for (let open = rest.indexOf('{'); open !== -1; open = rest.indexOf('{')) {
    const close = rest.indexOf('}', open)
    const inner = rest.slice(open + 1, close)
    if (close === -1 || inner.includes('{')) throw new PatternError('braces')
    const before = plainText(rest.slice(0, open))
    const choices = wanted(inner) ? inner.split(',') : [`{${inner}}`]
    if (forms.length * choices.length > maxAlternatives) {
      throw new PatternError('many')
    }
    forms = forms.flatMap(form => choices.map(choice => form + before + choice))
    rest = rest.slice(close + 1)
  }
  return forms.map(form => form + plainText(rest))
}

function plainText(text: string): string {
  if (text.includes('}')) throw new PatternError('unopened')
  return text
}

function firstName(path: string): string {
  const end = path.indexOf('/')
  return end === -1 ? path : path.slice(0, end)
}

function isPathText(pattern: string): boolean {
  try {
    parsePathText(pattern)
    return true
  } catch (error) {
    if (error instanceof PathTextError) return false
    throw error
  }
}
