// Owns the assembly of the HTTP side: plugins, hooks and routes in the order in which a request passes them, on a server
// that is somebody else's (the gateway's, which keeps the upgrades). Hands requests to the route files.
import type { Server } from 'node:http'
import cookie from '@fastify/cookie'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { translator } from '@sekisho/shared/messages.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import Fastify from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { AccessDoors, ApiDoors } from '../handover.ts'
import type { ApiApp } from './app.ts'
import { askWhoCalls } from './callers.ts'
import { openCursors } from './cursors.ts'
import { addHealth } from './health.ts'
import { type Limits, openLimits, usualLimits } from './limits.ts'
import { openLive } from './live.ts'
import { openLoad } from './load.ts'
import { addMetrics } from './metrics.ts'
import { describeRoutes } from './openapi.ts'
import { guardPage, servePage } from './page.ts'
import { answerErrors, localeOf, plain } from './problems.ts'
import { addApprovalRoutes } from './routes.approvals.ts'
import { addAuditRoutes } from './routes.audit.ts'
import { addComposeRoutes } from './routes.compose.ts'
import { addContentRoutes } from './routes.contents.ts'
import { addExposureRoutes } from './routes.exposure.ts'
import { addIncidentRoutes } from './routes.incidents.ts'
import { addKeepingRoutes } from './routes.keeping.ts'
import { addKeyRoutes } from './routes.keys.ts'
import { addNotifyRoutes } from './routes.notify.ts'
import { addPeopleRoutes } from './routes.people.ts'
import { addReadRoutes } from './routes.read.ts'
import { addReleaseRoutes } from './routes.releases.ts'
import { addSessionRoutes, addSignIn } from './routes.session.ts'
import { addTokenRoutes } from './routes.tokens.ts'
import { addWindowRoutes } from './routes.windows.ts'
import { addWriteRoutes } from './routes.write.ts'

export interface ApiOptions {
  readonly doors: ApiDoors
  readonly access: AccessDoors
  readonly clock: Clock
  readonly log: Log
  /** Gets a `request` listener; listening and upgrades stay its owner's, closing too. An https.Server will do. */
  readonly server: Server
  /** Where browsers reach it, without a slash at the end; asked late, because a free port is known late. */
  readonly address: () => string
  /** True when browsers come by https. */
  readonly secure: boolean
  /** The page's built folder. */
  readonly dashboard: string
  readonly version: string
  readonly limits?: Partial<Limits>
}

export interface Api {
  report(): RoomReport
  /** Ends live streams and refuses what comes; answers under way are finished by the server's own close. */
  close(): Promise<void>
}

export async function buildApi(options: ApiOptions): Promise<Api> {
  const { doors, access, clock, log, server, secure, address } = options
  const answerError = answerErrors(log)
  const app: ApiApp = Fastify({
    serverFactory: handler => server.on('request', handler),
    exposeHeadRoutes: false,
    logger: false,
    routerOptions: { maxParamLength: 1024 },
    // What is refused before any route is looked for, such as an address with a broken escape.
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send(plain(404, translator(localeOf(request))('problem.not-found'))),
  )

  const load = openLoad(app, clock)
  const cookieName = secure ? '__Host-sekisho' : 'sekisho_session'
  const nonceOf = await guardPage(app, secure)
  const limits = await openLimits(app, clock, { ...usualLimits, ...options.limits })
  app.addHook('onRequest', request => limits.requests.count(request))
  await app.register(cookie)
  askWhoCalls(app, { access, cookie: cookieName, address, failures: limits.failures })
  await describeRoutes(app, options.version, cookieName)

  const live = openLive({ doors, access, clock, log })
  const session = { access, clock, cookie: cookieName, address, secure, signIns: limits.signIns, live }
  const startedAt = clock.now()
  await app.register(
    async (scope: ApiApp) => {
      scope.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'))
      const cursors = openCursors()
      addReadRoutes(scope, {
        doors,
        clock,
        cursors,
        live,
        version: options.version,
        startedAt,
      })
      addWriteRoutes(scope, { doors, clock })
      addTokenRoutes(scope, { doors, access, clock, live })
      addKeyRoutes(scope, { doors, clock })
      addReleaseRoutes(scope, { doors, clock })
      addComposeRoutes(scope, { doors })
      addApprovalRoutes(scope, { doors, clock })
      addExposureRoutes(scope, { doors, clock, cursors })
      addWindowRoutes(scope, { doors, clock })
      addIncidentRoutes(scope, { doors, clock, cursors })
      addKeepingRoutes(scope, { doors, clock })
      addContentRoutes(scope, { doors, clock, cursors })
      addNotifyRoutes(scope, { doors, clock })
      addSessionRoutes(scope, session)
      addPeopleRoutes(scope, { ...session, doors })
      addAuditRoutes(scope, { doors, cursors })
    },
    { prefix: '/api/v1' },
  )
  addSignIn(app, session)
  addHealth(app, doors.reads, clock)
  addMetrics(app, { doors, clock, version: options.version, startedAt })
  await servePage(app, options.dashboard, nonceOf)
  app.addHook('preClose', async () => live.close())
  await app.ready()
  return { report: load.report, close: () => app.close() }
}
