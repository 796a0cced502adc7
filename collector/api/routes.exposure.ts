// Owns the routes of exposure: from when to when each file of an incident was there, what stood at a past moment, and what
// differs between two. Decides nothing.
import {
  DifferenceQuerySchema,
  DifferenceRowSchema,
  ExposureQuerySchema,
  ExposureRowSchema,
  keptSince,
  PastFileRowSchema,
  type PastFilter,
  PastQuerySchema,
} from '@sekisho/shared/api.exposure.ts'
import { ProblemSchema, pageOf } from '@sekisho/shared/api.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { PastPage } from '../handover.exposure.ts'
import type { ApiDoors } from '../handover.ts'
import { type ApiApp, IdSchema } from './app.ts'
import { customerOf } from './callers.ts'
import { type Cursors, usualPage } from './cursors.ts'
import { unknown } from './problems.ts'

const read = { role: 'read' } as const
/** Each has all that was ever told of its path. */
const usualFiles = 50

interface ExposureOptions {
  readonly doors: Pick<ApiDoors, 'exposure'>
  readonly clock: Clock
  readonly cursors: Cursors
}

export function addExposureRoutes(app: ApiApp, options: ExposureOptions): void {
  addIncidentExposure(app, options)
  addPast(app, options)
}

function addIncidentExposure(app: ApiApp, { doors, cursors }: ExposureOptions): void {
  app.get(
    '/incidents/:id/exposure',
    {
      config: read,
      schema: {
        summary: 'From when to when each file of an incident was there, within the bounds that coverage allows',
        params: IdSchema,
        querystring: ExposureQuerySchema,
        response: { 200: pageOf(ExposureRowSchema), default: ProblemSchema },
      },
    },
    async request => {
      const customer = customerOf(request)
      const { id } = request.params
      const { cursor, limit = usualFiles } = request.query
      const scope = [customer, 'incident-exposure', id]
      const opened = cursor === undefined ? null : cursors.open(scope, cursor)
      const page = await doors.exposure.exposure({ customer, id, cursor: opened, limit })
      if (page === null) throw unknown('incident', request)
      return { items: [...page.items], next: page.next === null ? null : cursors.seal(scope, page.next) }
    },
  )
}

function addPast(app: ApiApp, { doors, clock, cursors }: ExposureOptions): void {
  const page = async <T>(
    scope: readonly unknown[],
    query: PastFilter,
    list: (filter: PastFilter) => Promise<PastPage<T>>,
  ) => {
    const { cursor, limit = usualPage, ...filter } = query
    const sealed = [...scope, filter]
    const opened = cursor === undefined ? {} : { cursor: cursors.open(sealed, cursor) }
    const { items, next, notKeptBefore } = await list({ ...filter, ...opened, limit })
    return { items: [...items], next: next === null ? null : cursors.seal(sealed, next), notKeptBefore }
  }
  app.get(
    '/files/at',
    {
      config: read,
      schema: {
        summary: 'Every file that was there at a past moment, as its newest observation by then says',
        querystring: PastQuerySchema,
        response: { 200: pageOf(PastFileRowSchema).extend(keptSince), default: ProblemSchema },
      },
    },
    async request => {
      const customer = customerOf(request)
      const { at: asked, ...query } = request.query
      const at = pastTime(asked, 'at', clock)
      return page([customer, 'files-at', at], query, filter => doors.exposure.filesAt({ customer, filter, at }))
    },
  )
  app.get(
    '/files/changes',
    {
      config: read,
      schema: {
        summary: 'Every file that differs between two moments',
        querystring: DifferenceQuerySchema,
        response: { 200: pageOf(DifferenceRowSchema).extend(keptSince), default: ProblemSchema },
      },
    },
    async request => {
      const customer = customerOf(request)
      const { from: first, to: last, ...query } = request.query
      const from = pastTime(first, 'from', clock)
      const to = last === undefined ? clock.now() : pastTime(last, 'to', clock)
      if (from >= to) throw new ToldFailure('request-invalid', reason('problem.ends-first'), { place: 'query.from' })
      return page([customer, 'files-changes', from, last], query, filter =>
        doors.exposure.changesBetween({ customer, filter, from, to }),
      )
    },
  )
}

/** @throws Failure request-invalid: of what is to come, the newest state would be told as if it were known */
function pastTime(text: string, name: string, clock: Clock): number {
  const at = Date.parse(text)
  if (at <= clock.now()) return at
  throw new ToldFailure('request-invalid', reason('problem.to-come'), { place: `query.${name}` })
}
