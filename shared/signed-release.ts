// Owns reading a signed release of any size: envelope, payload, entries, each entry by itself. As one text and as objects all at
// once, a million of them took 2.5 GB. Whose signature counts, and what a release may do, is for whoever reads it.
import { isUtf8 } from 'node:buffer'
import type { z } from 'zod'
import { Failure } from './failures.ts'
import { placeIn, wrongIn } from './issue-words.ts'
import { elementsOf, membersOf, type Part } from './json-parts.ts'
import type { MessageKey, MessageParams, Say } from './messages.ts'
import { type Envelope, EnvelopeSchema, type UnsignedPayload, unsignedPayload } from './proof.ts'
import {
  EntryError,
  entriesOf,
  maxEntries,
  maxStatementBytes,
  type ReleaseEntry,
  type Statement,
  StatementSchema,
  SubjectSchema,
} from './release.ts'
import { reasonOf, ToldFailure } from './told-failure.ts'

export interface SignedPayload {
  readonly unsigned: UnsignedPayload
  readonly signatures: Envelope['signatures']
}

/** A statement without its subjects. */
export type StatementHead = Omit<Statement, 'subject'>

const HeadSchema = StatementSchema.omit({ subject: true })
const SealSchema = EnvelopeSchema.omit({ payload: true })

/** Of one entry, or of what stands beside payload or entries: a path of 4,096 bytes that are all escaped has 24 KB. */
const maxPartBytes = 64 * 1024
/** Decoded at once; whole groups of four characters. */
const pieceChars = 1024 * 1024

/** @throws Failure release-refused */
export function signedPayload(bytes: Buffer): SignedPayload {
  const { large, others } = objectOf(bytes, 'payload', 'signed.envelope-json')
  const seal = SealSchema.safeParse(others)
  if (large === null || !seal.success) throw refuse('signed.no-envelope')
  return { unsigned: decoded(bytes, large), signatures: seal.data.signatures }
}

/** @throws Failure release-refused, whose place names the field or the entry */
export function readStatement(payload: Buffer): {
  readonly head: StatementHead
  readonly entries: readonly ReleaseEntry[]
} {
  const { large, others } = objectOf(payload, 'subject', 'signed.statement-json')
  const head = HeadSchema.safeParse(others)
  if (!head.success) {
    const [issue] = head.error.issues
    const place = placeIn(issue) || 'statement'
    throw new ToldFailure('release-refused', say => say('signed.statement-wrong', { detail: wrongIn(issue, say) }), {
      place,
    })
  }
  if (large === null) throw refuse('signed.list-missing', { place: 'subject' })
  try {
    const entries = entriesOf({ subject: subjectsOf(payload, large) })
    if (entries.length === 0) throw refuse('signed.list-empty', { place: 'subject' })
    return { head: head.data, entries }
  } catch (error) {
    if (error instanceof SyntaxError) throw refuse('signed.list-broken', { place: 'subject', cause: error })
    throw error
  }
}

/** The file is the place, and what is wrong in it the reason. */
export function inFile<T>(place: string, what: 'signed.none' | 'signed.no-files', read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const reason = (say: Say) => say(what, { detail: reasonOf(error, say) })
    throw new ToldFailure('release-refused', reason, { place, cause: error })
  }
}

function* subjectsOf(payload: Buffer, list: Part): Generator<z.infer<typeof SubjectSchema>> {
  let index = 0
  for (const { from, to } of elementsOf(payload, list)) {
    if (index === maxEntries) throw refuse('signed.list-long', { place: 'subject', params: { most: maxEntries } })
    if (to - from > maxPartBytes)
      throw new EntryError(index, '', say => say('signed.entry-long', { most: maxPartBytes }))
    const subject: unknown = JSON.parse(payload.toString('utf8', from, to))
    const parsed = SubjectSchema.safeParse(subject)
    if (!parsed.success) throw wrongEntry(index, subject, parsed.error)
    yield parsed.data
    index++
  }
}

function wrongEntry(index: number, subject: unknown, { issues }: z.ZodError): EntryError {
  const [issue] = issues
  const field = placeIn(issue)
  const detail = (say: Say) => `${field === '' ? '' : `${field}: `}${wrongIn(issue, say)}`
  return new EntryError(index, nameOf(subject), say => say('signed.entry-wrong', { detail: detail(say) }))
}

function nameOf(subject: unknown): string {
  const name = (subject as { readonly name?: unknown } | null)?.name
  return typeof name === 'string' ? name : ''
}

/** An object with one large member, which is told as where it lies, and others that are small and parsed. */
function objectOf(
  bytes: Buffer,
  largeName: string,
  notOne: MessageKey,
): { readonly large: Part | null; readonly others: Readonly<Record<string, unknown>> } {
  try {
    if (!isUtf8(bytes)) throw new SyntaxError('it is no UTF-8')
    const members = membersOf(bytes)
    const others: [string, unknown][] = []
    for (const [name, { from, to }] of members) {
      if (name === largeName) continue
      if (to - from > maxPartBytes) throw new SyntaxError(`${name} has more than ${maxPartBytes} bytes`)
      others.push([name, JSON.parse(bytes.toString('utf8', from, to))])
    }
    return { large: members.get(largeName) ?? null, others: Object.fromEntries(others) }
  } catch (error) {
    throw refuse(notOne, { cause: error })
  }
}

/** RFC 4648 section 4, as DSSE has it, right behind the head that is signed with it. */
function decoded(bytes: Buffer, { from, to }: Part): UnsignedPayload {
  if (bytes[from] !== sign.quote) throw refuse('signed.base64', { place: 'payload' })
  const text = bytes.subarray(from + 1, to - 1)
  const escapes = escapesIn(text)
  const chars = text.length - escapes
  const padding = text.at(-1) !== sign.padding ? 0 : text.at(-2) !== sign.padding ? 1 : 2
  const length = (chars / 4) * 3 - padding
  if (length > maxStatementBytes) {
    throw refuse('signed.long', { params: { bytes: length, most: maxStatementBytes } })
  }
  if (chars % 4 !== 0) throw refuse('signed.base64', { place: 'payload' })
  const unsigned = unsignedPayload(Math.max(length, 0))
  let read = 0
  let done = 0
  for (const piece of escapes === 0 ? piecesOf(text) : piecesWithoutEscapes(text)) {
    read += piece.length
    if (!(read === chars ? lastPiece : innerPiece).test(piece)) throw refuse('signed.base64', { place: 'payload' })
    done += unsigned.payload.write(piece, done, 'base64')
  }
  return unsigned
}

const sign = { quote: 0x22, backslash: 0x5c, slash: 0x2f, padding: 0x3d }
const innerPiece = /^[A-Za-z0-9+/]*$/
const lastPiece = /^[A-Za-z0-9+/]*={0,2}$/

/** Some writers of JSON escape each slash; base64 needs no other escape. */
function escapesIn(text: Buffer): number {
  if (!text.includes(sign.backslash)) return 0
  let count = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== sign.backslash) continue
    if (text[++at] !== sign.slash) throw refuse('signed.escape', { place: 'payload' })
    count++
  }
  return count
}

function* piecesOf(text: Buffer): Generator<string> {
  for (let at = 0; at < text.length; at += pieceChars) yield text.toString('latin1', at, at + pieceChars)
}

/** Byte by byte into room for one piece: the whole without its escapes would be in memory once more. */
function* piecesWithoutEscapes(text: Buffer): Generator<string> {
  const piece = Buffer.allocUnsafe(Math.min(pieceChars, text.length))
  let filled = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === sign.backslash) at++
    piece[filled++] = text[at] ?? 0
    if (filled < piece.length) continue
    yield piece.toString('latin1', 0, filled)
    filled = 0
  }
  if (filled > 0) yield piece.toString('latin1', 0, filled)
}

function refuse(
  key: MessageKey,
  { params, ...about }: { readonly params?: MessageParams; readonly place?: string; readonly cause?: unknown } = {},
): Failure {
  return new ToldFailure('release-refused', say => say(key, params), about)
}
