// Owns the shapes of signing keys in the API: what each is trusted for, and the requests that change it. Uses no node: module.

import { z } from 'zod'
import { Key, Name, Time } from './api.words.ts'
import { rule } from './rules.ts'

/**
 * `release`: signs what may be there. `weak`: that too, but only releases of weak sums, which say so of themselves, of components
 * that it names. `approve`: signs that a held release was looked at.
 */
export const keyRoles = ['release', 'weak', 'approve'] as const
export type KeyRole = (typeof keyRoles)[number]

/** Such a key lies on a watched host: for every component it would let root there list each path that no other release names. */
export function isWeakOfEvery(trust: {
  readonly component?: string | null | undefined
  readonly role?: KeyRole | undefined
}) {
  return trust.role === 'weak' && (trust.component ?? null) === null
}

export const KeyRowSchema = z.object({
  key: z.string(),
  name: z.string(),
  trustedAt: Time,
  /** Component null: all of them. */
  trusts: z.array(z.object({ component: z.string().nullable(), role: z.enum(keyRoles) })),
  /** Since when, by whom and why nothing more is believed that it signs; null while it is trusted. */
  revoked: z.object({ at: Time, by: z.string(), reason: z.string() }).nullable(),
})
export type KeyRow = z.infer<typeof KeyRowSchema>

// ---- requests

export const NewKeySchema = z.strictObject({
  key: Key,
  name: Name,
  /** Null or left out: every component. */
  component: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/, rule('rule.component'))
    .nullish(),
  role: z.enum(keyRoles).optional(),
})
export const RevokedKeySchema = z.strictObject({ reason: z.string().trim().min(1).max(2000) })
