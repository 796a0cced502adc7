// Owns what the outside may know of the collector's health, without a token: whether its store answers in time.
import type { Clock } from '@sekisho/shared/clock.ts'
import { z } from 'zod'
import type { StoreReads } from '../handover.ts'
import type { ApiApp } from './app.ts'

/** As long as a reader's longest transaction may take. */
const patienceMs = 2000
const nobody = '0'.repeat(64)
const HealthSchema = z.object({ status: z.enum(['ok', 'failing']) })

export function addHealth(app: ApiApp, reads: Pick<StoreReads, 'principal'>, clock: Clock): void {
  app.get(
    '/healthz',
    {
      schema: {
        summary: 'Whether the store answers',
        security: [],
        response: { 200: HealthSchema, 503: HealthSchema },
      },
    },
    async (_request, reply) => {
      const well = await answersInTime(reads, clock)
      return reply
        .code(well ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ status: well ? 'ok' : 'failing' })
    },
  )
}

function answersInTime(reads: Pick<StoreReads, 'principal'>, clock: Clock): Promise<boolean> {
  return new Promise(resolve => {
    const timer = clock.after(patienceMs, () => resolve(false))
    const settle = (well: boolean) => {
      timer.cancel()
      resolve(well)
    }
    // A look-up of nobody: the cheapest question that goes all the way to the database.
    reads.principal({ kind: 'session', digest: nobody, now: clock.now() }).then(
      () => settle(true),
      // Why it fails is in the log of the room that fails; here only that it does.
      () => settle(false),
    )
  })
}
