// Owns the routes of mutes: alarms that are not told for a while. Decides nothing.
import { EndMuteSchema, MuteFilterSchema, MuteRowSchema, NewMuteSchema } from '@sekisho/shared/api.mutes.ts'
import { ProblemSchema } from '@sekisho/shared/api.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { ApiDoors } from '../handover.ts'
import { type ApiApp, IdSchema, wholeList, wholeListOf } from './app.ts'
import { byOf, customerOf } from './callers.ts'

const approve = { role: 'approve' } as const
const one = { 200: MuteRowSchema, default: ProblemSchema }

interface MuteOptions {
  readonly doors: Pick<ApiDoors, 'mutes'>
  readonly clock: Clock
}

export function addMuteRoutes(app: ApiApp, { doors, clock }: MuteOptions): void {
  const { reads, writes } = doors.mutes
  app.get(
    '/mutes',
    {
      config: { role: 'read' },
      schema: {
        summary: 'Mutes, the newest first: whose alarms are not told, why, and until when',
        querystring: MuteFilterSchema,
        response: wholeListOf(MuteRowSchema),
      },
    },
    async request =>
      wholeList(await reads.mutes({ customer: customerOf(request), filter: request.query, now: clock.now() })),
  )
  app.post(
    '/mutes',
    {
      config: approve,
      schema: {
        summary:
          'Tells no alarms of a site, a host, a path or what stands in an incident. Findings and incidents stay as they are, and critical ones in payment files and uploads are told unless path and sha256 are named',
        body: NewMuteSchema,
        response: one,
      },
    },
    async request => writes.addMute({ ...byOf(request, clock), mute: request.body }),
  )
  app.post(
    '/mutes/:id/end',
    {
      config: approve,
      schema: { summary: 'Before its time', params: IdSchema, body: EndMuteSchema, response: one },
    },
    async request => writes.endMute({ ...byOf(request, clock), id: request.params.id, ...request.body }),
  )
}
