// Owns how entries become a statement: in-toto Statement v1, of a release or of an adoption. Reads no files and signs
// nothing.
import type { FileRow } from '@sekisho/shared/api.ts'
import { isoTime } from '@sekisho/shared/clock.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import { type PathText, parseRelativePath } from '@sekisho/shared/path.ts'
import {
  adoptionPredicate,
  EntryError,
  entriesOf,
  type ReleaseEntry,
  releasePredicate,
  type Statement,
  StatementSchema,
  statementType,
} from '@sekisho/shared/release.ts'

export interface ReleaseWords {
  readonly component: string
  readonly version: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** @throws Failure release-refused naming the field or the entry */
export function releaseStatement(entries: readonly ReleaseEntry[], words: ReleaseWords): Statement {
  return checked({
    _type: statementType,
    subject: subjectsOf(entries),
    predicateType: releasePredicate,
    predicate: predicateOf(words),
  })
}

/** A file as the collector lists it. */
export type AdoptableRow = Pick<FileRow, 'path' | 'type' | 'sha256' | 'state'>

export interface Adoption {
  readonly statement: Statement
  /** What cannot be adopted: it is no file or link, or what was read of it belongs to no one moment. */
  readonly leftOut: readonly AdoptableRow[]
}

/**
 * The files of a root as they stand, with who decided that and why. They stay marked as adopted, not known good.
 * @throws Failure release-refused naming the field or the entry, or when nothing is left to adopt
 */
export function adoptionStatement(
  rows: readonly AdoptableRow[],
  words: ReleaseWords & { readonly by: string; readonly reason: string },
): Adoption {
  const entries: ReleaseEntry[] = []
  const leftOut: AdoptableRow[] = []
  for (const row of rows) {
    const { sha256, type, state } = row
    if (sha256 === null || state !== 'present' || (type !== 'file' && type !== 'symlink')) leftOut.push(row)
    else entries.push({ path: pathOf(row), sha256, type })
  }
  const { by, reason } = words
  const statement = checked({
    _type: statementType,
    subject: subjectsOf(entries),
    predicateType: adoptionPredicate,
    predicate: { ...predicateOf(words), adoption: { by, reason } },
  })
  return { statement, leftOut }
}

function predicateOf({ component, version, now }: ReleaseWords) {
  return { component, version, createdAt: isoTime(now) }
}

function subjectsOf(entries: readonly ReleaseEntry[]): Statement['subject'] {
  return entries.map(({ path, sha256, type }) => ({
    name: path,
    digest: { sha256 },
    ...(type === 'symlink' ? { annotations: { type } } : {}),
  }))
}

function pathOf(row: AdoptableRow): PathText {
  try {
    return parseRelativePath(row.path)
  } catch (error) {
    throw new Failure('release-refused', error instanceof Error ? error.message : 'is no path', {
      place: row.path,
      cause: error,
    })
  }
}

/** What the collector would refuse is refused here, where it can still be mended. */
function checked(statement: Statement): Statement {
  const parsed = StatementSchema.safeParse(statement)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Failure('release-refused', issue?.message ?? 'the statement is wrong', {
      place: String(issue?.path.at(-1) ?? 'statement'),
    })
  }
  try {
    entriesOf(statement)
  } catch (error) {
    if (error instanceof EntryError) throw new Failure('release-refused', error.message, { cause: error })
    throw error
  }
  return statement
}
