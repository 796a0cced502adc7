// Owns the shapes of tokens in the API: what one may do, for which sites and until when. Uses no node: module.

import { z } from 'zod'
import { rights } from './api.people.ts'
import { Name, Time } from './api.words.ts'
import { rule } from './rules.ts'

/** 64 bits of the sha256 of which alone the collector knows the secret: they name it, and open nothing. */
const idDigits = 16
export const TokenId = z.string().regex(/^[0-9a-f]{16}$/, rule('rule.token-id'))

/** @param digest sha256 of the token, lower-case hex: whoever finds a token somewhere can say so which one it is */
export function tokenIdOf(digest: string): string {
  return digest.slice(0, idDigits)
}

export const TokenRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  /** Those for which alone it publishes; null: every one. */
  sites: z.array(z.string()).nullable(),
  madeAt: Time,
  /** Null: it has no end. */
  expiresAt: Time.nullable(),
  /** Since when, and by whom, it opens nothing any more; null while it does. */
  revoked: z.object({ at: Time, by: z.string() }).nullable(),
})
export type TokenRow = z.infer<typeof TokenRowSchema>

/** `own`: whoever asked for its end showed this token. */
export const RevokedTokenSchema = TokenRowSchema.extend({ own: z.boolean() })
export type RevokedToken = z.infer<typeof RevokedTokenSchema>

// ---- requests

export const NewTokenSchema = z.strictObject({
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
export type NewToken = z.input<typeof NewTokenSchema>
export const MadeTokenSchema = z.object({ id: z.string(), token: z.string(), expiresAt: Time.nullable() })
export type MadeToken = z.infer<typeof MadeTokenSchema>
