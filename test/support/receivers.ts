// Owns the other side of alarms, real ones on loopback: a webhook's receiver, a mail server, a syslog receiver.
import { createServer as createHttp, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createTcp } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { onTestFinished } from 'vitest'

interface Posted {
  readonly method: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface HookReceiver {
  readonly url: string
  readonly posted: Posted[]
  /** Status of the next answers; it may be a promise that never comes. */
  answer: (posted: Posted) => number | Promise<number>
  /** Each call resolves with the next request, before it is answered. */
  next(): Promise<Posted>
}

export async function openHook(): Promise<HookReceiver> {
  const posted: Posted[] = []
  let waiting: ((posted: Posted) => void)[] = []
  const hook: HookReceiver = {
    url: '',
    posted,
    answer: () => 204,
    next: () => new Promise(resolve => waiting.push(resolve)),
  }
  const server = createHttp(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const one = { method: request.method, headers: request.headers, body }
    posted.push(one)
    const told = waiting
    waiting = []
    for (const tell of told) tell(one)
    response.writeHead(await hook.answer(one)).end('said')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return Object.assign(hook, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?secret` })
}

export interface MailReceiver {
  readonly port: number
  readonly mails: string[]
  /** What the server says after the message; null: it takes it. */
  refuse: { code: number; message: string } | null
}

/** An e-mail channel of the config, named `duty`, that leads there. */
export function mailTo({ port }: MailReceiver, wish: object = {}) {
  const [name, host, security] = ['duty', '127.0.0.1', 'plain']
  return { name, host, port, security, from: 'a@example.jp', to: ['b@example.jp'], ...wish }
}

export async function openMail(): Promise<MailReceiver> {
  const receiver: MailReceiver = { port: 0, mails: [], refuse: null }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'sekisho' && password === 'a secret') done(null, { user: username })
      else done(new Error('no such user'))
    },
    onData: (stream, _session, done) => {
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
        done()
      })
    },
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
  onTestFinished(() => new Promise<void>(resolve => server.close(() => resolve())))
  return Object.assign(receiver, { port: (server.server.address() as AddressInfo).port })
}

export async function openSyslogReceiver(): Promise<{ readonly port: number; readonly received: string[] }> {
  const received: string[] = []
  const server = createTcp(socket => {
    let text = ''
    socket.on('data', chunk => {
      text += String(chunk)
    })
    socket.on('end', () => received.push(text))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, received }
}
