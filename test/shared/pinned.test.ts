// The laws of asking a server that is known by its certificate: by that alone, whatever else it says, and nobody else is
// shown anything.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fetchPinned, pinOfPem } from '@sekisho/shared/pinned.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures/tls', name), 'utf8')
const own = pinOfPem(fixture('other.pem'))

/** Signed by nobody; answers with what it was asked, or as its path says. */
async function openServer() {
  const heard: string[] = []
  const server = createServer({ cert: fixture('other.pem'), key: fixture('other.key') }, (request, response) => {
    heard.push(request.headers.authorization ?? '')
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      if (request.url === '/nothing') response.writeHead(204).end()
      else if (request.url === '/live') response.write('first')
      else response.writeHead(201, { 'x-kind': 'echo' }).end(`${request.method} ${Buffer.concat(chunks)}`)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { heard, address: `https://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

describe('a server that is known by its certificate', () => {
  test('is asked, though no authority vouches for it, and answers with status, headers and body', async () => {
    const { address } = await openServer()
    const answer = await fetchPinned(own)(`${address}/echo`, { method: 'POST', body: '{}' })
    expect([answer.status, answer.headers.get('x-kind'), await answer.text()]).toEqual([201, 'echo', 'POST {}'])
  })

  test('may answer with nothing', async () => {
    const { address } = await openServer()
    const answer = await fetchPinned(own)(`${address}/nothing`, {})
    expect([answer.status, await answer.text()]).toEqual([204, ''])
  })

  test('is shown nothing where its certificate is another', async () => {
    const { address, heard } = await openServer()
    const asked = fetchPinned(pinOfPem(fixture('server.pem')))(address, { headers: { authorization: 'secret' } })
    await expect(asked).rejects.toMatchObject({ code: 'collector-unproven' })
    await fetchPinned(own)(address, {})
    expect(heard).toEqual([''])
  })

  test('is heard as it speaks, until the asker gives up', async () => {
    const { address } = await openServer()
    const controller = new AbortController()
    const { body } = await fetchPinned(own)(`${address}/live`, { signal: controller.signal })
    let text = ''
    const ended = (async () => {
      for await (const chunk of body ?? []) text += Buffer.from(chunk)
    })()
    await eventually(() => text === 'first')
    controller.abort()
    await expect(ended).rejects.toThrow()
  })
})
