// Owns the routes that only read: each is scoped by the caller's customer and answers in pages. Reads nothing itself.

import { type Coverage, CoverageQuerySchema, CoverageSchema } from '@sekisho/shared/api.coverage.ts'
import { KeyRowSchema } from '@sekisho/shared/api.keys.ts'
import { type DecisionRow, DecisionSchema, TrySchema } from '@sekisho/shared/api.profiles.ts'
import {
  ExplainQuerySchema,
  type ExplanationRow,
  ExplanationSchema,
  FileRowSchema,
  type Filter,
  FilterSchema,
  FindingRowSchema,
  GapRowSchema,
  GapsQuerySchema,
  HostRowSchema,
  liveEvents,
  ProblemSchema,
  pageOf,
  SiteRowSchema,
  StatusSchema,
  SummaryQuerySchema,
  SummarySchema,
} from '@sekisho/shared/api.ts'

import { type Clock, isoTime } from '@sekisho/shared/clock.ts'
import { type Decision, decide } from '@sekisho/shared/decision.ts'
import { parseRelativePath } from '@sekisho/shared/path.ts'
import { ProfileSchema } from '@sekisho/shared/profile.ts'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ApiDoors, Page } from '../handover.ts'
import { type ApiApp, IdSchema, wholeList, wholeListOf } from './app.ts'
import { customerOf } from './callers.ts'
import { type Cursors, usualPage } from './cursors.ts'
import type { Live } from './live.ts'
import { unknown } from './problems.ts'

/** In an explanation; the whole is coverage's own answer. */
const shownGaps = 20
const read = { role: 'read' } as const

interface ReadOptions {
  readonly doors: ApiDoors
  readonly clock: Clock
  readonly cursors: Cursors
  readonly live: Live
  readonly version: string
  readonly startedAt: number
}

export function addReadRoutes(app: ApiApp, options: ReadOptions): void {
  addListings(app, options)
  addSmallListings(app, options)
  addLooks(app, options.doors)
  addStatusRoutes(app, options)
}

/** The two listings that have no bound: what is there now, and what happened. */
function addListings(app: ApiApp, { doors, cursors }: ReadOptions): void {
  const page = async <T>(
    listing: string,
    request: FastifyRequest<{ Querystring: Filter }>,
    list: (input: { customer: number; filter: Filter }) => Promise<Page<T>>,
  ) => {
    const customer = customerOf(request)
    const { cursor, limit, ...filter } = request.query
    const scope = [customer, listing, filter]
    const opened = cursor === undefined ? {} : { cursor: cursors.open(scope, cursor) }
    const { items, next } = await list({ customer, filter: { ...filter, ...opened, limit: limit ?? usualPage } })
    return { items: [...items], next: next === null ? null : cursors.seal(scope, next) }
  }
  const querystring = FilterSchema.strict()
  app.get(
    '/files',
    {
      config: read,
      schema: {
        summary: 'Every file that is there now',
        querystring,
        response: { 200: pageOf(FileRowSchema), default: ProblemSchema },
      },
    },
    request => page('files', request, input => doors.reads.files(input)),
  )
  app.get(
    '/findings',
    {
      config: read,
      schema: {
        summary: 'Findings, oldest first unless told',
        querystring,
        response: { 200: pageOf(FindingRowSchema), default: ProblemSchema },
      },
    },
    request => page('findings', request, input => doors.reads.findings(input)),
  )
  app.get(
    '/findings/:id',
    { config: read, schema: { params: IdSchema, response: { 200: FindingRowSchema, default: ProblemSchema } } },
    async request => {
      const finding = await doors.reads.finding({ customer: customerOf(request), id: request.params.id })
      if (finding === null) throw unknown('finding', request)
      return finding
    },
  )
}

/** Listings that are short by nature and come whole. */
function addSmallListings(app: ApiApp, { doors, clock }: ReadOptions): void {
  const { reads } = doors
  app.get('/hosts', { config: read, schema: { response: wholeListOf(HostRowSchema) } }, async request =>
    wholeList(await reads.hosts({ customer: customerOf(request), now: clock.now() })),
  )
  app.get('/sites', { config: read, schema: { response: wholeListOf(SiteRowSchema) } }, async request =>
    wholeList(await reads.sites({ customer: customerOf(request) })),
  )
  app.get('/keys', { config: read, schema: { response: wholeListOf(KeyRowSchema) } }, async request =>
    wholeList(await reads.keys({ customer: customerOf(request) })),
  )
  app.get(
    '/gaps',
    { config: read, schema: { querystring: GapsQuerySchema, response: wholeListOf(GapRowSchema) } },
    async request => {
      const { host } = request.query
      const customer = customerOf(request)
      return wholeList(await reads.gaps(host === undefined ? { customer } : { customer, host }))
    },
  )
  app.get('/profiles', { config: read, schema: { response: wholeListOf(ProfileSchema) } }, async () =>
    wholeList(doors.profiles()),
  )
  app.post(
    '/profiles/try',
    {
      config: read,
      schema: {
        summary: 'Which rule of a profile decides about each path, and why; changes nothing',
        body: TrySchema,
        response: wholeListOf(DecisionSchema),
      },
    },
    async request => {
      const { profile, paths } = request.body
      const known = typeof profile === 'string' ? doors.profiles().find(({ name }) => name === profile) : profile
      if (known === undefined) throw unknown('profile', request)
      return wholeList(paths.map(path => decisionRow(decide(known, parseRelativePath(path)))))
    },
  )
}

/** In the shape of the schema, whose lists can be changed. */
/** Of a whole answer: how it is watched now, and where something may have been missed in the last day. */
function briefOf(answer: Coverage | null): ExplanationRow['coverage'] {
  if (answer === null) return null
  const { from, to, missed, pieces, knownUntil, gaps } = answer
  const shown = gaps.slice(-shownGaps).map(gap => ({ cause: gap.cause, from: gap.from, to: gap.to }))
  return { from, to, missed, grade: pieces.at(-1)?.grade ?? null, knownUntil, gaps: shown }
}

function decisionRow({ where: { types, sources, ...where }, also, ...decision }: Decision): DecisionRow {
  const lists = {
    ...(types === undefined ? {} : { types: [...types] }),
    ...(sources === undefined ? {} : { sources: [...sources] }),
  }
  return { ...decision, where: { ...where, ...lists }, also: [...also] }
}

/** Looks at one root and one path. */
function addLooks(app: ApiApp, { reads, coverage }: ApiDoors): void {
  app.get(
    '/coverage',
    {
      config: read,
      schema: {
        summary: 'Whether anything could have been missed on a root between two times',
        querystring: CoverageQuerySchema,
        response: { 200: CoverageSchema, default: ProblemSchema },
      },
    },
    async request => {
      const { host, root, from, to } = request.query
      const customer = customerOf(request)
      const answer = await coverage({ customer, host, root, from: msOf(from), to: msOf(to) })
      if (answer === null) throw unknown('root', request)
      return answer
    },
  )
  app.get(
    '/summary',
    {
      config: read,
      schema: { querystring: SummaryQuerySchema, response: { 200: SummarySchema, default: ProblemSchema } },
    },
    async request => {
      const summary = await reads.summary({ customer: customerOf(request), ...request.query })
      if (summary === null) throw unknown('root', request)
      return summary
    },
  )
  app.get(
    '/explain',
    {
      config: read,
      schema: {
        summary: 'Everything known of one absolute path of a host',
        querystring: ExplainQuerySchema,
        response: { 200: ExplanationSchema, default: ProblemSchema },
      },
    },
    async request => {
      const explained = await reads.explain({ customer: customerOf(request), ...request.query })
      if (explained === null) throw unknown('path', request)
      const { root, decision, permits, considered, findings, changes } = explained
      const looked = { customer: customerOf(request), host: request.query.host, root, from: null, to: null }
      return {
        ...explained,
        decision: decision === null ? null : decisionRow(decision),
        permits: [...permits],
        considered: [...considered],
        findings: [...findings],
        changes: [...changes],
        coverage: briefOf(await coverage(looked)),
      }
    },
  )
}

function msOf(time: string | undefined): number | null {
  return time === undefined ? null : Date.parse(time)
}

function addStatusRoutes(app: ApiApp, { doors, clock, live, version, startedAt }: ReadOptions): void {
  app.get(
    '/status',
    { config: read, schema: { response: { 200: StatusSchema, default: ProblemSchema } } },
    async request => {
      const counts = await doors.reads.counts({ customer: customerOf(request) })
      const [at, disk] = [isoTime(clock.now()), await doors.disk()]
      return { version, at, startedAt: isoTime(startedAt), counts, disk, rooms: { ...doors.rooms() } }
    },
  )
  app.get(
    '/live',
    {
      config: read,
      schema: {
        summary: `Server-sent events: ${liveEvents.join(', ')}`,
        response: {
          200: { description: 'Events', content: { 'text/event-stream': { schema: z.string() } } },
          default: ProblemSchema,
        },
      },
    },
    (request, reply) => live.serve(request, reply),
  )
  app.get('/openapi.json', { config: read, schema: { hide: true } }, async () => app.swagger())
}
