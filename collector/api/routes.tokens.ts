// Owns the routes of API tokens: making one, which is told once, and the list without any secret. Decides nothing.

import { MadeTokenSchema, NewTokenSchema, TokenRowSchema } from '@sekisho/shared/api.tokens.ts'
import { ProblemSchema } from '@sekisho/shared/api.ts'
import { type Clock, isoTime } from '@sekisho/shared/clock.ts'
import type { AccessDoors, ApiDoors } from '../handover.ts'
import { type ApiApp, wholeList, wholeListOf } from './app.ts'
import { byOf, customerOf } from './callers.ts'

const secrets = { role: 'admin', byToken: true } as const

interface TokenOptions {
  readonly doors: ApiDoors
  readonly access: AccessDoors
  readonly clock: Clock
}

export function addTokenRoutes(app: ApiApp, { doors, access, clock }: TokenOptions): void {
  app.get(
    '/tokens',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Tokens that have not ended, the newest first, with the sites that each is limited to',
        response: wholeListOf(TokenRowSchema),
      },
    },
    async request => wholeList(await doors.reads.tokens({ customer: customerOf(request), now: clock.now() })),
  )
  app.post(
    '/tokens',
    {
      config: secrets,
      schema: {
        summary: 'Makes a token: it is told once. One that publishes may be limited to sites',
        body: NewTokenSchema,
        response: { 200: MadeTokenSchema, default: ProblemSchema },
      },
    },
    async request => {
      const { expiresInHours, ...wish } = request.body
      const lifetimeMs = expiresInHours === undefined ? null : Math.round(expiresInHours * 3_600_000)
      const { token, expiresAt } = await access.makeToken(byOf(request, clock), { ...wish, lifetimeMs })
      return { token, expiresAt: expiresAt === null ? null : isoTime(expiresAt) }
    },
  )
}
