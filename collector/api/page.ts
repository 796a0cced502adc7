// Owns how the page is served: its files, and the policy under which a browser may run them. The page itself is the
// dashboard's; it is the same for everybody and holds no data.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import helmet from '@fastify/helmet'
import files from '@fastify/static'
import { errnoOf } from '@sekisho/shared/failures.ts'
import { translator } from '@sekisho/shared/messages.ts'
import type { ApiApp } from './app.ts'
import { localeOf } from './problems.ts'

/** What the page's build writes where a nonce belongs (Vite's `html.cspNonce`). */
const noncePlaceholder = '__CSP_NONCE__'

export type NonceOf = (response: ServerResponse) => string

/** Security headers on every answer. A style nonce is made for each, because Mantine writes style elements. */
export async function guardPage(app: ApiApp, secure: boolean): Promise<NonceOf> {
  const nonces = new WeakMap<object, string>()
  const nonceOf = (response: object) => {
    const nonce = nonces.get(response) ?? randomBytes(16).toString('base64')
    nonces.set(response, nonce)
    return nonce
  }
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", (_request: IncomingMessage, response: ServerResponse) => `'nonce-${nonceOf(response)}'`],
        fontSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  })
  return nonceOf
}

/** Serves the folder that collector/dashboard/build.ts makes; where it is missing, `/` says how to make it. */
export async function servePage(app: ApiApp, folder: string, nonceOf: NonceOf): Promise<void> {
  app.get('/', { schema: { hide: true } }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    try {
      const page = await readFile(join(folder, 'index.html'), 'utf8')
      return reply.type('text/html; charset=utf-8').send(page.replaceAll(noncePlaceholder, nonceOf(reply.raw)))
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error
      const say = translator(localeOf(request))
      return reply
        .code(503)
        .type('text/plain; charset=utf-8')
        .send(`${say('problem.page-missing')}\n`)
    }
  })
  await app.register(files, {
    root: folder,
    prefix: '/',
    index: false,
    dotfiles: 'ignore',
    decorateReply: false,
    preCompressed: true,
    suppressWarning: true,
    // index.html without its nonce is of no use, and compressed twins are chosen, not asked for.
    allowedPath: path => path !== '/index.html',
    cacheControl: false,
    setHeaders: (reply, path) => {
      // Vite names what is below assets/ by its content.
      const lasting = path.startsWith(join(folder, 'assets'))
      reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
}
