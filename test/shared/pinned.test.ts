// The laws of asking a server that is known by its certificate: by that alone, whatever else it says, and nobody else is
// shown anything.
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, createServer as createPlain, type Socket } from 'node:net'
import { join } from 'node:path'
import { translator } from '@sekisho/shared/messages.ts'
import { fetchPinned, pinOfPem } from '@sekisho/shared/pinned.ts'
import type { ToldFailure } from '@sekisho/shared/told-failure.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { ManualClock } from '../support/manual-clock.ts'

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures/tls', name), 'utf8')
const own = pinOfPem(fixture('other.pem'))

/** Signed by nobody; answers with what it was asked, or as its path says. */
async function openServer() {
  const heard: string[] = []
  const held: ServerResponse[] = []
  const reached: Socket[] = []
  const server = createServer({ cert: fixture('other.pem'), key: fixture('other.key') }, (request, response) => {
    heard.push(request.headers.authorization ?? '')
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const [, status] = /^\/status\/(\d+)$/.exec(request.url ?? '') ?? []
      if (status === '999') response.writeHead(999).write('without end')
      else if (status !== undefined) response.writeHead(Number(status)).end()
      else if (request.url === '/live' || request.url === '/silent') held.push(response)
      else response.writeHead(201, { 'x-kind': 'echo' }).end(`${request.method} ${Buffer.concat(chunks)}`)
    })
  })
  server.on('secureConnection', socket => reached.push(socket))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { heard, held, reached, address: `https://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

describe('a server that is known by its certificate', () => {
  test('is asked, though no authority vouches for it, and answers with status, headers and body', async () => {
    const { address } = await openServer()
    const answer = await fetchPinned(own)(`${address}/echo`, { method: 'POST', body: '{}' })
    expect([answer.status, answer.headers.get('x-kind'), await answer.text()]).toEqual([201, 'echo', 'POST {}'])
  })

  test.each([204, 205, 304])('may answer with nothing, by status %i', async status => {
    const { address } = await openServer()
    const answer = await fetchPinned(own)(`${address}/status/${status}`, {})
    expect([answer.status, await answer.text()]).toEqual([status, ''])
  })

  test('fails the asker, and nothing more, where it answers with what is no status', async () => {
    const { address, reached } = await openServer()
    await expect(fetchPinned(own)(`${address}/status/999`, {})).rejects.toThrow(RangeError)
    await eventually(() => reached.length === 1 && reached[0]?.destroyed === true)
  })

  test('has 300 s until its answer begins, and then all the time that it takes', async () => {
    const { address, held } = await openServer()
    const clock = new ManualClock()
    const asked = fetchPinned(own, clock)(`${address}/live`, {})
    await eventually(() => held.length === 1)
    clock.advance(299_999)
    held[0]?.write('first, ')
    const answer = await asked
    clock.advance(300_000)
    const unanswered = fetchPinned(own, clock)(`${address}/silent`, {})
    await eventually(() => held.length === 2)
    clock.advance(300_000)
    await expect(unanswered).rejects.toThrow('no answer within 300 s')
    held[0]?.end('last')
    expect(await answer.text()).toBe('first, last')
  })

  test('has no longer than that to show its certificate', async () => {
    const reached: Socket[] = []
    const mute = createPlain(socket => reached.push(socket))
    await new Promise<void>(resolve => mute.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void mute.close())
    const clock = new ManualClock()
    const asked = fetchPinned(own, clock)(`https://127.0.0.1:${(mute.address() as AddressInfo).port}`, {})
    await eventually(() => reached.length === 1)
    clock.advance(300_000)
    await expect(asked).rejects.toThrow('no answer within 300 s')
  })

  test('is shown nothing where its certificate is another', async () => {
    const { address, heard } = await openServer()
    const asked = fetchPinned(pinOfPem(fixture('server.pem')))(address, { headers: { authorization: 'secret' } })
    const refusal = await asked.catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'tls-untrusted', place: new URL(address).host })
    const told = refusal as ToldFailure
    expect(told.in(translator('en'))).toMatch(/^nothing was sent: .* restart the collector/)
    expect(told.in(translator('ja'))).toMatch(/^何も送信していません。.*コレクターを再起動/)
    await fetchPinned(own)(address, {})
    expect(heard).toEqual([''])
  })

  test('is heard as it speaks, until the asker gives up', async () => {
    const { address, held } = await openServer()
    const controller = new AbortController()
    const asked = fetchPinned(own)(`${address}/live`, { signal: controller.signal })
    await eventually(() => held.length === 1)
    held[0]?.write('first')
    const { body } = await asked
    let text = ''
    const ended = (async () => {
      for await (const chunk of body ?? []) text += Buffer.from(chunk)
    })()
    await eventually(() => text === 'first')
    controller.abort()
    await expect(ended).rejects.toThrow()
  })
})
