// Owns the routes of contents: what was taken of files that no permit covers, and the taking out of one. A content is never
// anything but a download of no type: it may be what an attacker wrote for whoever looks at it.
import { Readable } from 'node:stream'
import {
  ArchiveWishSchema,
  archiveFileName,
  ContentFilterSchema,
  ContentRowSchema,
  ContentSummarySchema,
  contentFileName,
  GoingReleasedSchema,
  KeptReleasedSchema,
  maxReleasedBatch,
  ReleasedContentsSchema,
  ReleasedWishesQuerySchema,
  ReleasedWishSchema,
} from '@sekisho/shared/api.contents.ts'
import { TextDifferenceSchema } from '@sekisho/shared/api.differences.ts'
import { ProblemSchema, pageOf } from '@sekisho/shared/api.ts'
import { Key } from '@sekisho/shared/api.words.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import { noRelease } from '@sekisho/shared/no-release.ts'
import { parsePathText, parseRelativePath } from '@sekisho/shared/path.ts'
import { beyondSites, refuseOtherComponent } from '@sekisho/shared/site-limit.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ApiDoors, StoreReads } from '../handover.ts'
import { type ApiApp, IdSchema } from './app.ts'
import { byOf, customerOf, limitOf } from './callers.ts'
import { type Cursors, usualPage } from './cursors.ts'
import { localeOf, unknown } from './problems.ts'

const read = { role: 'read' } as const
const DigestSchema = z.strictObject({ sha256: Key })

interface ContentOptions {
  readonly doors: Pick<ApiDoors, 'contents' | 'reads'>
  readonly clock: Clock
  readonly cursors: Cursors
}

export function addContentRoutes(app: ApiApp, options: ContentOptions): void {
  addListing(app, options)
  addSingle(app, options)
  addDifference(app, options)
  addReleased(app, options)
}

function addListing(app: ApiApp, { doors, cursors }: ContentOptions): void {
  app.get(
    '/contents',
    {
      config: read,
      schema: {
        summary: 'Contents of files that no permit covers: wanted, kept, withheld or missed; the newest first',
        querystring: ContentFilterSchema,
        response: { 200: pageOf(ContentRowSchema), default: ProblemSchema },
      },
    },
    async request => {
      const customer = customerOf(request)
      const { cursor, limit = usualPage, ...filter } = request.query
      const scope = [customer, 'contents', filter]
      const opened = cursor === undefined ? {} : { cursor: cursors.open(scope, cursor) }
      const { items, next } = await doors.contents.reads.contents({ customer, filter: { ...filter, ...opened, limit } })
      return { items: [...items], next: next === null ? null : cursors.seal(scope, next) }
    },
  )
  app.get(
    '/contents/summary',
    {
      config: read,
      schema: {
        summary: 'How many contents are there, how much room they take, and whether their keys are',
        response: { 200: ContentSummarySchema, default: ProblemSchema },
      },
    },
    async request => doors.contents.summary(customerOf(request), localeOf(request)),
  )
}

function addSingle(app: ApiApp, { doors, clock }: ContentOptions): void {
  app.get(
    '/contents/:sha256',
    {
      config: read,
      schema: { params: DigestSchema, response: { 200: ContentRowSchema, default: ProblemSchema } },
    },
    async request => {
      const { sha256 } = request.params
      const row = await doors.contents.reads.content({ customer: customerOf(request), sha256 })
      if (row === null) throw unknown('content', request)
      return row
    },
  )
  app.get(
    '/contents/:sha256/bytes',
    {
      config: { role: 'work' },
      schema: {
        summary: 'The content itself, as a download. It may be malicious. Each look stands in the audit trail',
        params: DigestSchema,
        produces: ['application/octet-stream'],
        response: { 200: z.unknown().describe('The bytes as they were taken'), default: ProblemSchema },
      },
    },
    async (request, reply) => {
      const { sha256 } = request.params
      const bytes = await doors.contents.take(byOf(request, clock), sha256)
      if (bytes === null) throw unknown('content', request)
      return asDownload(reply, contentFileName(sha256)).send(bytes)
    },
  )
  addSealed(app, { doors, clock })
}

function addSealed(app: ApiApp, { doors, clock }: Pick<ContentOptions, 'doors' | 'clock'>): void {
  app.post(
    '/contents/:sha256/archive',
    {
      config: { role: 'work' },
      schema: {
        summary:
          'The content in a zip archive under a password (AES-256), as a download. Each look stands in the audit trail; the password nowhere',
        params: DigestSchema,
        body: ArchiveWishSchema,
        produces: ['application/octet-stream'],
        response: { 200: z.unknown().describe('The archive'), default: ProblemSchema },
      },
    },
    async (request, reply) => {
      const { sha256 } = request.params
      const archive = await doors.contents.takeSealed(byOf(request, clock), sha256, request.body.password)
      if (archive === null) throw unknown('content', request)
      return asDownload(reply, archiveFileName(sha256)).send(Readable.from(archive, { objectMode: false }))
    },
  )
}

function asDownload<T extends FastifyReply>(reply: T, name: string): T {
  return reply
    .header('content-type', 'application/octet-stream')
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "sandbox; default-src 'none'") as T
}

function addDifference(app: ApiApp, { doors, clock }: ContentOptions): void {
  app.get(
    '/findings/:id/difference',
    {
      config: { role: 'work' },
      schema: {
        summary:
          'What a finding found, against what was released or was there before. Each look stands in the audit trail',
        params: IdSchema,
        response: { 200: TextDifferenceSchema, default: ProblemSchema },
      },
    },
    async request => {
      const difference = await doors.contents.difference(byOf(request, clock), request.params.id)
      if (difference === null) throw unknown('finding', request)
      return difference
    },
  )
}

/** Base64 has four characters for three bytes; paths may be long. */
const maxReleasedBody = Math.ceil(maxReleasedBatch / 3) * 4 + 4 * 1024 ** 2

function addReleased(app: ApiApp, { doors, clock }: ContentOptions): void {
  const publish = { role: 'publish' } as const
  app.get(
    '/releases/:id/contents',
    {
      config: publish,
      schema: {
        summary: 'Files of a release whose contents differences would need and are not here',
        params: IdSchema,
        querystring: ReleasedWishesQuerySchema,
        response: { 200: pageOf(ReleasedWishSchema), default: ProblemSchema },
      },
    },
    async request => {
      const { after, limit = usualPage } = request.query
      const wish = { customer: customerOf(request), release: request.params.id, after: parsePathText(after), limit }
      const page = await doors.contents.reads.releasedWishes(wish)
      if (page === null) throw noRelease(request.params.id)
      return { items: [...page.items], next: page.last }
    },
  )
  app.post(
    '/releases/:id/contents',
    {
      config: publish,
      bodyLimit: maxReleasedBody,
      schema: {
        summary: 'Keeps contents of files that a release lists, encrypted, to be compared with what is found',
        params: IdSchema,
        body: ReleasedContentsSchema,
        response: { 200: KeptReleasedSchema, default: ProblemSchema },
      },
    },
    async request => {
      const files = request.body.files.map(({ path, bytes }) => ({
        path: parseRelativePath(path),
        bytes: Buffer.from(bytes, 'base64'),
      }))
      await refuseOtherRelease(request, doors.reads)
      return doors.contents.keepReleased(byOf(request, clock), request.params.id, files)
    },
  )
  app.post(
    '/releases/:id/contents/remove',
    {
      config: publish,
      schema: {
        summary:
          'Lets contents go that came with a release that has ended, unless another lists them or they are compared with',
        params: IdSchema,
        response: { 200: GoingReleasedSchema, default: ProblemSchema },
      },
    },
    async request => {
      await refuseOtherRelease(request, doors.reads)
      const going = await doors.contents.endReleased(byOf(request, clock), request.params.id)
      if (going === null) throw noRelease(request.params.id)
      return { going }
    },
  )
}

/** Its contents are those of every site that has its component. One that is not there is refused like one beyond the limit. */
async function refuseOtherRelease(
  request: FastifyRequest<{ Params: { id: number } }>,
  reads: Pick<StoreReads, 'componentOf'>,
): Promise<void> {
  const limit = limitOf(request)
  if (limit === null) return
  const { id: release } = request.params
  const had = await reads.componentOf({ customer: customerOf(request), release })
  if (had === null) throw beyondSites(limit, `releases/${release}`)
  refuseOtherComponent(
    limit,
    had.component,
    had.sites.map(({ site }) => site),
  )
}
