// Owns the shapes of incidents in the API, and the requests that change them. Uses no node: module.
import { z } from 'zod'
import { FindingRowSchema } from './api.ts'
import { HostName, Name, Time } from './api.words.ts'
import { findingKinds } from './finding.ts'
import { incidentKinds, incidentOutcomes, incidentStates, linkRules, standings } from './incident.ts'
import { severities } from './verdict.ts'

/** The finding that an incident is told by: that of its worst file, the earliest of several. */
const LeadSchema = FindingRowSchema.pick({
  id: true,
  at: true,
  kind: true,
  noticed: true,
  host: true,
  root: true,
  path: true,
  site: true,
  type: true,
  class: true,
  payment: true,
  actor: true,
  reasons: true,
  verdict: true,
  permit: true,
  sha256: true,
}).extend({ standing: z.enum(standings) })

export const IncidentRowSchema = z.object({
  id: z.number(),
  state: z.enum(incidentStates),
  /** While it is closed. */
  outcome: z.enum(incidentOutcomes).nullable(),
  kind: z.enum(incidentKinds),
  /** The worst that its findings ever were; critical where a content holds card numbers. */
  severity: z.enum(severities),
  lead: LeadSchema,
  /** Of a plugin its folder's name; null for every other kind. */
  plugin: z.string().nullable(),
  /** Most card numbers that a content of it holds, each counted once; null where none was found to hold any. */
  cards: z.number().nullable(),
  findings: z.number(),
  /** Findings that neither a decision nor a permit has settled. */
  open: z.number(),
  /** Contents of paths: a recurrence of one is counted in `findings` alone. */
  files: z.number(),
  kinds: z.partialRecord(z.enum(findingKinds), z.number()),
  hosts: z.array(z.string()),
  sites: z.array(z.string()),
  firstAt: Time,
  lastAt: Time,
  /** When the collector had its first finding. */
  detectedAt: Time,
  /** When a person first opened it; null before. */
  opened: z.object({ at: Time, by: z.string() }).nullable(),
  /** When the owner knew, as declared: legal deadlines run from here. */
  aware: z.object({ at: Time, by: z.string() }).nullable(),
  /** The incident that this one was kept apart from: what a bulk of changes must not hide. */
  beside: z.number().nullable(),
})
export type IncidentRow = z.infer<typeof IncidentRowSchema>

export const IncidentDetailSchema = IncidentRowSchema.extend({
  /** Other customers with the same content in an incident: how many, and nothing else. */
  elsewhere: z.number(),
  /** Numbers of incidents that went into this one. */
  merged: z.array(z.number()),
  /** What was done with it, oldest first: lines of the audit trail. */
  history: z.array(
    z.object({ at: Time, who: z.string(), what: z.string(), detail: z.record(z.string(), z.unknown()) }),
  ),
})
export type IncidentDetail = z.infer<typeof IncidentDetailSchema>

/** Whom to call when something critical happened, as the collector's config names them. */
const ContactSchema = z.object({ name: z.string(), phone: z.string(), note: z.string() })
export type Contact = Readonly<z.infer<typeof ContactSchema>>
export const IncidentAnswerSchema = IncidentDetailSchema.extend({ contacts: z.array(ContactSchema) })
/** As the API answers with it. */
export type IncidentAnswer = z.infer<typeof IncidentAnswerSchema>

export const IncidentFileRowSchema = z.object({
  id: z.number(),
  host: z.string(),
  root: z.string(),
  path: z.string(),
  sha256: z.string().nullable(),
  severity: z.enum(severities),
  /** Findings of this content at this path. */
  seen: z.number(),
  open: z.number(),
  firstAt: Time,
  lastAt: Time,
  firstFinding: z.number(),
  lastFinding: z.number(),
  standing: z.enum(standings),
  /** Why it stands here: what its findings have in common with others, and how many those are together. */
  why: z.array(z.object({ rule: z.enum(linkRules), findings: z.number() })),
})
export type IncidentFileRow = z.infer<typeof IncidentFileRowSchema>

export const IncidentFilterSchema = z.strictObject({
  state: z.enum([...incidentStates, 'unclosed', 'all']).optional(),
  severity: z.enum(severities).optional(),
  site: Name.optional(),
  host: HostName.optional(),
  /** With a finding at or after this time. */
  since: z.iso.datetime({ offset: true }).optional(),
  cursor: z.string().max(4096).optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
})
export type IncidentFilter = z.infer<typeof IncidentFilterSchema>

// ---- requests

const Note = z.string().trim().max(2000)
const Ids = z.array(z.int().positive()).min(1).max(10_000)

export const NoteSchema = z.strictObject({ note: Note.default('') })
export const ClosingSchema = z.strictObject({ outcome: z.enum(incidentOutcomes), note: Note.default('') })
export const AwareSchema = z.strictObject({ at: z.iso.datetime({ offset: true }), note: Note.default('') })
export const SplitSchema = z.strictObject({ files: Ids, note: Note.default('') })
export const MergeSchema = z.strictObject({ incidents: Ids, note: Note.default('') })
export const MadeIncidentSchema = z.object({ incident: z.number() })
export const FilesQuerySchema = z.strictObject({
  cursor: z.string().max(4096).optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
})
