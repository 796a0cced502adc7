// Owns the routes of deployment windows: times in which changes by certain actors are expected. Decides nothing but that
// whoever may not approve names the actors.
import { ProblemSchema } from '@sekisho/shared/api.ts'
import {
  CloseWindowSchema,
  OpenWindowSchema,
  WindowFilterSchema,
  WindowRowSchema,
} from '@sekisho/shared/api.windows.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import { refuseOtherSites } from '@sekisho/shared/site-limit.ts'
import type { ApiDoors } from '../handover.ts'
import { type ApiApp, IdSchema, wholeList, wholeListOf } from './app.ts'
import { byOf, callerOf, customerOf, limitOf, refuseWithout } from './callers.ts'

const announce = { role: 'announce' } as const
const one = { 200: WindowRowSchema, default: ProblemSchema }

interface WindowOptions {
  readonly doors: Pick<ApiDoors, 'windows'>
  readonly clock: Clock
}

export function addWindowRoutes(app: ApiApp, { doors, clock }: WindowOptions): void {
  const { reads, writes } = doors.windows
  app.get(
    '/windows',
    {
      config: { role: 'read' },
      schema: {
        summary:
          'Times in which changes by certain actors are expected: open ones first, then planned, then ended, the newest first',
        querystring: WindowFilterSchema,
        response: wholeListOf(WindowRowSchema),
      },
    },
    async request =>
      wholeList(await reads.windows({ customer: customerOf(request), filter: request.query, now: clock.now() })),
  )
  app.post(
    '/windows',
    {
      config: announce,
      schema: {
        summary: 'Announces a deployment, now or to come. For any actor it needs the right to approve',
        body: OpenWindowSchema,
        response: one,
      },
    },
    async request => {
      refuseOtherSites(limitOf(request), [request.body.site])
      if (request.body.anyActor) refuseWithout('approve', callerOf(request), 'anyActor')
      return writes.openWindow({ ...byOf(request, clock), window: request.body })
    },
  )
  app.post(
    '/windows/:id/close',
    {
      config: announce,
      schema: {
        summary: 'Closes one before its time; what it covered stays expected for the grace time',
        params: IdSchema,
        body: CloseWindowSchema,
        response: one,
      },
    },
    async request => {
      const { graceMinutes = null } = request.body
      const sites = limitOf(request)
      return writes.closeWindow({ ...byOf(request, clock), id: request.params.id, graceMinutes, sites })
    },
  )
}
