// The laws of contents on the wire: one answer for each order and none without, uncharged as long as it was asked for, and
// whoever asks always hears how it ended.
import { contentPartBytes, maxContentFrameBytes } from '@sekisho/shared/content-limits.ts'
import { closeCodes } from '@sekisho/shared/wire.ts'
import { expect, test } from 'vitest'
import type { ContentOrder } from '../../../collector/handover.capture.ts'
import { AgentChain, file, finding } from '../../support/batches.ts'
import { MemoryDoors } from '../../support/collector-doors.ts'
import { openCollector, proveRaw } from '../../support/link.ts'

const order = { what: 'content', root: '/shop', path: 'x.php', sha256: 'a'.repeat(64), from: 0 } as ContentOrder
const gone = { outcome: 'withheld', why: 'gone' }

async function open(limits: object = {}) {
  const doors = new MemoryDoors()
  const chain = new AgentChain(['/shop'])
  const host = doors.addHost(chain.key.id).id
  const collector = await openCollector(doors, { limits })
  const raw = await proveRaw(collector, chain.key)
  await raw.expect('welcome')
  return { raw, host, doors, chain, ask: () => collector.gateway.ask(host, order), gateway: collector.gateway }
}

test('an order is answered once, and its answer comes back to whoever asked', async () => {
  const { raw, ask } = await open()
  const asked = ask()
  const { id, order: said } = await raw.expect('order')
  expect(said).toEqual(order)
  raw.say({ message: 'content', order: id, answer: gone })
  expect(await asked).toEqual(gone)
  raw.say({ message: 'content', order: id, answer: gone })
  expect(await raw.ended).toMatchObject({ code: closeCodes.malformed, reason: 'content is not due now' })
})

test('a content that is on its way holds up no finding of its host', async () => {
  const { raw, ask, doors, chain } = await open()
  const asked = ask()
  const { id } = await raw.expect('order')
  for (let nth = 1; nth <= 5; nth++) {
    const { bytes } = chain.seal(finding(`upload/${nth}.php`, null, file(`${nth}`)))
    raw.socket.send(bytes)
    expect(await raw.expect('ack')).toMatchObject({ sequence: nth })
  }
  expect(doors.received.length).toBe(5)
  raw.say({ message: 'content', order: id, answer: gone })
  expect(await asked).toEqual(gone)
})

test('a content that nobody asked for ends the connection, also under the id of another order', async () => {
  const { raw, gateway, host } = await open()
  gateway.order(host, { what: 'status' })
  const { id } = await raw.expect('order')
  raw.say({ message: 'content', order: id, answer: gone })
  expect(await raw.ended).toMatchObject({ code: closeCodes.malformed })
})

test('a content under an id that is not on the way ends the connection, and whoever waits hears that it left', async () => {
  const { raw, ask } = await open()
  const asked = ask()
  await raw.expect('order')
  raw.say({ message: 'content', order: 'another', answer: gone })
  expect(await raw.ended).toMatchObject({ code: closeCodes.malformed })
  expect(await asked).toEqual({ outcome: 'left' })
})

test('an agent that does not obey such orders is heard as refusing', async () => {
  const { raw, ask } = await open()
  const asked = ask()
  const { id } = await raw.expect('order')
  raw.say({ message: 'done', order: id, outcome: 'refused', detail: 'there is no such order' })
  expect(await asked).toEqual({ outcome: 'refused', detail: 'there is no such order' })
})

test('a host without connection has left', async () => {
  const { gateway, raw, host } = await open()
  expect(await gateway.ask(host + 1, order)).toEqual({ outcome: 'left' })
  raw.socket.terminate()
  await raw.ended
})

test('parts that were asked for are not charged as text, and the same parts unasked are', async () => {
  const { raw, ask } = await open({ messageBytesPerSecond: 1, messageBytesBurst: 4000 })
  const bytes = Buffer.alloc(contentPartBytes, 7).toString('base64')
  const part = { outcome: 'part', size: contentPartBytes, from: 0, bytes }
  for (let time = 0; time < 3; time++) {
    const asked = ask()
    const { id } = await raw.expect('order')
    raw.say({ message: 'content', order: id, answer: part })
    expect(await asked).toEqual(part)
  }
  raw.say({ message: 'content', order: 'none', answer: part })
  expect(await raw.ended).toMatchObject({ code: closeCodes.rateExceeded })
})

test.each([
  ['larger than a part can be', ' '.repeat(maxContentFrameBytes), '{"message":"content"'],
  ['that does not begin as a content does', '', '{ "message":"content"'],
])('a frame %s is charged, though something was asked for', async (_, padding, begin) => {
  const { raw, ask } = await open({ messageBytesPerSecond: 1, messageBytesBurst: 4000 })
  const asked = ask()
  const { id } = await raw.expect('order')
  raw.socket.send(
    `${begin},"order":"${id}","answer":{"outcome":"withheld","why":"gone"}${padding || ' '.repeat(5000)}}`,
  )
  expect(await raw.ended).toMatchObject({ code: closeCodes.rateExceeded })
  expect(await asked).toEqual({ outcome: 'left' })
})

test('a frame that begins as a content and says to be something else ends the connection', async () => {
  const { raw, ask } = await open({ messageBytesPerSecond: 1, messageBytesBurst: 4000 })
  const asked = ask()
  const { id } = await raw.expect('order')
  raw.socket.send(
    `{"message":"content","message":"done","order":"${id}","outcome":"done","detail":""${' '.repeat(5000)}}`,
  )
  expect(await raw.ended).toMatchObject({ code: closeCodes.malformed })
  expect(await asked).toEqual({ outcome: 'left' })
})
