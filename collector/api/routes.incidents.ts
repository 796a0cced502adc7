// Owns the routes of incidents: the listing, one with its files, and what people do with it. Decides nothing.
import {
  AwareSchema,
  ClosingSchema,
  FilesQuerySchema,
  IncidentAnswerSchema,
  IncidentFileRowSchema,
  IncidentFilterSchema,
  IncidentRowSchema,
  MadeIncidentSchema,
  MergeSchema,
  NoteSchema,
  SplitSchema,
} from '@sekisho/shared/api.incidents.ts'
import { ProblemSchema, pageOf } from '@sekisho/shared/api.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { FastifyRequest } from 'fastify'
import type { ApiDoors } from '../handover.ts'
import { type ApiApp, IdSchema, nothing } from './app.ts'
import { byOf, customerOf } from './callers.ts'
import { type Cursors, usualPage } from './cursors.ts'
import { unknown } from './problems.ts'

const read = { role: 'read' } as const
const work = { role: 'work' } as const
interface IncidentOptions {
  readonly doors: Pick<ApiDoors, 'incidents' | 'contacts'>
  readonly clock: Clock
  readonly cursors: Cursors
}

export function addIncidentRoutes(app: ApiApp, options: IncidentOptions): void {
  addLooks(app, options)
  addStates(app, options)
  addCorrections(app, options)
}

function addLooks(app: ApiApp, { doors, cursors }: IncidentOptions): void {
  const { reads } = doors.incidents
  app.get(
    '/incidents',
    {
      config: read,
      schema: {
        summary: 'Incidents, the newest first',
        querystring: IncidentFilterSchema,
        response: { 200: pageOf(IncidentRowSchema), default: ProblemSchema },
      },
    },
    async request => {
      const customer = customerOf(request)
      const { cursor, limit = usualPage, ...filter } = request.query
      const scope = [customer, 'incidents', filter]
      const opened = cursor === undefined ? {} : { cursor: cursors.open(scope, cursor) }
      const { items, next } = await reads.incidents({ customer, filter: { ...filter, ...opened, limit } })
      return { items: [...items], next: next === null ? null : cursors.seal(scope, next) }
    },
  )
  app.get(
    '/incidents/:id',
    { config: read, schema: { params: IdSchema, response: { 200: IncidentAnswerSchema, default: ProblemSchema } } },
    async request => {
      const incident = await reads.incident({ customer: customerOf(request), id: request.params.id })
      if (incident === null) throw unknown('incident', request)
      return { ...incident, contacts: [...doors.contacts] }
    },
  )
  app.get(
    '/incidents/:id/files',
    {
      config: read,
      schema: {
        summary: 'What an incident is made of, with what stands there now and why it belongs here',
        params: IdSchema,
        querystring: FilesQuerySchema,
        response: { 200: pageOf(IncidentFileRowSchema), default: ProblemSchema },
      },
    },
    async request => {
      const customer = customerOf(request)
      const { cursor, limit = usualPage } = request.query
      const scope = [customer, 'incident-files', request.params.id]
      const opened = cursor === undefined ? null : cursors.open(scope, cursor)
      const page = await reads.incidentFiles({ customer, id: request.params.id, cursor: opened, limit })
      if (page === null) throw unknown('incident', request)
      return { items: [...page.items], next: page.next === null ? null : cursors.seal(scope, page.next) }
    },
  )
}

function addStates(app: ApiApp, { doors, clock }: IncidentOptions): void {
  const { writes } = doors.incidents
  const by = (request: FastifyRequest<{ Params: { id: number } }>) => ({
    ...byOf(request, clock),
    incident: request.params.id,
  })
  const route = { params: IdSchema, response: nothing }
  app.post(
    '/incidents/:id/open',
    { config: read, schema: { summary: 'A person looks at it; the first time is kept', ...route } },
    async (request, reply) => {
      await writes.openIncident(by(request))
      return reply.code(204).send()
    },
  )
  app.post(
    '/incidents/:id/acknowledge',
    { config: work, schema: { summary: 'Somebody works on it', ...route, body: NoteSchema } },
    async (request, reply) => {
      await writes.acknowledgeIncident({ ...by(request), ...request.body })
      return reply.code(204).send()
    },
  )
  app.post(
    '/incidents/:id/contain',
    { config: work, schema: { summary: 'It can go no further', ...route, body: NoteSchema } },
    async (request, reply) => {
      await writes.containIncident({ ...by(request), ...request.body })
      return reply.code(204).send()
    },
  )
  app.post(
    '/incidents/:id/close',
    {
      config: work,
      schema: { summary: 'Nothing more is to be done, and what it was', ...route, body: ClosingSchema },
    },
    async (request, reply) => {
      await writes.closeIncident({ ...by(request), ...request.body })
      return reply.code(204).send()
    },
  )
  app.post(
    '/incidents/:id/aware',
    {
      config: work,
      schema: { summary: 'Declares when the owner knew: legal deadlines run from then', ...route, body: AwareSchema },
    },
    async (request, reply) => {
      const { at, note } = request.body
      await writes.declareAware({ ...by(request), awareAt: Date.parse(at), note })
      return reply.code(204).send()
    },
  )
}

function addCorrections(app: ApiApp, { doors, clock }: IncidentOptions): void {
  const { writes } = doors.incidents
  app.post(
    '/incidents/:id/split',
    {
      config: work,
      schema: {
        summary: 'Takes files out into an incident of their own',
        params: IdSchema,
        body: SplitSchema,
        response: { 200: MadeIncidentSchema, default: ProblemSchema },
      },
    },
    async request => {
      const input = { ...byOf(request, clock), incident: request.params.id, ...request.body }
      return { incident: await writes.splitIncident(input) }
    },
  )
  app.post(
    '/incidents/:id/merge',
    {
      config: work,
      schema: {
        summary: 'Takes other incidents into this one',
        params: IdSchema,
        body: MergeSchema,
        response: nothing,
      },
    },
    async (request, reply) => {
      await writes.mergeIncidents({ ...byOf(request, clock), incident: request.params.id, ...request.body })
      return reply.code(204).send()
    },
  )
}
