// Owns the route that lists the audit trail. Decides nothing.
import { AuditFilterSchema, AuditRowSchema } from '@sekisho/shared/api.audit.ts'
import { ProblemSchema, pageOf } from '@sekisho/shared/api.ts'
import type { ApiDoors } from '../handover.ts'
import type { ApiApp } from './app.ts'
import { customerOf } from './callers.ts'
import { type Cursors, usualPage } from './cursors.ts'

interface AuditOptions {
  readonly doors: Pick<ApiDoors, 'reads'>
  readonly cursors: Cursors
}

export function addAuditRoutes(app: ApiApp, { doors, cursors }: AuditOptions): void {
  app.get(
    '/audit',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'The audit trail, the newest first: who changed or tried what, from where',
        querystring: AuditFilterSchema,
        response: { 200: pageOf(AuditRowSchema), default: ProblemSchema },
      },
    },
    async request => {
      const customer = customerOf(request)
      const { cursor, limit = usualPage, ...filter } = request.query
      const scope = [customer, 'audit', filter]
      const opened = cursor === undefined ? {} : { cursor: cursors.open(scope, cursor) }
      const { items, next } = await doors.reads.auditLines({ customer, filter: { ...filter, limit, ...opened } })
      return { items: [...items], next: next === null ? null : cursors.seal(scope, next) }
    },
  )
}
