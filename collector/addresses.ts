// Owns by which addresses a collector is reached: the public one by everybody, and the one where it listens by what runs on the
// same machine. The public one may lead there through a proxy, by a way that does not lead back, or not yet.
import { pinOfPem } from '@sekisho/shared/pinned.ts'

/** For the programs beside the collector. */
export interface Beside {
  /** Such as `http://127.0.0.1:4649`. */
  readonly http: string
  /** Such as `ws://127.0.0.1:4649`. */
  readonly ws: string
  /** sha256 of the collector's certificate, by which it is known whatever names it has; null without TLS. */
  readonly pin: string | null
}

export interface Addresses {
  /** Such as `https://sekisho.example.jp`. */
  readonly http: string
  /** Such as `wss://sekisho.example.jp`. */
  readonly ws: string
  readonly beside: Beside
}

/** Every address of a machine is listened to by these; they are dialled by the loopback address. */
const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

export function addressesOf(
  options: {
    readonly listen: { readonly host: string }
    readonly tls: { readonly cert: string } | null
    readonly publicAddress: string | null
  },
  port: number,
): Addresses {
  const { listen, tls, publicAddress } = options
  const scheme = tls === null ? 'ws' : 'wss'
  const ws = publicAddress ?? `${scheme}://${authorityOf(listen.host, port)}`
  const near = `${scheme}://${authorityOf(everywhere[listen.host] ?? listen.host, port)}`
  const pin = tls === null ? null : pinOfPem(tls.cert)
  return { ws, http: httpOf(ws), beside: { ws: near, http: httpOf(near), pin } }
}

function authorityOf(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

function httpOf(ws: string): string {
  return ws.replace(/^ws/, 'http')
}
