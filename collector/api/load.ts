// Owns the room's self-report: requests under way, and since when the oldest waits for its answer.
import type { Clock } from '@sekisho/shared/clock.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { ApiApp } from './app.ts'

export interface Load {
  report(): RoomReport
}

/** Counts every request but live streams, which wait for nothing. */
export function openLoad(app: ApiApp, clock: Clock): Load {
  const startedAt = clock.monotonic()
  const underWay = new Map<object, number>()
  let closing = false
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url?.endsWith('/live')) return
    underWay.set(reply.raw, clock.monotonic())
    reply.raw.once('close', () => underWay.delete(reply.raw))
  })
  app.addHook('preClose', async () => {
    closing = true
  })
  return {
    report: () => {
      const now = clock.monotonic()
      const oldest = underWay.values().next().value ?? now
      return {
        phase: closing ? 'closing' : 'serving',
        sinceMs: now - startedAt,
        depth: underWay.size,
        oldestAgeMs: now - oldest,
      }
    },
  }
}
