// Owns whether the bytes that somebody sends are a release: envelope, signature by a trusted key, statement, entries. Pure,
// and heavy for large releases, so it runs in worker.ts. Whether the release may be published is allowlist.ts's.
import { createHash } from 'node:crypto'
import { Failure } from '@sekisho/shared/failures.ts'
import { pathBytes } from '@sekisho/shared/path.ts'
import { type Envelope, EnvelopeSchema, type KeyId, openEnvelope } from '@sekisho/shared/proof.ts'
import {
  adoptionPredicate,
  EntryError,
  entriesOf,
  maxEntries,
  type ReleaseEntry,
  type Statement,
  StatementSchema,
  weakPredicate,
} from '@sekisho/shared/release.ts'

/** What a verified release says of itself, without its entries. */
export interface Verified {
  readonly component: string
  readonly version: string
  readonly kind: 'release' | 'adoption'
  /** Its files were compared with MD5 sums alone. */
  readonly weak: boolean
  readonly signer: KeyId
  /** sha256 over kind, weakness and entries, lower-case hex: two statements of the same files have the same one. */
  readonly digest: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly adoption: { readonly by: string; readonly reason: string } | null
  readonly files: number
}

/** Keys that are trusted for some components only, and which. */
export type NarrowKeys = ReadonlyMap<KeyId, readonly string[]>

/**
 * @param trusted every key that may sign releases; those that `narrow` names, of those components only
 * @throws Failure release-refused, whose place names the entry where one is at fault
 */
export function verifyRelease(
  bytes: Uint8Array,
  trusted: ReadonlySet<KeyId>,
  narrow: NarrowKeys = new Map(),
): { readonly release: Verified; readonly entries: readonly ReleaseEntry[] } {
  const envelope = readEnvelope(bytes)
  const opened = openSigned(envelope, trusted)
  const statement = readStatement(opened.payload)
  const { component, version, createdAt, adoption } = statement.predicate
  const signer = signerFor(component, envelope, opened.signer, trusted, narrow)
  const kind = statement.predicateType === adoptionPredicate ? 'adoption' : 'release'
  if ((kind === 'adoption') !== (adoption !== undefined)) {
    throw refuse('an adoption names who decided and why, and a release does neither', 'predicate.adoption')
  }
  const weak = statement.predicateType === weakPredicate
  const entries = readEntries(statement)
  return {
    release: {
      component,
      version,
      kind,
      weak,
      signer,
      digest: digestOf(weak ? 'weak release' : kind, entries),
      createdAt: Date.parse(createdAt),
      adoption: adoption ?? null,
      files: entries.length,
    },
    entries,
  }
}

function readEnvelope(bytes: Uint8Array): Envelope {
  const envelope = EnvelopeSchema.safeParse(parseJson(bytes, 'the envelope'))
  if (!envelope.success) throw refuse('it is no DSSE envelope with an in-toto statement')
  return envelope.data
}

/** The key that is trusted for the component; of several signatures not only the first may count. */
function signerFor(
  component: string,
  envelope: Envelope,
  first: KeyId,
  trusted: ReadonlySet<KeyId>,
  narrow: NarrowKeys,
): KeyId {
  const may = (key: KeyId) => narrow.get(key)?.includes(component) ?? true
  if (may(first)) return first
  const other = openEnvelope(envelope, new Set([...trusted].filter(may)))
  if (other !== null) return other.signer
  throw refuse(`the key ${first} signed it, which is not trusted for the component ${component}`)
}

function openSigned(envelope: Envelope, trusted: ReadonlySet<KeyId>): { payload: Buffer; signer: KeyId } {
  const opened = openEnvelope(envelope, trusted)
  if (opened !== null) return opened
  const signers = envelope.signatures.map(({ keyid }) => keyid)
  if (signers.some(signer => trusted.has(signer))) throw refuse('the signature is not genuine')
  const [unknown = ''] = signers
  throw refuse(`it is signed with a key that is not trusted here: ${JSON.stringify(unknown.slice(0, 64))}`)
}

function readStatement(payload: Buffer): Statement {
  const json = parseJson(payload, 'the statement')
  const parsed = StatementSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const [field, index] = issue?.path ?? []
  if (field === 'subject' && typeof index === 'number') {
    const error = new EntryError(index, nameOfSubject(json, index), `is wrong: ${issue?.message ?? ''}`)
    throw refuse(error.message, `entry ${index + 1}`)
  }
  if (field === 'subject' && issue?.code === 'too_small') throw refuse('its list of files is empty', 'subject')
  if (field === 'subject' && issue?.code === 'too_big')
    throw refuse(`it lists more than ${maxEntries} files`, 'subject')
  const place = issue?.path.join('.') || 'statement'
  throw refuse(issue?.message ?? 'it is no release statement', place)
}

function readEntries(statement: Statement): ReleaseEntry[] {
  try {
    return entriesOf(statement)
  } catch (error) {
    if (error instanceof EntryError) throw refuse(error.message, `entry ${error.index + 1}`)
    throw error
  }
}

function nameOfSubject(statement: unknown, index: number): string {
  const subjects = (statement as { subject?: readonly unknown[] } | null)?.subject
  const name = (subjects?.[index] as { name?: unknown } | null | undefined)?.name
  return typeof name === 'string' ? name : ''
}

function parseJson(bytes: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw refuse(`${what} is not JSON in UTF-8`, undefined, error)
  }
}

function digestOf(kind: string, entries: readonly ReleaseEntry[]): string {
  // A canonical path holds no control character, so a newline ends it without doubt.
  const lines = entries.map(({ path, sha256, type }) => ({
    key: pathBytes(path),
    line: `${path}\n${sha256} ${type}\n`,
  }))
  lines.sort((a, b) => Buffer.compare(a.key, b.key))
  const hash = createHash('sha256').update(`${kind}\n`)
  for (const { line } of lines) hash.update(line)
  return hash.digest('hex')
}

function refuse(message: string, place?: string, cause?: unknown): Failure {
  return new Failure('release-refused', message, { cause, ...(place === undefined ? {} : { place }) })
}
