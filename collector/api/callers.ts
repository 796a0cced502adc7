// Owns who is asking: reads token or session off each request, refuses what its route does not allow, and refuses
// unsafe requests that another site made a signed-in browser send. Whether a secret is good is auth's.
import { leastPersonRole, type Right, rightsOf } from '@sekisho/shared/api.people.ts'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { SiteLimit } from '@sekisho/shared/site-limit.ts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AccessDoors, By, Credential, Principal } from '../handover.ts'
import type { Limiter } from './limits.ts'
import { Refusal } from './problems.ts'

export interface Caller {
  readonly principal: Principal
  readonly credential: Credential
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
  }
  interface FastifyContextConfig {
    /** What whoever asks must have the right to. Every route of the API names one. */
    role?: Right | 'anyone'
    /** It makes secrets, people, or trust in a key: a browser's session is refused, so that a defect in the page cannot. */
    byToken?: boolean
  }
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

export interface CallerOptions {
  readonly access: AccessDoors
  /** Name of the session's cookie. */
  readonly cookie: string
  /** Where browsers reach the collector. */
  readonly address: () => string
  readonly failures: Limiter
}

/** From here on every route below /api/ asks who calls, before its body is read. */
export function askWhoCalls(app: FastifyInstance, options: CallerOptions): void {
  app.decorateRequest('caller', null)
  app.addHook('onRoute', route => {
    if (route.url.startsWith('/api/') && route.config?.role === undefined)
      throw new Error(`the route ${route.url} names no role`)
  })
  app.addHook('onRequest', async request => {
    const needed = request.routeOptions.config.role ?? 'anyone'
    if (needed === 'anyone') return
    const caller = await findCaller(request, options)
    if (caller === null) {
      await options.failures.count(request)
      throw new Refusal('token-refused', 'problem.token-refused')
    }
    if (caller.credential.kind === 'session' && !safeMethods.has(request.method))
      refuseOtherOrigins(request, options.address())
    refuseWithout(needed, caller)
    if (request.routeOptions.config.byToken === true && caller.credential.kind !== 'token')
      throw new Refusal('role-missing', 'problem.token-needed', { params: { needed } })
    request.caller = caller
  })
}

/**
 * Whoever came by the page has no use for a token, and may not know the rights by which those are made: they are told in
 * the roles of people.
 * @throws Refusal role-missing
 */
export function refuseWithout(needed: Right, { principal, credential }: Caller, place?: string): void {
  const held = principal.role
  if (rightsOf[held].includes(needed)) return
  const isPerson = credential.kind === 'session'
  throw new Refusal('role-missing', 'problem.role-missing', {
    params: { needed: isPerson ? leastPersonRole(needed) : needed, held },
    ...(place === undefined ? {} : { place }),
    ...(isPerson ? { mend: 'mend.role-missing-page' } : {}),
  })
}

/** A request that shows a token is judged by that alone: a cookie that rides along does not help it. */
export async function findCaller(
  request: FastifyRequest,
  options: Pick<CallerOptions, 'access' | 'cookie'>,
): Promise<Caller | null> {
  const credential = credentialOf(request, options.cookie)
  const principal = credential === null ? null : await options.access.holder(credential)
  return credential === null || principal === null ? null : { principal, credential }
}

function credentialOf(request: FastifyRequest, cookie: string): Credential | null {
  const shown = request.headers.authorization
  if (shown !== undefined) {
    const token = /^Bearer ([^\s]+)$/i.exec(shown)?.[1]
    return token === undefined ? null : { kind: 'token', secret: token }
  }
  const session = request.cookies[cookie]
  return session === undefined ? null : { kind: 'session', secret: session }
}

/** Fetch standard: browsers send Origin with every unsafe request; one without it is no page of ours. */
export function refuseOtherOrigins(request: FastifyRequest, address: string): void {
  const site = request.headers['sec-fetch-site']
  const origin = URL.parse(request.headers.origin ?? '')
  // A proxy in front may set Host to its own idea; the public address still holds then.
  const same = origin !== null && (origin.host === request.headers.host || origin.origin === URL.parse(address)?.origin)
  if (!same || (site !== undefined && site !== 'same-origin'))
    throw new Refusal('origin-refused', 'problem.origin-refused')
}

/** Who calls, on a route that asked for a role. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new Error('the route asked nobody who calls')
  return request.caller
}

export function customerOf(request: FastifyRequest): number {
  return callerOf(request).principal.customer
}

/** The sites for which alone whoever calls publishes. */
export function limitOf(request: FastifyRequest): SiteLimit {
  return callerOf(request).principal.sites
}

/** For the audit trail. */
export function byOf(request: FastifyRequest, clock: Clock): By {
  const { principal, credential } = callerOf(request)
  const who = `${principal.person ? 'user' : credential.kind}:${principal.name}`
  return { customer: principal.customer, who, from: request.ip, at: clock.now() }
}
