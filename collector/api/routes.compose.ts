// Owns the route by which a host is looked at that nobody has said yet what it should hold. Decides nothing.
import { CompositionQuerySchema, CompositionSchema } from '@sekisho/shared/api.compose.ts'
import { ProblemSchema } from '@sekisho/shared/api.ts'
import { parseAbsolutePath } from '@sekisho/shared/path.ts'
import { z } from 'zod'
import type { ApiDoors } from '../handover.ts'
import type { ApiApp } from './app.ts'
import { customerOf } from './callers.ts'
import { Refusal } from './problems.ts'

export function addComposeRoutes(app: ApiApp, { doors }: { readonly doors: ApiDoors }): void {
  app.get(
    '/sites/:site/composition',
    {
      config: { role: 'read' },
      schema: {
        summary: 'Which published components a host holds, and what none of them explains, the most suspicious first',
        params: z.strictObject({ site: z.string().min(1).max(100) }),
        querystring: CompositionQuerySchema,
        response: { 200: CompositionSchema, default: ProblemSchema },
      },
    },
    async request => {
      const { host, root } = request.query
      const wanted = root === undefined ? null : parseAbsolutePath(root)
      const customer = customerOf(request)
      const composition = await doors.releases.compose({ customer, ...request.params, host, root: wanted })
      if (composition === null) throw new Refusal('store-busy', 'problem.composing', { retryAfterS: 5 })
      return composition
    },
  )
}
