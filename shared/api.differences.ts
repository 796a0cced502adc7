// Owns the shapes of /api/v1 that speak of text differences: a file's content as a finding found it, against what was
// released or was there before. Uses no node: module.
import { z } from 'zod'
import { contentStates, contentWhys } from './api.contents.ts'
import { Path } from './api.words.ts'
import { pathClasses } from './profile.ts'

export const textEncodings = ['utf-8', 'shift_jis', 'euc-jp'] as const
export type TextEncoding = (typeof textEncodings)[number]

const lineEnds = ['none', 'lf', 'crlf', 'cr', 'mixed'] as const
export type LineEnds = (typeof lineEnds)[number]

/**
 * compared        rows show in what they differ; without any they differ in line ends or encoding alone
 * equal           both sides have one sha256
 * class           files of class config are not shown
 * settings        a file of secrets such as .env: its changed keys alone are
 * profile         the rule of its path says that contents stay on the host
 * no-content      the finding shows no content of a file with a sha256
 * not-kept        what the finding found is not here
 * nothing-before  nothing that it could be compared with is here
 * partial         of one side only the beginning is here
 * binary          one side is no text
 */
export const differenceOutcomes = [
  'compared',
  'equal',
  'class',
  'settings',
  'profile',
  'no-content',
  'not-kept',
  'nothing-before',
  'partial',
  'binary',
] as const

/**
 * found      what the finding found there
 * release    what a release or adoption lists for the path
 * approval   what an approval names for the path
 * captured   what an earlier finding found there, or this one's state before
 * nothing    there was no file, before or after
 */
export const sideKinds = ['found', 'release', 'approval', 'captured', 'nothing'] as const

const SideSchema = z.object({
  kind: z.enum(sideKinds),
  /** Of the release or approval. */
  name: z.string().nullable(),
  sha256: z.string().nullable(),
  /** Of the content; null where it was never wanted. */
  state: z.enum(contentStates).nullable(),
  why: z.enum(contentWhys).nullable(),
})
export type DifferenceSide = z.infer<typeof SideSchema>

const ReadSchema = z.object({ encoding: z.enum(textEncodings).nullable(), ends: z.enum(lineEnds), bytes: z.number() })
export type SideRead = z.infer<typeof ReadSchema>

const RowSchema = z.object({
  change: z.enum(['same', 'removed', 'added']),
  /** Numbers of the line on each side, from 1. */
  before: z.number().nullable(),
  after: z.number().nullable(),
  /** Card numbers are masked, and what is no visible sign is named, as in ⟨U+202E⟩. */
  text: z.string(),
  /** Of a line that is too long: bytes of it before and behind the text. */
  skipped: z.object({ before: z.number(), after: z.number() }).nullable(),
})
export type DifferenceRow = z.infer<typeof RowSchema>

const HunkSchema = z.object({ rows: z.array(RowSchema) })

/** Differing lines in all, and of them those that no row shows. */
const CountsSchema = z.object({ removed: z.number(), added: z.number(), hidden: z.number(), cards: z.number() })
export type DifferenceCounts = z.infer<typeof CountsSchema>

export const TextDifferenceSchema = z.object({
  finding: z.number(),
  host: z.string(),
  root: Path,
  path: Path,
  class: z.enum(pathClasses),
  outcome: z.enum(differenceOutcomes),
  /** Of a file of settings. */
  changedKeys: z.array(z.string()),
  before: SideSchema.nullable(),
  after: SideSchema.nullable(),
  /** What it would rather have been compared with, and is not here. */
  lacking: z.array(SideSchema),
  /** How each side was read, where both were. */
  read: z.object({ before: ReadSchema, after: ReadSchema }).nullable(),
  hunks: z.array(HunkSchema),
  counts: CountsSchema,
})
export type TextDifference = z.infer<typeof TextDifferenceSchema>
