// Owns how a person gets in and out with a browser: sign-in links, the session's cookie, and the end of a session.
// The secrets themselves, and when they end, are auth's.
import { AskerSchema, rightsOf } from '@sekisho/shared/api.people.ts'
import { MadeLinkSchema, ProblemSchema } from '@sekisho/shared/api.ts'
import { type Clock, isoTime } from '@sekisho/shared/clock.ts'
import { translator } from '@sekisho/shared/messages.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { AccessDoors } from '../handover.ts'
import { type ApiApp, nothing } from './app.ts'
import { byOf, callerOf, findCaller } from './callers.ts'
import type { Limiter } from './limits.ts'
import type { Live } from './live.ts'
import { localeOf, Refusal } from './problems.ts'

export interface SessionOptions {
  readonly access: AccessDoors
  readonly clock: Clock
  readonly cookie: string
  /** Where browsers reach the collector, such as `http://127.0.0.1:4649`. */
  readonly address: () => string
  readonly secure: boolean
  readonly signIns: Limiter
  readonly live: Pick<Live, 'askAgain'>
}

/** Below /api/v1: making links, ending sessions. */
export function addSessionRoutes(app: ApiApp, { access, clock, cookie, address, secure, live }: SessionOptions): void {
  app.post(
    '/links',
    {
      config: { role: 'admin', byToken: true },
      schema: {
        summary: 'Makes a link that signs a browser in, once',
        body: z.strictObject({}).nullish(),
        response: { 200: MadeLinkSchema, default: ProblemSchema },
      },
    },
    async request => {
      const { secret, expiresAt } = await access.makeLink(byOf(request, clock))
      return { url: `${address()}/signin?link=${secret}`, expiresAt: isoTime(expiresAt) }
    },
  )
  app.get(
    '/session',
    {
      config: { role: 'read' },
      schema: { summary: 'Who asks, and what they may', response: { 200: AskerSchema, default: ProblemSchema } },
    },
    async request => {
      const { role, customer } = callerOf(request).principal
      return { who: byOf(request, clock).who, role, rights: [...rightsOf[role]], provider: customer === 0 }
    },
  )
  app.post(
    '/session/end',
    { config: { role: 'read' }, schema: { summary: 'Signs the browser out', response: nothing } },
    async (request, reply) => {
      const { credential } = callerOf(request)
      if (credential.kind !== 'session') throw new Refusal('request-invalid', 'problem.no-session')
      await access.signOut(byOf(request, clock), credential.secret)
      live.askAgain()
      return reply
        .clearCookie(cookie, cookieOf(secure || address().startsWith('https:')))
        .code(204)
        .send()
    },
  )
}

/** At the top: where a link leads. */
export function addSignIn(app: ApiApp, { access, cookie, address, secure, signIns, clock }: SessionOptions): void {
  app.get(
    '/signin',
    { schema: { hide: true, querystring: z.object({ link: z.string().max(200) }) } },
    async (request, reply) => {
      await signIns.count(request)
      const session = await access.signIn(request.query.link, request.ip)
      if (session !== null) {
        return setSession(reply, session, { clock, cookie, address, secure }).redirect('/', 303)
      }
      // A browser that loads the link twice by itself is in already.
      if ((await findCaller(request, { access, cookie })) !== null) return reply.redirect('/', 303)
      return refuse(request, reply)
    },
  )
}

/** From now on the browser is signed in. */
export function setSession(
  reply: FastifyReply,
  { secret, expiresAt }: { readonly secret: string; readonly expiresAt: number },
  { clock, cookie, address, secure }: Pick<SessionOptions, 'clock' | 'cookie' | 'address' | 'secure'>,
): FastifyReply {
  const maxAge = Math.floor((expiresAt - clock.now()) / 1000)
  return reply.setCookie(cookie, secret, { ...cookieOf(secure || address().startsWith('https:')), maxAge })
}

function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!request.headers.accept?.includes('text/html'))
    throw new Refusal('token-refused', 'problem.link-refused', { mend: 'mend.link-refused' })
  const say = translator(localeOf(request))
  return reply
    .code(401)
    .type('text/plain; charset=utf-8')
    .send(`${say('problem.link-refused')}\n${say('mend.link-refused')}\n`)
}

function cookieOf(secure: boolean) {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure } as const
}
