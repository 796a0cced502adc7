// Owns the laws of receiving releases: nothing is read that is not wanted, nothing is unpacked, and one large one is in
// memory at a time.
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { maxEnvelopeBytes } from '@sekisho/shared/release.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openApiHouse, releaseRow } from '../../support/api-house.ts'
import { eventually } from '../../support/eventually.ts'

const large = 64 * 1024 * 1024 + 1
type House = Awaited<ReturnType<typeof openApiHouse>>

/** Says what comes, and sends none of it. */
function announce(house: House, token: string, headers: Record<string, string | number>): ClientRequest {
  const sent = request(`${house.address}/api/v1/releases`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
  })
  onTestFinished(() => void sent.destroy())
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

async function hangUp(sent: ClientRequest): Promise<void> {
  sent.on('error', () => {})
  const closed = new Promise(resolve => sent.once('close', resolve))
  sent.destroy()
  await closed
}

describe('the body of a release', () => {
  test('is answered before any of it came where it is not wanted, with what would be', async () => {
    const house = await openApiHouse()
    const token = await house.token('publish')
    const refused: [string, Record<string, string | number>, number, string][] = [
      ['nobody', { 'content-length': large }, 401, 'No valid token'],
      [await house.token('work'), { 'content-length': large }, 403, 'publish'],
      [token, { 'content-length': maxEnvelopeBytes + 1 }, 413, `at most ${maxEnvelopeBytes}`],
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

  test('that is large waits for no other large one, and a small one comes in beside it', async () => {
    const house = await openApiHouse()
    const token = await house.token('publish')
    const first = announce(house, token, { 'content-length': large })
    await eventually(async () => {
      const { status, retry } = await answerOf(announce(house, token, { 'content-length': large }))
      return status === 503 && retry === '5'
    })
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

  test('that is cut short is not published', async () => {
    const house = await openApiHouse()
    const token = await house.token('publish')
    const cut = announce(house, token, { 'content-length': 100 })
    await new Promise<void>(resolve => cut.write('{"payload":"', () => resolve()))
    await hangUp(cut)
    expect((await house.ask('POST', 'releases', { token, body: '{}' })).status).toBe(200)
    expect(house.asked.publish.map(({ envelope }) => Buffer.from(envelope).toString())).toEqual(['{}'])
  })

  test('takes its room for as long as it is worked on, also when its sender has hung up', async () => {
    const working: (() => void)[] = []
    const publish = () => new Promise<typeof releaseRow>(resolve => working.push(() => resolve(releaseRow)))
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
    for (const end of working.splice(0)) end()
    const third = ask()
    await eventually(() => working.length === 1)
    working[0]?.()
    expect((await third).status).toBe(200)
  })
})
