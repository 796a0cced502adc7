// Owns the live updates: server-sent events to pages and commands. Every client has a ceiling on what waits for it; one
// that falls behind is closed, comes back by itself and lists anew. What is news is store's.
import type { ServerResponse } from 'node:http'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Log } from '@sekisho/shared/log.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AccessDoors, ApiDoors, LiveNews } from '../handover.ts'
import { callerOf } from './callers.ts'
import { Refusal } from './problems.ts'

/** Below the 30 s after which common proxies give up on a silent answer. */
const heartbeatMs = 15_000
/** Bytes that may wait for one client before the next news: about 600 findings. */
const maxWaitingBytes = 1024 * 1024
const maxClients = 500

export interface Live {
  serve(request: FastifyRequest, reply: FastifyReply): void
  count(): number
  /** At once, not only at the next heartbeat: somebody's token or session has ended. */
  askAgain(): void
  close(): void
}

interface LiveOptions {
  readonly doors: Pick<ApiDoors, 'listen'>
  readonly access: Pick<AccessDoors, 'holder'>
  readonly clock: Clock
  readonly log: Log
}

export function openLive(options: LiveOptions): Live {
  /** Each with the question whether its holder may still listen. */
  const clients = new Map<ServerResponse, () => void>()
  return {
    serve(request, reply) {
      if (clients.size >= maxClients)
        throw new Refusal('store-busy', 'problem.store-busy', { mend: 'mend.later', retryAfterS: 30 })
      reply.hijack()
      const ask = stream(request, reply.raw, options)
      clients.set(reply.raw, ask)
      reply.raw.once('close', () => clients.delete(reply.raw))
      // What ended between the question who calls and this line asked the others alone.
      ask()
    },
    count: () => clients.size,
    askAgain() {
      for (const ask of clients.values()) ask()
    },
    close() {
      for (const client of clients.keys()) client.end()
    },
  }
}

function stream(request: FastifyRequest, client: ServerResponse, options: LiveOptions): () => void {
  const { doors, access, clock, log } = options
  const { principal, credential } = callerOf(request)
  client.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  const say = (text: string) => {
    if (client.destroyed || client.writableEnded) return
    if (client.writableLength <= maxWaitingBytes) client.write(text)
    else {
      log.info('a live client fell behind and was closed', { who: principal.name, waiting: client.writableLength })
      client.destroy()
    }
  }
  // The first bytes tell the client that nothing from here on is missed.
  const unlisten = doors.listen(principal.customer, news => say(eventText(news)))
  say('retry: 2000\n: open\n\n')
  const ask = (live = () => {}) => {
    access.holder(credential).then(
      holder => (holder === null ? client.end() : live()),
      // Whether the holder may still listen is not known just now: the client comes back and is asked again.
      () => client.end(),
    )
  }
  const heartbeat = clock.every(heartbeatMs, () => ask(() => say(': still here\n\n')))
  client.once('close', () => {
    unlisten()
    heartbeat.cancel()
  })
  return ask
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html: JSON has no line breaks, so one data line each. */
function eventText(news: LiveNews): string {
  if (news.event !== 'finding') return `event: ${news.event}\ndata: {}\n\n`
  return news.findings.map(finding => `event: finding\ndata: ${JSON.stringify(finding)}\n\n`).join('')
}
