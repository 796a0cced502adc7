// The laws of a collector's addresses: others go by the public one, the programs beside it by where it listens.
import { expect, test } from 'vitest'
import { addressesOf } from '../../collector/addresses.ts'

const at = (host: string, publicAddress: string | null = null) =>
  addressesOf({ listen: { host }, tls: null, publicAddress }, 4649)

test('the programs beside a collector never need its public address', () => {
  const { ws, http, beside } = at('127.0.0.1', 'wss://sekisho.invalid')
  expect({ ws, http }).toEqual({ ws: 'wss://sekisho.invalid', http: 'https://sekisho.invalid' })
  expect(beside).toEqual({ ws: 'ws://127.0.0.1:4649', http: 'http://127.0.0.1:4649', pin: null })
})

test.each([
  ['0.0.0.0', 'http://127.0.0.1:4649'],
  ['::', 'http://[::1]:4649'],
  ['192.0.2.7', 'http://192.0.2.7:4649'],
  ['fd00::7', 'http://[fd00::7]:4649'],
])('where it listens on %s they dial %s', (host, http) => {
  expect(at(host).beside.http).toBe(http)
})
