// Owns what is said of a value that a schema refuses: what would be allowed there. Where the value stands is said by who read it.
import type { Say } from './messages.ts'
import type { PatternRule } from './pattern.ts'
import type { RedactRule } from './redact.ts'
import { ruleIn } from './rules.ts'

/** What zod tells of a value that it refuses, in whatever form it came. */
export interface Refused {
  readonly code: string
  readonly message: string
  readonly path?: unknown
  /** Of unknown keys. */
  readonly keys?: unknown
  /** Of a value that has none of several shapes: what each of them says. */
  readonly errors?: unknown
  readonly expected?: unknown
  readonly values?: readonly unknown[]
  readonly minimum?: unknown
  readonly maximum?: unknown
  readonly inclusive?: unknown
  readonly origin?: unknown
  readonly format?: unknown
  readonly pattern?: unknown
  readonly params?: unknown
}

/** The way to what is refused, with dots; empty where it is the whole. */
export function placeIn(issue: Refused | undefined): string {
  if (issue === undefined) return ''
  const { path, code, keys } = nearest(issue)
  return [...listOf(path), ...(code === 'unrecognized_keys' ? listOf(keys).slice(0, 1) : [])].map(String).join('.')
}

/** What is wrong with it, to stand behind its name. `given`: the first of those that a schema has. */
export function wrongIn(given: Refused | undefined, say: Say): string {
  if (given === undefined) return '-'
  const issue = nearest(given)
  if (issue.code === 'unrecognized_keys') return say('field.unknown')
  const key = isMissing(issue) ? 'field.missing' : 'field.wrong'
  return ruleIn(issue.message, say) ?? say(key, { allowed: allowedBy(issue, say) })
}

/** zod tells it in its own words alone: an issue does not carry the value. */
function isMissing({ code, message }: Refused): boolean {
  return code === 'invalid_type' && message.endsWith('received undefined')
}

/** Of several shapes the one that was meant, as far as that shows: all of it is refused further in, and the least. */
function nearest(issue: Refused): Refused {
  if (issue.code !== 'invalid_union') return issue
  const [meant = []] = listOf(issue.errors)
    .map(shape => listOf(shape) as readonly Refused[])
    .filter(shape => shape.every(({ code, path }) => code === 'unrecognized_keys' || listOf(path).length > 0))
    .toSorted((a, b) => a.length - b.length)
  const inner = meant.find(({ code }) => code !== 'unrecognized_keys') ?? meant[0]
  return inner === undefined ? issue : nearest({ ...inner, path: [...listOf(issue.path), ...listOf(inner.path)] })
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** To stand behind "must be". */
export function allowedBy(issue: Refused, say: Say): string {
  switch (issue.code) {
    case 'invalid_type':
      return say('config.type', { type: say(typeWords[String(issue.expected)] ?? 'config.type.other') })
    case 'invalid_union':
      return say('config.type.other')
    case 'invalid_value':
      return say('config.one-of', { values: (issue.values ?? []).map(String).join(', ') })
    case 'too_small':
      return say(leastWords(issue), { least: Number(issue.minimum) })
    case 'too_big':
      return say(mostWords(issue), { most: Number(issue.maximum) })
    case 'invalid_format':
      return ruleIn(issue.message, say) ?? formatWords(issue, say)
    default:
      return customWords(issue.params, say) ?? ruleIn(issue.message, say) ?? issue.message
  }
}

const typeWords: Readonly<Record<string, Parameters<Say>[0]>> = {
  string: 'config.type.string',
  number: 'config.type.number',
  int: 'config.type.int',
  boolean: 'config.type.boolean',
  array: 'config.type.array',
  object: 'config.type.object',
  record: 'config.type.object',
}

function leastWords({ origin, inclusive }: Refused) {
  if (origin === 'string') return 'config.least-characters'
  if (origin === 'array') return 'config.least-items'
  return inclusive === false ? 'config.more-than' : 'config.least'
}

function mostWords({ origin, inclusive }: Refused) {
  if (origin === 'string') return 'config.most-characters'
  if (origin === 'array') return 'config.most-items'
  return inclusive === false ? 'config.less-than' : 'config.most'
}

function formatWords({ format, pattern }: Refused, say: Say): string {
  if (format === 'datetime') return say('config.datetime')
  if (format === 'email') return say('config.email')
  if (format === 'regex') return say('config.form', { form: String(pattern) })
  return say('config.form', { form: String(format) })
}

const customKeys = [
  'config.duration',
  'config.duration-or-auto',
  'config.bytes',
  'config.above-floor',
  'config.absolute',
  'config.ca-or-pin',
  'config.pin',
  'config.ws-url',
  'config.time-zone',
  'config.rate',
  'config.rehash',
  'config.folder',
] as const

function customWords(params: unknown, say: Say): string | undefined {
  const { key, rule, least = '', most = '', part = '' } = fieldsOf(params)
  const shown = { least: String(least), most: String(most), part: String(part) }
  if (key === 'config.pattern') return say(key, { why: say(`pattern-rule.${rule as PatternRule}`, shown) })
  if (key === 'config.redact') return say(key, { why: say(`redact-rule.${rule as RedactRule}`, shown) })
  const known = customKeys.find(one => one === key)
  return known && say(known, shown)
}

function fieldsOf(params: unknown): Readonly<Record<string, unknown>> {
  return typeof params === 'object' && params !== null ? { ...params } : {}
}
