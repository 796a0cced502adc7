// Owns the shapes of tokens in the API: what one may do, for which sites and until when. Uses no node: module.
import { z } from 'zod'
import { rights } from './api.people.ts'
import { Name, Time } from './api.words.ts'

export const TokenRowSchema = z.object({
  name: z.string(),
  role: z.string(),
  /** Those for which alone it publishes; null: every one. */
  sites: z.array(z.string()).nullable(),
  madeAt: Time,
  /** Null: it has no end. */
  expiresAt: Time.nullable(),
})
export type TokenRow = z.infer<typeof TokenRowSchema>

// ---- requests

export const NewTokenSchema = z
  .strictObject({
    name: Name,
    role: z.enum(rights),
    /** It publishes for these sites alone. Left out: for every one. */
    sites: z.array(Name).min(1).max(100).optional(),
    /** Without it the token has no end. */
    expiresInHours: z
      .number()
      .positive()
      .max(24 * 3650)
      .optional(),
  })
  .refine(({ role, sites }) => role === 'publish' || sites === undefined, {
    path: ['sites'],
    message: 'limits a token of the role publish alone',
  })
export type NewToken = z.input<typeof NewTokenSchema>
export const MadeTokenSchema = z.object({ token: z.string(), expiresAt: Time.nullable() })
export type MadeToken = z.infer<typeof MadeTokenSchema>
