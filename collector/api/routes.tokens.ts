// Owns the routes of API tokens: making one, which is told once, the list without any secret, and ending one. Decides nothing.

import {
  MadeTokenSchema,
  NewTokenSchema,
  RevokedTokenSchema,
  TokenId,
  TokenRowSchema,
} from '@sekisho/shared/api.tokens.ts'
import { ProblemSchema } from '@sekisho/shared/api.ts'
import { type Clock, isoTime } from '@sekisho/shared/clock.ts'
import { z } from 'zod'
import type { AccessDoors, ApiDoors } from '../handover.ts'
import { type ApiApp, wholeList, wholeListOf } from './app.ts'
import { byOf, callerOf, customerOf } from './callers.ts'
import type { Live } from './live.ts'

const secrets = { role: 'admin', byToken: true } as const
const TokenParams = z.strictObject({ token: TokenId })

interface TokenOptions {
  readonly doors: ApiDoors
  readonly access: AccessDoors
  readonly clock: Clock
  readonly live: Pick<Live, 'askAgain'>
}

export function addTokenRoutes(app: ApiApp, { doors, access, clock, live }: TokenOptions): void {
  app.get(
    '/tokens',
    {
      config: { role: 'admin' },
      schema: {
        summary:
          'Tokens whose time is not over, the newest first: the sites that each is limited to, and which were revoked',
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
      const { id, token, expiresAt } = await access.makeToken(byOf(request, clock), { ...wish, lifetimeMs })
      return { id, token, expiresAt: expiresAt === null ? null : isoTime(expiresAt) }
    },
  )
  app.post(
    '/tokens/:token/revoke',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Ends a token before its time: it opens nothing from then on, and what it listens to ends',
        params: TokenParams,
        body: z.strictObject({}).nullish(),
        response: { 200: RevokedTokenSchema, default: ProblemSchema },
      },
    },
    async request => {
      const { credential } = callerOf(request)
      const revoked = await access.revokeToken(byOf(request, clock), request.params.token, credential)
      live.askAgain()
      return revoked
    },
  )
}
