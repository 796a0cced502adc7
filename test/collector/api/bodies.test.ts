// Owns the laws of receiving releases: nothing is read that is not wanted, nothing is unpacked, one large one is in memory at a
// time, and nobody keeps others out by sending nothing.
import diagnostics from 'node:diagnostics_channel'
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { Readable } from 'node:stream'
import { maxEnvelopeBytes } from '@sekisho/shared/release.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Bodies } from '../../../collector/api/bodies.ts'
import { openApiHouse, releaseRow } from '../../support/api-house.ts'
import { eventually } from '../../support/eventually.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const large = 64 * 1024 * 1024 + 1
type House = Awaited<ReturnType<typeof openApiHouse>>

/** Says what comes, and sends none of it. */
function announce(house: House, token: string, headers: Record<string, string | number>): ClientRequest {
  const sent = request(`${house.address}/api/v1/releases`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
  })
  onTestFinished(() => hangUp(sent))
  sent.flushHeaders()
  return sent
}

async function answerOf(
  sent: ClientRequest,
): Promise<{ status: number | undefined; text: string; retry: string | undefined }> {
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  let text = ''
  for await (const piece of answer) text += piece
  return { status: answer.statusCode, text, retry: answer.headers['retry-after'] }
}

/** The collector's end of the next request. */
function nextArrival(): Promise<IncomingMessage> {
  return new Promise(resolve => {
    const hear = (event: unknown) => {
      diagnostics.unsubscribe('http.server.request.start', hear)
      resolve((event as { request: IncomingMessage }).request)
    }
    diagnostics.subscribe('http.server.request.start', hear)
  })
}

/** Sends so many bytes, until the collector has read them. */
async function bring(sent: ClientRequest, arrived: IncomingMessage, bytes: number): Promise<void> {
  const before = arrived.socket.bytesRead
  sent.write(Buffer.alloc(bytes, ' '))
  await eventually(() => arrived.socket.bytesRead >= before + bytes && arrived.readableLength === 0)
}

async function hangUp(sent: ClientRequest): Promise<void> {
  sent.on('error', () => {})
  const closed = new Promise(resolve => (sent.closed ? resolve(sent) : sent.once('close', resolve)))
  sent.destroy()
  await closed
}

// What waits in vain for an answer fails within half a minute.
describe('the body of a release', { timeout: 30_000 }, () => {
  test('is answered before any of it came where it is not wanted, with what would be', async () => {
    const house = await openApiHouse()
    const token = await house.token('publish')
    const refused: [string, Record<string, string | number>, number, string][] = [
      ['nobody', { 'content-length': large }, 401, 'No valid token'],
      [await house.token('work'), { 'content-length': large }, 403, 'publish'],
      [token, { 'content-length': maxEnvelopeBytes + 1 }, 413, 'Make several components of it.'],
      [token, { 'transfer-encoding': 'chunked' }, 411, 'content-length'],
      // A few bytes may unpack to gigabytes.
      [token, { 'content-length': 100, 'content-encoding': 'zstd' }, 415, 'without content-encoding'],
    ]
    for (const [who, headers, status, says] of refused) {
      const answer = await answerOf(announce(house, who, headers))
      expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(says)])
    }
    expect(house.asked.publish).toEqual([])
  })

  test('is refused in the language of the asker, naming the header and how to mend it', async () => {
    const house = await openApiHouse()
    const token = await house.token('publish')
    const most = maxEnvelopeBytes
    const headersOf = { long: { 'content-length': most + 1 }, chunks: { 'transfer-encoding': 'chunked' } }
    const packed = { 'content-length': 100, 'content-encoding': 'gzip' }
    const refused: [Record<string, string | number>, string, string, string, RegExp, RegExp][] = [
      [
        headersOf.long,
        'payload-too-large',
        'content-length',
        'en',
        RegExp(`${most + 1} .* at most ${most}`),
        /components/,
      ],
      [headersOf.long, 'payload-too-large', 'content-length', 'ja', RegExp(`${most + 1} .*最大 ${most}`), /構成要素/],
      [headersOf.chunks, 'length-required', 'content-length', 'en', /without content-length/, /not in chunks/],
      [headersOf.chunks, 'length-required', 'content-length', 'ja', /ありません/, /付けて送って/],
      [packed, 'unsupported-media-type', 'content-encoding', 'en', /with content-encoding/, /as it is/],
      [packed, 'unsupported-media-type', 'content-encoding', 'ja', /付いています/, /なしで送って/],
    ]
    for (const [headers, code, place, language, message, mend] of refused) {
      const { text } = await answerOf(announce(house, token, { ...headers, 'accept-language': language }))
      const words = { message: expect.stringMatching(message), mend: expect.stringMatching(mend) }
      expect(JSON.parse(text)).toEqual({ code, place, ...words })
    }
  })

  test('that is large waits for no other large one, and a small one comes in beside it', async () => {
    const house = await openApiHouse()
    const token = await house.token('publish')
    const first = announce(house, token, { 'content-length': large })
    await eventually(async () => {
      const { status, retry } = await answerOf(announce(house, token, { 'content-length': large }))
      return status === 503 && retry === '5'
    })
    const other = announce(house, await house.token('publish', 2), { 'content-length': large })
    expect(await answerOf(other)).toMatchObject({ status: 503, text: expect.stringContaining('busy') })
    expect((await house.ask('POST', 'releases', { token, body: '{}' })).status).toBe(200)
    await hangUp(first)
    const body = Buffer.alloc(large, 'Sekisho')
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    await eventually(async () => {
      const answer = await fetch(`${house.address}/api/v1/releases`, { method: 'POST', headers, body })
      return answer.status === 200
    })
    expect(house.asked.publish.map(({ envelope }) => envelope.byteLength)).toEqual([2, large])
    expect(body.equals(house.asked.publish[1]?.envelope ?? body.subarray(1))).toBe(true)
  })

  test('takes one of two places of its customer, who leaves a third to another one', async () => {
    const house = await openApiHouse()
    const [token, other, third] = [
      await house.token('publish'),
      await house.token('publish', 2),
      await house.token('publish', 3),
    ]
    const hold = async (who: string) => {
      const arrival = nextArrival()
      const held = announce(house, who, { 'content-length': 100 })
      await bring(held, await arrival, 1)
    }
    await hold(token)
    await hold(token)
    const refused: [string, string, string][] = [
      [token, 'en', 'Of a customer 2 releases are taken at a time'],
      [token, 'ja', '顧客ごとに 2 件まで'],
    ]
    const ask = (who: string, language = 'en') =>
      house.ask('POST', 'releases', { token: who, body: '{}', headers: { 'accept-language': language } })
    for (const [who, language, says] of refused) {
      const answer = await ask(who, language)
      expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining(says)])
    }
    expect((await ask(other)).status).toBe(200)
    await hold(other)
    expect((await ask(third)).status).toBe(503)
  })

  test.each([
    ['large', large, 1_000_000],
    ['small', large - 1, 64_000],
  ])('that is %s is refused once less of it came in ten seconds than is expected', async (_what, length, least) => {
    for (const [language, says] of [
      ['en', `${least - 1} bytes in 10 s, where at least ${least} bytes were expected`],
      ['ja', `10 秒間に ${least - 1} バイトでした(最低 ${least} バイト必要です)`],
    ] as const) {
      const house = await openApiHouse()
      const token = await house.token('publish')
      const arrival = nextArrival()
      const slow = announce(house, token, { 'content-length': length, 'accept-language': language })
      const arrived = await arrival
      // Until it is admitted, no time is counted.
      await bring(slow, arrived, 1)
      await bring(slow, arrived, least - 1)
      house.clock.advance(10_000)
      await bring(slow, arrived, least - 1)
      house.clock.advance(10_000)
      expect(await answerOf(slow)).toMatchObject({ status: 408, text: expect.stringContaining(says) })
      const again = nextArrival()
      const next = announce(house, token, { 'content-length': length })
      await bring(next, await again, 1)
      expect(house.asked.publish).toEqual([])
    }
  })

  test('that is cut short is not published', async () => {
    const house = await openApiHouse()
    const token = await house.token('publish')
    const arrival = nextArrival()
    const cut = announce(house, token, { 'content-length': 100 })
    const arrived = await arrival
    await bring(cut, arrived, 12)
    await hangUp(cut)
    await eventually(() => arrived.closed)
    expect((await house.ask('POST', 'releases', { token, body: '{}' })).status).toBe(200)
    expect(house.asked.publish.map(({ envelope }) => Buffer.from(envelope).toString())).toEqual(['{}'])
  })

  test('that ends before its length is refused, and what was in its room before is told to nobody', async () => {
    const request = { headers: { 'content-length': '100' } } as Parameters<Bodies['receive']>[0]
    const received = new Bodies(new ManualClock()).receive(request, Readable.from([Buffer.alloc(99)]))
    const options = { params: { came: 99, bytes: 100 }, mend: 'mend.body-cut' }
    await expect(received).rejects.toMatchObject({ code: 'request-invalid', key: 'problem.body-cut', options })
  })

  test('takes its room for as long as it is worked on, also when its sender has hung up', async () => {
    const working: (() => void)[] = []
    // Who comes in when nobody should is answered at once, so that it shows.
    const publish = async () => {
      if (working.length < 2) await new Promise<void>(resolve => working.push(resolve))
      return releaseRow
    }
    const house = await openApiHouse({ releases: { publish } })
    // Whatever fails here, nothing may keep the house from closing.
    onTestFinished(() => working.forEach(end => void end()))
    const token = await house.token('publish')
    for (const count of [1, 2]) {
      const gone = announce(house, token, { 'content-length': 2 })
      gone.end('{}')
      await eventually(() => working.length === count)
      await hangUp(gone)
    }
    const ask = () => house.ask('POST', 'releases', { token, body: '{}' })
    for (let look = 0; look < 5; look++) expect((await ask()).status).toBe(503)
    for (const end of working) end()
    await eventually(async () => (await ask()).status === 200)
  })
})
