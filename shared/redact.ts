// Owns how secrets and card numbers are taken out of a command line before anybody is told of it. Pure. Patterns are of a
// kind that cannot run away: each is tried on a word in time that grows with the word alone, without backtracking.
import { redactCards } from './redact.cards.ts'
import { usualPatterns } from './redact.usual.ts'

/** What a text breaks that is no pattern of what is hidden. */
export type RedactRule = 'long' | 'space' | 'words' | 'stars' | 'end' | 'open' | 'all'

export class RedactPatternError extends Error {
  override readonly name = 'RedactPatternError'
  readonly rule: RedactRule
  /** How many there may be of what is too much. */
  readonly most: number

  constructor(rule: RedactRule, most = 0) {
    super(rulesBroken[rule](most))
    this.rule = rule
    this.most = most
  }
}

const rulesBroken: Readonly<Record<RedactRule, (most: number) => string>> = {
  long: most => `has more than ${most} characters`,
  space: () => 'has a space too many',
  words: most => `has more than ${most} words`,
  stars: most => `has more than ${most} *`,
  end: () => 'must end in SECRET, and hold it once',
  open: () => 'has * directly before SECRET: it would not be known where that begins',
  all: () => 'would hide everything',
}

const hiddenText = '[…]'
/** What is kept of a command line, in characters. */
const maxLength = 1000
/** An option with its value and what may stand between; and what no honest pattern needs more of. */
const maxWords = 4
const maxStars = 8
const maxPatternLength = 200

/** One command line as its arguments, made into one line without secrets. */
export type Redact = (args: readonly string[]) => string

/** Literal pieces of one word, between its `*`. */
type Pieces = readonly string[]

interface Pattern {
  /** Null: whatever the program. */
  readonly program: Pieces | null
  /** Words before the one with the secret. */
  readonly before: readonly Pieces[]
  /** What stands before the secret in its own word. */
  readonly lead: Pieces
}

/**
 * Compiles the patterns that are always in force, and more. In a pattern, words are separated by one space; the last one
 * ends in `SECRET`, which is what is hidden: the rest of that word. `*` stands for any characters. ASCII letters count in any
 * case. `@name` as first word: only behind a word whose last path part is such a name.
 * @throws RedactPatternError that says what is wrong with one
 */
export function compileRedact(more: readonly string[] = []): Redact {
  const patterns = [...usualPatterns, ...more].map(compileRedactPattern)
  return args => {
    const sequence = new Sequence(patterns)
    const shown = args.map((arg, index) => quoted(redactArgument(arg, index, args, sequence, patterns), args.length))
    return redactCards(shown.join(' ')).slice(0, maxLength).toWellFormed()
  }
}

/** @throws RedactPatternError */
export function compileRedactPattern(text: string): Pattern {
  const refuse = (rule: RedactRule, most?: number) => new RedactPatternError(rule, most)
  if (text.length > maxPatternLength) throw refuse('long', maxPatternLength)
  const words = text.split(' ')
  if (words.includes('')) throw refuse('space')
  const [first = ''] = words
  const program = first.startsWith('@') ? piecesOf(first.slice(1)) : null
  if (program !== null) words.shift()
  if (words.length > maxWords) throw refuse('words', maxWords)
  if ((text.match(/\*/g) ?? []).length > maxStars) throw refuse('stars', maxStars)
  const last = words.pop() ?? ''
  const lead = last.slice(0, -'SECRET'.length)
  if (!last.endsWith('SECRET') || [...words, lead].some(word => word.includes('SECRET'))) throw refuse('end')
  if (lead.endsWith('*')) throw refuse('open')
  if (program === null && words.length === 0 && lead.replaceAll('*', '') === '') throw refuse('all')
  return { program, before: words.map(piecesOf), lead: piecesOf(lead) }
}

function piecesOf(word: string): Pieces {
  return asciiLower(word).split('*')
}

/**
 * An argument is a word, spaces and all, and where it holds spaces also the words in it, as a shell would part them. What
 * follows `-c` is a program of a shell and not one secret.
 */
function redactArgument(
  arg: string,
  index: number,
  args: readonly string[],
  sequence: Sequence,
  patterns: readonly Pattern[],
): string {
  const hasSpace = /\s/.test(arg)
  const isScript = hasSpace && (args.length === 1 || /^-[a-z]*c$/i.test(args[index - 1] ?? ''))
  const from = sequence.hiddenFrom(arg, isScript)
  const kept = from === -1 ? arg : arg.slice(0, from)
  const hidden = from === -1 ? '' : hiddenText
  if (!hasSpace) return hideUserInfo(kept) + hidden
  const inner = new Sequence(patterns)
  let text = ''
  let at = 0
  for (const [start, end] of wordsOf(kept)) {
    const quote = /["']/.test(kept[start] ?? '') ? 1 : 0
    const word = kept.slice(start + quote, end)
    const innerFrom = inner.hiddenFrom(word, false)
    const shown = innerFrom === -1 ? word : word.slice(0, innerFrom) + hiddenText
    text += kept.slice(at, start + quote) + hideUserInfo(shown)
    at = end
  }
  return text + kept.slice(at) + hidden
}

/** Words in their order: what one says of the next is remembered. */
class Sequence {
  readonly #patterns: readonly Pattern[]
  readonly #programs = new Set<Pattern>()
  #begun: { readonly pattern: Pattern; readonly at: number }[] = []

  constructor(patterns: readonly Pattern[]) {
    this.#patterns = patterns
  }

  /** From where on the word is hidden, -1 where nothing of it is. `onlyBegun`: only earlier words can say so. */
  hiddenFrom(given: string, onlyBegun: boolean): number {
    const word = asciiLower(given)
    const begun = this.#begun
    this.#begun = []
    let from = -1
    const tryAt = (pattern: Pattern, at: number) => {
      const before = pattern.before[at]
      if (before === undefined) from = earlier(from, secretStart(pattern.lead, word))
      // An option that already has its value takes no further word.
      else if (!word.includes('=') && matchesWhole(before, word)) this.#begun.push({ pattern, at: at + 1 })
    }
    for (const { pattern, at } of begun) tryAt(pattern, at)
    if (onlyBegun) return from
    for (const pattern of this.#patterns) {
      if (pattern.program === null || this.#programs.has(pattern)) tryAt(pattern, 0)
      else if (matchesWhole(pattern.program, word.slice(word.lastIndexOf('/') + 1))) this.#programs.add(pattern)
    }
    return from
  }
}

function earlier(one: number, other: number): number {
  return one === -1 || other === -1 ? Math.max(one, other) : Math.min(one, other)
}

/** Where the pieces, found as early as can be, are over; -1 where they do not fit or nothing follows. */
function secretStart(pieces: Pieces, word: string): number {
  let at = 0
  for (const [index, piece] of pieces.entries()) {
    const found = index === 0 ? (word.startsWith(piece) ? 0 : -1) : word.indexOf(piece, at)
    if (found === -1) return -1
    at = found + piece.length
  }
  return at < word.length ? at : -1
}

function matchesWhole(pieces: Pieces, word: string): boolean {
  const last = pieces.at(-1) ?? ''
  if (pieces.length === 1) return word === last
  let at = 0
  for (const [index, piece] of pieces.slice(0, -1).entries()) {
    const found = index === 0 ? (word.startsWith(piece) ? 0 : -1) : word.indexOf(piece, at)
    if (found === -1) return false
    at = found + piece.length
  }
  return word.length - last.length >= at && word.endsWith(last)
}

/** The user part of URLs (RFC 3986 section 3.2.1), name and all: of many services the name is the token. */
function hideUserInfo(word: string): string {
  let text = ''
  let at = 0
  for (let found = word.indexOf('://'); found !== -1; found = word.indexOf('://', at)) {
    const start = found + 3
    const length = word.slice(start).search(/[/?#\s"'`]/)
    const end = length === -1 ? word.length : start + length
    // Looked for in here alone: back to the word's beginning, for each of its URLs, would be by the square of their number.
    const authority = word.slice(start, end)
    const sign = authority.lastIndexOf('@')
    text += word.slice(at, start) + (sign > 0 ? hiddenText + authority.slice(sign) : authority)
    at = end
  }
  return text + word.slice(at)
}

/** Where words begin and end, quotes and backslashes as a shell takes them; an open quote ends with the text. */
function* wordsOf(text: string): Generator<[start: number, end: number]> {
  let start = -1
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? ''
    if (quote !== '') {
      if (sign === quote) quote = ''
      else if (sign === '\\' && quote === '"') at++
    } else if (/\s/.test(sign)) {
      if (start !== -1) yield [start, at]
      start = -1
    } else {
      if (start === -1) start = at
      if (sign === '"' || sign === "'") quote = sign
      else if (sign === '\\') at++
    }
  }
  if (start !== -1) yield [start, text.length]
}

/** So that arguments can be told apart. A single one with spaces is a title that the process gave itself. */
function quoted(arg: string, count: number): string {
  return count > 1 && (arg === '' || /[\s'"]/.test(arg)) ? `'${arg.replaceAll("'", "'\\''")}'` : arg
}

/** Of the same length as the text, which `toLowerCase` does not promise. */
function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, letters => letters.toLowerCase())
}
