// Owns the routes of components, releases and marks of malicious content. Each names its role and hands on who asks, for
// the audit trail. Decides nothing.
import type { Readable } from 'node:stream'
import { rightsOf } from '@sekisho/shared/api.people.ts'
import {
  ActivateSchema,
  ComponentRowSchema,
  ConfirmSchema,
  DifferenceQuerySchema,
  DifferenceSchema,
  EntriesQuerySchema,
  ExpireSchema,
  JudgingRowSchema,
  MaliciousRowSchema,
  MarkMaliciousSchema,
  PublishQuerySchema,
  ReleaseEntryRowSchema,
  ReleaseRowSchema,
  ReplacedRowSchema,
  RevokeSchema,
  SightingRowSchema,
  StandingQuerySchema,
  StandingSchema,
  SubscribeSchema,
} from '@sekisho/shared/api.releases.ts'
import { ProblemSchema, pageOf } from '@sekisho/shared/api.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import { noRelease } from '@sekisho/shared/no-release.ts'
import { parseAbsolutePath, parsePathText } from '@sekisho/shared/path.ts'
import { EnvelopeSchema } from '@sekisho/shared/proof.ts'
import { rule } from '@sekisho/shared/rules.ts'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ApiDoors } from '../handover.ts'
import { type ApiApp, IdSchema, nothing, wholeList, wholeListOf } from './app.ts'
import { Bodies } from './bodies.ts'
import { byOf, callerOf, customerOf, limitOf } from './callers.ts'
import { usualPage } from './cursors.ts'
import { Refusal } from './problems.ts'

const read = { role: 'read' } as const
const work = { role: 'work' } as const
const approve = { role: 'approve' } as const
const admin = { role: 'admin' } as const
/** A rolling deployment takes no longer. */
const usualOverlapMinutes = 30
const SiteParams = z.strictObject({ site: z.string().min(1).max(100) })
const SiteComponentParams = SiteParams.extend({ component: z.string().min(1).max(128) })
const DigestParams = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/, rule('rule.hex64')) })
const released = { 200: ReleaseRowSchema, default: ProblemSchema }

interface ReleaseOptions {
  readonly doors: ApiDoors
  readonly clock: Clock
}

export function addReleaseRoutes(app: ApiApp, options: ReleaseOptions): void {
  addLooks(app, options.doors)
  addLives(app, options)
  addPublishing(app, options)
  addComponents(app, options)
  addMalicious(app, options)
}

function addLooks(app: ApiApp, { reads, releases }: ApiDoors): void {
  app.get('/releases', { config: read, schema: { response: wholeListOf(ReleaseRowSchema) } }, async request =>
    wholeList(await reads.releases({ customer: customerOf(request) })),
  )
  app.get(
    '/releases/:id/entries',
    {
      config: read,
      schema: {
        summary: 'What a release permits, folder by folder; `next` is the `after` of the following page',
        params: IdSchema,
        querystring: EntriesQuerySchema,
        response: { 200: pageOf(ReleaseEntryRowSchema), default: ProblemSchema },
      },
    },
    async request => {
      const { after, limit = usualPage } = request.query
      const { id } = request.params
      const entries = await reads.releaseEntries({ customer: customerOf(request), id, after, limit })
      if (entries === null) throw noRelease(id)
      const last = entries.length === limit ? entries.at(-1) : undefined
      return { items: [...entries], next: last?.path ?? null }
    },
  )
  app.get(
    '/releases/:id/difference',
    {
      config: read,
      schema: {
        summary:
          'In what a release differs from the one that it would replace, and what speaks against it; or from another',
        params: IdSchema,
        querystring: DifferenceQuerySchema,
        response: { 200: DifferenceSchema, default: ProblemSchema },
      },
    },
    request => releases.difference({ customer: customerOf(request), release: request.params.id, ...request.query }),
  )
  app.get(
    '/releases/:id/standing',
    {
      config: read,
      schema: {
        summary: 'How what a root holds stands to a release, by what was last observed there',
        params: IdSchema,
        querystring: StandingQuerySchema,
        response: { 200: StandingSchema, default: ProblemSchema },
      },
    },
    request => {
      const { host, root } = request.query
      const customer = customerOf(request)
      return releases.standing({ customer, release: request.params.id, host, root: parseAbsolutePath(root) })
    },
  )
  app.get(
    '/judging',
    {
      config: read,
      schema: { summary: 'What waits to be judged again', response: wholeListOf(JudgingRowSchema) },
    },
    async request => wholeList(await reads.judging({ customer: customerOf(request) })),
  )
}

function addLives(app: ApiApp, { doors, clock }: ReleaseOptions): void {
  const { releases } = doors
  app.post(
    '/releases/:id/activate',
    {
      config: admin,
      schema: {
        summary: 'Makes an earlier release current again',
        params: IdSchema,
        body: ActivateSchema,
        response: released,
      },
    },
    request => {
      const overlapMs = overlapOf(request.body.overlapMinutes)
      return releases.activate({ ...byOf(request, clock), release: request.params.id, overlapMs })
    },
  )
  app.post(
    '/releases/:id/confirm',
    {
      config: approve,
      schema: {
        summary: 'Confirms a held release, by the digest of the difference that was looked at',
        params: IdSchema,
        body: ConfirmSchema,
        response: released,
      },
    },
    request => releases.confirm({ ...byOf(request, clock), release: request.params.id, ...request.body }),
  )
  app.post(
    '/releases/:id/confirmation',
    {
      // The signature confirms. Whoever brings it works on this customer's shops, and does not publish.
      config: work,
      schema: {
        summary: 'Confirms a held release by a confirmation that a key in the role approve has signed',
        params: IdSchema,
        body: EnvelopeSchema,
        response: released,
      },
    },
    request => releases.confirmSigned({ ...byOf(request, clock), release: request.params.id, envelope: request.body }),
  )
  app.post(
    '/releases/:id/revoke',
    {
      config: approve,
      schema: {
        summary: 'Takes all permits of a release away, for good',
        params: IdSchema,
        body: RevokeSchema,
        response: released,
      },
    },
    request => releases.revoke({ ...byOf(request, clock), release: request.params.id, ...request.body }),
  )
  app.post(
    '/releases/:id/expire',
    {
      config: admin,
      schema: {
        summary: 'Sets when a release permits nothing any more; null: never',
        params: IdSchema,
        body: ExpireSchema,
        response: released,
      },
    },
    request => {
      const { reason } = request.body
      const expiresAt = timeOf(request.body.expiresAt)
      return releases.expire({ ...byOf(request, clock), release: request.params.id, expiresAt, reason })
    },
  )
}

/** The body is taken as it is: what was signed is the bytes, so nothing here parses and prints them again. */
function addPublishing(app: ApiApp, { doors, clock }: ReleaseOptions): void {
  const bodies = new Bodies(clock)
  app.register(async (scope: ApiApp) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', (request: FastifyRequest, from: Readable) =>
      bodies.receive(request, from),
    )
    scope.post(
      '/releases',
      {
        config: { role: 'publish' },
        schema: {
          summary: 'Publishes a signed release: the body is its DSSE envelope',
          querystring: PublishQuerySchema,
          response: released,
        },
        onRequest: async (request: FastifyRequest, reply) => bodies.admit(request, reply),
      },
      async request => {
        const { body } = request
        if (!Buffer.isBuffer(body)) {
          throw new Refusal('request-invalid', 'problem.no-envelope', { place: 'body', mend: 'mend.request-invalid' })
        }
        const { site, prefix, overlapMinutes, expiresAt } = request.query
        const publication = {
          ...byOf(request, clock),
          rights: rightsOf[callerOf(request).principal.role],
          sites: limitOf(request),
          envelope: body,
          site: site ?? null,
          prefix: parsePathText(prefix),
          overlapMs: overlapOf(overlapMinutes),
          expiresAt: timeOf(expiresAt ?? null),
        }
        return await bodies.during(request, () => doors.releases.publish(publication))
      },
    )
  })
}

function addComponents(app: ApiApp, { doors, clock }: ReleaseOptions): void {
  const { reads, releases } = doors
  app.get('/components', { config: read, schema: { response: wholeListOf(ComponentRowSchema) } }, async request =>
    wholeList(await reads.components({ customer: customerOf(request) })),
  )
  app.get(
    '/components/replaced',
    {
      config: read,
      schema: {
        summary: 'What is there of releases that were replaced: in overlap, and stale',
        response: wholeListOf(ReplacedRowSchema),
      },
    },
    async request => wholeList(await reads.replaced({ customer: customerOf(request) })),
  )
  app.post(
    '/sites/:site/components',
    {
      config: admin,
      schema: {
        summary: 'Gives a site a component that is published already',
        params: SiteParams,
        body: SubscribeSchema,
        response: nothing,
      },
    },
    async (request, reply) => {
      const { component } = request.body
      const prefix = parsePathText(request.body.prefix)
      await releases.subscribe({ ...byOf(request, clock), site: request.params.site, component, prefix })
      return reply.code(204).send()
    },
  )
  app.delete(
    '/sites/:site/components/:component',
    { config: admin, schema: { params: SiteComponentParams, response: nothing } },
    async (request, reply) => {
      await releases.unsubscribe({ ...byOf(request, clock), ...request.params })
      return reply.code(204).send()
    },
  )
}

function addMalicious(app: ApiApp, { doors, clock }: ReleaseOptions): void {
  const { reads, releases } = doors
  app.get('/malicious', { config: read, schema: { response: wholeListOf(MaliciousRowSchema) } }, async request =>
    wholeList(await reads.malicious({ customer: customerOf(request) })),
  )
  app.get(
    '/malicious/:sha256/sightings',
    {
      config: read,
      schema: {
        summary: 'Where a malicious content is or was, the earliest first',
        params: DigestParams,
        response: wholeListOf(SightingRowSchema),
      },
    },
    async request => wholeList(await reads.sightings({ customer: customerOf(request), ...request.params })),
  )
  app.post(
    '/malicious',
    {
      config: { role: 'work' },
      schema: {
        summary: 'Marks a content: nothing permits it on any site',
        body: MarkMaliciousSchema,
        response: nothing,
      },
    },
    async (request, reply) => {
      await releases.markMalicious({ ...byOf(request, clock), ...request.body })
      return reply.code(204).send()
    },
  )
  app.post(
    '/malicious/:sha256/withdraw',
    { config: approve, schema: { params: DigestParams, body: RevokeSchema, response: nothing } },
    async (request, reply) => {
      await releases.withdrawMalicious({ ...byOf(request, clock), ...request.params, ...request.body })
      return reply.code(204).send()
    },
  )
}

function overlapOf(minutes: number | undefined): number {
  return Math.round((minutes ?? usualOverlapMinutes) * 60_000)
}

function timeOf(text: string | null): number | null {
  return text === null ? null : Date.parse(text)
}
