// Owns the shape of a release: an in-toto Statement v1 with path + sha256 subjects, and what an entry may be.
// Signing is proof.ts's; sending is the publisher's; believing it is the collector's.

import { z } from 'zod'
import type { Say } from './messages.ts'
import { type PathText, PathTextError, parseRelativePath } from './path.ts'
import { PatternError } from './pattern.ts'
import { rule } from './rules.ts'
import { type Reason, reason, ToldFailure } from './told-failure.ts'

/** https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
export const statementType = 'https://in-toto.io/Statement/v1'
export const releasePredicate = 'https://sekisho.example/release/v1'
/**
 * A release of which each file was only compared with a sum that two contents can share (a package's MD5). A predicate of its own,
 * so that whoever does not know it refuses it rather than taking it for a release.
 */
export const weakPredicate = 'https://sekisho.example/weak-release/v1'
export const adoptionPredicate = 'https://sekisho.example/adoption/v1'
export const maxEntries = 1_000_000
/** Its envelope in base64 still fits into one string of V8, which holds 2^29 - 24 characters. */
export const maxStatementBytes = 400_000_000
/** A statement of the largest size in base64, which has four characters for three bytes, and what stands around it. */
export const maxEnvelopeBytes = Math.ceil(maxStatementBytes / 3) * 4 + 4096

const Name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/, rule('rule.release-name'))

/** in-toto ResourceDescriptor. A symlink is listed with the sha256 of its target's bytes. */
export const SubjectSchema = z.object({
  name: z.string(),
  digest: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  annotations: z.object({ type: z.literal('symlink') }).optional(),
})

export const StatementSchema = z.object({
  _type: z.literal(statementType),
  subject: z.array(SubjectSchema).min(1).max(maxEntries),
  predicateType: z.enum([releasePredicate, weakPredicate, adoptionPredicate]),
  predicate: z.object({
    component: Name,
    version: Name,
    /** UTC, ISO 8601 with milliseconds. */
    createdAt: z.iso.datetime(),
    /** An adoption names who decided and why; a release has neither. */
    adoption: z.object({ by: z.string().min(1).max(200), reason: z.string().min(1).max(2000) }).optional(),
  }),
})
export type Statement = z.infer<typeof StatementSchema>

export interface ReleaseEntry {
  readonly path: PathText
  readonly sha256: string
  readonly type: 'file' | 'symlink'
}

/** The first entry that breaks a rule, and which. */
export class EntryError extends ToldFailure {
  /** `rule`: what is said of the entry, as the reader's words have it. */
  constructor(index: number, entry: string, rule: Reason) {
    const number = index + 1
    const name = JSON.stringify(entry.slice(0, 200))
    const why = (say: Say) => say('signed.entry', { number, name, rule: rule(say) })
    super('release-refused', why, { place: `entry ${number}` })
  }
}

/** What a PathTextError or PatternError says; whatever else was thrown goes on. */
export function brokenRule(error: unknown): Reason {
  if (error instanceof PatternError) return reason(`pattern-rule.${error.rule}`, error.shown)
  if (!(error instanceof PathTextError)) throw error
  return reason(`path-rule.${error.rule}`, error.shown)
}

/**
 * The entries of a statement, each path canonical, relative and named once. Subjects may come one by one.
 * @throws EntryError naming the entry
 */
export function entriesOf(statement: { readonly subject: Iterable<Statement['subject'][number]> }): ReleaseEntry[] {
  const seen = new Set<string>()
  const entries: ReleaseEntry[] = []
  for (const { name, digest, annotations } of statement.subject) {
    const path = relativeOrRefused(name, entries.length)
    if (seen.has(path)) throw new EntryError(entries.length, name, reason('signed.entry-twice'))
    seen.add(path)
    entries.push({ path, sha256: digest.sha256, type: annotations?.type ?? 'file' })
  }
  return entries
}

function relativeOrRefused(name: string, index: number): PathText {
  try {
    return parseRelativePath(name)
  } catch (error) {
    throw new EntryError(index, name, brokenRule(error))
  }
}

/**
 * Where in a site a release's paths begin; empty text stands for the site's top.
 * @throws Failure release-refused saying what is wrong with it
 */
export function parsePrefix(text: string): PathText {
  if (text === '') return '' as PathText
  try {
    return parseRelativePath(text)
  } catch (error) {
    const rule = brokenRule(error)
    throw new ToldFailure('release-refused', say => say('signed.prefix', { rule: rule(say) }), {
      place: text,
      cause: error,
    })
  }
}
