// Owns the shapes of /api/v1 that speak of contents: what was taken of files that no permit covers, and what could not be.
// Uses no node: module.

import { z } from 'zod'
import { ActorRowSchema } from './api.ts'
import { canonical, HostName, Key, Path, Time } from './api.words.ts'
import { parsePathText, parseRelativePath } from './path.ts'
import { rule } from './rules.ts'
import { severities } from './verdict.ts'
import { ContentAttributesSchema, withheldWhys } from './wire.content.ts'

/**
 * wanted    its agents are asked for it, as soon as they are connected and it is its turn
 * kept      it lies encrypted in the store
 * withheld  it leaves its host in no form: card numbers, secrets, or because the profile says so
 * missed    it could not be had, or there was no room
 */
export const contentStates = ['wanted', 'kept', 'withheld', 'missed'] as const
export type ContentState = (typeof contentStates)[number]

/**
 * Those of the agent, and: profile (the rule of its path says `keep: false`), refused (an agent that does not know the order), unanswered, mismatch (what came was not what the
 * finding said), over-budget, authorised (a permit has covered it since, before it was taken).
 */
export const contentWhys = [
  ...withheldWhys,
  'profile',
  'refused',
  'unanswered',
  'mismatch',
  'over-budget',
  'authorised',
] as const
export type ContentWhy = (typeof contentWhys)[number]

export const ContentRowSchema = z.object({
  sha256: z.string(),
  state: z.enum(contentStates),
  /** Why it is withheld or was missed; of what is kept and not whole, `cards` where a host said that it holds card numbers. */
  why: z.enum(contentWhys).nullable(),
  severity: z.enum(severities),
  /** Where it was taken, or would be. */
  host: z.string(),
  root: Path,
  path: Path,
  /** The finding that showed it there. */
  finding: z.number(),
  /** Of the whole file, and what is here of it, in bytes. */
  size: z.number(),
  bytes: z.number(),
  /** Whether all of it is here, with the sha256 of the finding. Of a larger file only the first 20 MB are, unverified. */
  whole: z.boolean(),
  /** It was written to while the finding read it: the content is its beginning, as far as it was read. */
  growing: z.boolean(),
  /** Card numbers that the agent counted, each once, and the first of them masked. */
  cards: z.object({ count: z.number(), shown: z.array(z.string()) }).nullable(),
  seenAt: Time,
  wantedAt: Time,
  /** When it was kept, withheld or given up. */
  doneAt: Time.nullable(),
  /** As the finding saw it; null for what was only seen for a moment by an older agent. */
  stat: z.object({ uid: z.number(), gid: z.number(), mode: z.string(), mtime: Time, ctime: Time }).nullable(),
  actor: ActorRowSchema,
  /** Extended attributes of the file that the bytes were read from; null where its agent told none. */
  attributes: ContentAttributesSchema.nullable(),
})
export type ContentRow = z.infer<typeof ContentRowSchema>

export const ContentSummarySchema = z.object({
  /** Contents of the customer by state, and of those without content by reason. */
  states: z.partialRecord(z.enum(contentStates), z.number()),
  whys: z.partialRecord(z.enum(contentWhys), z.number()),
  /** Of all customers together. */
  bytes: z.number(),
  budget: z.number(),
  /** Null when contents can be taken and read; else what is wrong with the key. */
  trouble: z.string().nullable(),
})
export type ContentSummary = z.infer<typeof ContentSummarySchema>

export const ContentFilterSchema = z.strictObject({
  state: z.enum(contentStates).optional(),
  sha256: Key.optional(),
  host: HostName.optional(),
  cursor: z.string().max(4096).optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
})
export type ContentFilter = z.infer<typeof ContentFilterSchema>

/** Under which a content is handed out: a name that no program takes for its own. */
export function contentFileName(sha256: string): string {
  return `${sha256}.bin`
}

/** And an archive of it under a password. */
export function archiveFileName(sha256: string): string {
  return `${sha256}.zip`
}

/** What every unpacker takes as it was typed, whatever its system's encoding; WinZip takes no more than 99. */
export const archivePasswordPattern = /^[\x20-\x7e]{8,99}$/

export const ArchiveWishSchema = z.strictObject({
  password: z.string().regex(archivePasswordPattern, rule('rule.archive-password')),
})
export type ArchiveWish = z.infer<typeof ArchiveWishSchema>

/** An entry of a release whose content differences would need and is not here. */
export const ReleasedWishSchema = z.object({ path: Path, sha256: z.string() })
export type ReleasedWish = z.infer<typeof ReleasedWishSchema>

export const ReleasedWishesQuerySchema = z.strictObject({
  after: canonical(text => (text === '' ? parsePathText(text) : parseRelativePath(text)), rule('rule.prefix')).default(
    '',
  ),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
})

/** Of one file: text of a megabyte is a library. */
export const maxReleasedBytes = 1024 ** 2
/** Of one request, before they are written as base64. */
export const maxReleasedBatch = 4 * 1024 ** 2
export const maxReleasedFiles = 200

export const ReleasedContentsSchema = z.strictObject({
  files: z
    .array(
      z.strictObject({
        path: canonical(parseRelativePath, rule('rule.path-relative')),
        /** In base64. */
        bytes: z.base64(),
      }),
    )
    .min(1)
    .max(maxReleasedFiles),
})

/**
 * not-wanted   the release lists no such file, or its class is not code and it is no payment file, or it may hold secrets
 * mismatch     the release lists another sha256
 * too-large    it has more than 1 MiB
 * binary       it is no text
 * cards        it holds card numbers
 * over-budget  there is no room for it
 */
export const releasedWhys = ['not-wanted', 'mismatch', 'too-large', 'binary', 'cards', 'over-budget'] as const
export type ReleasedWhy = (typeof releasedWhys)[number]

export const KeptReleasedSchema = z.object({
  kept: z.number(),
  refused: z.array(z.object({ path: Path, why: z.enum(releasedWhys) })),
})
export type KeptReleased = z.infer<typeof KeptReleasedSchema>

/** How many contents go, unless another release lists them or something is compared with them. */
export const GoingReleasedSchema = z.object({ going: z.number() })
export type GoingReleased = z.infer<typeof GoingReleasedSchema>
