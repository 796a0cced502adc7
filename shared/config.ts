// Owns how a YAML config file becomes checked settings, or is refused with file, line, column, what is allowed, and the
// nearest known key. What the settings mean is each program's; nothing is started here, so nothing can be half-started.
import { readFileSync } from 'node:fs'
import { isMap, isNode, isPair, isSeq, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml'
import { z } from 'zod'
import { parseBytes } from './bytes.ts'
import { parseDuration } from './duration.ts'
import { describeError, errnoOf, Failure } from './failures.ts'
import { allowedBy } from './issue-words.ts'
import type { Say } from './messages.ts'
import { nearestOf } from './nearest.ts'

/** A config file of this size is no config file. */
const maxBytes = 1_000_000

/**
 * Reads and checks a config file. An empty file is an empty config.
 * @throws Failure config-invalid, whose place is `file:line:column` of the first fault and whose message lists them all
 */
export function readConfig<T>(file: string, schema: z.ZodType<T>, say: Say): T {
  return parseConfig(readText(file, say), file, schema, say)
}

/** As `readConfig`, for text that is already read. */
export function parseConfig<T>(text: string, file: string, schema: z.ZodType<T>, say: Say): T {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true })
  const broken = [...document.errors, ...document.warnings].map(error => ({
    offset: error.pos[0],
    message: say('config.yaml', { detail: error.message }),
  }))
  if (broken.length > 0) throw refused(file, lines, broken)
  const parsed = schema.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {})
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.flatMap(issue => faultsOf(issue, document.contents, schema, say))
  throw refused(file, lines, faults)
}

/** Every key that a schema knows, dotted, with `[]` for the items of a list: for tests and for the nearest key. */
export function keysOf(schema: z.core.$ZodType, prefix = ''): string[] {
  const inner = unwrap(schema)
  if (inner instanceof z.ZodArray) return keysOf(inner.element, `${prefix}[]`)
  if (!(inner instanceof z.ZodObject)) return []
  return Object.entries(inner.shape).flatMap(([key, value]) => {
    const name = prefix === '' ? key : `${prefix}.${key}`
    return [name, ...keysOf(value as z.core.$ZodType, name)]
  })
}

/** A duration in config, as milliseconds. `least` and `most` are durations too. */
export function durationBetween(least: string, most: string) {
  const [from, to] = [parseDuration(least) ?? 0, parseDuration(most) ?? Number.POSITIVE_INFINITY]
  return z.unknown().transform((text, context) => {
    const ms = parseDuration(String(text))
    if (ms !== null && ms >= from && ms <= to) return ms
    context.issues.push({ code: 'custom', input: text, params: { key: 'config.duration', least, most } })
    return z.NEVER
  })
}

/** As `durationBetween`, or the word `auto`, which it is where nothing is said. */
export function durationOrAuto(least: string, most: string) {
  const [from, to] = [parseDuration(least) ?? 0, parseDuration(most) ?? Number.POSITIVE_INFINITY]
  const either = z.unknown().transform((text, context): number | 'auto' => {
    if (text === 'auto') return text
    const ms = parseDuration(String(text))
    if (ms !== null && ms >= from && ms <= to) return ms
    context.issues.push({ code: 'custom', input: text, params: { key: 'config.duration-or-auto', least, most } })
    return z.NEVER
  })
  return either.prefault('auto')
}

/** A size in config such as `64MiB`, as bytes. */
export function bytesBetween(least: string, most: string) {
  const [from, to] = [parseBytes(least) ?? 0, parseBytes(most) ?? Number.POSITIVE_INFINITY]
  return z.unknown().transform((text, context) => {
    const bytes = parseBytes(String(text))
    if (bytes !== null && bytes >= from && bytes <= to) return bytes
    context.issues.push({ code: 'custom', input: text, params: { key: 'config.bytes', least, most } })
    return z.NEVER
  })
}

interface Fault {
  readonly offset: number
  readonly message: string
}

function readText(file: string, say: Say): string {
  try {
    const bytes = readFileSync(file)
    if (bytes.length > maxBytes) throw new Failure('config-invalid', say('config.too-large'), { place: file })
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof Failure) throw error
    const detail = error instanceof TypeError ? say('config.not-utf8') : (errnoOf(error) ?? describeError(error))
    throw new Failure('config-invalid', say('config.unreadable', { detail }), { place: file, cause: error })
  }
}

function refused(file: string, lines: LineCounter, faults: readonly Fault[]): Failure {
  const told = faults
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, message }) => {
      const { line, col } = lines.linePos(offset)
      return { place: `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`, message }
    })
  const [first, ...others] = told
  const rest = others.map(({ place, message }) => `\n${place}: ${message}`).join('')
  return new Failure('config-invalid', `${first?.message ?? ''}${rest}`, { place: first?.place ?? file })
}

function faultsOf(issue: z.core.$ZodIssue, contents: ParsedNode | null, schema: z.ZodType, say: Say): Fault[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, path)
    return issue.keys.map(key => {
      const nearest = nearestOf(key, known)
      const hint = nearest === null ? '' : ` ${say('config.nearest', { nearest })}`
      const message = `${say('config.unknown-key', { key: dotted([...path, key]), known: known.join(', ') })}${hint}`
      return { offset: offsetOf(contents, [...path, key], 'key'), message }
    })
  }
  const key = dotted(path)
  const missing = issue.code === 'invalid_type' && valueAt(contents, path) === undefined
  const message = missing
    ? say('config.missing', { key })
    : say('config.wrong', { key, allowed: allowedBy(issue, say) })
  return [{ offset: offsetOf(contents, path, 'value'), message }]
}

/** The keys that the schema allows at a place. */
function knownKeys(schema: z.core.$ZodType, path: readonly string[]): string[] {
  let at = unwrap(schema)
  for (const part of path) {
    if (at instanceof z.ZodArray) at = unwrap(at.element)
    else if (at instanceof z.ZodObject) at = unwrap(at.shape[part] as z.core.$ZodType)
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : []
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrap(schema.def.innerType)
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.def.innerType)
  if (schema instanceof z.ZodPipe) return unwrap(schema.in)
  return schema
}

/** Where a key or its value stands; where it is missing, where its map stands. */
function offsetOf(contents: ParsedNode | null, path: readonly string[], wanted: 'key' | 'value'): number {
  let at: unknown = contents
  let offset = startOf(contents)
  for (const [index, part] of path.entries()) {
    if (isSeq(at)) at = at.items[Number(part)]
    else if (isMap(at)) {
      const pair = at.items.find(item => isPair(item) && isNode(item.key) && String(item.key) === part)
      if (pair === undefined) return offset
      const last = index === path.length - 1
      if (isNode(pair.key)) offset = startOf(pair.key)
      if (last && wanted === 'key') return offset
      at = pair.value
    }
    if (isNode(at)) offset = startOf(at)
  }
  return offset
}

function valueAt(contents: ParsedNode | null, path: readonly string[]): unknown {
  if (contents === null) return undefined
  return path.length === 0 ? contents : isMap(contents) || isSeq(contents) ? contents.getIn(path) : undefined
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0
}

function dotted(path: readonly string[]): string {
  return path.length === 0 ? '.' : path.join('.')
}
