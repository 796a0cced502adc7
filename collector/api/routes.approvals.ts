// Owns the routes of approvals: what one person permits by path and content, or by a pattern. Decides nothing.
import {
  ApprovalFilterSchema,
  ApprovalRowSchema,
  ApprovePatternSchema,
  ApproveSchema,
  FourEyesSchema,
  PatternApprovalSchema,
  PatternPreviewSchema,
  PreviewPatternSchema,
  WithdrawApprovalSchema,
} from '@sekisho/shared/api.approvals.ts'
import { ProblemSchema } from '@sekisho/shared/api.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import { z } from 'zod'
import type { ApiDoors } from '../handover.ts'
import { type ApiApp, IdSchema, nothing, wholeList, wholeListOf } from './app.ts'
import { byOf, customerOf } from './callers.ts'

const approve = { role: 'approve' } as const
const one = { 200: ApprovalRowSchema, default: ProblemSchema }

interface ApprovalOptions {
  readonly doors: Pick<ApiDoors, 'approvals'>
  readonly clock: Clock
}

export function addApprovalRoutes(app: ApiApp, { doors, clock }: ApprovalOptions): void {
  const { reads, writes } = doors.approvals
  app.get(
    '/approvals',
    {
      config: { role: 'read' },
      schema: {
        summary: 'What people permitted by path and content or by pattern, the newest first',
        querystring: ApprovalFilterSchema,
        response: wholeListOf(ApprovalRowSchema),
      },
    },
    async request => wholeList(await reads.approvals({ customer: customerOf(request), filter: request.query })),
  )
  app.post(
    '/approvals',
    {
      config: approve,
      schema: {
        summary:
          'Permits contents at paths: what findings show, or one that is named. Payment files wait for a second person',
        body: ApproveSchema,
        response: wholeListOf(ApprovalRowSchema),
      },
    },
    async request => wholeList(await writes.approve({ ...byOf(request, clock), approve: request.body })),
  )
  app.post(
    '/approvals/:id/confirm',
    { config: approve, schema: { summary: 'As the second person', params: IdSchema, response: one } },
    async request => writes.confirmApproval({ ...byOf(request, clock), id: request.params.id }),
  )
  app.post(
    '/approvals/:id/withdraw',
    { config: approve, schema: { params: IdSchema, body: WithdrawApprovalSchema, response: one } },
    async request => writes.withdrawApproval({ ...byOf(request, clock), id: request.params.id, ...request.body }),
  )
  addPatternRoutes(app, { doors, clock })
  app.post(
    '/sites/:site/four-eyes',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Whether approvals of payment files, or all of them, need a second person on the site',
        params: z.strictObject({ site: z.string().min(1).max(100) }),
        body: FourEyesSchema,
        response: nothing,
      },
    },
    async (request, reply) => {
      await writes.setFourEyes({ ...byOf(request, clock), site: request.params.site, on: request.body.on })
      return reply.code(204).send()
    },
  )
}

function addPatternRoutes(app: ApiApp, { doors, clock }: ApprovalOptions): void {
  const { reads, writes } = doors.approvals
  app.post(
    '/approvals/patterns',
    {
      config: approve,
      schema: {
        summary: 'Permits whatever comes where a pattern names, within limits and until a time',
        body: ApprovePatternSchema,
        response: { 200: PatternApprovalSchema, default: ProblemSchema },
      },
    },
    async request => writes.approvePattern({ ...byOf(request, clock), approve: request.body }),
  )
  app.post(
    '/approvals/patterns/preview',
    {
      config: approve,
      schema: {
        summary: 'What one would permit of what stands there now; changes nothing',
        body: PreviewPatternSchema,
        response: { 200: PatternPreviewSchema, default: ProblemSchema },
      },
    },
    async request => reads.previewPattern({ customer: customerOf(request), wish: request.body }),
  )
}
