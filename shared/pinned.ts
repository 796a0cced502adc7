// Owns speaking TLS to whoever shows one certificate that is known beforehand, whatever names it has and whoever signed it.
// Nothing is sent before that certificate was seen. Whence it is known is the asker's.
import { createHash, X509Certificate } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import { Readable } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import { type Clock, systemClock } from './clock.ts'
import { ToldFailure } from './told-failure.ts'

/** sha256 of the certificate (DER), lower-case hex: what `tls.pin` of an agent is. */
export function pinOf(certificate: Uint8Array): string {
  return createHash('sha256').update(certificate).digest('hex')
}

/** Of a server that shows this PEM text: its own certificate comes first, those of authorities behind it. */
export function pinOfPem(pem: string): string {
  return pinOf(new X509Certificate(pem).raw)
}

/** As long as `fetch` waits for headers; what comes after them may take its time, as news do. */
const silentMs = 300_000
/** What has no body: a Response with one is refused for these. */
const bodiless: readonly number[] = [204, 205, 304]

/**
 * What asks as `fetch` does, as far as the client of the API goes: no redirect is followed, and each request has its own
 * connection. It throws Failure tls-untrusted for another certificate, and what the socket throws.
 */
export function fetchPinned(pin: string, clock: Pick<Clock, 'after'> = systemClock) {
  return async (address: string, init: RequestInit): Promise<Response> => {
    const url = new URL(address)
    const socket = dial(url, init.signal ?? undefined)
    const patience = clock.after(silentMs, () => socket.destroy(new Error(`no answer within ${silentMs / 1000} s`)))
    try {
      await proven(socket, pin, url.host)
      return await answerOver(socket, url, init)
    } finally {
      patience.cancel()
    }
  }
}

function dial({ hostname, port }: URL, signal: AbortSignal | undefined): TLSSocket {
  const to = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 443) }
  // The pin is the whole trust. The signal ends the connection, and with it what is asked over it.
  return connect({ ...to, minVersion: 'TLSv1.2', rejectUnauthorized: false, ...(signal ? { signal } : {}) })
}

function proven(socket: TLSSocket, pin: string, place: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // It stays: between this and the request nobody else listens, and an error that nobody hears ends the program.
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      if (pinOf(socket.getPeerCertificate().raw) !== pin) {
        socket.destroy()
        reject(new ToldFailure('tls-untrusted', say => say('tls.not-the-local'), { place }))
        return
      }
      resolve()
    })
  })
}

function answerOver(
  socket: TLSSocket,
  { hostname, port, pathname, search }: URL,
  init: RequestInit,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const asked = request({
      createConnection: () => socket,
      host: hostname,
      port,
      path: pathname + search,
      method: init.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init.headers)),
    })
    asked.on('error', reject)
    asked.once('response', answer => {
      try {
        resolve(responseOf(answer))
      } catch (error) {
        reject(error)
        asked.destroy()
      }
    })
    if (typeof init.body === 'string' || init.body instanceof Uint8Array) asked.end(init.body)
    else asked.end()
  })
}

/** @throws RangeError, TypeError for a status or a header that is none */
function responseOf(answer: IncomingMessage): Response {
  const { statusCode: status = 500 } = answer
  const headers = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)])
  if (!bodiless.includes(status)) return new Response(Readable.toWeb(answer) as ReadableStream, { status, headers })
  answer.resume()
  return new Response(null, { status, headers })
}
