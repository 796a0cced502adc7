// The laws of channels that speak TLS: they reach whom an authority of the config vouches for, and nobody else; where they do
// not, nothing is sent, least of all in the clear, and what is said of it tells how to mend it.
import { writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createServer as createTls } from 'node:tls'
import { translator } from '@sekisho/shared/messages.ts'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { SendError } from '../../../collector/notify/channel.ts'
import { openChannels } from '../../../collector/notify/channels.ts'
import { NotifyConfigSchema } from '../../../collector/notify/config.ts'
import { ask } from '../../../collector/notify/http.ts'
import { alarmMessage } from '../../../collector/notify/message.ts'
import { openPing } from '../../../collector/notify/ping.ts'
import { type Certified, makeAuthority } from '../../support/certificates.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { incidentDetail } from '../../support/incident-rows.ts'
import { mailTo, openHook, openMail, openSyslogReceiver } from '../../support/receivers.ts'

const host = '127.0.0.1'
const ours = makeAuthority()
const writing = { locale: 'en', timeZone: 'UTC', contacts: [], link: () => 'https://sekisho.example.jp' } as const
const message = alarmMessage('7-chat', incidentDetail, 'new', 0, writing)

function fileOf(pem: string): string {
  const file = join(temporaryFolder(), 'ca.pem')
  writeFileSync(file, pem)
  return file
}

type Kind = 'starttls' | 'smtps' | 'syslog' | 'webhook'
const kinds: readonly Kind[] = ['starttls', 'smtps', 'syslog', 'webhook']

/** The config of one channel to a port of this machine, with the environment that it needs. */
function channelTo(kind: Kind, port: number, ca: string | undefined) {
  const trust = ca === undefined ? {} : { ca: fileOf(ca) }
  const security = kind === 'smtps' ? 'tls' : 'starttls'
  const config = {
    starttls: { email: [mailTo({ port }, { security, user: 'sekisho', passwordEnv: 'PASS', ...trust })] },
    smtps: { email: [mailTo({ port }, { security, user: 'sekisho', passwordEnv: 'PASS', ...trust })] },
    syslog: { syslog: [{ name: 'siem', host, port, ...trust }] },
    webhook: { webhook: [{ name: 'chat', urlEnv: 'HOOK', allowPrivate: true, ...trust }] },
  }[kind]
  return { config, environment: { HOOK: `https://${host}:${port}/secret`, PASS: 'a secret' } }
}

/** Resolves with null where it was taken, else with the error. */
async function sent(kind: Kind, port: number, ca?: string, language = 'en'): Promise<SendError | null> {
  const { config, environment } = channelTo(kind, port, ca)
  const [channel] = openChannels(NotifyConfigSchema.parse({ language, ...config }), environment)
  if (channel === undefined) throw new Error('there is no channel')
  return channel.send(message, 0).then(
    () => null,
    (error: SendError) => error,
  )
}

/** A receiver of the kind, and what has arrived there. */
async function receiver(kind: Kind, shows: Certified) {
  if (kind === 'syslog') {
    const { port, received } = await openSyslogReceiver({ shows })
    return { port, arrived: received }
  }
  if (kind === 'webhook') {
    const { port, posted } = await openHook({ shows })
    return { port, arrived: posted }
  }
  const { port, mails, secured } = await openMail({ shows, implicit: kind === 'smtps' })
  return { port, arrived: mails, secured }
}

/** Keeps every byte that comes, and answers lines by `answer`; it knows nothing of TLS. */
async function openPlain(greeting: string, answer: (line: string) => string) {
  const heard: Buffer[] = []
  const server = createServer((socket: Socket) => {
    socket.write(greeting)
    socket.on('error', () => {})
    socket.on('data', chunk => {
      heard.push(chunk)
      for (const line of chunk.toString('latin1').split('\r\n').slice(0, -1)) socket.write(answer(line))
    })
  })
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, heard: () => Buffer.concat(heard) }
}

describe('a channel that speaks TLS', () => {
  test.each(kinds)('is taken by who has a certificate of the authority that the config names: %s', async kind => {
    const { port, arrived, secured } = await receiver(kind, ours.certify([host]))
    expect(await sent(kind, port, ours.ca)).toBeNull()
    await eventually(() => arrived.length === 1)
    if (secured !== undefined) expect(secured).toEqual([true])
  })

  test('frames a syslog message by its octets, as RFC 5425 has it', async () => {
    const { port, received } = await openSyslogReceiver({ shows: ours.certify([host]) })
    expect(await sent('syslog', port, ours.ca)).toBeNull()
    await eventually(() => received.length === 1)
    const [, count, line = ''] = /^([1-9]\d*) (<\d{1,3}>1 .*)$/s.exec(received[0] ?? '') ?? []
    expect(Buffer.byteLength(line)).toBe(Number(count))
  })

  const foreign = makeAuthority('Somebody else')
  const certificates = {
    'for another name': { shows: ours.certify(['mail.example.jp']), ca: ours.ca, mend: /certificate for the name/ },
    'of an authority that nobody knows': { shows: ours.certify([host]), ca: undefined, mend: /with "ca" in this/ },
    'of another authority than that in ca': {
      shows: foreign.certify([host]),
      ca: ours.ca,
      mend: /right authority there/,
    },
    'that is over': { shows: ours.certify([host], true), ca: ours.ca, mend: /Renew it there/ },
  }
  const cases = kinds.flatMap(kind => Object.entries(certificates).map(([what, one]) => ({ kind, what, ...one })))

  test.each(cases)('sends nothing where it meets a certificate $what: $kind', async ({ kind, shows, ca, mend }) => {
    const { port, arrived } = await receiver(kind, shows)
    const error = await sent(kind, port, ca)
    expect(error?.message).toMatch(/^nothing was sent: /)
    expect(error?.message).toMatch(mend)
    // Whoever mends it is told of what waited.
    expect(error?.again).toBe(true)
    expect(arrived).toEqual([])
  })

  test('names the names that a certificate has, but never where a webhook leads', async () => {
    const shows = ours.certify(['mail.example.jp'])
    const [mail, hook] = [await receiver('smtps', shows), await receiver('webhook', shows)]
    expect((await sent('smtps', mail.port, ours.ca))?.message).toContain('(DNS:mail.example.jp)')
    const { message: said } = (await sent('webhook', hook.port, ours.ca)) ?? { message: '' }
    for (const secret of ['example', host, String(hook.port), 'secret']) expect(said).not.toContain(secret)
  })

  test.each(kinds)('is not talked out of all this by the environment that Node reads: %s', async kind => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    onTestFinished(() => void vi.unstubAllEnvs())
    const { port, arrived } = await receiver(kind, foreign.certify([host]))
    expect((await sent(kind, port, ours.ca))?.message).toMatch(/^nothing was sent: /)
    expect(arrived).toEqual([])
  })

  test.each(['smtps', 'syslog', 'webhook'] as const)(
    'says nothing in the clear to who does not speak TLS: %s',
    async kind => {
      const plain = await openPlain('', () => '')
      const talking = await openPlain('220 mail.example.jp\r\n', () => '500 what\r\n')
      // What speaks first is found out at once; what is silent gets a handshake and no more.
      const error = await sent(kind, talking.port, ours.ca)
      expect(error?.message).toMatch(/does not speak TLS on this port/)
      void sent(kind, plain.port, ours.ca)
      for (const { heard } of [plain, talking]) {
        const bytes = await eventually(() => heard().length > 0 && heard())
        // RFC 8446 section 5.1: a record of the handshake.
        expect(bytes[0]).toBe(22)
        expect(bytes.toString('latin1')).not.toMatch(/example\.jp|sekisho|POST|incident/)
      }
    },
  )

  test.each(['smtps', 'syslog', 'webhook'] as const)('takes nothing older than TLS 1.2: %s', async kind => {
    // What OpenSSL refuses by itself since version 3.
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    const server = createTls({ ...ours.certify([host]), ...old })
    server.on('tlsClientError', () => {})
    await new Promise<void>(resolve => server.listen(0, host, resolve))
    onTestFinished(() => void server.close())
    const error = await sent(kind, (server.address() as AddressInfo).port, ours.ca)
    expect(error?.message).toMatch(/Let it speak TLS 1\.2/)
  })

  const refusals = {
    'that offers no STARTTLS': ['250-here\r\n250 AUTH PLAIN LOGIN\r\n', ['EHLO', 'STARTTLS']],
    'that offers it and then refuses': ['250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n', ['EHLO', 'STARTTLS']],
    'that refuses EHLO': ['502 no\r\n', ['EHLO']],
  } as const
  test.each(Object.entries(refusals))(
    'gives no address, password or message to a mail server %s, and waits until that is mended',
    async (_what, [greets, hears]) => {
      const server = await openPlain('220 ready\r\n', line => (line.startsWith('EHLO') ? greets : '502 no\r\n'))
      const error = await sent('starttls', server.port, ours.ca)
      expect(error).toMatchObject({ message: expect.stringContaining('Let it offer STARTTLS, or set "security: tls"') })
      expect(error?.again).toBe(true)
      const words = server.heard().toString().split('\r\n').slice(0, -1)
      expect(words.map(word => word.split(' ')[0])).toEqual(expect.arrayContaining([...hears]))
      expect(words.filter(word => !/^(EHLO |HELO |STARTTLS$|QUIT$)/.test(word))).toEqual([])
    },
  )

  test('says of a mail server that is busy what that said, and not that it has no TLS', async () => {
    const server = await openPlain('220 ready\r\n', () => '421 come back later\r\n')
    const error = await sent('starttls', server.port, ours.ca)
    expect(error).toMatchObject({ message: expect.stringContaining('421 come back later'), again: true })
  })

  test('says what is wrong in the language of its messages', async () => {
    const { port } = await receiver('syslog', ours.certify([host]))
    expect((await sent('syslog', port, undefined, 'ja'))?.message).toMatch(/^何も送信していません。.*「ca」に/)
  })

  test.each([
    ['that is not there', null, 'ENOENT', { cause: expect.objectContaining({ code: 'ENOENT' }) }],
    ['that holds no certificate', 'a password', 'BEGIN CERTIFICATE', {}],
    [
      'that holds a damaged one',
      ours.ca.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA'),
      'BEGIN CERTIFICATE',
      { cause: expect.objectContaining({ code: expect.stringMatching(/^ERR_OSSL_/) }) },
    ],
  ])('is not opened with a file of authorities %s, which is named, with its cause', (_what, text, says, cause) => {
    const ca = text === null ? join(temporaryFolder(), 'none.pem') : fileOf(text)
    for (const language of ['en', 'ja']) {
      const config = NotifyConfigSchema.parse({ language, syslog: [{ name: 'siem', host, ca }] })
      expect(() => openChannels(config, {})).toThrow(
        expect.objectContaining({
          code: 'config-invalid',
          place: `notify.syslog siem: ${ca}`,
          message: expect.stringContaining(says),
          ...cause,
        }),
      )
    }
  })
})

test('a dead-man ping goes to who has a certificate of the authority that the config names, and to nobody else', async () => {
  const hook = await openHook({ shows: ours.certify([host]) })
  const to = (ca: string) =>
    openPing(NotifyConfigSchema.parse({ ping: { urlEnv: 'PING', allowPrivate: true, ca } }), { PING: hook.url })
  const asking = { method: 'GET', headers: {}, body: '' } as const
  const [trusted, other] = [to(fileOf(ours.ca)), to(fileOf(makeAuthority().ca))]
  if (trusted === null || other === null) throw new Error('there is no ping')
  await expect(ask(other.url, asking, other)).rejects.toThrow(translator('en')('notify.tls.not-by-ca'))
  expect(hook.posted).toEqual([])
  await ask(trusted.url, asking, trusted)
  expect(hook.posted).toHaveLength(1)
})
