// Owns the laws of live updates: what is told to whom, that nobody hears after the end, and that nothing piles up.
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type ApiHouse, openApiHouse } from '../../support/api-house.ts'
import { eventually } from '../../support/eventually.ts'
import { findingRow } from '../../support/memory-store.ts'

/** Reads the stream as text, as far as it has come. */
async function listen(
  house: ApiHouse,
  token: string,
): Promise<{ text: () => string; ended: () => boolean; leave: () => void }> {
  const leaving = new AbortController()
  const answer = await fetch(`${house.address}/api/v1/live`, {
    headers: { authorization: `Bearer ${token}` },
    signal: leaving.signal,
  })
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  let text = ''
  let ended = false
  const read = async () => {
    for await (const chunk of (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) text += chunk
  }
  read().then(
    () => {
      ended = true
    },
    () => {
      ended = true
    },
  )
  await eventually(() => text.includes(': open'))
  return { text: () => text, ended: () => ended, leave: () => leaving.abort() }
}

describe('live updates', () => {
  test('a finding is told with its row, other news by their name, and each customer hears its own', async () => {
    const house = await openApiHouse()
    const mine = await listen(house, await house.token('read', 1))
    const yours = await listen(house, await house.token('read', 2))
    const row = findingRow(1, 'upload/line%0Abreak.php')
    house.tell({ customer: 1, event: 'finding', findings: [row, findingRow(2, 'b.php')] })
    house.tell({ customer: 2, event: 'hosts-changed', findings: [] })
    await eventually(() => mine.text().includes('b.php') && yours.text().includes('hosts-changed'))
    expect(mine.text()).toContain(`event: finding\ndata: ${JSON.stringify(row)}\n\n`)
    expect(mine.text()).not.toContain('hosts-changed')
    expect(yours.text()).toBe('retry: 2000\n: open\n\nevent: hosts-changed\ndata: {}\n\n')
  })

  test('who leaves is no longer listened for', async () => {
    const house = await openApiHouse()
    const client = await listen(house, await house.token('read'))
    expect(house.listeners()).toBe(1)
    client.leave()
    await eventually(() => house.listeners() === 0)
  })

  test('a heartbeat keeps the stream, and ends it once its token has ended', async () => {
    const house = await openApiHouse()
    const token = await house.token('read')
    const client = await listen(house, token)
    house.clock.advance(15_000)
    await eventually(() => client.text().includes(': still here'))
    house.store.principals.clear()
    house.clock.advance(15_000)
    await eventually(client.ended)
    expect(house.listeners()).toBe(0)
  })

  test('a token that is ended between its look-up and the beginning of the stream hears nothing either, without a wait for the heartbeat', async () => {
    const house = await openApiHouse()
    const { reads, principals } = house.store
    const { principal } = reads
    const token = await house.token('read')
    reads.principal = async input => {
      const found = await principal(input)
      principals.clear()
      return found
    }
    const client = await listen(house, token)
    await eventually(client.ended)
    expect(house.listeners()).toBe(0)
  })

  test('the end of the API ends every stream', async () => {
    const house = await openApiHouse()
    const client = await listen(house, await house.token('read'))
    await house.api.close()
    await eventually(client.ended)
  })

  test('a client that does not read is closed once too much waits for it', async () => {
    const house = await openApiHouse()
    const token = await house.token('read')
    const socket = connect(Number(new URL(house.address).port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`GET /api/v1/live HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`)
    socket.pause()
    await eventually(() => house.listeners() === 1)
    const findings = Array.from({ length: 100 }, (_, id) => findingRow(id, 'x'.repeat(20_000)))
    await eventually(() => {
      if (house.listeners() > 0) house.tell({ customer: 1, event: 'finding', findings })
      return house.listeners() === 0
    })
    socket.destroy()
  })
})
