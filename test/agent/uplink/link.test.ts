// The laws of one connection whose other end cannot be trusted to read, or to stop talking.
import { systemClock } from '@sekisho/shared/clock.ts'
import { reasonIn } from '@sekisho/shared/told-failure.ts'
import { expect, onTestFinished, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Link, openLink } from '../../../agent/uplink/link.ts'

async function openPair(): Promise<{ link: Link; other: WebSocket }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  await new Promise(resolve => server.once('listening', resolve))
  const connected = new Promise<WebSocket>(resolve => server.once('connection', resolve))
  const bound = server.address()
  const address = `ws://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`
  const signal = new AbortController().signal
  const link = await openLink({ address, tls: null, dialMs: 10_000, clock: systemClock, signal })
  return { link, other: await connected }
}

test('what nobody has asked for yet is kept up to a few megabytes, then the link ends', async () => {
  const { link, other } = await openPair()
  for (let frame = 0; frame < 3; frame++) other.send('x'.repeat(3 * 1024 * 1024))
  expect(await link.ended).toMatchObject({ code: 'frame-malformed' })
})

test('frames that were read no longer count as unread', async () => {
  const { link, other } = await openPair()
  for (let frame = 0; frame < 5; frame++) {
    other.send('x'.repeat(3 * 1024 * 1024))
    expect(await link.next(30_000)).toHaveLength(3 * 1024 * 1024)
  }
})

test('a collector that does not read is left before what waits for it fills the memory', async () => {
  const { link, other } = await openPair()
  other.pause()
  for (let batch = 0; batch < 100; batch++) link.sendBatch(Buffer.alloc(1024 * 1024))
  expect(await link.ended).toMatchObject({ code: 'link-down', message: expect.stringContaining('does not read') })
})

test('why a link ended is told in either language, with what the collector said of it', async () => {
  const { link, other } = await openPair()
  other.close(4403, 'this agent was revoked')
  const end = await link.ended
  expect(end.code).toBe('agent-revoked')
  expect(reasonIn(end, 'en')).toBe('the collector closed with 4403 (this agent was revoked)')
  expect(reasonIn(end, 'ja')).toBe('コレクターがコード4403で切断: this agent was revoked')
})
