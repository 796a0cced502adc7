// Owns the shapes of exposure in the API: from when to when each file of an incident was there, what stood at any past moment,
// and what differs between two. Uses no node: module.

import { z } from 'zod'
import { HostName, Name, Path, SoughtPath, Time } from './api.words.ts'
import { findingKinds, gapCauses, noticedBy } from './finding.ts'
import { fileTypes } from './observation.ts'
import { pathClasses } from './profile.ts'
import { severities, verdicts } from './verdict.ts'

export const episodeStates = ['present', 'absent', 'unreadable', 'between', 'other-view'] as const
export type EpisodeState = (typeof episodeStates)[number]

/** All but `proven` cover; see coverage. */
const UnsureSchema = z.object({
  from: Time,
  to: Time,
  state: z.enum(['covered', 'gap', 'unknown']),
  grade: z.enum(['proven', 'watched', 'walked']).nullable(),
  causes: z.array(z.enum(gapCauses)),
})

const EpisodeSchema = z.object({
  /** `between`: seen in passing, before the path was observed. `other-view`: another process saw it there. */
  state: z.enum(episodeStates),
  /** When it came: not before, null where nothing says so; at the latest. */
  from: z.object({ notBefore: Time.nullable(), atLatest: Time }),
  /** When it went: surely there until, null where nobody saw it itself; gone at the latest, null while it stands there. */
  to: z.object({ notBefore: Time.nullable(), atLatest: Time.nullable() }),
  /** The finding that it began with, and how that was noticed. */
  finding: z.number(),
  kind: z.enum(findingKinds),
  noticed: z.enum(noticedBy),
  /** When this collector had it, and when it was first judged unauthorised; null where it never was. */
  receivedAt: Time,
  flaggedAt: Time.nullable(),
  /** What the file system says, and whoever is root there can forge. */
  claims: z.object({ ctime: Time, mtime: Time }).nullable(),
  /** Of `between`: what was seen. */
  contents: z.array(z.object({ at: Time, size: z.number(), sha256: z.string().nullable() })),
  /** What is not proven of the time, at most 50 pieces, and how many more there are. */
  unsure: z.array(UnsureSchema),
  moreUnsure: z.number(),
  /** Earlier findings of the path were left out: it may have been there before. */
  cut: z.boolean(),
})
export type EpisodeRow = z.infer<typeof EpisodeSchema>

export const ExposureRowSchema = z.object({
  /** As in the incident's files. */
  file: z.number(),
  host: z.string(),
  root: Path,
  path: Path,
  sha256: z.string().nullable(),
  /** Oldest first, the newest 100. */
  episodes: z.array(EpisodeSchema),
  moreEpisodes: z.number(),
  /** Findings of the path up to then went when their time was over: what was there before is not known. */
  notKeptBefore: Time.nullable(),
  /** Whether anybody was given it: no file tells. */
  served: z.literal('unknown'),
})
export type ExposureRow = z.infer<typeof ExposureRowSchema>

export const ExposureQuerySchema = z.strictObject({
  cursor: z.string().max(4096).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
})

// ---- past moments

const paths = {
  host: HostName.optional(),
  site: Name.optional(),
  path: SoughtPath.optional(),
  cursor: z.string().max(4096).optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
}
const Moment = z.iso.datetime({ offset: true })

export const PastQuerySchema = z.strictObject({ ...paths, at: Moment })
/** `to`: now unless told. */
export const DifferenceQuerySchema = z.strictObject({ ...paths, from: Moment, to: Moment.optional() })
const PastFilterSchema = z.object(paths)
export type PastFilter = z.infer<typeof PastFilterSchema>

/** What stood at a path, as the newest observation by then says. */
const StoodSchema = z.object({
  state: z.enum(['present', 'unreadable', 'unstable']),
  type: z.enum(fileTypes).nullable(),
  size: z.number().nullable(),
  /** Octal, such as `0644`. */
  mode: z.string().nullable(),
  uid: z.number().nullable(),
  gid: z.number().nullable(),
  sha256: z.string().nullable(),
  target: Path.nullable(),
  /** When it was observed, and by which finding. */
  at: Time,
  finding: z.number(),
  /** What is said of that finding today. */
  verdict: z.enum(verdicts),
  severity: z.enum(severities),
})
export type Stood = z.infer<typeof StoodSchema>

const place = {
  host: z.string(),
  root: Path,
  site: z.string().nullable(),
  path: Path,
  class: z.enum(pathClasses),
  payment: z.boolean(),
}

export const PastFileRowSchema = StoodSchema.extend(place)
export type PastFileRow = z.infer<typeof PastFileRowSchema>

export const changes = ['added', 'changed', 'removed'] as const

export const DifferenceRowSchema = z.object({
  ...place,
  change: z.enum(changes),
  /** Null where there was nothing. */
  before: StoodSchema.nullable(),
  after: StoodSchema.nullable(),
})
export type DifferenceRow = z.infer<typeof DifferenceRowSchema>

/** Beside a page of a past moment: before this time not all is kept, so that rows may be missing. Null where all is. */
export const keptSince = { notKeptBefore: Time.nullable() }
