// Holds docs/wire.md to the schemas and numbers that both programs run by: what is agreed stands there, word for word.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { maxGlimpses } from '@sekisho/shared/finding.ts'
import {
  AgentMessageSchema,
  BatchSchema,
  CollectorMessageSchema,
  closeCodes,
  maxBatchRecords,
  maxFrameBytes,
  ObservationSchema,
  OrderSchema,
  subprotocol,
} from '@sekisho/shared/wire.ts'
import { describe, expect, test } from 'vitest'
import { defaultUplinkLimits as uplink } from '../../agent/uplink/limits.ts'
import { defaultGatewayLimits as gateway } from '../../collector/gateway/limits.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/wire.md'), 'utf8')
const flowing = page.replace(/\s+/g, ' ')

const chapter = (title: string) => page.split(/^## /m).find(text => text.startsWith(title)) ?? ''

/** Words that the page has in code, alone or with their fields. */
const named = (word: string) => new RegExp(`(?:\`|^ +|[→←] +)${word}(?:\`| \\{)`, 'm').test(page)

describe('the page on the wire', () => {
  test('has each close code with its name, and no other', () => {
    const rows = [...chapter('Close codes').matchAll(/^\| (\d+) \| ([a-z ]+) \|/gm)].map(([, code, name]) => [
      code,
      name,
    ])
    const words = (name: string) => name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
    expect(rows).toEqual(Object.entries(closeCodes).map(([name, code]) => [String(code), words(name)]))
  })

  test('names each message and each order', () => {
    const messages = [...AgentMessageSchema.options, ...CollectorMessageSchema.options].map(
      ({ shape }) => shape.message.value,
    )
    const orders = OrderSchema.options.map(({ shape }) => shape.what.value)
    expect([...messages, ...orders].filter(word => !named(word))).toEqual([])
    expect([messages.length, orders.length]).toEqual([10, 4])
  })

  test('has each record of a batch and each observation with all their fields, and the batch around them', () => {
    const fieldsOf = ({ shape }: { readonly shape: object }, by: string) =>
      Object.keys(shape).filter(field => field !== by)
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| `([A-Za-z, ]+)` \|/gm)].map(([, name, fields]) => [name, fields])
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries([
        ...BatchSchema.shape.records.element.options.map(option => [
          option.shape.record.value,
          fieldsOf(option, 'record').join(', '),
        ]),
        ...ObservationSchema.options.map(option => [option.shape.state.value, fieldsOf(option, 'state').join(', ')]),
      ]),
    )
    expect(page).toContain(`The content is \`{${Object.keys(BatchSchema.shape).join(', ')}}\``)
  })

  test('tells the limits by which both sides run', () => {
    const seconds = (ms: number) => `${ms / 1000} s`
    const mebibytes = (bytes: number) => `${bytes / 1024 / 1024} MiB`
    const kibibytes = (bytes: number) => `${bytes / 1024} KiB`
    const sentences = [
      `subprotocol \`${subprotocol}\``,
      `A frame above ${mebibytes(maxFrameBytes)} is refused unread`,
      `at most ${kibibytes(gateway.unprovenBytes)} in all`,
      `${kibibytes(gateway.messageBytesPerSecond)} of text a second from one connection, with ${mebibytes(gateway.messageBytesBurst)} at once`,
      `above ${mebibytes(gateway.unsentBytes)} by the collector`,
      `at once, then each ${seconds(uplink.heartbeatMs)}, and ${uplink.standingMs} ms after`,
      `more than ${uplink.orders} at once`,
      `the agent with each heartbeat, the collector each ${seconds(gateway.pingMs)}`,
      `nothing came for ${seconds(uplink.silenceMs)}`,
      `nothing came for ${seconds(gateway.silenceMs)}`,
      `1 to ${maxBatchRecords} records`,
      `holds up to ${maxGlimpses} contents`,
      `at most ${uplink.window} batches on their way`,
      `gathers for ${uplink.lingerMs} ms or ${uplink.batchRecords} records`,
      `While more than ${gateway.waitingBatches} wait, or more than ${mebibytes(gateway.waitingBytes)} of all connections`,
      `pings both and waits ${seconds(gateway.contestMs)}`,
      `not proven within ${seconds(gateway.unprovenMs)}`,
      `above ${gateway.framesPerSecond} frames a second`,
      `waits ${uplink.backoff.firstMs} ms at first, doubling to ${seconds(uplink.backoff.longestMs)}`,
      `at most ${gateway.auditsPerMinute} a minute`,
    ]
    expect(sentences.filter(sentence => !flowing.includes(sentence))).toEqual([])
  })
})
