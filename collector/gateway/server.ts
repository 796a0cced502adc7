// Owns the collector's one HTTP server: with TLS or without, and where it may listen. Answers no request itself: the API
// attaches to 'request', the gateway to 'upgrade'.
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { isLoopback } from '@sekisho/shared/loopback.ts'
import { type Reason, reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import type { Certificate } from './certificate.ts'

export interface ServerOptions {
  /** As certificate.ts reads it; null for a server without TLS. */
  readonly tls: Certificate | null
}

export interface CollectorServer {
  readonly http: Server
  readonly secure: boolean
}

/** A header comes in one piece from everybody honest; open connections that say nothing cost descriptors. */
const headersTimeout = 10_000
/** A path of 4,096 bytes that are not UTF-8 is some 12 KB of canonical text, and twice that in a query. */
const maxHeaderSize = 64 * 1024

export function makeServer({ tls }: ServerOptions): CollectorServer {
  if (tls === null) return { http: createServer({ maxHeaderSize, headersTimeout }), secure: false }
  return { http: createTlsServer({ ...tls, minVersion: 'TLSv1.2', maxHeaderSize, headersTimeout }), secure: true }
}

export interface ListenOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Allows an address that others can reach without TLS. */
  readonly allowPlain: boolean
}

/**
 * Listens, and says on which port.
 * @throws Failure config-invalid that says how to mend it
 */
export async function listen(server: CollectorServer, options: ListenOptions): Promise<{ readonly port: number }> {
  const { host, port, allowPlain } = options
  const place = `${host}:${port}`
  if (!server.secure && !allowPlain && !isLoopback(host)) {
    throw new ToldFailure('config-invalid', reason('listen.plain', { host }), { place })
  }
  try {
    await new Promise<void>((resolve, reject) => {
      server.http.once('error', reject)
      server.http.listen({ host, port }, () => {
        server.http.off('error', reject)
        resolve()
      })
    })
  } catch (error) {
    const why = whyNotListening(errnoOf(error))
    throw new ToldFailure('config-invalid', say => say('listen.failed', { place, why: why(say) }), {
      cause: error,
      place,
    })
  }
  const bound = server.http.address()
  return { port: typeof bound === 'object' && bound !== null ? bound.port : port }
}

function whyNotListening(errno = '?'): Reason {
  switch (errno) {
    case 'EADDRINUSE':
      return reason('listen.taken')
    case 'EACCES':
      return reason('listen.low-port')
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return reason('listen.no-address')
    default:
      return () => errno
  }
}

/** Stops listening and ends what is still open, streams of the API included; WebSockets are the gateway's to close. */
export async function closeServer({ http }: CollectorServer): Promise<void> {
  const closed = new Promise<void>(resolve => http.close(() => resolve()))
  http.closeAllConnections()
  await closed
}
