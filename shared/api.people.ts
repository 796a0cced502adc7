// Owns who may do what: the rights that routes ask for, the roles that tokens and people have, and the shapes of people in
// the API. Uses no node: module.

import { z } from 'zod'
import { Time } from './api.words.ts'
import { rule } from './rules.ts'

/**
 * What a route asks for, and what a token can be given. `work`: incidents, marks of contents, walks; `announce`: deployment
 * windows; `approve`: to confirm.
 */
export const rights = ['read', 'work', 'announce', 'publish', 'approve', 'admin'] as const
export type Right = (typeof rights)[number]
export const personRoles = ['viewer', 'analyst', 'approver', 'admin'] as const
export type PersonRole = (typeof personRoles)[number]
export type Role = Right | PersonRole

/** Whoever publishes does not approve: nobody but an admin has both. */
export const rightsOf: Readonly<Record<Role, readonly Right[]>> = {
  read: ['read'],
  work: ['read', 'work'],
  announce: ['read', 'announce'],
  publish: ['read', 'announce', 'publish'],
  approve: ['read', 'work', 'announce', 'approve'],
  admin: rights,
  viewer: ['read'],
  analyst: ['read', 'work'],
  approver: ['read', 'work', 'announce', 'approve'],
}

/** The lowest role of a person that has a right. */
export function leastPersonRole(right: Right): PersonRole {
  return personRoles.find(role => rightsOf[role].includes(right)) ?? 'admin'
}

/** Lower case and ASCII alone, so that no name looks like another; an e-mail address may be one. */
export const PersonName = z.string().regex(/^[a-z0-9][a-z0-9._@+-]{0,99}$/, rule('rule.person'))
// NIST SP 800-63B asks for length and forbids rules of composition; the upper end bounds the work of hashing.
const Password = z.string().min(12, rule('rule.password-short')).max(200, rule('rule.password-long'))

export const PersonRowSchema = z.object({
  name: z.string(),
  role: z.enum(personRoles),
  addedBy: z.string(),
  addedAt: Time,
})
export type PersonRow = z.infer<typeof PersonRowSchema>

/** Whoever asks, as the collector sees them. */
export const AskerSchema = z.object({
  /** As in the audit trail, such as `user:sato`. */
  who: z.string(),
  role: z.enum([...rights, ...personRoles]),
  rights: z.array(z.enum(rights)),
  /** Whether they are of the provider, whose components all its customers share. */
  provider: z.boolean(),
})
export type Asker = z.infer<typeof AskerSchema>

// ---- requests

export const NewPersonSchema = z.strictObject({ name: PersonName, role: z.enum(personRoles), password: Password })
export type NewPerson = z.infer<typeof NewPersonSchema>
export const ChangedPersonSchema = z
  .strictObject({ role: z.enum(personRoles).optional(), password: Password.optional() })
  .refine(({ role, password }) => role !== undefined || password !== undefined, rule('rule.person-change'))
export type ChangedPerson = z.infer<typeof ChangedPersonSchema>
export const SignInSchema = z.strictObject({ name: z.string().max(100), password: z.string().max(200) })
