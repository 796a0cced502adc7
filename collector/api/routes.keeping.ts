// Owns the route that says how long everything is kept, and what goes next. Decides nothing.
import { KeepingReportSchema } from '@sekisho/shared/api.keeping.ts'
import { ProblemSchema } from '@sekisho/shared/api.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { ApiDoors } from '../handover.ts'
import type { ApiApp } from './app.ts'

interface KeepingOptions {
  readonly doors: Pick<ApiDoors, 'keeping'>
  readonly clock: Clock
}

export function addKeepingRoutes(app: ApiApp, { doors, clock }: KeepingOptions): void {
  app.get(
    '/keeping',
    {
      // It counts over all customers.
      config: { role: 'admin' },
      schema: {
        summary: 'How long each kind is kept, how much of it there is, and what goes with the next run',
        response: { 200: KeepingReportSchema, default: ProblemSchema },
      },
    },
    async () => doors.keeping.keeping({ now: clock.now() }),
  )
}
