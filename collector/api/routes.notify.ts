// Owns the routes of alarm channels: how each stands, and a test. Neither shows an address or a secret.
import { ChannelRowSchema, NewTestSchema, TestedSchema } from '@sekisho/shared/api.notify.ts'
import { type Clock, safeTime } from '@sekisho/shared/clock.ts'
import type { ApiDoors } from '../handover.ts'
import { type ApiApp, wholeList, wholeListOf } from './app.ts'
import { byOf } from './callers.ts'
import { unknown } from './problems.ts'
import { addMuteRoutes } from './routes.mutes.ts'

const admin = { role: 'admin' } as const

interface NotifyOptions {
  readonly doors: Pick<ApiDoors, 'mutes' | 'notify' | 'writes'>
  readonly clock: Clock
}

export function addNotifyRoutes(app: ApiApp, { doors, clock }: NotifyOptions): void {
  addMuteRoutes(app, { doors, clock })
  app.get(
    '/notify',
    { config: admin, schema: { summary: 'The channels of alarms', response: wholeListOf(ChannelRowSchema) } },
    async () => {
      const rows = await doors.notify.channels()
      return wholeList(rows.map(row => ({ ...row, lastAt: row.lastAt === null ? null : safeTime(row.lastAt) })))
    },
  )
  app.post(
    '/notify/test',
    {
      config: admin,
      schema: {
        summary: 'Sends a test by one channel, or by all, and says what each answered',
        body: NewTestSchema,
        response: wholeListOf(TestedSchema),
      },
    },
    async request => {
      const { channel = null } = request.body
      const tested = await doors.notify.test(channel)
      if (tested === null) throw unknown('channel', request)
      await doors.writes.audit({ ...byOf(request, clock), what: 'notify.test', detail: { channel } })
      return wholeList(tested)
    },
  )
}
