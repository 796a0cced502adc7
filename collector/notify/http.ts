// Owns one request to an address of the user's: to the address that was looked at, without following a redirect. Nothing of
// the address, which may be a secret, is in an error.
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { addressOf, NotPublic } from './address.ts'
import { SendError } from './channel.ts'
import { type Trust, tlsOptions, tlsTrouble } from './tls.ts'

const timeoutMs = 20_000

export interface Asking {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string | number>>
  readonly body: string
}

/** How one may get there. */
export interface Way {
  /** Addresses of this machine and of private networks, too. */
  readonly allowPrivate: boolean
  readonly trust: Trust
}

/** Null where it is no address of the web; http only where private addresses are allowed. */
export function webUrl(address: string | null, allowPrivate: boolean): URL | null {
  const url = address === null ? null : URL.parse(address)
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && allowPrivate) ? url : null
}

/** Resolves when the other side has taken it. @throws SendError */
export async function ask(url: URL, { method, headers, body }: Asking, { allowPrivate, trust }: Way): Promise<void> {
  const pinned = await addressOf(url.hostname, allowPrivate).catch((error: unknown) => {
    throw failed(error, trust)
  })
  const request = url.protocol === 'https:' ? requestSecure : requestPlain
  const status = await new Promise<number>((resolve, reject) => {
    const asking = request(url, {
      method,
      headers: { 'user-agent': 'sekisho', ...headers },
      signal: AbortSignal.timeout(timeoutMs),
      agent: false,
      ...tlsOptions(trust),
      lookup: (_name, options, done) => {
        if (options.all) done(null, [{ address: pinned.address, family: pinned.family }])
        else done(null, pinned.address, pinned.family)
      },
    })
    asking.once('error', error => reject(failed(error, trust)))
    asking.once('response', answer => {
      answer.resume()
      answer.once('error', error => reject(failed(error, trust)))
      answer.once('end', () => resolve(answer.statusCode ?? 0))
    })
    asking.end(body)
  })
  if (status >= 200 && status < 300) return
  // What it refuses for good it will refuse again; all else may pass.
  const again = status === 408 || status === 429 || status >= 500
  throw new SendError(trust.say('notify.answered', { status }), again)
}

/** By its code alone: what the system says of a connection names host and address, and what a server says quotes the path. */
function failed(error: unknown, trust: Trust): SendError {
  if (error instanceof NotPublic) return new SendError(trust.say(`notify.${error.why}`), true)
  const untrusted = tlsTrouble(error, trust, true)
  if (untrusted !== null) return new SendError(untrusted, true)
  const errno = errnoOf(error)
  return new SendError(
    errno === undefined ? trust.say('notify.broken-off') : trust.say('notify.unreached', { errno }),
    true,
  )
}
