// Owns how entries become a statement: in-toto Statement v1, of a release or of an adoption, up to its bytes. Reads no files
// and signs nothing.
import type { FileRow } from '@sekisho/shared/api.ts'
import { isoTime } from '@sekisho/shared/clock.ts'
import { wrongIn } from '@sekisho/shared/issue-words.ts'
import { type PathText, parseRelativePath } from '@sekisho/shared/path.ts'
import {
  adoptionPredicate,
  brokenRule,
  maxEntries,
  maxStatementBytes,
  type ReleaseEntry,
  releasePredicate,
  type Statement,
  StatementSchema,
  statementType,
  weakPredicate,
} from '@sekisho/shared/release.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'

export interface ReleaseWords {
  readonly component: string
  readonly version: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Who decides that what is there stays, and why. */
export interface Decision {
  readonly by: string
  readonly reason: string
}

/** A statement before it is written: a million subjects as objects would take gigabytes. */
export interface UnsignedStatement {
  readonly entries: readonly ReleaseEntry[]
  readonly predicateType: Statement['predicateType']
  readonly predicate: Statement['predicate']
}

/**
 * @param entries each path once
 * @param mark an adoption where the entries are what a watched root holds: they stay marked as adopted, not known good. `weak` where
 *   each was only compared with a sum that two contents can share
 * @throws Failure release-refused naming the field or the entry
 */
export function releaseStatement(
  entries: readonly ReleaseEntry[],
  words: ReleaseWords,
  mark: Decision | 'weak' | null = null,
): UnsignedStatement {
  if (entries.length === 0) throw new ToldFailure('release-refused', reason('signed.list-empty'), { place: 'subject' })
  if (entries.length > maxEntries)
    throw new ToldFailure('release-refused', reason('signed.list-long', { most: maxEntries }), { place: 'subject' })
  const { component, version, now } = words
  const named = { component, version, createdAt: isoTime(now) }
  if (mark === null) return { entries, predicateType: releasePredicate, predicate: checked(named) }
  if (mark === 'weak') return { entries, predicateType: weakPredicate, predicate: checked(named) }
  return { entries, predicateType: adoptionPredicate, predicate: checked({ ...named, adoption: mark }) }
}

/** What can be adopted of what the collector lists. */
export type AdoptableRow = Pick<FileRow, 'path'> & { readonly type: ReleaseEntry['type']; readonly sha256: string }

/** Else it is no file or link, or what was read of it belongs to no one moment. */
export function isAdoptable<Row extends Pick<FileRow, 'path' | 'type' | 'sha256' | 'state'>>(
  row: Row,
): row is Row & AdoptableRow {
  return row.sha256 !== null && row.state === 'present' && (row.type === 'file' || row.type === 'symlink')
}

/**
 * The files of a root as they stand, with who decided that and why. They stay marked as adopted, not known good.
 * @throws Failure release-refused naming the field or the entry, or when nothing is left to adopt
 */
export function adoptionStatement(rows: readonly AdoptableRow[], words: ReleaseWords & Decision): UnsignedStatement {
  const entries = new Map<PathText, ReleaseEntry>()
  for (const row of rows) {
    const path = pathOf(row)
    if (entries.has(path)) throw new ToldFailure('release-refused', reason('signed.entry-twice'), { place: path })
    entries.set(path, { path, sha256: row.sha256, type: row.type })
  }
  const decision = { by: words.by, reason: words.reason }
  return releaseStatement([...entries.values()], words, decision)
}

/** What stands around the entries in a statement's JSON. */
function frameOf({ predicateType, predicate }: UnsignedStatement): { readonly head: string; readonly tail: string } {
  return {
    head: `{"_type":${JSON.stringify(statementType)},"subject":[`,
    tail: `],"predicateType":${JSON.stringify(predicateType)},"predicate":${JSON.stringify(predicate)}}`,
  }
}

/**
 * The statement's JSON in UTF-8, written into room that is asked for once, when its length is known.
 * @throws Failure release-refused when it is longer than a collector can read
 */
export function writeStatement(statement: UnsignedStatement, roomFor: (bytes: number) => Buffer): Buffer {
  const { head, tail } = frameOf(statement)
  let bytes = Buffer.byteLength(head) + Buffer.byteLength(tail) + statement.entries.length - 1
  for (const entry of statement.entries) bytes += Buffer.byteLength(subjectOf(entry))
  if (bytes > maxStatementBytes) {
    const why = reason('signed.long', { bytes, most: maxStatementBytes })
    throw new ToldFailure('release-refused', why, { place: 'subject' })
  }
  const room = roomFor(bytes)
  let at = room.write(head)
  for (const entry of statement.entries) {
    if (at > head.length) at += room.write(',', at)
    at += room.write(subjectOf(entry), at)
  }
  at += room.write(tail, at)
  return room
}

function subjectOf({ path, sha256, type }: ReleaseEntry): string {
  const annotations = type === 'symlink' ? ',"annotations":{"type":"symlink"}' : ''
  return `{"name":${JSON.stringify(path)},"digest":{"sha256":"${sha256}"}${annotations}}`
}

function pathOf(row: AdoptableRow): PathText {
  try {
    return parseRelativePath(row.path)
  } catch (error) {
    throw new ToldFailure('release-refused', brokenRule(error), { place: row.path, cause: error })
  }
}

/** What the collector would refuse is refused here, where it can still be mended. */
function checked(predicate: Statement['predicate']): Statement['predicate'] {
  const parsed = StatementSchema.shape.predicate.safeParse(predicate)
  if (parsed.success) return predicate
  const [issue] = parsed.error.issues
  // Nobody named a statement yet: it is said of the field alone.
  throw new ToldFailure('release-refused', say => wrongIn(issue, say), {
    place: String(issue?.path.at(-1) ?? 'statement'),
  })
}
