// Owns the other side of alarms, real ones on loopback: a webhook's receiver, a mail server, a syslog receiver, each also with
// TLS, and each to be taken down and brought back where it was.
import { createServer as createHttp, type IncomingHttpHeaders } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net'
import { createServer as createTls } from 'node:tls'
import { SMTPServer } from 'smtp-server'
import { onTestFinished } from 'vitest'
import type { Certified } from './certificates.ts'

interface Place {
  readonly port: number
  /** Whoever connects is refused, and who is connected without TLS is cut off. */
  down(): Promise<void>
  /** Listens again on the same port. */
  up(): Promise<void>
}

interface Wish {
  /** What it shows; without it there is no TLS. */
  readonly shows?: Certified
  /** Who ends it; the test unless told. */
  readonly ends?: (end: () => Promise<void>) => void
}

interface Posted {
  readonly method: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface HookReceiver extends Place {
  readonly url: string
  readonly posted: Posted[]
  /** Status of the next answers; it may be a promise that never comes. */
  answer: (posted: Posted) => number | Promise<number>
  /** Each call resolves with the next request, before it is answered. */
  next(): Promise<Posted>
}

export async function openHook(wish: Wish = {}): Promise<HookReceiver> {
  const { shows } = wish
  const posted: Posted[] = []
  let waiting: ((posted: Posted) => void)[] = []
  const server = shows === undefined ? createHttp() : createHttps({ ...shows })
  const place = await placeOf(server, wish)
  const hook: HookReceiver = {
    ...place,
    url: `${shows === undefined ? 'http' : 'https'}://127.0.0.1:${place.port}/hook?secret`,
    posted,
    answer: () => 204,
    next: () => new Promise(resolve => waiting.push(resolve)),
  }
  server.on('request', async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const one = { method: request.method, headers: request.headers, body }
    posted.push(one)
    const told = waiting
    waiting = []
    for (const tell of told) tell(one)
    response.writeHead(await hook.answer(one)).end('said')
  })
  return hook
}

export interface MailReceiver extends Place {
  readonly mails: string[]
  /** Whether each of these came by a connection that was encrypted. */
  readonly secured: boolean[]
  /** What the server says after the message; null: it takes it. */
  refuse: { code: number; message: string } | null
  /** What it says to a password that is not right. */
  deny: (password: string) => string
}

/** An e-mail channel of the config, named `duty`, that leads there. */
export function mailTo({ port }: Pick<MailReceiver, 'port'>, wish: object = {}) {
  const [name, host, security] = ['duty', '127.0.0.1', 'plain']
  return { name, host, port, security, from: 'a@example.jp', to: ['b@example.jp'], ...wish }
}

/** `implicit`: TLS from the first byte; else by STARTTLS. */
export async function openMail(wish: Wish & { readonly implicit?: boolean } = {}): Promise<MailReceiver> {
  const { shows, implicit = false } = wish
  const receiver: Pick<MailReceiver, 'mails' | 'secured' | 'refuse' | 'deny'> = {
    ...{ mails: [], secured: [], refuse: null },
    deny: () => 'no such user',
  }
  const server = new SMTPServer({
    authOptional: true,
    secure: implicit,
    ...(shows === undefined ? { disabledCommands: ['STARTTLS'], allowInsecureAuth: true } : shows),
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'sekisho' && password === 'a secret') done(null, { user: username })
      else done(new Error(receiver.deny(password ?? '')))
    },
    onData: (stream, session, done) => {
      let text = ''
      stream.on('data', chunk => {
        text += String(chunk)
      })
      stream.on('end', () => {
        if (receiver.refuse !== null) {
          done(Object.assign(new Error(receiver.refuse.message), { responseCode: receiver.refuse.code }))
          return
        }
        receiver.mails.push(text)
        receiver.secured.push(session.secure)
        done()
      })
    },
  })
  // A handshake that the other side breaks off is what some tests are about.
  server.on('error', () => {})
  return Object.assign(receiver, await placeOf(server.server, wish))
}

export interface SyslogReceiver extends Place {
  /** All that one connection brought, each. */
  readonly received: string[]
}

export async function openSyslogReceiver(wish: Wish = {}): Promise<SyslogReceiver> {
  const { shows } = wish
  const received: string[] = []
  const hear = (socket: Socket) => {
    let text = ''
    socket.on('data', chunk => {
      text += String(chunk)
    })
    socket.on('end', () => received.push(text))
    socket.on('error', () => {})
  }
  const server = shows === undefined ? createTcp(hear) : createTls({ ...shows }, hear)
  return { ...(await placeOf(server, wish)), received }
}

/** Listens on a free port of loopback. */
async function placeOf(server: Server, { shows, ends = onTestFinished }: Wish): Promise<Place> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    // Node dies (SIGSEGV) where this is destroyed below a handshake that failed; that ends by itself.
    if (shows !== undefined) return
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  let port = 0
  const up = () => new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  const down = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  await up()
  port = (server.address() as AddressInfo).port
  ends(async () => {
    if (server.listening) await down()
  })
  return { port, up, down }
}
