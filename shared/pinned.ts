// Owns speaking TLS to whoever shows one certificate that is known beforehand, whatever names it has and whoever signed it.
// Nothing is sent before that certificate was seen. Whence it is known is the asker's.
import { createHash, X509Certificate } from 'node:crypto'
import { request } from 'node:http'
import { Readable } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import { Failure } from './failures.ts'

/** sha256 of the certificate (DER), lower-case hex: what `tls.pin` of an agent is. */
export function pinOf(certificate: Uint8Array): string {
  return createHash('sha256').update(certificate).digest('hex')
}

/** Of a server that shows this PEM text: its own certificate comes first, those of authorities behind it. */
export function pinOfPem(pem: string): string {
  return pinOf(new X509Certificate(pem).raw)
}

/**
 * What asks as `fetch` does, as far as the client of the API goes: no redirect is followed, and each request has its own
 * connection. It throws Failure collector-unproven for another certificate, and what the socket throws.
 */
export function fetchPinned(pin: string) {
  return async (address: string, init: RequestInit): Promise<Response> => {
    const url = new URL(address)
    const socket = await open(url, pin, init.signal ?? undefined)
    return answerOver(socket, url, init)
  }
}

function open({ hostname, port, host }: URL, pin: string, signal: AbortSignal | undefined): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const to = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 443) }
    // The pin is the whole trust. The signal ends the connection, and with it what is asked over it.
    const socket = connect({ ...to, minVersion: 'TLSv1.2', rejectUnauthorized: false, ...(signal ? { signal } : {}) })
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      if (pinOf(socket.getPeerCertificate().raw) !== pin) {
        socket.destroy()
        reject(new Failure('collector-unproven', 'another program shows another certificate there', { place: host }))
        return
      }
      socket.off('error', reject)
      resolve(socket)
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
      const { statusCode: status = 500 } = answer
      const headers = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)])
      const isEmpty = status === 204 || status === 304
      if (isEmpty) answer.resume()
      resolve(new Response(isEmpty ? null : (Readable.toWeb(answer) as ReadableStream), { status, headers }))
    })
    if (typeof init.body === 'string' || init.body instanceof Uint8Array) asked.end(init.body)
    else asked.end()
  })
}
