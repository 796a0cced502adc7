// Owns the routes that change something: each names its role, and hands on who asks for the audit trail. Decides nothing.
import {
  MadeEnrolmentSchema,
  NewEnrolmentSchema,
  NewOrderSchema,
  NewRootSchema,
  NewSiteSchema,
  ProblemSchema,
} from '@sekisho/shared/api.ts'
import { type Clock, isoTime } from '@sekisho/shared/clock.ts'
import { parseAbsolutePath, parsePathText } from '@sekisho/shared/path.ts'
import { z } from 'zod'
import type { ApiDoors } from '../handover.ts'
import { type ApiApp, nothing } from './app.ts'
import { byOf } from './callers.ts'
import { Refusal } from './problems.ts'

const admin = { role: 'admin' } as const
const secrets = { role: 'admin', byToken: true } as const
const HostParams = z.strictObject({ host: z.string().min(1).max(253) })

interface WriteOptions {
  readonly doors: ApiDoors
  readonly clock: Clock
}

export function addWriteRoutes(app: ApiApp, options: WriteOptions): void {
  addNaming(app, options)
  addSecrets(app, options)
  addHostRoutes(app, options)
}

function addNaming(app: ApiApp, { doors, clock }: WriteOptions): void {
  const { writes } = doors
  app.post('/sites', { config: admin, schema: { body: NewSiteSchema, response: nothing } }, async (request, reply) => {
    await writes.addSite({ ...byOf(request, clock), ...request.body })
    return reply.code(204).send()
  })
  app.post(
    '/roots',
    {
      config: admin,
      schema: { summary: 'Binds a root to a site, or anew', body: NewRootSchema, response: nothing },
    },
    async (request, reply) => {
      const root = parseAbsolutePath(request.body.root)
      const prefix = parsePathText(request.body.prefix)
      await writes.bindRoot({ ...byOf(request, clock), ...request.body, root, prefix })
      return reply.code(204).send()
    },
  )
}

function addSecrets(app: ApiApp, { doors, clock }: WriteOptions): void {
  app.post(
    '/enrolments',
    {
      config: secrets,
      schema: {
        summary: 'Makes a one-time token by which a host enrols',
        body: NewEnrolmentSchema,
        response: { 200: MadeEnrolmentSchema, default: ProblemSchema },
      },
    },
    async request => {
      const made = await doors.makeEnrolment(byOf(request, clock), Math.round(request.body.minutes * 60_000))
      return { token: made.token, expiresAt: isoTime(made.expiresAt) }
    },
  )
}

function addHostRoutes(app: ApiApp, { doors, clock }: WriteOptions): void {
  app.post(
    '/hosts/:host/orders',
    {
      config: { role: 'work' },
      schema: {
        summary: 'Asks a host to walk one root, or all of them',
        params: HostParams,
        body: NewOrderSchema,
        response: { 202: z.undefined().describe('Asked'), default: ProblemSchema },
      },
    },
    async (request, reply) => {
      const by = byOf(request, clock)
      const { host } = request.params
      const root = request.body.root === null ? null : parseAbsolutePath(request.body.root)
      if (!(await doors.order(by.customer, host, { what: 'walk', root })))
        throw new Refusal('host-offline', 'problem.host-offline', { place: host })
      await doors.writes.audit({ ...by, what: 'host.order', detail: { host, order: 'walk', root } })
      return reply.code(202).send()
    },
  )
  app.post(
    '/hosts/:host/revoke',
    {
      config: admin,
      schema: { summary: 'Refuses a host from now on', params: HostParams, response: nothing },
    },
    async (request, reply) => {
      await doors.writes.revokeHost({ ...byOf(request, clock), host: request.params.host })
      return reply.code(204).send()
    },
  )
}
