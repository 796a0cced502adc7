// Owns the shapes of /api/v1 that speak of deployment windows: times in which changes by certain actors are expected. Uses
// no node: module.

import { z } from 'zod'
import { Name, RootPath, Time } from './api.words.ts'
import { rule } from './rules.ts'

/**
 * `planned`: it has not begun. `grace`: it is closed, and what it covered is expected for a while yet. `ended`: it covers
 * nothing any more.
 */
export const windowStates = ['planned', 'open', 'grace', 'ended'] as const
export type WindowState = (typeof windowStates)[number]

const Word = z.string().regex(/^[^\p{Cc}]{1,200}$/u, rule('rule.word'))
const ActorMatchSchema = z
  .strictObject({ user: Word.optional(), exe: RootPath.optional(), unit: Word.optional() })
  .refine(match => Object.values(match).some(value => value !== undefined), rule('rule.actor'))

export const WindowRowSchema = z.object({
  id: z.number(),
  state: z.enum(windowStates),
  site: z.string(),
  from: Time,
  /** When it closes, or was closed. */
  until: Time,
  /** From then on what no release covers is unauthorised. */
  graceUntil: Time,
  /** One of them; empty where `anyActor`. */
  actors: z.array(z.object({ user: z.string().optional(), exe: z.string().optional(), unit: z.string().optional() })),
  /** Whoever it was, also the web server: weaker. */
  anyActor: z.boolean(),
  reason: z.string(),
  openedBy: z.string(),
  openedAt: Time,
  /** Before its time. */
  closed: z.object({ at: Time, by: z.string() }).nullable(),
  /** Findings that nothing but this window covers now. */
  covers: z.number(),
  /** Findings that it ever made expected. */
  expected: z.number(),
  /** Those that rested on it alone when it ended; null until then. */
  uncovered: z.number().nullable(),
})
export type WindowRow = z.infer<typeof WindowRowSchema>

/** A window that is open for longer is none. */
const dayMinutes = 24 * 60
const Minutes = z.number().min(0).max(dayMinutes)

export const OpenWindowSchema = z
  .strictObject({
    site: Name,
    /** Now unless told. At most an hour ago, for a deployment that has begun, and at most 90 days ahead. */
    from: Time.optional(),
    minutes: z.number().positive().max(dayMinutes),
    /** 30 unless told. */
    graceMinutes: Minutes.optional(),
    /** Beside `anyActor` none. */
    actors: z.array(ActorMatchSchema).max(10).default([]),
    /** Needs the right to approve. */
    anyActor: z.boolean().default(false),
    reason: z.string().trim().max(2000).default(''),
  })
  .refine(({ actors, anyActor }) => anyActor === (actors.length === 0), rule('rule.actors'))
export type OpenWindow = z.input<typeof OpenWindowSchema>
export type OpenedWindow = z.output<typeof OpenWindowSchema>

/** Without minutes the grace time stays as it was announced; 0 ends it at once. */
export const CloseWindowSchema = z.strictObject({ graceMinutes: Minutes.optional() })
export type CloseWindow = z.infer<typeof CloseWindowSchema>
export const WindowFilterSchema = z.strictObject({ site: Name.optional(), state: z.enum(windowStates).optional() })
export type WindowFilter = z.infer<typeof WindowFilterSchema>
