// The laws of requests over connections that a server may have just closed.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fetchKept } from '@sekisho/shared/kept-connection.ts'
import { describe, expect, onTestFinished, test } from 'vitest'

/** Closes the connections of the first `closed` requests without an answer. Answers with the methods that it was asked by. */
async function closingServer(closed: number): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.method ?? '')
    if (asked.length <= closed) request.socket.resetAndDestroy()
    else response.end('here')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked }
}

describe('a request over a kept connection', () => {
  test('is made once more when the connection ends as it is asked', async () => {
    const { address, asked } = await closingServer(1)
    expect(await (await fetchKept(address, {})).text()).toBe('here')
    expect(asked).toEqual(['GET', 'GET'])
  })

  test('is made twice at most', async () => {
    const { address, asked } = await closingServer(5)
    await expect(fetchKept(address, {})).rejects.toThrow('fetch failed')
    expect(asked).toEqual(['GET', 'GET'])
  })

  test('is never made twice when it changes something', async () => {
    const { address, asked } = await closingServer(1)
    await expect(fetchKept(address, { method: 'POST', body: '{}' })).rejects.toThrow('fetch failed')
    expect(asked).toEqual(['POST'])
  })
})
