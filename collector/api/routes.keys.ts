// Owns the routes of signing keys: trusting one for a component in a role, and revoking it. Decides nothing.
import { NewKeySchema, RevokedKeySchema } from '@sekisho/shared/api.keys.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import { z } from 'zod'
import type { ApiDoors } from '../handover.ts'
import { type ApiApp, nothing } from './app.ts'
import { byOf } from './callers.ts'

/** A key outlives the browser in which it was trusted: a session is not enough. */
const trusting = { role: 'admin', byToken: true } as const
const admin = { role: 'admin' } as const
const KeyParams = z.strictObject({ key: z.string().regex(/^[0-9a-f]{64}$/) })

export function addKeyRoutes(app: ApiApp, { doors, clock }: { doors: ApiDoors; clock: Clock }): void {
  app.post(
    '/keys',
    {
      config: trusting,
      schema: {
        summary: 'Trusts a key to sign releases, or approvals, of one component or of all',
        body: NewKeySchema,
        response: nothing,
      },
    },
    async (request, reply) => {
      await doors.writes.trustKey({ ...byOf(request, clock), ...request.body })
      return reply.code(204).send()
    },
  )
  app.post(
    '/keys/:key/revoke',
    {
      config: admin,
      schema: {
        summary: 'Believes nothing more that the key signs; what it signed before stays',
        params: KeyParams,
        body: RevokedKeySchema,
        response: nothing,
      },
    },
    async (request, reply) => {
      const { key } = request.params
      await doors.writes.revokeKey({ ...byOf(request, clock), key, reason: request.body.reason })
      return reply.code(204).send()
    },
  )
}
