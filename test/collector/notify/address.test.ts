// The laws of where a webhook may lead.
import { describe, expect, test } from 'vitest'
import { addressOf } from '../../../collector/notify/address.ts'

const inner = [
  '127.0.0.1',
  '10.1.2.3',
  '172.31.0.1',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '[::1]',
  '[::]',
  '[fd00::1]',
  '[fe80::1]',
  '[fec0::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:8.8.8.8]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
]

describe('the address of a webhook', () => {
  test.each(inner)('is refused where it is no public one, and taken where that is allowed: %s', async host => {
    await expect(addressOf(host, false)).rejects.toThrow('is no public address')
    expect((await addressOf(host, true)).address).toBe(host.replace(/[[\]]/g, ''))
  })

  test('is refused where one of a name’s several leads inside', async () => {
    const resolve = async () => [
      { address: '203.0.114.7', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ]
    await expect(addressOf('hooks.example.com', false, resolve)).rejects.toThrow('no public address')
  })

  test('is the one that was looked at, and a name is looked up once', async () => {
    let asked = 0
    const resolve = async () => {
      asked++
      return [{ address: '2606:4700::1111', family: 6 }]
    }
    expect(await addressOf('hooks.example.com', false, resolve)).toEqual({ address: '2606:4700::1111', family: 6 })
    expect(asked).toBe(1)
    await expect(addressOf('none.example.com', false, async () => [])).rejects.toThrow('has no address')
  })
})
