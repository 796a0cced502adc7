// Owns the shapes of /api/v1 that speak of mutes: whose alarms are not told, why, until when, and who answers for it. Uses no
// node: module.

import { z } from 'zod'
import { HostName, Key, Name, Time } from './api.words.ts'
import { rule } from './rules.ts'

/** `ended`: by a person. `over`: its time is. */
export const muteStates = ['in-force', 'ended', 'over'] as const
export type MuteState = (typeof muteStates)[number]

export const MuteRowSchema = z.object({
  id: z.number(),
  state: z.enum(muteStates),
  /** What it covers: all that is given must fit. */
  site: z.string().nullable(),
  host: z.string().nullable(),
  /** A pattern below the site's top; beside a sha256 the path itself. */
  path: z.string().nullable(),
  sha256: z.string().nullable(),
  /** What stood in it when the mute was made. */
  incident: z.number().nullable(),
  reason: z.string(),
  /** Who answers for it. */
  owner: z.string(),
  madeBy: z.string(),
  madeAt: Time,
  until: Time,
  ended: z.object({ at: Time, by: z.string(), reason: z.string() }).nullable(),
})
export type MuteRow = z.infer<typeof MuteRowSchema>

const Text = z.string().trim().min(1).max(2000)

export const NewMuteSchema = z
  .strictObject({
    site: Name.optional(),
    host: HostName.optional(),
    path: z.string().min(1).max(4096).optional(),
    sha256: Key.optional(),
    incident: z.int().positive().optional(),
    reason: Text,
    /** Whoever asks, unless told. */
    owner: Name.optional(),
    until: z.iso.datetime({ offset: true }),
  })
  .refine(
    ({ site, host, path, incident }) => [site, host, path, incident].some(part => part !== undefined),
    rule('rule.muted'),
  )
  .refine(({ path, sha256 }) => sha256 === undefined || path !== undefined, rule('rule.muted-sha256'))
export type NewMute = z.infer<typeof NewMuteSchema>

export const EndMuteSchema = z.strictObject({ reason: Text })
export const MuteFilterSchema = z.strictObject({ state: z.enum(muteStates).optional() })
export type MuteFilter = z.infer<typeof MuteFilterSchema>
